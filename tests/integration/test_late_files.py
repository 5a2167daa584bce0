"""Files that come late, again, or in another shape leave the same tables behind.

Belongs here: staging that grows by what changed, held against staging built anew; runs one after
another, held against one run; any cut of a dump, held against the dump.
Does not belong here: what a file means (`tests/unit/dumps`).
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from influence.dumps.contract import STREAMS
from tests.conftest import SAMPLE, Run
from tests.integration.dbt_bench import Bench
from tests.integration.test_same_tables import tables_of


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def _post(number: int, day: int, text: str, **loader: object) -> str:
    post = {
        "platform": "p",
        "post_id": f"p{number}",
        "account_id": "a",
        "created_at": f"2026-03-{day:02d}T12:00:00Z",
        "text": text,
    }
    return json.dumps(post | loader)


def _version(day: int, deleted: bool) -> dict[str, object]:
    return {"_fivetran_synced": f"2026-04-{day:02d}T00:00:00Z", "_fivetran_deleted": deleted}


def _texts(bench: Bench, warehouse: str) -> dict[str, str]:
    found = bench.query(warehouse, "select post_id, text from staging.stg_posts")
    texts = {str(post): str(text) for post, text in found}
    assert len(texts) == len(found)
    return texts


def test_staging_that_grew_equals_staging_built_anew(bench: Bench) -> None:
    staging = ("--select", "stg_posts", "stg_receipts")
    steps: list[tuple[Callable[[], None], dict[str, str]]] = [
        (
            lambda: bench.drop("posts/1.ndjson", _post(1, 1, "a"), _post(2, 1, "a")),
            {"p1": "a", "p2": "a"},
        ),
        # A later day repeats a post with other content: the content decides, here the greater one.
        (
            lambda: bench.drop("posts/3.ndjson", _post(2, 1, "b"), _post(3, 3, "b")),
            {"p1": "a", "p2": "b", "p3": "b"},
        ),
        # A day that comes late.
        (
            lambda: bench.drop("posts/2.ndjson", _post(4, 2, "c")),
            {"p1": "a", "p2": "b", "p3": "b", "p4": "c"},
        ),
        # New bytes under an old name: its old rows go, what they had beaten returns.
        (
            lambda: bench.drop("posts/3.ndjson", _post(3, 3, "d")),
            {"p1": "a", "p2": "a", "p3": "d", "p4": "c"},
        ),
        # A loader says that a post was deleted in its source.
        (
            lambda: bench.drop("posts/5.ndjson", _post(1, 1, "a", **_version(5, True))),
            {"p2": "a", "p3": "d", "p4": "c"},
        ),
        # An older version of it comes late, and changes nothing.
        (
            lambda: bench.drop("posts/4.ndjson", _post(1, 1, "z", **_version(4, False))),
            {"p2": "a", "p3": "d", "p4": "c"},
        ),
        # A newer version brings it back.
        (
            lambda: bench.drop("posts/6.ndjson", _post(1, 1, "e", **_version(6, False))),
            {"p1": "e", "p2": "a", "p3": "d", "p4": "c"},
        ),
        # Nothing new.
        (lambda: None, {"p1": "e", "p2": "a", "p3": "d", "p4": "c"}),
    ]
    for number, (change, expected) in enumerate(steps):
        change()
        bench.land(hours=number)
        bench.dbt("grown", *staging)
        assert _texts(bench, "grown") == expected, f"step {number}"
    bench.dbt("anew", "--full-refresh", *staging)
    assert bench.tables("grown", "staging") == bench.tables("anew", "staging")


def test_a_new_day_touches_only_its_own_rows(bench: Bench) -> None:
    for day in range(1, 11):
        bench.drop(f"posts/{day:02d}.ndjson", *(_post(day * 10 + n, day, "t") for n in range(5)))
    bench.land()
    bench.dbt("grown", "--select", "stg_posts", "stg_receipts")
    before = _rows_by_place(bench)
    bench.drop("posts/11.ndjson", *(_post(110 + n, 11, "t") for n in range(5)))
    bench.land(hours=1)
    bench.dbt("grown", "--select", "stg_posts", "stg_receipts")
    after = _rows_by_place(bench)
    # The place of a row in its table changes when the row is written again.
    assert {row: place for row, place in after.items() if row in before} == before
    assert {row for row in after if row not in before} == {f"p{110 + n}" for n in range(5)}


def _rows_by_place(bench: Bench) -> dict[object, object]:
    return dict(bench.query("grown", "select post_id, rowid from staging.stg_posts"))


# One file of each stream that has days, and one that everything hangs on.
HELD_BACK = (
    "posts/2026-01.ndjson.gz",
    "interactions/2025-12.csv.bz2",
    "interactions/late.csv.gz",
    "visits/2026-03.csv",
    "conversions/late.ndjson",
    "accounts.csv",
)


def test_files_that_come_late_leave_the_tables_of_a_run_in_order(
    sample_run: Run, tmp_path: Path
) -> None:
    run = Run(tmp_path / "run")
    run.data.mkdir()
    shutil.copy(sample_run.data / "person_key", run.data / "person_key")
    dump = tmp_path / "sample"
    shutil.copytree(SAMPLE, dump)
    held = {name: (dump / name).read_bytes() for name in HELD_BACK}
    for name in held:
        (dump / name).unlink()
    first = run.command(dump)
    assert first.returncode == 0, f"{first.stdout}\n{run.log()}"
    assert tables_of(run) != tables_of(sample_run)
    for name, content in held.items():
        (dump / name).write_bytes(content)
    second = run.command(dump)
    assert second.returncode == 0, f"{second.stdout}\n{run.log()}"
    assert tables_of(run) == tables_of(sample_run)


@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    # One example takes a build of the warehouse; the first failing one says enough.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    files=st.integers(1, 4),
    seed=st.integers(0, 2**32),
    repeated_share=st.sampled_from((0.0, 0.05, 0.5)),
)
def test_any_cut_of_a_dump_gives_the_same_marts(
    sample_run: Run,
    tmp_path_factory: pytest.TempPathFactory,
    files: int,
    seed: int,
    repeated_share: float,
) -> None:
    shuffle = Random(seed)
    bench = Bench(tmp_path_factory.mktemp("cut"))
    # The same people need the same key.
    shutil.copy(sample_run.data / "person_key", bench.folder / "person_key")
    for stream in STREAMS:
        rows = [
            row
            for file in sorted((sample_run.data / "raw" / "current" / stream).glob("*.parquet"))
            for row in pq.read_table(file).to_pylist()
        ]
        rows += [row for row in rows if shuffle.random() < repeated_share]
        shuffle.shuffle(rows)
        for number in range(files):
            bench.drop(
                f"{stream}/{number}.ndjson",
                *(json.dumps(_told(row)) for row in rows[number::files]),
            )
    bench.land()
    bench.dbt("cut", "--full-refresh")
    about_files = {"ingestion_ledger", "publication"}
    expected = Bench(sample_run.warehouse.parent).tables("warehouse", "published")
    found = bench.tables("cut", "published")
    assert found.keys() == expected.keys()
    for name in expected.keys() - about_files:
        assert found[name] == expected[name], name


def _told(row: dict[str, object]) -> dict[str, object]:
    """A raw row as the open format writes it."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else _plain(value)
        for name, value in row.items()
        if not name.startswith("_") and value is not None
    }


def _plain(value: object) -> object:
    return value if isinstance(value, (str, int, float, bool, list)) else str(value)
