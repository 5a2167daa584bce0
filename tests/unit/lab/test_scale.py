"""The large dump: counts as asked, columns of the contract, acts that make sense."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from influence.dumps.contract import STREAMS
from influence.lab.scale import write_scale
from influence.lab.scale_world import Scale
from influence.lab.writers import parquet_schema

SCALE = Scale(interactions=20_000, people=500, days=30, seed=7, chunk_rows=3_000)
WRITTEN = [
    "accounts",
    "follows",
    "posts",
    "interactions",
    "post_metrics",
    "tracked_links",
    "visits",
    "conversions",
    "identities",
    "topics",
    "topic_terms",
]


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("scale")
    write_scale(out, SCALE)
    return out


def _read(dump: Path, stream: str) -> pl.DataFrame:
    return pl.read_parquet(dump / stream / "*.parquet")


def test_the_counts_are_the_requested_ones(dump: Path) -> None:
    assert _read(dump, "interactions").height == 20_000
    # 500 people, every tenth with a second account.
    assert _read(dump, "accounts").height == 550
    # One post per 20 interactions, one visit per 10, one link per 20 posts.
    assert _read(dump, "posts").height == 1_000
    assert _read(dump, "visits").height == 2_000
    assert _read(dump, "tracked_links").height == 50
    assert _read(dump, "topics").height == 30


def test_reported_counts_are_the_written_ones(tmp_path: Path) -> None:
    scale = Scale(interactions=2_000, people=50, days=7, seed=1)
    for stream, rows in write_scale(tmp_path, scale).items():
        assert _read(tmp_path, stream).height == rows


@pytest.mark.parametrize("stream", WRITTEN)
def test_columns_are_those_of_the_contract(stream: str, dump: Path) -> None:
    frame = _read(dump, stream)
    assert dict(frame.schema) == parquet_schema(stream)
    for name in STREAMS[stream].required:
        assert frame[name].null_count() == 0


def test_no_other_stream_is_written(dump: Path) -> None:
    assert {path.name for path in dump.iterdir()} == set(WRITTEN)


def test_large_streams_come_in_chunks(dump: Path) -> None:
    # Six full chunks of 3,000 and the rest of the 20,000.
    assert len(list((dump / "interactions").iterdir())) == 7


def test_the_same_seed_gives_the_same_rows(dump: Path, tmp_path: Path) -> None:
    write_scale(tmp_path, SCALE)
    for stream in WRITTEN:
        assert _read(tmp_path, stream).equals(_read(dump, stream)), stream


def test_acts_follow_their_post_on_its_platform_within_the_days(dump: Path) -> None:
    posts = _read(dump, "posts").select("post_id", "created_at", post_platform="platform")
    acts = _read(dump, "interactions").join(posts, on="post_id", how="left")
    assert acts["created_at"].null_count() == 0
    assert (acts["occurred_at"] >= acts["created_at"]).all()
    assert (acts["platform"] == acts["post_platform"]).all()
    times = acts["occurred_at"].to_list()
    assert max(times) < datetime.fromisoformat("2026-04-01")
    # 30 days that end with 2026-03-31.
    assert min(times) >= datetime.fromisoformat("2026-03-02")


def test_counters_count_the_interactions(dump: Path) -> None:
    likes = (
        _read(dump, "interactions").filter(pl.col("kind") == "like").group_by("post_id").len("acts")
    )
    counted = _read(dump, "post_metrics").join(likes, on="post_id", how="left")
    assert (counted["likes"] == counted["acts"].fill_null(0)).all()


def test_popularity_has_a_heavy_tail(dump: Path) -> None:
    taken = _read(dump, "interactions")["target_account_id"].value_counts(sort=True)["count"]
    top = sum(taken.head(len(taken) // 100 + 1).to_list())
    # An equal world would give the top hundredth a hundredth.
    assert top > 0.05 * sum(taken.to_list())
