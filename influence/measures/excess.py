"""Which purchases after a link came of it: what is bought sooner than habit alone explains.

Belongs here: the fixed point that shares every purchase among the links before it and habit.
Does not belong here: what a link before a purchase is, and how long was waited; that is SQL.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Array = npt.NDArray[Any]

# Shares that move less than this are where they belong; the bound on steps only ends a stalemate.
SETTLED = 1e-9
MOST_STEPS = 500


def caused_shares(
    conversion: Array,
    person: Array,
    bucket: Array,
    days_waited: Array,
    habit: float,
    prior_conversions: float,
) -> Array:
    """The probability that each touchpoint brought about the conversion that it precedes.

    Purchases after a touchpoint of person i, a lag in bucket b later, come at the rate
    habit + pace[i] * excess[b] a day. `excess` is what all have in common; `pace` is 1 on average
    and drawn to it as if everybody had brought `prior_conversions` at pace 1 already. A conversion
    is shared by these rates among its touchpoints and habit, rates follow from the shares, and so
    on until nothing moves.

    Args: `conversion[t]`, `person[t]` and `bucket[t]` of touchpoint t, integers from 0 on;
        `days_waited[i, b]` after all touchpoints of i, those that nobody bought after included; the
        last bucket is the one in which only habit is left. `habit` in conversions a day, as any
        number >= 0; `prior_conversions` > 0.
    Returns a share a touchpoint, 0..1.
    Source: additive hazards (Zhang, Wei, Ren 2014, multi-touch attribution by survival theory),
        fitted by expectation and maximisation without a shape for the lags (Marsan and Lengliné
        2008); people are compared with themselves at other times, as in the self-controlled case
        series (Farrington 1995).
    Cost: touchpoints plus people times buckets, a step; some fifty steps.
    Invariant: the shares of a conversion sum to at most 1, and to 1 where habit is 0 and any of its
        touchpoints is in a bucket with an excess.
    """
    people, buckets = days_waited.shape
    conversions = int(conversion.max()) + 1 if len(conversion) else 0
    waited_by_all = days_waited.sum(axis=0)
    pace = np.ones(people)
    bought = np.bincount(bucket, minlength=buckets)
    excess = np.maximum(_ratio(bought, waited_by_all) - habit, 0.0)
    excess[-1] = 0.0
    share = np.zeros(len(conversion))
    for _ in range(MOST_STEPS):
        rate = pace[person] * excess[bucket]
        everything = habit + np.bincount(conversion, rate, conversions)
        before, share = share, _ratio(rate, everything[conversion])
        if len(share) == 0 or np.abs(share - before).max() < SETTLED:
            break
        excess = _ratio(np.bincount(bucket, share, buckets), pace @ days_waited)
        brought = np.bincount(person, share, people)
        pace = (brought + prior_conversions) / (days_waited @ excess + prior_conversions)
    return share


def _ratio(part: Array, whole: Array) -> Array:
    """`part` by `whole`, nothing of nothing."""
    found: Array = np.divide(part, whole, out=np.zeros(len(whole)), where=whole > 0)
    return found


def touchpoints_explained(
    touchpoints: pl.DataFrame, waits: pl.DataFrame, prior_conversions: float
) -> pl.DataFrame:
    """The shares of touchpoints of links, for the rows of a warehouse.

    Args: touchpoints with `conversion_id`, `touchpoint_id`, `person_key` and `lag_from_days`, in a
        total order; waits with `person_key`, `lag_from_days`, `is_settled`, `days_waited` and
        `settled_per_day`, a row for each person and lag. Every person of a touchpoint has waits.
    Returns one row per conversion_id, touchpoint_id with `caused_share`.
    Cost: two joins, and that of `caused_shares`; memory is the touchpoints.
    """
    keys = touchpoints.select("conversion_id", "touchpoint_id")
    if touchpoints.is_empty() or waits.is_empty():
        return keys.head(0).with_columns(caused_share=pl.lit(0.0))
    # All settled buckets are one, the last.
    lags = waits.filter(~pl.col("is_settled"))["lag_from_days"].unique().sort()
    people = waits["person_key"].unique().sort()
    conversions = touchpoints["conversion_id"].unique().sort()
    days = np.zeros((len(people), len(lags) + 1))
    np.add.at(
        days,
        (_place(waits["person_key"], people), _place(waits["lag_from_days"], lags)),
        waits["days_waited"].to_numpy(),
    )
    share = caused_shares(
        _place(touchpoints["conversion_id"], conversions),
        _place(touchpoints["person_key"], people),
        _place(touchpoints["lag_from_days"], lags),
        days,
        float(waits["settled_per_day"][0]),
        prior_conversions,
    )
    return keys.with_columns(caused_share=pl.Series(share))


def _place(values: pl.Series, known: pl.Series) -> Array:
    """The place of each value among the known ones, past the last for those that are not."""
    place = known.search_sorted(values).to_numpy().astype(np.int64)
    found: Array = np.where(
        values.is_in(known.implode()).to_numpy(), np.minimum(place, len(known)), len(known)
    )
    return found
