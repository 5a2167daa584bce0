"""Every stream of the open format is read alike from every container and compression."""

from pathlib import Path
from typing import Any

import pytest

from influence.dumps import contract
from influence.dumps.formats.open_format import stream_named_by, stream_of
from influence.dumps.landing import LandingSummary
from influence.errors import DumpSchemaError
from tests.unit.dumps import dumps

CONTAINERS = ("parquet", "csv", "ndjson")
_SUMMARIES: dict[tuple[str, str], LandingSummary] = {}


@pytest.fixture(scope="session")
def open_dumps(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], LandingSummary]:
    """One landed dump of all streams for each container and compression."""
    for container in CONTAINERS:
        for suffix in dumps.COMPRESSIONS:
            files = {
                f"{stream.name}.{container}{suffix}": dumps.compress(
                    _content(stream, container), suffix
                )
                for stream in contract.STREAMS.values()
            }
            folder = tmp_path_factory.mktemp(f"{container}{suffix}")
            _SUMMARIES[container, suffix] = dumps.landed(folder, files)
    return _SUMMARIES


def _content(stream: contract.Stream, container: str) -> bytes:
    rows = dumps.example_rows(stream)
    if container == "parquet":
        return dumps.parquet(stream, rows)
    return dumps.csv_text(rows) if container == "csv" else dumps.ndjson(rows)


@pytest.mark.parametrize("suffix", dumps.COMPRESSIONS)
@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("name", contract.STREAMS)
def test_a_stream_lands_the_same_rows_from_every_container_and_compression(
    open_dumps: dict[tuple[str, str], LandingSummary], name: str, container: str, suffix: str
) -> None:
    stream = contract.STREAMS[name]
    columns = ", ".join(f'"{column.name}"' for column in stream.columns)
    summary = open_dumps[container, suffix]

    found = sorted(dumps.table(summary, name, columns), key=repr)

    assert found == dumps.as_landed(stream, dumps.example_rows(stream))
    outcome = next(file for file in summary.files if file.path.startswith(f"{name}."))
    assert (outcome.format, outcome.status) == (f"open-{container}", "landed")
    assert (outcome.rows_read, outcome.rows_landed, outcome.rows_quarantined) == (3, 3, 0)


@pytest.mark.parametrize("name", contract.STREAMS)
def test_raw_parquet_has_the_columns_and_types_of_the_contract(
    open_dumps: dict[tuple[str, str], LandingSummary], name: str
) -> None:
    import duckdb

    summary = open_dumps["csv", ""]
    for path in (summary.store / name).glob("*.parquet"):
        described = duckdb.sql(f"DESCRIBE SELECT * FROM read_parquet('{path}')").fetchall()
        assert {row[0]: row[1] for row in described} == contract.raw_columns(contract.STREAMS[name])


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("posts.csv", "posts"),
        ("posts/2026-01.ndjson.gz", "posts"),
        ("posts-2026-01.parquet", "posts"),
        ("Posts_2026.csv", "posts"),
        ("post_metrics.csv", "post_metrics"),
        ("topic_terms-eu.csv", "topic_terms"),
        ("accounts/posts.csv", "posts"),
        ("export/posts/year=2026/part-0.parquet", "posts"),
        ("postscript.csv", None),
        ("part-0.parquet", None),
    ],
)
def test_a_path_names_the_stream_of_its_file_or_nearest_folder(path: str, name: str | None) -> None:
    found = stream_named_by(path)
    assert (found.name if found else None) == name


def test_columns_decide_where_no_name_does() -> None:
    required = contract.STREAMS["follows"].required
    assert stream_of("part-0.csv", required).name == "follows"


def test_the_fuller_stream_wins_where_one_asks_for_a_part_of_another() -> None:
    columns = ("platform", "post_id", "account_id", "created_at", "text")
    assert stream_of("export.csv", columns).name == "posts"


def test_columns_that_fit_several_streams_ask_for_a_name() -> None:
    columns = {*contract.STREAMS["follows"].required, *contract.STREAMS["visits"].required}
    with pytest.raises(
        DumpSchemaError, match=r"several streams \(follows, visits\); name the file"
    ):
        stream_of("part-0.csv", columns)


def test_a_named_file_without_a_required_column_is_refused_by_its_name(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"posts.csv": "platform,post_id,account_id\nx,1,2\n"})
    outcome = summary.files[0]
    assert (outcome.status, outcome.rows_read) == ("quarantined", 0)
    assert outcome.reason == (
        "named after the stream 'posts', but its required column 'created_at' is missing; "
        "found: account_id, platform, post_id"
    )


@pytest.mark.parametrize("container", CONTAINERS)
def test_unknown_columns_are_ignored_and_reported_once(tmp_path: Path, container: str) -> None:
    stream = contract.STREAMS["topics"]
    rows = [{"topic": "tea", "colour": "green", "_dlt_id": "a"}]
    if container == "parquet":
        import io

        import pyarrow as pa
        import pyarrow.parquet as pq

        out = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(rows), out)
        content = out.getvalue()
    else:
        content = dumps.csv_text(rows) if container == "csv" else dumps.ndjson(rows)
    summary = dumps.landed(tmp_path, {f"topics.{container}": content})
    assert summary.files[0].notes == "2 columns ignored: _dlt_id, colour"
    assert dumps.table(summary, stream.name, "topic") == [("tea",)]


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ('["a","b c"]', ["a", "b c"]),
        ("a|b c", ["a", "b c"]),
        ("[a, b c]", ["a", "b c"]),
        ("a", ["a"]),
        ('["a", null, ""]', ["a"]),
        ("", None),
    ],
)
def test_lists_in_csv_may_be_json_or_bars_or_as_duckdb_prints_them(
    tmp_path: Path, cell: str, items: list[str] | None
) -> None:
    quoted = '"' + cell.replace('"', '""') + '"'
    text = f"platform,post_id,account_id,created_at,hashtags\nx,1,2,2026-01-01,{quoted}\n"
    summary = dumps.landed(tmp_path, {"posts.csv": text})
    assert dumps.table(summary, "posts", "hashtags") == [(items,)]


def test_mentions_of_an_open_file_are_counted_as_they_are_listed(tmp_path: Path) -> None:
    text = (
        "platform,post_id,account_id,created_at,mentions\n"
        "x,1,2,2026-01-01,aaaaaaa|b\nx,2,2,2026-01-01,\n"
    )
    summary = dumps.landed(tmp_path, {"posts.csv": text})
    assert dumps.table(summary, "posts", "post_id, _mentions_count, _is_embedded") == [
        ("1", 2, False),
        ("2", 0, False),
    ]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters_of_csv_are_seen_by_the_header(tmp_path: Path, delimiter: str) -> None:
    text = "day,currency,rate_to_reporting\n2026-01-01,EUR,1.08\n".replace(",", delimiter)
    summary = dumps.landed(tmp_path, {"fx_rates.csv": text})
    assert dumps.table(summary, "fx_rates", "currency, rate_to_reporting") == [("EUR", 1.08)]


def test_crlf_a_byte_order_mark_and_quoted_line_breaks_are_read(tmp_path: Path) -> None:
    text = '\ufefftopic,name\r\ntea,"green\r\nand black"\r\n\r\ncoffee,\r\n'
    summary = dumps.landed(tmp_path, {"topics.csv": text})
    assert dumps.table(summary, "topics", "topic, name") == [
        ("coffee", None),
        ("tea", "green\r\nand black"),
    ]


def test_a_json_array_of_rows_is_read_as_its_rows(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"topics.json": '[\n {"topic": "tea"},\n {"topic": "jam"}\n]'})
    assert dumps.table(summary, "topics", "topic") == [("jam",), ("tea",)]


def _parquet_of(values: dict[str, Any], path: Path) -> bytes:
    import duckdb

    columns = ", ".join(f'{sql} AS "{name}"' for name, sql in values.items())
    duckdb.sql(f"COPY (SELECT {columns}) TO '{path}' (FORMAT parquet)")
    return path.read_bytes()


def test_native_types_of_parquet_are_not_taken_through_text(tmp_path: Path) -> None:
    content = _parquet_of(
        {
            "platform": "'x'",
            "account_id": "9007199254740993",
            "observed_at": "TIMESTAMPTZ '2026-01-01 00:00:00.123456+09:00'",
            "created_at": "CAST(1767225600000 AS BIGINT)",
            "followers_count": "CAST(7 AS USMALLINT)",
        },
        tmp_path / "made.parquet",
    )
    summary = dumps.landed(tmp_path, {"accounts.parquet": content})
    columns = (
        "account_id, CAST(observed_at AS VARCHAR), CAST(created_at AS VARCHAR), followers_count"
    )
    assert dumps.table(summary, "accounts", columns) == [
        ("9007199254740993", "2025-12-31 15:00:00.123456", "2026-01-01 00:00:00", 7)
    ]


def test_an_id_that_parquet_holds_as_a_fraction_refuses_the_file(tmp_path: Path) -> None:
    content = _parquet_of({"topic": "CAST(1.5 AS DOUBLE)"}, tmp_path / "made.parquet")
    summary = dumps.landed(tmp_path, {"topics.parquet": content})
    assert summary.files[0].reason == (
        "column 'topic' is of type DOUBLE, expected a text; write it as VARCHAR or as text"
    )


def test_a_refused_row_of_parquet_is_named_by_its_number(tmp_path: Path) -> None:
    rows = [
        {"platform": "x", "post_id": str(number), "observed_at": None, "likes": number}
        for number in (1, 2)
    ]
    rows[0]["observed_at"] = dumps.LOADED_AT
    content = dumps.parquet(contract.STREAMS["post_metrics"], rows)
    summary = dumps.landed(tmp_path, {"post_metrics.parquet": content})
    assert dumps.table(summary, "quarantine", "line, byte_offset, reason") == [
        (2, None, "'observed_at' is missing")
    ]
    assert dumps.table(summary, "post_metrics", "post_id") == [("1",)]


def test_a_column_that_appears_after_the_head_of_a_file_is_read(tmp_path: Path) -> None:
    rows = [
        {"platform": "p", "post_id": str(n), "account_id": "a", "created_at": "2026-01-02"}
        for n in range(300)
    ]
    rows[299]["text"] = "late"
    summary = dumps.landed(tmp_path, {"posts.ndjson": dumps.ndjson(rows)})
    assert dumps.table(summary, "posts", "max(text), count(text)") == [("late", 1)]
