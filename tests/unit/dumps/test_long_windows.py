"""Zstandard files written with a long window are read like any others."""

from pathlib import Path

import pytest
import zstandard

from influence.dumps.compression import decompress_to, decompressed
from influence.dumps.long_windows import has_long_window, shorten_window
from influence.errors import DumpReadError
from tests.unit.dumps import dumps

TOPICS = [{"topic": f"topic {number}"} for number in range(2000)]


def _long(content: bytes, window_log: int = 31) -> bytes:
    # What is packed without its size being known bears the window in its first bytes.
    asked = zstandard.ZstdCompressionParameters(window_log=window_log, enable_ldm=True)
    packer = zstandard.ZstdCompressor(compression_params=asked).compressobj()
    return packer.compress(content) + packer.flush()


@pytest.mark.parametrize(
    ("window_log", "is_long"), [(23, False), (27, False), (28, True), (31, True)]
)
def test_a_window_beyond_128_mb_is_long(tmp_path: Path, window_log: int, is_long: bool) -> None:
    path = tmp_path / "file.zst"
    path.write_bytes(_long(b"tea", window_log))
    assert has_long_window(path) is is_long


def test_a_file_with_the_longest_window_lands(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"topics.ndjson.zst": _long(dumps.ndjson(TOPICS))})
    assert (summary.files[0].status, summary.files[0].rows_landed) == ("landed", 2000)


def test_a_bad_line_in_such_a_file_is_quarantined_where_it_stands(tmp_path: Path) -> None:
    content = dumps.ndjson(TOPICS[:3]) + b"{cut\n" + dumps.ndjson(TOPICS[3:6])
    summary = dumps.landed(tmp_path, {"topics.ndjson.zst": _long(content)})
    offset = len(dumps.ndjson(TOPICS[:3]))
    columns = "line, byte_offset, raw_text"
    assert dumps.table(summary, "quarantine", columns) == [(4, offset, "{cut")]
    assert summary.files[0].rows_landed == 6


def test_such_a_file_that_is_cut_off_is_refused_whole(tmp_path: Path) -> None:
    # Numbers that repeat nothing, so that the cut lies within blocks.
    rows = [{"topic": f"topic {number * 7919 % 100_003}"} for number in range(50_000)]
    packed = _long(dumps.ndjson(rows))
    summary = dumps.landed(tmp_path, {"topics.ndjson.zst": packed[: len(packed) * 2 // 3]})
    assert summary.files[0].status == "quarantined"
    assert "zstd stream is cut off or corrupt" in (summary.files[0].reason or "")


def test_a_damaged_block_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    packed = bytearray(_long(dumps.ndjson(TOPICS)))
    # The header of the first block stands after four bytes of magic, descriptor and window; its
    # second and third bit tell the kind, of which the last is none.
    packed[6] |= 0b110
    path = tmp_path / "file.zst"
    path.write_bytes(packed)
    with pytest.raises(DumpReadError, match="copy the file again"):
        decompress_to(path, "zstd", tmp_path / "plain")


def test_a_shortened_file_holds_the_same_bytes(tmp_path: Path) -> None:
    content = dumps.ndjson(TOPICS)
    source = tmp_path / "long.zst"
    source.write_bytes(_long(content))
    with decompressed(source, "zstd") as stream:
        target = shorten_window(stream, tmp_path / "short.zst")
    assert not has_long_window(target)
    with decompressed(target, "zstd") as stream:
        assert stream.read(2 * len(content)) == content
