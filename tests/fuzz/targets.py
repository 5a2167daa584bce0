"""What is fed to landing, and what must hold of it whatever it was.

Belongs here: a batch of damaged files, landed together since opening a store costs more than they.
Does not belong here: the damage (`mutations`), and which batches are run (`__main__`).
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import duckdb

from influence.dumps.contract import STREAMS
from influence.dumps.landing import LandingSummary, land
from influence.errors import LandingError
from tests.fuzz import mutations
from tests.fuzz.seeds import Seeds
from tests.unit.dumps import dumps, packed

LANDED_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
FILES_OF_A_BATCH = 12
SUFFIXES = {"gzip": ".gz", "bz2": ".bz2", "zstd": ".zst"}
# A share of bad records that no file is past, and the usual one.
THRESHOLDS = (1.0, 1.0, 0.05)

Files = dict[str, bytes]


class BrokenError(AssertionError):
    """What must hold does not."""


@dataclass(frozen=True)
class Target:
    """A reader or a format: how a damaged file of it is made."""

    name: str
    make: Callable[[Random], tuple[str, bytes]]


def targets(seeds: Seeds) -> Iterator[Target]:
    """Every format of which the unit tests have files, and every container that is unpacked."""
    every = [seed for found in seeds.values() for seed in found]
    for name, found in seeds.items():
        if name not in ("empty", "none", "zip", "tar"):
            yield Target(name, _of(found))
    for name, suffix in SUFFIXES.items():
        yield Target(name, _compressed(every, suffix))
    yield Target("zip", _packed(every, packed.zipped))
    for suffix in ("", ".gz"):
        yield Target(f"tar{suffix}", _packed(every, _tar(suffix)))


def _of(found: list[tuple[str, bytes]]) -> Callable[[Random], tuple[str, bytes]]:
    def make(random: Random) -> tuple[str, bytes]:
        path, content = random.choice(found)
        if content.startswith(b"PAR1"):
            return path, mutations.damage_parquet(random, content)
        return path, mutations.damage(random, content)

    return make


def _compressed(
    every: list[tuple[str, bytes]], suffix: str
) -> Callable[[Random], tuple[str, bytes]]:
    def make(random: Random) -> tuple[str, bytes]:
        path, content = random.choice(every)
        if random.random() < 0.5:
            content = mutations.damage(random, content)
            return f"{path}{suffix}", dumps.compress(content, suffix)
        return f"{path}{suffix}", mutations.damage_bytes(random, dumps.compress(content, suffix))

    return make


def _packed(
    every: list[tuple[str, bytes]], pack: Callable[[packed.Files], bytes]
) -> Callable[[Random], tuple[str, bytes]]:
    def make(random: Random) -> tuple[str, bytes]:
        chosen = random.sample(every, k=random.randint(1, 4))
        files: dict[str, bytes | str] = dict(chosen)
        if random.random() < 0.3:
            path = random.choice(list(files))
            files[path] = mutations.damage(random, bytes(files[path]))  # type: ignore[arg-type]
        return "archive", mutations.damage_bytes(random, pack(files))

    return make


def _tar(suffix: str) -> Callable[[packed.Files], bytes]:
    return lambda files: packed.tarred(files, suffix)


def batch(target: Target, random: Random) -> Files:
    """Damaged files, each in a folder of its own, as formats look at their names."""
    made = (target.make(random) for _ in range(FILES_OF_A_BATCH))
    return {f"{number:02}/{path}": content for number, (path, content) in enumerate(made)}


def check(files: Mapping[str, bytes], home: Path, random: Random) -> None:
    """Land the files below `home`, twice. Raises whatever is not as it must be."""
    threshold = random.choice(THRESHOLDS)
    shutil.rmtree(home, ignore_errors=True)
    source = dumps.drop(home / "dump", files)
    before = _listing(home)
    first = _land(source, home / "raw", threshold)
    if first is None:
        return
    _check_rows(first)
    if (first.store / "_staging").exists():
        raise BrokenError("staging was left behind")
    strays = {path for path in _listing(home) - before if home / "raw" not in path.parents}
    if strays - {home / "raw"}:
        raise BrokenError(f"files outside of the store: {sorted(strays)}")
    second = _land(source, home / "raw", threshold)
    if second is None:
        return
    changed = [file for file in second.files if file.status != "unchanged"]
    if changed or second.fingerprint != first.fingerprint:
        raise BrokenError(f"a second landing is another: {[file.status for file in changed]}")


def _land(source: Path, home: Path, threshold: float) -> LandingSummary | None:
    try:
        return land(source, home, loaded_at=LANDED_AT, most_quarantined=threshold)
    except LandingError as fault:
        # That memory or disk do not suffice says nothing of the reader, but is worth a look.
        print(f"  no resources: {fault}", flush=True)
        return None


def _listing(home: Path) -> set[Path]:
    return set(home.rglob("*"))


def _check_rows(summary: LandingSummary) -> None:
    with duckdb.connect() as con:
        receipts = con.execute(
            "SELECT file_sha256, stream, status, rows_read, rows_landed, rows_quarantined, path "
            f"FROM read_parquet('{summary.store}/receipts/*.parquet')"
        ).fetchall()
        refused = {
            (sha256, stream): count
            for sha256, stream, count in con.execute(
                "SELECT file_sha256, stream, count(*) FROM "
                f"read_parquet('{summary.store}/quarantine/*.parquet') GROUP BY ALL"
            ).fetchall()
        }
        nameless = con.execute(
            f"SELECT count(*) FROM read_parquet('{summary.store}/quarantine/*.parquet') "
            "WHERE line IS NULL OR coalesce(reason, '') = '' OR raw_text IS NULL "
            "OR NOT regexp_full_match(row_sha256, '[0-9a-f]{64}')"
        ).fetchall()[0][0]
    if nameless:
        raise BrokenError(f"{nameless} rows of the quarantine without line, reason, hash or text")
    for sha256, stream, status, read, landed, quarantined, path in receipts:
        told = f"{path} ({stream}, {status}): {read} read, {landed} landed, {quarantined} refused"
        if read != landed + quarantined or min(read, landed, quarantined) < 0:
            raise BrokenError(f"{told} do not add up")
        if status == "landed" and refused.get((sha256, stream), 0) != quarantined:
            raise BrokenError(f"{told}, {refused.get((sha256, stream), 0)} in the quarantine")
        if landed != _landed(summary.store, sha256, stream):
            raise BrokenError(f"{told}, {_landed(summary.store, sha256, stream)} in Parquet")


def _landed(store: Path, sha256: str, stream: str) -> int:
    path = store / stream / f"{sha256}.parquet"
    if stream not in STREAMS or not path.exists():
        return 0
    with duckdb.connect() as con:
        return int(con.execute(f"SELECT count(*) FROM read_parquet('{path}')").fetchall()[0][0])
