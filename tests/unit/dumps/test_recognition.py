"""A file is known by its content; one that is not supported is refused whole, and by its name."""

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest

from influence.dumps.compression import verify
from influence.dumps.recognition import REMEDY
from influence.errors import DumpReadError
from tests.unit.dumps import dumps


def _zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "text")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (
            gzip.compress(_zip("posts.csv")),
            "a zip archive inside another file (unpack it into the dump folder)",
        ),
        (_zip("[Content_Types].xml", "xl/workbook.xml"), "an Excel workbook (xlsx)"),
        (_zip("mimetype", "content.xml"), "an office document"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "a PNG image"),
        (b"SQLite format 3\x00" + bytes(50), "an SQLite database"),
        (b"\x01\x00\x00\x07" * 50, "binary data"),
        (b"<!doctype html><html></html>", "HTML or XML"),
        (b"Dear diary\ntoday was fine\n", "plain text"),
        (b"colour,size,shape\nred,1,round\n", "a table of other columns"),
    ],
)
def test_an_unsupported_file_is_refused_whole_and_by_its_name(
    tmp_path: Path, content: bytes, found: str
) -> None:
    summary = dumps.landed(tmp_path, {"dropped.bin": content, "topics.csv": "topic\ntea\n"})
    outcome = summary.files[0]
    assert (outcome.status, outcome.format, outcome.rows_read) == ("quarantined", "none", 0)
    assert outcome.reason == f"this is {found}, which is not read; {REMEDY}"
    assert dumps.table(summary, "topics", "topic") == [("tea",)]
    columns = "stream, status, rows_read, rows_landed, rows_quarantined, reason"
    assert ("none", "quarantined", 0, 0, 0, outcome.reason) in dumps.table(
        summary, "receipts", columns
    )


def test_a_refused_file_is_not_read_again(tmp_path: Path) -> None:
    dumps.landed(tmp_path, {"page.txt": "<html>"})
    second = dumps.landed(tmp_path, {})
    assert [(file.status, file.reason is not None) for file in second.files] == [
        ("unchanged", True)
    ]


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".zst"])
@pytest.mark.parametrize("container", ["csv", "ndjson"])
def test_a_compressed_file_that_is_cut_off_is_refused_whole(
    tmp_path: Path, container: str, suffix: str
) -> None:
    rows = [{"topic": f"topic {number * 7919 % 100_003}"} for number in range(20_000)]
    content = dumps.csv_text(rows) if container == "csv" else dumps.ndjson(rows)
    whole = dumps.compress(content, suffix)
    summary = dumps.landed(tmp_path, {f"topics.{container}{suffix}": whole[: len(whole) * 2 // 3]})
    assert summary.files[0].status == "quarantined"
    assert "stream is cut off or corrupt" in (summary.files[0].reason or "")
    assert dumps.table(summary, "topics") == []


def test_a_gzip_file_with_a_wrong_checksum_is_refused_whole(tmp_path: Path) -> None:
    whole = bytearray(gzip.compress(b"topic\ntea\n"))
    whole[-6] ^= 0xFF
    summary = dumps.landed(tmp_path, {"topics.csv.gz": bytes(whole)})
    assert "stream is cut off or corrupt" in (summary.files[0].reason or "")


def test_a_gzip_file_of_several_members_is_read_whole(tmp_path: Path) -> None:
    content = gzip.compress(b"topic\ntea\n") + gzip.compress(b"jam\n")
    summary = dumps.landed(tmp_path, {"topics.csv.gz": content})
    assert dumps.table(summary, "topics", "topic") == [("jam",), ("tea",)]


def test_a_parquet_file_that_is_cut_off_is_refused_whole(tmp_path: Path) -> None:
    from influence.dumps import contract

    whole = dumps.parquet(contract.STREAMS["topics"], [{"topic": "tea"}])
    summary = dumps.landed(tmp_path, {"topics.parquet": whole[:-20]})
    assert "the Parquet file is cut off or corrupt" in (summary.files[0].reason or "")


def test_a_parquet_file_whose_pages_are_damaged_is_refused_whole(tmp_path: Path) -> None:
    from influence.dumps import contract

    rows = [{"topic": f"topic {number}"} for number in range(5_000)]
    whole = bytearray(dumps.parquet(contract.STREAMS["topics"], rows))
    whole[8:200] = b"\xff" * 192
    summary = dumps.landed(tmp_path, {"topics.parquet": bytes(whole)})
    assert summary.files[0].status == "quarantined"
    assert dumps.table(summary, "topics") == []


def test_utf16_is_refused_with_the_remedy(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"topics.csv": "topic\ntea\n".encode("utf-16")})
    assert summary.files[0].reason == "the text is UTF-16; save it as UTF-8"


def test_a_json_document_that_is_cut_off_is_refused_whole(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"topics.json": '[\n{"topic": "tea"},\n{"topic": '})
    assert (summary.files[0].reason or "").startswith("the text is not valid JSON (")


def test_compression_and_container_are_seen_in_the_bytes_and_not_in_the_name(
    tmp_path: Path,
) -> None:
    files = {
        "topics.csv": dumps.compress(b'{"topic": "tea"}\n', ".zst"),
        "topics-2.gz": b"topic\njam\n",
    }
    summary = dumps.landed(tmp_path, files)
    assert dumps.table(summary, "topics", "topic") == [("jam",), ("tea",)]


def test_rows_of_an_open_stream_are_not_taken_for_a_platform(tmp_path: Path) -> None:
    row = {"platform": "x", "post_id": "1", "account_id": "2", "created_at": "2026-01-01"}
    tweet_like = row | {"id_str": "9", "user": {"id_str": "8"}, "text": "hello"}
    summary = dumps.landed(tmp_path, {"posts.ndjson": json.dumps(tweet_like) + "\n"})
    assert dumps.table(summary, "posts", "post_id, account_id") == [("1", "2")]


def test_a_record_longer_than_a_block_of_the_reader_is_read(tmp_path: Path) -> None:
    rows = [{"topic": "tea", "name": "x" * 12_000_000}, {"topic": "jam", "name": "y"}]
    content = dumps.compress(dumps.ndjson(rows), ".gz")
    summary = dumps.landed(tmp_path, {"topics.ndjson.gz": content})
    assert dumps.table(summary, "topics", "topic, length(name)") == [
        ("jam", 1),
        ("tea", 12_000_000),
    ]


def test_a_zstd_file_of_several_frames_is_whole_only_at_its_last_byte(tmp_path: Path) -> None:
    frames = [dumps.compress(f"t{number}".encode() * 300_000, ".zst") for number in (1, 2)]
    skippable = b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc"
    whole = frames[0] + skippable + frames[1]
    path = tmp_path / "text.zst"
    path.write_bytes(whole)
    verify(path, "zstd")
    for kept in (len(whole) - 1, len(frames[0]) + 5, len(frames[0]) - 3, 8, 4):
        path.write_bytes(whole[:kept])
        with pytest.raises(DumpReadError, match="zstd stream is cut off or corrupt"):
            verify(path, "zstd")


def test_a_zstd_file_whose_blocks_are_damaged_is_refused_whole(tmp_path: Path) -> None:
    rows = [{"topic": f"topic {number * 7919 % 100_003}"} for number in range(20_000)]
    whole = bytearray(dumps.compress(dumps.ndjson(rows), ".zst"))
    whole[len(whole) // 2 : len(whole) // 2 + 40] = bytes(40)
    summary = dumps.landed(tmp_path, {"topics.ndjson.zst": bytes(whole)})
    assert summary.files[0].status == "quarantined"
    assert dumps.table(summary, "topics") == []


def test_a_list_on_one_line_that_is_longer_than_the_head_is_read(tmp_path: Path) -> None:
    topics = [{"topic": f"tea {number}", "name": "n" * 1000} for number in range(6_000)]
    summary = dumps.landed(tmp_path, {"topics.json": json.dumps(topics)})
    assert dumps.table(summary, "topics", "count(*)") == [(6_000,)]


def test_an_object_on_one_line_that_is_longer_than_the_head_is_read(tmp_path: Path) -> None:
    tweets = [
        {
            "id_str": str(number),
            "created_at": "Thu Jan 01 12:00:00 +0000 2026",
            "text": "t" * 1000,
            "user": {"id_str": "1"},
        }
        for number in range(6_000)
    ]
    page = {"statuses": tweets, "search_metadata": {"count": 6_000}}
    summary = dumps.landed(tmp_path, {"search.json": json.dumps(page)})
    assert dumps.table(summary, "posts", "count(*)") == [(6_000,)]
