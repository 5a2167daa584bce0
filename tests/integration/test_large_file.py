"""F23 of the fault list: one file of ten million lines is landed within 2 GB of memory.

`make test-large`; minutes, and 4 GB of disk. The memory is that of the whole process, as the system
counts it. DuckDB is given 1.5 GB of it: it counts its own buffers only, and beside these stand the
interpreter with its libraries (100 MB) and the batches of lines that are handed over.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

LINES = 10_000_000
LIMIT = 2 << 30
CHILD = """
import json, resource, sys
from datetime import UTC, datetime
from pathlib import Path
from influence.dumps.landing import land

def used():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10

source, home = map(Path, sys.argv[1:])
outcome = land(
    source, home, loaded_at=datetime(2026, 11, 23, tzinfo=UTC), memory_limit="1500MB"
).files[0]
counts = [outcome.status, outcome.rows_read, outcome.rows_landed, outcome.rows_quarantined]
print(json.dumps({"peak": used(), "counts": counts}))
"""


def _line(number: int) -> str:
    return (
        f'{{"platform":"x","post_id":"{10**17 + number}","account_id":"{number % 1_000_003}",'
        f'"created_at":"2026-01-{number % 28 + 1:02}T{number % 24:02}:00:00Z",'
        f'"text":"tea and jam, cup {number} of the day","lang":"en"}}\n'
    )


def _row(number: int) -> str:
    return (
        f"x,{10**17 + number},{number % 1_000_003},2026-01-{number % 28 + 1:02}T00:00:00Z,"
        f'"tea and jam, cup {number} of the day",en\n'
    )


def _write(path: Path, is_csv: bool, damaged_every: int) -> int:
    """Write the lines one by one; the number of those that are damaged."""
    spelled = _row if is_csv else _line
    damaged = 0
    with path.open("w", encoding="utf-8") as file:
        if is_csv:
            file.write("platform,post_id,account_id,created_at,text,lang\n")
        for number in range(LINES):
            line = spelled(number)
            if damaged_every and number % damaged_every == 7:
                line = line[:30] + "\n"
                damaged += 1
            file.write(line)
    return damaged


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "damaged_every"),
    [
        ("posts.ndjson", 0),
        # In every part of 64 MB a few: each part is read again, with the places of its lines.
        ("posts.ndjson", 100_000),
        ("posts.csv", 1_000_000),
    ],
)
def test_f23_ten_million_lines_are_landed_in_bounded_memory(
    tmp_path: Path, name: str, damaged_every: int
) -> None:
    source = tmp_path / name
    damaged = _write(source, name.endswith(".csv"), damaged_every)
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(source), str(tmp_path / "raw")],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    size = source.stat().st_size / (1 << 30)
    print(
        f"\n{name}, {size:.2f} GB, {damaged} damaged lines: {time.monotonic() - began:.0f} s, "
        f"peak {told['peak'] >> 20} MB"
    )
    assert told["counts"] == ["landed", LINES, LINES - damaged, damaged]
    assert told["peak"] <= LIMIT
