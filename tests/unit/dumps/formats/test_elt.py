"""Tables that dlt, Airbyte and Fivetran landed: versions, soft deletes, envelopes, bookkeeping."""

import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.unit.dumps.dumps import at, csv_text, landed, ndjson, table

POST = {
    "platform": "x",
    "post_id": "1",
    "account_id": "ann",
    "created_at": "2024-05-01T00:00:00Z",
    "lang": None,
}
VERSIONS = "post_id, _version_at, _is_deleted"
# 2024-05-01 12:30:00 UTC in epoch milliseconds.
NOON_MS = 1714566600000


def _posts(*more: dict[str, Any]) -> list[dict[str, Any]]:
    return [POST | {"post_id": str(number)} | own for number, own in enumerate(more, start=1)]


def _parquet(rows: list[dict[str, Any]]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), out)
    return out.getvalue()


CONTAINERS = {
    "posts.ndjson": ndjson,
    "posts.csv": csv_text,
    "posts.parquet": _parquet,
    # Named after nothing: told by its columns.
    "data.ndjson": ndjson,
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_rows_of_dlt_carry_the_time_of_their_load(tmp_path: Path, name: str) -> None:
    rows = _posts(
        {"_dlt_load_id": "1714566600.25", "_dlt_id": "a"},
        {"_dlt_load_id": "1714566600.25", "_dlt_id": "b"},
        {"_dlt_load_id": "1714566601", "_dlt_id": "c"},
    )
    summary = landed(tmp_path, {name: CONTAINERS[name](rows)})
    assert table(summary, "posts", VERSIONS) == [
        ("1", at(2024, 5, 1, 12, 30, 0, 250_000), False),
        ("2", at(2024, 5, 1, 12, 30, 0, 250_000), False),
        ("3", at(2024, 5, 1, 12, 30, 1), False),
    ]
    assert summary.files[0].notes == "landed by dlt; 2 load ids"


@pytest.mark.parametrize("name", CONTAINERS)
def test_rows_that_dlt_retired_count_as_deleted_unless_a_newer_version_follows(
    tmp_path: Path, name: str
) -> None:
    since, then = "2024-05-01T12:30:00Z", "2024-06-01T00:00:00Z"
    rows = _posts(
        {"_dlt_valid_from": since, "_dlt_valid_to": None, "_dlt_id": "a", "_dlt_load_id": "1"},
        {"_dlt_valid_from": since, "_dlt_valid_to": then, "_dlt_id": "b", "_dlt_load_id": "1"},
        {
            "_dlt_valid_from": since,
            "_dlt_valid_to": "9999-12-31T00:00:00Z",
            "_dlt_id": "c",
            "_dlt_load_id": "1",
        },
    )
    summary = landed(tmp_path, {name: CONTAINERS[name](rows)})
    noon = at(2024, 5, 1, 12, 30)
    assert table(summary, "posts", VERSIONS) == [
        ("1", noon, False),
        ("2", noon, True),
        ("3", noon, False),
    ]


@pytest.mark.parametrize("name", CONTAINERS)
def test_rows_of_airbyte_carry_the_time_of_the_change_or_else_of_the_extraction(
    tmp_path: Path, name: str
) -> None:
    own = {"_airbyte_raw_id": "a", "_airbyte_extracted_at": NOON_MS, "_airbyte_generation_id": 7}
    rows = _posts(
        own | {"_ab_cdc_updated_at": None, "_ab_cdc_deleted_at": None},
        own | {"_ab_cdc_updated_at": "2024-05-02T00:00:00Z", "_ab_cdc_deleted_at": None},
        own
        | {
            "_ab_cdc_updated_at": "2024-05-03T00:00:00Z",
            "_ab_cdc_deleted_at": "2024-05-03T00:00:00Z",
        },
    )
    summary = landed(tmp_path, {name: CONTAINERS[name](rows)})
    assert table(summary, "posts", VERSIONS) == [
        ("1", at(2024, 5, 1, 12, 30), False),
        ("2", at(2024, 5, 2), False),
        ("3", at(2024, 5, 3), True),
    ]
    assert summary.files[0].notes == "landed by Airbyte; 1 generation ids"


@pytest.mark.parametrize("name", ["posts.ndjson", "posts.parquet"])
def test_values_that_airbyte_had_to_change_are_tallied(tmp_path: Path, name: str) -> None:
    change = {"field": "lang", "change": "NULLED", "reason": "SOURCE_SERIALIZATION_ERROR"}
    own = {"_airbyte_extracted_at": NOON_MS}
    rows = _posts(
        own | {"_airbyte_meta": {"sync_id": 1, "changes": [change]}},
        own | {"_airbyte_meta": {"sync_id": 1, "changes": []}},
    )
    summary = landed(tmp_path, {name: CONTAINERS[name](rows)})
    assert "1 records of which Airbyte made a value null or cut it short" in str(
        summary.files[0].notes
    )


@pytest.mark.parametrize("name", CONTAINERS)
def test_rows_of_fivetran_carry_the_time_of_their_sync_and_soft_deletes(
    tmp_path: Path, name: str
) -> None:
    synced = "2024-05-01 12:30:00+00:00"
    rows = _posts(
        {"_fivetran_synced": synced, "_fivetran_deleted": False},
        {"_fivetran_synced": synced, "_fivetran_deleted": True},
        {"_fivetran_synced": synced, "_fivetran_deleted": None},
    )
    summary = landed(tmp_path, {name: CONTAINERS[name](rows)})
    noon = at(2024, 5, 1, 12, 30)
    assert table(summary, "posts", VERSIONS) == [
        ("1", noon, False),
        ("2", noon, True),
        ("3", noon, False),
    ]
    assert summary.files[0].notes == "landed by Fivetran"


@pytest.mark.parametrize("name", CONTAINERS)
def test_rows_of_fivetran_history_are_versions_since_their_start(tmp_path: Path, name: str) -> None:
    synced = {"_fivetran_synced": "2024-06-01T00:00:00Z", "_fivetran_end": "9999-12-31T00:00:00Z"}
    rows = _posts(
        synced | {"_fivetran_start": "2024-05-01T12:30:00Z", "_fivetran_active": True},
        synced | {"_fivetran_start": "2024-05-02T00:00:00Z", "_fivetran_active": False},
    )
    summary = landed(tmp_path, {name: CONTAINERS[name](rows)})
    assert table(summary, "posts", VERSIONS) == [
        ("1", at(2024, 5, 1, 12, 30), False),
        ("2", at(2024, 5, 2), True),
    ]


def test_a_mark_of_deletion_that_only_later_records_have_is_seen(tmp_path: Path) -> None:
    own = {"_airbyte_extracted_at": NOON_MS}
    rows = [POST | own | {"post_id": str(number)} for number in range(300)]
    rows.append(POST | own | {"post_id": "300", "_ab_cdc_deleted_at": "2024-05-03T00:00:00Z"})
    summary = landed(tmp_path, {"posts.ndjson": ndjson(rows)})
    assert table(summary, "posts", "count(*) FILTER (_is_deleted), count(*)") == [(1, 301)]


ENVELOPES = [
    {"_airbyte_raw_id": "a", "_airbyte_extracted_at": NOON_MS, "_airbyte_data": POST},
    {
        "_airbyte_raw_id": "b",
        "_airbyte_extracted_at": NOON_MS,
        "_airbyte_data": POST | {"post_id": "2", "hashtags": ["cats"], "mood": "good"},
    },
]


def _as_texts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"_airbyte_data": json.dumps(row["_airbyte_data"])} for row in rows]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("raw.ndjson", ndjson(ENVELOPES)),
        ("posts.ndjson", ndjson(ENVELOPES)),
        ("raw.ndjson", ndjson(_as_texts(ENVELOPES))),
        ("raw.csv", csv_text(_as_texts(ENVELOPES))),
        ("posts.parquet", _parquet(_as_texts(ENVELOPES))),
        ("posts.parquet", _parquet(ENVELOPES)),
        ("raw.json", json.dumps(ENVELOPES).encode()),
    ],
)
def test_the_record_inside_an_envelope_of_airbyte_is_read(
    tmp_path: Path, name: str, content: bytes
) -> None:
    summary = landed(tmp_path, {name: content})
    columns = "post_id, account_id, hashtags, _version_at"
    noon = at(2024, 5, 1, 12, 30)
    assert table(summary, "posts", columns) == [
        ("1", "ann", None, noon),
        ("2", "ann", ["cats"], noon),
    ]
    assert summary.files[0].format == "elt"


def test_keys_inside_envelopes_that_no_column_takes_are_named(tmp_path: Path) -> None:
    summary = landed(tmp_path, {"raw.ndjson": ndjson(ENVELOPES)})
    assert summary.files[0].notes == "landed by Airbyte; 1 keys ignored: mood"


def test_an_envelope_without_a_record_goes_to_the_quarantine(tmp_path: Path) -> None:
    rows = [*ENVELOPES, ENVELOPES[0] | {"_airbyte_data": "not JSON"}]
    summary = landed(tmp_path, {"raw.ndjson": ndjson(rows)})
    assert table(summary, "quarantine", "line, reason") == [
        (3, "'_airbyte_data' holds no JSON object")
    ]
    assert table(summary, "posts", "post_id") == [("1",), ("2",)]


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (
            ndjson([ENVELOPES[0] | {"_airbyte_data": {"mood": "good"}}]),
            "raw.ndjson",
            "these are raw records of Airbyte: no stream of the open format",
        ),
        (
            _parquet(_as_texts(ENVELOPES)),
            "raw.parquet",
            "these are raw records of Airbyte, whose file is named after no stream",
        ),
    ],
)
def test_envelopes_of_no_stream_are_refused_with_the_way_out(
    tmp_path: Path, content: bytes, name: str, reason: str
) -> None:
    found = landed(tmp_path, {name: content}).files[0]
    assert found.status == "quarantined"
    assert str(found.reason).startswith(reason)
    assert "mapping.yml" in str(found.reason)


@pytest.mark.parametrize(
    ("name", "row"),
    [
        (
            "_dlt_loads",
            {
                "load_id": "1714566600.25",
                "schema_name": "forum",
                "status": 0,
                "inserted_at": "2024-05-01T12:30:00Z",
                "schema_version_hash": "abc",
            },
        ),
        (
            "_dlt_version",
            {
                "version": 2,
                "engine_version": 11,
                "inserted_at": "2024-05-01T12:30:00Z",
                "schema_name": "forum",
                "version_hash": "abc",
                "schema": "{}",
            },
        ),
        (
            "_dlt_pipeline_state",
            {
                "version": 2,
                "engine_version": 4,
                "pipeline_name": "forum",
                "state": "eNo=",
                "created_at": "2024-05-01T12:30:00Z",
                "version_hash": "abc",
                "_dlt_load_id": "1714566600.25",
                "_dlt_id": "a",
            },
        ),
    ],
)
@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
def test_bookkeeping_of_dlt_gives_no_row_and_is_tallied(
    tmp_path: Path, name: str, row: dict[str, Any], suffix: str
) -> None:
    make = {"jsonl": ndjson, "csv": csv_text, "parquet": _parquet}[suffix]
    found = landed(tmp_path, {f"{name}/1.{suffix}": make([row, row])}).files[0]
    assert (found.format, found.status, found.rows_read) == ("elt", "landed", 0)
    assert found.notes == (
        f"2 rows of dlt's bookkeeping ({name}) left out: they say nothing of people"
    )


def test_a_child_table_of_dlt_is_refused_with_the_way_out(tmp_path: Path) -> None:
    row = {"value": "cats", "_dlt_parent_id": "a", "_dlt_list_idx": 0, "_dlt_id": "b"}
    found = landed(tmp_path, {"posts__hashtags/1.jsonl": ndjson([row])}).files[0]
    assert found.status == "quarantined"
    assert found.reason == (
        "this is a child table of dlt: lists that belong to rows of another file, to which they "
        "cannot be joined; load the parent with max_table_nesting=0, so that its rows keep their "
        "lists"
    )


def test_load_ids_are_counted_once_over_all_parts_of_a_file(tmp_path: Path) -> None:
    # A refused row has the file read in steps of 160,000 lines.
    rows = [
        POST | {"post_id": str(number), "_dlt_load_id": f"171456660{number % 3}.5"}
        for number in range(170_000)
    ]
    rows[5]["created_at"] = "yesterday"
    found = landed(tmp_path, {"posts.ndjson": ndjson(rows)}).files[0]
    assert (found.rows_landed, found.rows_quarantined) == (169_999, 1)
    assert found.notes == "landed by dlt; 3 load ids"
