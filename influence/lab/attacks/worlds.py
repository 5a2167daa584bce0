"""One world through the models: simulated, landed, built as far as asked, then compared.

Belongs here: who was found of the bots, how well, and where a buyer stands.
Does not belong here: which worlds there are (`plans`), and the page (`page`).

*Nuances*
- Of the pipeline only the models run that the suspects and the rankings need, without data tests:
  a world of 2,000 people takes seconds.
- Ranks are of the topic `all` in the longest window: `rank` leaves suspects out, `rank_all` does
  not.
- The area under the curve is of the score -log_chance of a person's least likely pair in
  `int_coactions_tested`, 0 without one: of rings alone.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from influence.lab.attacks.by_hand import take_out
from influence.lab.external.workbench import build
from influence.lab.oracles.areas import area_under_curve
from influence.lab.simulation.people import BOOSTER, BOT, GENUINE, KINDS
from influence.lab.simulation.scenario import Scenario, Size
from influence.lab.simulation.simulate import simulate
from influence.lab.simulation.truth import Truth
from influence.lab.simulation.world import World

LENSES = ("reach", "response", "conversion")
_SUSPECTS = """
WITH pairs AS (
    SELECT person_key, log_chance FROM intermediate.int_coactions_tested
    UNION ALL
    SELECT other_person_key, log_chance FROM intermediate.int_coactions_tested
),
scores AS (SELECT person_key, -min(log_chance) AS score FROM pairs GROUP BY person_key),
answered AS (
    SELECT person_key, count(DISTINCT actor_person_key) AS answerers
    FROM intermediate.int_pairs_answered GROUP BY person_key
)
SELECT nodes.platform, nodes.id AS account_id, suspected.person_key IS NOT NULL AS is_suspected,
    coalesce(scores.score, 0) AS score, coalesce(answered.answerers, 0) AS answerers
FROM intermediate.int_nodes_joined_to_people AS nodes
LEFT JOIN intermediate.int_people_suspected AS suspected USING (person_key)
LEFT JOIN scores USING (person_key)
LEFT JOIN answered USING (person_key)
WHERE nodes.node_kind = 'account'
"""
_RANKS = """
SELECT nodes.platform, nodes.id AS account_id, rankings.lens, rankings.rank, rankings.rank_all
FROM published.topic_rankings AS rankings
INNER JOIN intermediate.int_nodes_joined_to_people AS nodes USING (person_id)
WHERE rankings.topic_id = 'all' AND nodes.node_kind = 'account'
    AND rankings.window_days = (SELECT max(window_days) FROM published.topic_rankings)
"""
_NO_RANKS = """
SELECT null::VARCHAR AS platform, null::VARCHAR AS account_id, null::VARCHAR AS lens,
    null::BIGINT AS rank, null::BIGINT AS rank_all
LIMIT 0
"""
# Of genuine people, by how many answer them.
_TOP = 0.01


@dataclass(frozen=True)
class Found:
    """What was found in a world. `area` is null where there are no bots to find.

    The ranks are those of the first buyer, by lens, null where unranked or where no rankings were
    built: without suspects, and with them. `taken_out` has three ranks of each buyer by the
    response lens: with everybody's acts, without those of suspects, and in the dump without bots.
    """

    bots: int
    bots_found: int
    genuine_flagged: int
    top_genuine_flagged: int
    area: float | None
    ranks: dict[str, int | None]
    ranks_all: dict[str, int | None]
    taken_out: list[list[int | None]]

    @property
    def precision(self) -> float | None:
        """Share of bots among the suspects."""
        suspects = self.bots_found + self.genuine_flagged
        return self.bots_found / suspects if suspects else None

    @property
    def recall(self) -> float | None:
        """Share of suspects among the bots."""
        return self.bots_found / self.bots if self.bots else None


def found_in(
    scenario: Scenario, size: Size, folder: Path, *, with_ranks: bool, by_hand: bool
) -> Found:
    """Run one world below `folder`, in place of the last one that was run there.

    With `by_hand` it is run again without its bots. Raises InfluenceError where the models fail.
    """
    dump = folder / "dump"
    shutil.rmtree(dump, ignore_errors=True)
    truth = simulate(World(scenario, size), dump).truth
    accounts, ranks = _built(dump, folder / "data", with_ranks)
    people = people_found(truth, accounts)
    buyers = _of_buyers(truth, ranks)
    first = buyers[0]
    is_bot = people["kind"] == KINDS[BOT]
    genuine = people.filter(pl.col("kind") == KINDS[GENUINE]).sort("answerers", "person")
    taken_out: list[list[int | None]] = []
    if with_ranks and by_hand and is_bot.any():
        bots = truth.people.filter(pl.col("kind") == KINDS[BOT])
        take_out(dump, truth.accounts.join(bots, on="person").select("platform", "account_id"))
        _, without = _built(dump, folder / "data", with_ranks)
        taken_out = [
            [*old.get("response", (None, None)), new.get("response", (None, None))[0]]
            for old, new in zip(buyers, _of_buyers(truth, without), strict=True)
        ]
    return Found(
        bots=int(is_bot.sum()),
        bots_found=int((is_bot & people["is_suspected"]).sum()),
        genuine_flagged=int((~is_bot & people["is_suspected"]).sum()),
        top_genuine_flagged=int(
            genuine.tail(max(1, int(len(genuine) * _TOP)))["is_suspected"].sum()
        ),
        area=area_under_curve(people["score"].to_list(), is_bot.to_list())
        if is_bot.any()
        else None,
        ranks={lens: first.get(lens, (None, None))[1] for lens in LENSES},
        ranks_all={lens: first.get(lens, (None, None))[0] for lens in LENSES},
        taken_out=taken_out,
    )


def _built(dump: Path, data: Path, with_ranks: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Who is suspected, by account, and the rankings by account, none where not asked for."""
    for used in (data / "raw", data / "warehouse"):
        shutil.rmtree(used, ignore_errors=True)
    ranked = ("+rpt_topic_rankings",) if with_ranks else ()
    database = build(dump, data, ("run", "--select", "+int_people_suspected", *ranked))
    with duckdb.connect(str(database), read_only=True) as con:
        return con.execute(_SUSPECTS).pl(), con.execute(_RANKS if with_ranks else _NO_RANKS).pl()


def people_found(truth: Truth, accounts: pl.DataFrame) -> pl.DataFrame:
    """One row per person of the truth: `kind`, and what was found of any of their accounts."""
    return (
        truth.accounts.join(truth.people.select("person", "kind"), on="person")
        .join(accounts, on=["platform", "account_id"], how="left")
        .group_by("person", "kind")
        .agg(
            pl.col("is_suspected").fill_null(False).any(),
            pl.col("score").max().fill_null(0),
            pl.col("answerers").max().fill_null(0),
        )
        .sort("person")
    )


def _of_buyers(truth: Truth, ranks: pl.DataFrame) -> list[dict[str, tuple[int | None, int | None]]]:
    """Of each buyer, in their order, the ranks by lens, with suspects and without."""
    buyers = truth.people.filter(pl.col("kind") == KINDS[BOOSTER])["person"].sort()
    accounts = truth.accounts.join(ranks, on=["platform", "account_id"])
    return [
        {
            row["lens"]: (row["rank_all"], row["rank"])
            for row in accounts.filter(pl.col("person") == buyer).iter_rows(named=True)
        }
        for buyer in buyers
    ] or [{}]
