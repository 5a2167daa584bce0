"""What `make fuzz` found, each once."""

import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.unit.dumps import dumps

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
