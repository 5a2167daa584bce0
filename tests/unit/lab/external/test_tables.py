"""Tables of real data sets, in small."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

from influence.lab.external.tables import number, read_paths, read_table
from influence.lab.external.touchpoints import Touch, cut_at_conversions, looking_back
from influence.lab.oracles.journeys import Journey


def _on(month: int, day: int) -> datetime:
    return datetime(2018, month, day, tzinfo=UTC)


def test_plain_and_packed_tables_read_alike(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x;y\n1;\n", encoding="utf-8")
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"x;y\n1;\n"))
    for name in ("a.csv", "a.csv.gz"):
        assert read_table(tmp_path / name, ";") == [{"x": "1", "y": ""}]


def test_counted_paths_are_split_and_blank_numbers_are_nothing(tmp_path: Path) -> None:
    table = tmp_path / "paths.csv"
    table.write_text("path,won,lost,worth\na > b > a,2,3,\n", encoding="utf-8")
    found = read_paths(table, steps="path", conversions="won", lost="lost", value="worth")
    assert found == [Journey(("a", "b", "a"), 2, 3, 0)]
    assert number("") == 0


# Bought on the 10th of July, again on the 31st, and touched once more.
TOUCHES = [
    Touch(_on(6, 30), "a", None),
    Touch(_on(7, 2), "b", None),
    Touch(_on(7, 10), "c", 5.0),
    Touch(_on(7, 31), "d", 7.0),
    Touch(_on(8, 1), "e", None),
]


def test_the_published_rule_cuts_after_each_conversion() -> None:
    assert list(cut_at_conversions(TOUCHES)) == [
        Journey(("a", "b", "c"), 1, 0, 5.0),
        Journey(("d",), 1, 0, 7.0),
        Journey(("e",), 0, 1),
    ]


def test_our_rule_looks_back_thirty_days_over_earlier_conversions() -> None:
    # Thirty days before the 31st of July is the 1st; the touch of the 30th of June is too old.
    assert list(looking_back(TOUCHES)) == [
        Journey(("a", "b", "c"), 1, 0, 5.0, ages=(10, 8, 0)),
        Journey(("b", "c", "d"), 1, 0, 7.0, ages=(29, 21, 0)),
    ]
