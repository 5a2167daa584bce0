"""When a row holds, and what is printed of it."""

import math

import pytest

from influence.lab.external.checks import Row
from influence.lab.external.table import heading, line_of


@pytest.mark.parametrize(
    ("row", "holds"),
    [
        (Row("equal", 3, 3), True),
        (Row("off", 3, 3.001), False),
        (Row("within", 3, 3.25, 0.25), True),
        (Row("below", 3, 2.75, 0.25), True),
        (Row("past", 3, 3.26, 0.25), False),
        (Row("could not be worked out", 3, None, 100), False),
        (Row("is no number", 3, math.nan, 100), False),
        (Row("published by nobody", None, 3), None),
        (Row("another on purpose", 3, 4, None), None),
    ],
    ids=lambda value: value.measure if isinstance(value, Row) else None,
)
def test_a_row_holds_within_its_tolerance(row: Row, holds: bool | None) -> None:
    assert row.holds is holds


def test_a_line_tells_expected_found_difference_and_whether_it_holds() -> None:
    told = line_of(Row("clicks", 19_785, 19_784, 0.5)).split()
    assert told == ["clicks", "19,785", "19,784", "-1", "0.5", "MISSING"]
    assert line_of(Row("clicks", 2, 2)).split() == ["clicks", "2", "2", "0", "0", "holds"]


def test_a_line_that_only_tells_has_no_tolerance() -> None:
    assert line_of(Row("area", None, 0.25)).split() == ["area", "-", "0.25", "-", "told"]
    assert line_of(Row("first", 10, 8, None)).split() == ["first", "10", "8", "-2", "told"]


def test_columns_stand_below_their_names() -> None:
    row = line_of(Row("clicks", 19_785, 19_784, 0.5))
    for name, cell in (("expected", "19,785"), ("found", "19,784"), ("tolerance", "0.5")):
        assert heading().index(name) + len(name) == row.index(cell) + len(cell)
