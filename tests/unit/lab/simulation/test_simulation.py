"""A simulated world: the same each time, readable as a dump, and without its truth."""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from influence.dumps.landing import land
from influence.errors import DumpError
from influence.lab.simulation.__main__ import refuse_truth_in_dump
from influence.lab.simulation.people import BOT, HARVESTER, people_of
from influence.lab.simulation.scenario import SCENARIOS, Size
from influence.lab.simulation.world import World
from tests.unit.dumps import dumps
from tests.unit.lab.simulation import worlds

TINY = Size(people=300, days=10, seed=5)


def _bytes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.parquet"))
    }


def _stream(dump: Path, stream: str) -> pl.DataFrame:
    return pl.read_parquet(dump / stream / "*.parquet")


def test_one_seed_gives_the_same_bytes_and_another_gives_others(tmp_path: Path) -> None:
    first, second = (worlds.made("everything", TINY) for _ in range(2))
    other = worlds.made("everything", replace(TINY, seed=6))
    assert _bytes(first.dump) == _bytes(second.dump)
    for number, made in enumerate((first, second)):
        made.lived.truth.write(tmp_path / str(number))
    assert _bytes(tmp_path / "0") == _bytes(tmp_path / "1")
    assert not set(_bytes(first.dump).values()) >= set(_bytes(other.dump).values())


def test_every_row_of_a_world_lands(tmp_path: Path) -> None:
    dump = worlds.everything().dump
    summary = land(dump, tmp_path / "raw", loaded_at=dumps.LOADED_AT)
    assert {file.status for file in summary.files} == {"landed"}
    assert sum(file.rows_quarantined for file in summary.files) == 0
    assert {path.name for path in dump.iterdir()} == {
        "accounts", "assignments", "campaigns", "consents", "conversions", "endorsements",
        "follows", "fx_rates", "identities", "impressions", "interactions", "post_metrics",
        "posts", "topic_terms", "topics", "tracked_links", "visits",
    }  # fmt: skip


def test_natural_keys_of_a_world_are_unique() -> None:
    dump = worlds.everything().dump
    for stream, key in {
        "interactions": ["platform", "interaction_id"],
        "posts": ["platform", "post_id"],
        "post_metrics": ["platform", "post_id", "observed_at"],
        "follows": ["platform", "follower_id", "followed_id", "occurred_at"],
        "tracked_links": ["link_id"],
        "conversions": ["conversion_id"],
        "assignments": ["experiment_id", "unit_kind", "unit_id"],
        "visits": ["session_id", "occurred_at", "event", "page_url"],
    }.items():
        assert _stream(dump, stream).select(pl.struct(key).is_duplicated().sum()).item() == 0, (
            stream
        )


def test_nobody_likes_a_post_twice() -> None:
    likes = _stream(worlds.everything().dump, "interactions").filter(pl.col.kind == "like")
    assert likes.select(pl.struct("account_id", "post_id").is_duplicated().sum()).item() == 0


def test_nothing_happens_outside_the_world() -> None:
    made = worlds.everything()
    for stream, column in (
        ("posts", "created_at"),
        ("interactions", "occurred_at"),
        ("impressions", "occurred_at"),
        ("conversions", "occurred_at"),
        ("visits", "occurred_at"),
    ):
        times = _stream(made.dump, stream)[column].dt.timestamp("us")
        assert times.max() < made.world.end + 3_600_000_000
        assert times.min() >= made.world.start - 3_600_000_000


def test_the_dump_says_nothing_of_the_truth() -> None:
    made = worlds.everything()
    told = {
        column
        for stream in made.dump.iterdir()
        for column in _stream(made.dump, stream.name).columns
    }
    assert told.isdisjoint({"charm", "quality", "persuasion", "kind_of_person", "viewers"})
    # Ids follow no order of people: a person's number says nothing of the one in the id.
    accounts = made.lived.truth.accounts
    numbers = accounts["account_id"].str.slice(1).cast(pl.Int64).to_numpy()
    assert abs(np.corrcoef(accounts["person"].to_numpy(), numbers)[0, 1]) < 0.1


@pytest.mark.parametrize(("out", "truth"), [("a", "a/truth"), ("a/dump", "a"), ("a", "a")])
def test_truth_within_the_dump_is_refused(tmp_path: Path, out: str, truth: str) -> None:
    with pytest.raises(DumpError, match="keep the truth away from the dump"):
        refuse_truth_in_dump(tmp_path / out, tmp_path / truth)
    refuse_truth_in_dump(tmp_path / "dump", tmp_path / "truth")


def test_traits_know_nothing_of_each_other() -> None:
    people = people_of(World(SCENARIOS["everything"], Size(people=20_000)))
    humans = (people.kind != BOT) & (people.kind != HARVESTER)
    traits = np.log(
        [
            trait[humans]
            for trait in (
                people.charm,
                people.quality,
                people.persuasion,
                people.popularity,
                people.loudness,
            )
        ]
    )
    between = np.corrcoef(traits)[~np.eye(5, dtype=bool)]
    # Five standard errors of a correlation of nothing among 20,000.
    assert np.abs(between).max() < 5 / np.sqrt(20_000)


def test_a_lost_day_is_missing_from_one_platform_alone() -> None:
    made = worlds.everything()
    posts = _stream(made.dump, "posts")
    days = posts.group_by("platform").agg(pl.col.created_at.dt.date().n_unique().alias("days"))
    told = dict(days.iter_rows())
    lost = made.world.scenario.days_lost
    assert told == {"plaza": 30, "lantern": 30 - lost, "harbor": 30}
