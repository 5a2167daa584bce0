"""The rows of a check as text.

Belongs here: one line a number, with expected, found, difference and whether it holds.
Does not belong here: the numbers.
"""

from influence.lab.external.checks import Row

HEADING = ("measure", "expected", "found", "difference", "tolerance", "")
WIDTHS = (-44, 16, 16, 13, 10, -8)
HOLDS, MISSING, TOLD = "holds", "MISSING", "told"


def heading() -> str:
    """The names of the columns."""
    return _line(HEADING)


def line_of(row: Row) -> str:
    """One row; `told` where it is held against nothing."""
    verdict = TOLD if row.holds is None else HOLDS if row.holds else MISSING
    cells = (row.expected, row.found, row.difference)
    tolerance = "" if row.holds is None else _number(row.tolerance)
    return _line((row.measure, *(_number(cell) for cell in cells), tolerance, verdict))


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.6g}" if abs(value) < 1 else f"{value:,.12g}"


def _line(cells: tuple[str, ...]) -> str:
    padded = [
        f"{cell:<{-width}}" if width < 0 else f"{cell:>{width}}"
        for cell, width in zip(cells, WIDTHS, strict=True)
    ]
    return "  " + " ".join(padded).rstrip()
