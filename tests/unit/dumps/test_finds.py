"""What `make fuzz` found, each once."""

import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.unit.dumps import dumps, packed

OTHER = {"other.csv": "topic\njam\n"}


@pytest.mark.parametrize("name", ["topics.csv", "_dlt_loads.csv", "orders.csv", "events.tsv"])
@pytest.mark.parametrize("mark", [",", "\t"])
def test_a_carriage_return_within_the_first_line_of_a_table_stops_no_landing(
    tmp_path: Path, name: str, mark: str
) -> None:
    text = f"topic{mark}na\rme\ntea{mark}Tea\n"
    summary = dumps.landed(tmp_path, {name: text, **OTHER})
    assert ("jam",) in dumps.table(summary, "topics", "topic")
    assert len(summary.files) == 2


def test_a_carriage_return_within_a_row_of_an_envelope_table_stops_no_landing(
    tmp_path: Path,
) -> None:
    text = (
        "_airbyte_raw_id,_airbyte_extracted_at,_airbyte_data\n"
        "1,2026-01-01,a\rb\n"
        '2,2026-01-01,"{""topic"": ""tea""}"\n'
    )
    summary = dumps.landed(tmp_path, {"topics.csv": text, **OTHER})
    assert ("jam",) in dumps.table(summary, "topics", "topic")


def test_a_table_whose_lines_end_in_carriage_returns_alone_is_refused_with_the_remedy(
    tmp_path: Path,
) -> None:
    summary = dumps.landed(tmp_path, {"topics.csv": "topic,name\rtea,Tea\rjam,Jam\r"})
    assert summary.files[0].status == "quarantined"
    assert summary.files[0].reason == (
        "its lines end in carriage returns alone; save it with line feeds"
    )


def test_a_parquet_file_with_a_column_twice_is_refused_with_the_remedy(tmp_path: Path) -> None:
    names = ["event_timestamp", "event_name", "user_pseudo_id", "event_params", "event_params"]
    table = pa.Table.from_arrays([pa.array(["1"])] * len(names), names=names)
    out = io.BytesIO()
    pq.write_table(table, out)
    summary = dumps.landed(tmp_path, {"events.parquet": out.getvalue(), **OTHER})
    assert summary.files[0].reason == "two columns are named 'event_params'; keep one of them"
    assert ("jam",) in dumps.table(summary, "topics", "topic")


HALF = r'{"\ud800topic": "tea"}'


def test_half_of_a_character_in_a_key_stops_no_landing(tmp_path: Path) -> None:
    lines = f'{HALF}\n{{"topic": "jam"}}\n'
    summary = dumps.landed(tmp_path, {"topics.ndjson": lines, "topics.json": f"[{HALF}]", **OTHER})
    reasons = [file.reason for file in summary.files if file.path == "topics.json"]
    assert r"found: \ud800topic" in str(reasons[0])
    assert ("jam",) in dumps.table(summary, "topics", "topic")


def test_half_of_a_character_in_a_field_that_is_new_stops_no_landing(tmp_path: Path) -> None:
    lines = '{"topic": "jam"}\n' + r'{"topic": "tea", "\udfffmore": 1}'
    summary = dumps.landed(tmp_path, {"topics.ndjson": lines})
    assert ("jam",) in dumps.table(summary, "topics", "topic")


def test_a_parquet_file_whose_column_is_no_utf8_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    pq.write_table(pa.table({"topic_": ["tea"]}), out, store_schema=False)
    damaged = out.getvalue().replace(b"topic_", b"topic\xee")
    summary = dumps.landed(tmp_path, {"topics.parquet": damaged, **OTHER})
    assert "the Parquet file is cut off or corrupt" in str(summary.files[1].reason)
    assert ("jam",) in dumps.table(summary, "topics", "topic")


def test_a_zip_with_a_name_of_zero_bytes_stops_no_landing(tmp_path: Path) -> None:
    damaged = packed.zipped({"topics.csv": "topic\ntea\n"}).replace(b"topics.csv", b"\0" * 10)
    summary = dumps.landed(tmp_path, {"a.zip": damaged, **OTHER})
    reasons = [file.reason for file in summary.files if file.status == "quarantined"]
    assert reasons == ["its name holds control characters"]
    assert dumps.table(summary, "topics", "topic") == [("jam",)]


@pytest.mark.parametrize(
    ("time_format", "told"),
    [
        (r'"%d.%m.%Y\ud800"', r"line 6: '%d.%m.%Y\ud800' holds half of a character"),
        ('"%d.%\u202e%m.%Y"', "holds wrong letters (beyond ASCII)"),
    ],
)
def test_letters_of_a_mapping_that_are_none_are_told(
    tmp_path: Path, time_format: str, told: str
) -> None:
    mapping = (
        "version: 1\nsources:\n- files: a.csv\n  stream: posts\n  columns:\n"
        f"    created_at: {{column: at, format: {time_format}}}\n"
    )
    summary = dumps.landed(tmp_path, {"mapping.yml": mapping, "a.csv": "at\n1\n"})
    assert told in str(next(f.reason for f in summary.files if f.path == "mapping.yml"))


def test_a_null_among_the_posts_of_a_page_is_quarantined_with_its_text(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"page.json": '{"data": [null], "meta": {}}'})
    assert dumps.table(summary, "quarantine", "reason, raw_text") == [
        ("'post_id' is missing", "null")
    ]
