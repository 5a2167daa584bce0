"""Intervals of sums by resampling what is summed: the Poisson bootstrap.

Belongs here: replicates of sums whose terms belong to journeys, and their quantiles.
Does not belong here: what is summed; that is SQL.
"""

import numpy as np
import polars as pl

from influence.measures.chains import Array, Floats
from influence.measures.compiled import beside_each_other, compiled

SHARE, INTERCEPTED = "_share", "_intercepted"
# Groups that are resampled by one call.
GROUPS = 2048
# Chances of a Poisson variable of mean 1 to be at most 0, 1, 2, …; beyond the last it is 10, once
# in ten million draws.
AT_MOST = np.cumsum(
    [np.exp(-1) / factor for factor in (1, 1, 2, 6, 24, 120, 720, 5040, 40320, 362880)]
)
# Of SplitMix64, Steele, Lea and Flood 2014.
GOLDEN, FIRST_MIX, SECOND_MIX = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


def resampled_sums(
    first: Array, journey: Array, amounts: Floats, *, replicates: int, seed: int, tail: float
) -> Floats:
    """Quantiles `tail` and 1 - `tail` of each group's sums, each journey taken Poisson(1) times.

    Args: terms first[g]:first[g + 1] are those of group g; `journey` any 64-bit number of the one
        that a term belongs to; `amounts` (terms, k).
    Returns (groups, 2, k). How often replicate b takes a journey depends on the journey, b and
        `seed` alone: it takes it as often in every group, and whatever the parts or their order.
    Source: Poisson bootstrap, Hanley and MacGibbon 2006; Chamandy and others 2012.
    Cost: terms times replicates. Memory: k replicates of one group at a time.
    """
    parts = beside_each_other(
        lambda begin: _quantiles(
            first[begin : begin + GROUPS + 1], journey, amounts, replicates, seed, tail, AT_MOST
        ),
        range(0, len(first) - 1, GROUPS),
    )
    return np.concatenate(parts) if parts else np.zeros((0, 2, amounts.shape[1]))


@compiled
def _quantiles(
    first: Array,
    journey: Array,
    amounts: Floats,
    replicates: int,
    seed: int,
    tail: float,
    at_most: Floats,
) -> Floats:
    kinds = amounts.shape[1]
    found = np.empty((len(first) - 1, 2, kinds))
    for group in range(len(first) - 1):
        sums = np.zeros((kinds, replicates))
        for term in range(first[group], first[group + 1]):
            lot = np.uint64(journey[term]) + np.uint64(seed) * np.uint64(SECOND_MIX)
            lot = (lot ^ (lot >> np.uint64(30))) * np.uint64(FIRST_MIX)
            for replicate in range(replicates):
                lot += np.uint64(GOLDEN)
                mixed = (lot ^ (lot >> np.uint64(30))) * np.uint64(FIRST_MIX)
                mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(SECOND_MIX)
                mixed ^= mixed >> np.uint64(31)
                drawn = (mixed >> np.uint64(11)) * (1.0 / 9007199254740992.0)
                times = 0
                while times < len(at_most) and drawn >= at_most[times]:
                    times += 1
                for kind in range(kinds):
                    sums[kind, replicate] += times * amounts[term, kind]
        for kind in range(kinds):
            in_order = np.sort(sums[kind])
            for end in range(2):
                place = (replicates - 1) * (tail if end == 0 else 1 - tail)
                below = int(place)
                above = min(below + 1, replicates - 1)
                found[group, end, kind] = in_order[below] + (place - below) * (
                    in_order[above] - in_order[below]
                )
    return found


def credit_intervals(
    credit: pl.DataFrame, *, replicates: int, seed: int, probability: float
) -> pl.DataFrame:
    """The interval of everybody's credit by every model.

    Args: one row per journey of a person and topic, in the order of topic and person: `topic_id`,
        `person_key`, `journey_digest` (integer), what the journey came to, `conversions` and
        `value` (null counts 0), and what share of it each model gives, `<model>_share`.
    Returns one row per topic_id, person_key, attribution_model: `conversions_low`,
        `conversions_high`, `value_low`, `value_high`.
    """
    group = ["topic_id", "person_key"]
    models = [
        name.removesuffix(SHARE)
        for name in credit.columns
        if name.endswith(SHARE) and not name.endswith(INTERCEPTED + SHARE)
    ]
    places = credit.select(pl.struct(group).rle_id()).to_series().to_numpy()
    begins = np.flatnonzero(np.diff(places, prepend=-1)) if len(places) else np.zeros(0, dtype=int)
    outcome = credit.select(pl.col("conversions", "value").cast(pl.Float64).fill_null(0)).to_numpy()
    shares = credit.select(pl.col(model + SHARE).cast(pl.Float64) for model in models).to_numpy()
    found = resampled_sums(
        np.r_[begins, len(places)],
        credit["journey_digest"].to_numpy(),
        np.hstack([shares * outcome[:, :1], shares * outcome[:, 1:]]),
        replicates=replicates,
        seed=seed,
        tail=(1 - probability) / 2,
    )
    people = credit.select(group)[begins]
    return pl.concat(
        people.with_columns(
            attribution_model=pl.lit(model, dtype=pl.String),
            conversions_low=pl.Series(found[:, 0, at], dtype=pl.Float64),
            conversions_high=pl.Series(found[:, 1, at], dtype=pl.Float64),
            value_low=pl.Series(found[:, 0, len(models) + at], dtype=pl.Float64),
            value_high=pl.Series(found[:, 1, len(models) + at], dtype=pl.Float64),
        )
        for at, model in enumerate(models)
    )
