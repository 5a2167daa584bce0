"""One attack through the models: simulated, landed, built as far as the rankings, then compared.

Belongs here: what was found of the bots, and where the buyer stands.
Does not belong here: which attacks there are (`plans`), and the page (`page`).

*Nuances*
- Of the pipeline only the models run that the suspects and the rankings need, without data tests:
  a world of 2,000 people takes seconds.
- Ranks are of the topic `all` in the longest window. A column of ranks with suspects, `rank_all`,
  stands beside `rank` where the rankings leave suspects out.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from influence.lab.attacks.plans import Attack
from influence.lab.external.workbench import build
from influence.lab.simulation.people import BOOSTER, KINDS
from influence.lab.simulation.scenario import Size
from influence.lab.simulation.simulate import simulate
from influence.lab.simulation.truth import Truth
from influence.lab.simulation.world import World

LENSES = ("reach", "response", "conversion")
_COMMAND = ("run", "--select", "+rpt_topic_rankings", "+int_people_suspected")
_SUSPECTS = """
SELECT nodes.platform, nodes.id AS account_id, suspected.person_key IS NOT NULL AS is_suspected
FROM intermediate.int_nodes_joined_to_people AS nodes
LEFT JOIN intermediate.int_people_suspected AS suspected USING (person_key)
WHERE nodes.node_kind = 'account'
"""
_RANKS = """
SELECT nodes.platform, nodes.id AS account_id, rankings.lens, {columns}
FROM published.topic_rankings AS rankings
INNER JOIN intermediate.int_nodes_joined_to_people AS nodes USING (person_id)
WHERE rankings.topic_id = 'all' AND nodes.node_kind = 'account'
    AND rankings.window_days = (SELECT max(window_days) FROM published.topic_rankings)
"""


@dataclass(frozen=True)
class Found:
    """What came of an attack; the ranks are those of its first buyer, null where unranked."""

    style: str
    bots: int
    seed: int
    bots_found: int
    genuine_flagged: int
    # By lens: the rank as published, and with the acts of suspects where that is told beside it.
    ranks: dict[str, int | None]
    ranks_all: dict[str, int | None]


def found_of(attack: Attack, size: Size, folder: Path) -> Found:
    """Run one attack below `folder`. Raises InfluenceError where the models fail."""
    dump = folder / "dump"
    truth = simulate(World(attack.scenario, size), dump).truth
    database = build(dump, folder / "data", _COMMAND)
    with duckdb.connect(str(database), read_only=True) as con:
        suspected = kinds_of(truth, con.execute(_SUSPECTS).pl())
        counts = dict(suspected.filter("is_suspected").group_by("kind").len().iter_rows())
        ranks, ranks_all = _ranks(con, truth)
    bots = counts.pop("bot", 0)
    return Found(
        attack.style.name, attack.bots, size.seed, bots, sum(counts.values()), ranks, ranks_all
    )


def kinds_of(truth: Truth, accounts: pl.DataFrame) -> pl.DataFrame:
    """One row per person of the truth: `kind`, and whether any account of theirs is suspected."""
    return (
        truth.accounts.join(truth.people.select("person", "kind"), on="person")
        .join(accounts, on=["platform", "account_id"], how="left")
        .group_by("person", "kind")
        .agg(pl.col("is_suspected").fill_null(False).any())
    )


def _ranks(
    con: duckdb.DuckDBPyConnection, truth: Truth
) -> tuple[dict[str, int | None], dict[str, int | None]]:
    told = {name for name, *_ in con.execute("DESCRIBE published.topic_rankings").fetchall()}
    columns = [column for column in ("rank", "rank_all") if column in told]
    buyer = truth.people.filter(pl.col("kind") == KINDS[BOOSTER])["person"].min()
    accounts = truth.accounts.filter(pl.col("person") == buyer)
    ranks = con.execute(_RANKS.format(columns=", ".join(columns))).pl()
    of_buyer = accounts.join(ranks, on=["platform", "account_id"]).unique("lens")
    by_lens = {row["lens"]: row for row in of_buyer.iter_rows(named=True)}
    found = [
        {lens: by_lens.get(lens, {}).get(column) for lens in LENSES}
        for column in ("rank", "rank_all")
    ]
    return found[0], found[1]
