"""A dry run of the mappings of a dump: what they would land, and what they would refuse.

Belongs here: reading the mapped files into a folder that is thrown away, and telling of it.
Does not belong here: landing (`landing`), or telling of files that no mapping names.

Members of archives are not looked at; landing reads them.
"""

import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from influence.dumps import contract
from influence.dumps.compression import fingerprint
from influence.dumps.connection import reading_connection, sql_name, sql_text
from influence.dumps.inventory import DroppedFile, beside, take_inventory
from influence.dumps.mapping.mappings import Mapped, of_dump, unused
from influence.dumps.reading import ReadFile, Rules, read_file
from influence.dumps.store import NO_STREAM, QUARANTINE
from influence.errors import InfluenceError

_REASONS = 5


def check(dump: Path) -> Iterator[tuple[bool, str]]:
    """Lines that tell of each mapping and each mapped file, and whether each tells of a fault.

    Raises DumpError where the dump is missing.
    """
    files = take_inventory(dump).files
    mappings = of_dump(files)
    if not mappings.texts:
        yield True, f"{dump}: no mapping.yml and no *.mapping.yml here; see docs/mapping.md"
    for text in mappings.texts:
        yield bool(text.faults), f"{text.path}: {'broken' if text.faults else 'good'}"
        yield from ((True, f"  {fault}") for fault in text.faults)
        yield from ((True, f"  {unused}") for unused in unused(text, files))
    for file in files:
        mapped = mappings.of(file.path)
        if mapped is not None and mapped.is_named and mapped.text is None:
            yield from _read(file, mapped)


def _read(file: DroppedFile, mapped: Mapped) -> Iterator[tuple[bool, str]]:
    """What one file would become."""
    rules = Rules(datetime.now(UTC).replace(tzinfo=None), "2GB")
    with tempfile.TemporaryDirectory() as folder:
        content = fingerprint(file.absolute)
        read = read_file(file, content, rules, Path(folder), beside(file), mapped)
        first = read.receipts[0]
        yield first.reason is not None, f"{file.path}: {first.reason or first.notes}"
        for receipt in read.receipts:
            if receipt.stream == NO_STREAM:
                continue
            yield (
                receipt.rows_quarantined > 0,
                f"  {receipt.stream}: {receipt.rows_read} rows read, {receipt.rows_landed} good, "
                f"{receipt.rows_quarantined} refused",
            )
            yield from ((False, line) for line in _filled(read, receipt.stream))
        yield from ((True, line) for line in _reasons(read))


def _filled(read: ReadFile, stream: str) -> Iterator[str]:
    """How many of the good rows have a value, for each column that any of them has."""
    if stream not in read.files:
        return
    columns = contract.STREAMS[stream].columns
    counts = ", ".join(f"count({sql_name(column.name)})" for column in columns)
    with reading_connection() as con:
        found = con.execute(
            f"SELECT count(*), {counts} FROM read_parquet({sql_text(str(read.files[stream]))})"
        ).fetchall()[0]
    for column, count in zip(columns, found[1:], strict=True):
        if count:
            yield f"    {column.name} ({column.type}): {100 * count // found[0]} % filled"


def _reasons(read: ReadFile) -> Iterator[str]:
    """The most frequent reasons of refusal, each with the line of the first."""
    if QUARANTINE not in read.files:
        return
    path = sql_text(str(read.files[QUARANTINE]))
    with reading_connection() as con:
        rows = con.execute(
            "SELECT count(*) AS refused, min(line) AS line, reason "
            f"FROM read_parquet({path}) GROUP BY reason ORDER BY refused DESC, line, reason"
        ).fetchall()
    for refused, line, reason in rows[:_REASONS]:
        yield f"    refused {refused}, first in line {line}: {reason}"
    if len(rows) > _REASONS:
        yield f"    and {len(rows) - _REASONS} more reasons"


def main(arguments: list[str]) -> int:
    """Print what the mappings of a dump would do; 1 where something is wrong, 2 for wrong use."""
    if len(arguments) != 1:
        print("usage: python -m influence.dumps.mapping.check <dump folder>", file=sys.stderr)
        return 2
    is_wrong = False
    try:
        for is_fault, line in check(Path(arguments[0])):
            is_wrong = is_wrong or is_fault
            print(line)
    except InfluenceError as fault:
        print(fault, file=sys.stderr)
        return 1
    return int(is_wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
