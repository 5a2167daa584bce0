"""Tables of real data sets as rows.

Belongs here: reading a delimited file into dictionaries, and counted paths out of them.
Does not belong here: what is expected of them (one module per family).
"""

import csv
import gzip
from pathlib import Path

from influence.lab.oracles.journeys import Journey

STEP = " > "


def read_table(path: Path, delimiter: str = ",", encoding: str = "utf-8") -> list[dict[str, str]]:
    """The rows of a table with a header, plain or .gz."""
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding=encoding, newline="") as packed:
            return list(csv.DictReader(packed, delimiter=delimiter))
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def number(text: str) -> float:
    """A number; an empty cell is 0."""
    return float(text or 0)


def read_paths(
    path: Path, *, steps: str, conversions: str, lost: str, value: str, delimiter: str = ","
) -> list[Journey]:
    """Counted paths, by the names of their columns."""
    return [
        Journey(
            tuple(row[steps].split(STEP)),
            number(row[conversions]),
            number(row[lost]),
            number(row[value]),
        )
        for row in read_table(path, delimiter)
    ]
