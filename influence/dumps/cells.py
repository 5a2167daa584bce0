"""The cells of a few lines of a table, whatever is in them, for those who only look.

Belongs here: lines of a sample as cells.
Does not belong here: reading a table (`lines`, `records`), where a line that is no CSV is refused.
"""

import csv
from collections.abc import Iterable, Iterator

# The first line of a file is looked at as a whole; without this a cell ends at 128 kB.
_LONGEST = 64 << 20


def cells_of(line: str, delimiter: str, quote: str = '"') -> list[str]:
    """The cells of one line; of one that is no CSV, what stands between the delimiters."""
    return next(rows_of([line], delimiter, quote), line.split(delimiter) if line else [])


def rows_of(lines: Iterable[str], delimiter: str, quote: str = '"') -> Iterator[list[str]]:
    """The rows of a table without its line ends; rows that are no CSV are left out."""
    csv.field_size_limit(_LONGEST)
    reader = csv.reader(
        lines,
        delimiter=delimiter,
        quotechar=quote or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
    )
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            continue
