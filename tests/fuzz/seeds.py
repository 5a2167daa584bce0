"""Valid files of every format: those that the unit tests drop, gathered while they run.

Belongs here: gathering, and keeping what was gathered until the tests change.
Does not belong here: changing the files (`mutations`).
"""

import hashlib
import json
import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from influence.dumps.landing import LandingSummary
from tests.unit.dumps import dumps

REPOSITORY = Path(__file__).resolve().parents[2]
TESTS = REPOSITORY / "tests" / "unit" / "dumps"
GATHERED_FROM = (TESTS / "formats", TESTS / "mapping")
LARGEST = 64 << 10
# Of one format; the tests drop the same rows many times.
MOST = 60

Seeds = dict[str, list[tuple[str, bytes]]]


def read_seeds(home: Path) -> Seeds:
    """Name and content of valid files, by format; gathered anew where the tests have changed."""
    folder = home / "seeds" / _version()
    if not (folder / "whole").exists():
        shutil.rmtree(home / "seeds", ignore_errors=True)
        folder.mkdir(parents=True)
        _gather(folder)
        (folder / "whole").touch()
    seeds: Seeds = defaultdict(list)
    for told in sorted(folder.glob("*.json")):
        text = json.loads(told.read_text())
        seeds[text["format"]].append((text["path"], told.with_suffix(".bin").read_bytes()))
    return dict(sorted(seeds.items()))


def _version() -> str:
    digest = hashlib.sha256()
    for folder in GATHERED_FROM:
        for path in sorted(folder.glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _gather(folder: Path) -> None:
    counts: dict[str, int] = defaultdict(int)
    known: set[str] = set()
    land = dumps.land

    def landed(source: Path, *arguments: Any, **options: Any) -> LandingSummary:
        summary = land(source, *arguments, **options)
        for file in summary.files:
            path = source / file.path if source.is_dir() else source
            if file.status != "landed" or not path.is_file() or path.stat().st_size > LARGEST:
                continue
            content = path.read_bytes()
            name = hashlib.sha256(file.path.encode() + content).hexdigest()[:16]
            if name in known or counts[file.format] >= MOST:
                continue
            known.add(name)
            counts[file.format] += 1
            (folder / f"{name}.bin").write_bytes(content)
            told = {"format": file.format, "path": file.path}
            (folder / f"{name}.json").write_text(json.dumps(told))
        return summary

    dumps.land = landed
    try:
        code = pytest.main([*map(str, GATHERED_FROM), "-q", "-q", "-p", "no:cacheprovider"])
    finally:
        dumps.land = land
    if code != 0:
        raise SystemExit("The unit tests of the formats fail; mend them before fuzzing.")
