"""The next experiment: who is held out, and the smallest lift that it can find.

Belongs here: assigning units to arms, and the power of that.
Does not belong here: who the units are, and the file that it becomes
    (`orchestration.holdout_plan`).
"""

from dataclasses import dataclass
from hashlib import sha256
from math import sqrt

import polars as pl
from scipy.special import ndtri

EXPOSED, HELD_OUT = "exposed", "held_out"


@dataclass(frozen=True)
class Power:
    """Of one experiment; `smallest_lift` is in conversions per unit, null without units."""

    units_exposed: int
    units_held_out: int
    conversions_per_unit: float
    smallest_lift: float | None
    # Over all exposed units.
    smallest_conversions: float | None


def assign(units: pl.DataFrame, held_out_share: float, seed: str) -> pl.DataFrame:
    """Assign every unit to an arm by chance, in the same shares within each stratum.

    Args: units with `experiment_id`, `stratum` and `unit` (names the unit within the experiment);
        `held_out_share` strictly between 0 and 1; any text as the seed.
    Returns the same rows with `arm`. The units of a stratum stand in the order of a hash of seed,
        experiment and unit; the first share of them is held out, to the nearest unit.
    Source: stratified complete randomisation (Imbens and Rubin 2015, chapter 9).
    Cost: a hash and a sort of the units.
    Invariant: neither the order of the rows nor another experiment changes an arm.
    """
    lots = [
        sha256(f"{seed}\x1f{experiment}\x1f{unit}".encode()).hexdigest()
        for experiment, unit in units.select("experiment_id", "unit").iter_rows()
    ]
    stratum = ["experiment_id", "stratum"]
    with_lots = units.with_columns(lot=pl.Series(lots, dtype=pl.String))
    place = pl.col("lot").rank("ordinal").over(stratum)
    # Which way a half unit falls is drawn too, else strata of one unit are never held out.
    chance = pl.col("lot").min().over(stratum).str.slice(0, 8).str.to_integer(base=16) / 16**8
    wanted = (pl.len().over(stratum) * held_out_share + chance).floor()
    return with_lots.with_columns(
        arm=pl.when(place <= wanted).then(pl.lit(HELD_OUT)).otherwise(pl.lit(EXPOSED))
    ).drop("lot")


def power_of(
    assigned: pl.DataFrame, interval_probability: float = 0.9, chance_to_find: float = 0.8
) -> Power:
    """The smallest lift that one experiment finds with `chance_to_find`.

    Args: assigned units of one experiment, with `arm` and `conversions`, what each made in an
        earlier time as long as the experiment will be.
    Returns lift as a difference of means whose published interval then lies above 0.
    Source: two-sided z test, Cohen 1988: (z of the interval + z of the chance) standard errors.
    Cost: one pass.
    """
    exposed = assigned.filter(pl.col("arm") == EXPOSED).height
    held_out = assigned.height - exposed
    conversions = assigned["conversions"].to_numpy().astype(float)
    mean = float(conversions.mean()) if assigned.height else 0.0
    if min(exposed, held_out) == 0 or assigned.height < 2:
        return Power(exposed, held_out, mean, None, None)
    # Of rare counts the sample may hold none; they vary as chance lets them.
    variance = max(float(conversions.var(ddof=1)), mean, 1 / assigned.height)
    errors = float(ndtri((1 + interval_probability) / 2) + ndtri(chance_to_find))
    lift = errors * sqrt(variance * (1 / exposed + 1 / held_out))
    return Power(exposed, held_out, mean, lift, lift * exposed)
