"""Files: the same rows in three formats, safe to open in a spreadsheet."""

import csv
import json
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from influence.publication.contract import ColumnText
from influence.publication.files import write_csv, write_json, write_parquet
from influence.publication.warehouse import Column, Table

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@handle",
    "|calc",
    "%0a",
    "\tx",
    "\rx",
    "  =1",
    "\n=1",
    "\u200b=1",
    "\u00a0@x",
    "＝1",
    "＋1",
    "－1",
    "＠x",
]
HARMLESS = ["espresso", "a=b", "1-1", "#tag", "_x", "", " ", "é", "'quoted"]


def table_of(**types: str) -> Table:
    columns = tuple(Column(name, kind, ColumnText()) for name, kind in types.items())
    return Table("things", columns, (columns[0].name,), "")


def write_all(folder: Path, table: Table, rows: str) -> dict[str, Path]:
    paths = {kind: folder / f"things.{kind}" for kind in ("parquet", "csv", "json")}
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        write_parquet(connection, table, rows, paths["parquet"])
        write_csv(connection, table, paths["parquet"], paths["csv"])
        write_json(connection, table, paths["parquet"], paths["json"])
    return paths


def write_text(folder: Path, text: str) -> dict[str, Path]:
    escaped = text.replace("'", "''")
    return write_all(folder, table_of(cell="VARCHAR"), f"(select '{escaped}' as cell)")


def read_csv(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_neutralised_in_csv_and_nowhere_else(tmp_path: Path, text: str) -> None:
    paths = write_text(tmp_path, text)
    assert read_csv(paths["csv"]) == [["cell"], ["'" + text]]
    assert json.loads(paths["json"].read_text()) == [{"cell": text}]
    assert pq.read_table(paths["parquet"]).to_pylist() == [{"cell": text}]


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_is_left_as_it_is(tmp_path: Path, text: str) -> None:
    assert read_csv(write_text(tmp_path, text)["csv"]) == [["cell"], [text]]


def test_negative_numbers_are_untouched(tmp_path: Path) -> None:
    table = table_of(a="BIGINT", b="DOUBLE")
    paths = write_all(tmp_path, table, "(select -5::bigint as a, -0.5::double as b)")
    assert paths["csv"].read_bytes() == b"a,b\n-5,-0.5\n"


def test_quotes_commas_and_line_breaks_are_quoted_by_rfc_4180(tmp_path: Path) -> None:
    paths = write_text(tmp_path, 'say "hi",\nyou')
    assert paths["csv"].read_bytes() == b'cell\n"say ""hi"",\nyou"\n'


def test_csv_has_no_byte_order_mark_and_ends_lines_with_a_line_feed(tmp_path: Path) -> None:
    content = write_text(tmp_path, "é")["csv"].read_bytes()
    assert content == "cell\né\n".encode()


def test_null_is_an_empty_cell(tmp_path: Path) -> None:
    table = table_of(a="VARCHAR", b="DOUBLE", c="BOOLEAN", d="DATE")
    rows = "(select null::varchar as a, null::double as b, true as c, null::date as d)"
    paths = write_all(tmp_path, table, rows)
    assert paths["csv"].read_bytes() == b"a,b,c,d\n,,true,\n"
    assert json.loads(paths["json"].read_text()) == [{"a": None, "b": None, "c": True, "d": None}]


def test_times_are_iso_8601_in_utc(tmp_path: Path) -> None:
    table = table_of(t="TIMESTAMP", d="DATE")
    rows = (
        "(values (timestamp '2024-01-02 03:04:05', date '2024-01-02'), "
        "(timestamp '2024-01-02 03:04:05.25', date '2024-01-03')) as rows (t, d)"
    )
    paths = write_all(tmp_path, table, rows)
    expected = [
        ["2024-01-02T03:04:05Z", "2024-01-02"],
        ["2024-01-02T03:04:05.250000Z", "2024-01-03"],
    ]
    assert read_csv(paths["csv"])[1:] == expected
    assert [[*row.values()] for row in json.loads(paths["json"].read_text())] == expected


def test_integers_beyond_two_to_the_53_are_text_in_json(tmp_path: Path) -> None:
    rows = "(values (9007199254740992), (9007199254740993), (-9007199254740993), (7)) as rows (n)"
    paths = write_all(tmp_path, table_of(n="BIGINT"), rows)
    found = [row["n"] for row in json.loads(paths["json"].read_text())]
    assert found == ["-9007199254740993", 7, 9007199254740992, "9007199254740993"]
    assert read_csv(paths["csv"])[-1] == ["9007199254740993"]


def test_rows_are_in_the_order_of_the_grain_with_nulls_last_in_every_format(
    tmp_path: Path,
) -> None:
    rows = "(values ('b', 1), (null, 2), ('a', 3)) as rows (k, n)"
    paths = write_all(tmp_path, table_of(k="VARCHAR", n="BIGINT"), rows)
    expected = [3, 1, 2]
    assert [row["n"] for row in pq.read_table(paths["parquet"]).to_pylist()] == expected
    assert [int(row[1]) for row in read_csv(paths["csv"])[1:]] == expected
    assert [row["n"] for row in json.loads(paths["json"].read_text())] == expected


def test_a_table_without_rows_has_a_header_and_an_empty_array(tmp_path: Path) -> None:
    paths = write_all(tmp_path, table_of(a="BIGINT"), "(select 1::bigint as a where false)")
    assert paths["csv"].read_bytes() == b"a\n"
    assert json.loads(paths["json"].read_text()) == []
