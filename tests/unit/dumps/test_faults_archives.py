"""F24 and F25 of the fault list: archives and streams made to harm, and names that lead elsewhere.

The limits are made small here, so that the bombs of the tests can be small too; their real values
are looked at in the last test.
"""

import bz2
import gzip
import io
import shutil
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from influence.dumps import limits
from influence.errors import LandingError
from tests.unit.dumps import dumps, packed

TOPICS = "topic\ntea\n"
OTHER = {"other.csv": "topic\njam\n"}
BLANKS = b" " * (4 << 20)


@contextmanager
def _limited(monkeypatch: pytest.MonkeyPatch, **changes: int) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(limits, "LIMITS", replace(limits.LIMITS, **changes))
        yield


def _refused(
    tmp_path: Path, name: str, content: bytes, monkeypatch: pytest.MonkeyPatch, **changes: int
) -> str:
    """Land this file beside a good one: the reason why it is refused whole, and nothing of it."""
    with _limited(monkeypatch, **changes):
        summary = dumps.landed(tmp_path, {name: content, **OTHER})
    assert dumps.table(summary, "topics", "topic") == [("jam",)]
    outcomes = {file.path: file for file in summary.files}
    assert set(outcomes) == {name, "other.csv"}
    assert outcomes[name].status == "quarantined"
    assert not (summary.store / "_staging").exists()
    return outcomes[name].reason or ""


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".zst"])
@pytest.mark.parametrize("content", [BLANKS, TOPICS.encode() + BLANKS, b"{" + BLANKS])
def test_f24_a_compressed_bomb_is_stopped_by_its_ratio(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, content: bytes
) -> None:
    bomb = dumps.compress(content, suffix)
    reason = _refused(tmp_path, "topics.csv", bomb, monkeypatch, ratio_from=1 << 20)
    assert "unpacks to more than 250 times its" in reason


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".zst"])
def test_f24_a_compressed_file_is_stopped_by_its_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    rows = dumps.compress(dumps.csv_text([{"topic": f"t{n}"} for n in range(200_000)]), suffix)
    reason = _refused(tmp_path, "topics.csv", rows, monkeypatch, bytes=1 << 20)
    assert "unpacks to more than 1 MB" in reason


def test_f24_a_zstd_bomb_that_the_reader_would_unpack_itself_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = b'{"topic": "tea"}\n' * 400_000
    reason = _refused(
        tmp_path, "a.ndjson.zst", dumps.compress(lines, ".zst"), monkeypatch, ratio_from=1 << 20
    )
    assert "the zstd stream unpacks to more than 250 times its" in reason


def test_f24_a_parquet_bomb_is_stopped_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.BytesIO()
    pq.write_table(pa.table({"topic": pa.array(["tea"] * 2_000_000)}), out)
    reason = _refused(tmp_path, "topics.parquet", out.getvalue(), monkeypatch, ratio_from=1 << 20)
    assert "the Parquet file unpacks to more than 250 times its" in reason


@pytest.mark.parametrize(
    "pack",
    [
        packed.zipped,
        lambda files: packed.zipped(files, zipfile.ZIP_BZIP2),
        lambda files: packed.tarred(files, ".gz"),
        lambda files: packed.tarred(files, ".bz2"),
        lambda files: packed.tarred(files, ".zst"),
    ],
)
def test_f24_an_archive_that_unpacks_to_far_more_than_it_is_is_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Callable[[packed.Files], bytes]
) -> None:
    bomb = pack({"topics.csv": TOPICS, "bomb.csv": BLANKS, "bomb.jpg": BLANKS})
    reason = _refused(tmp_path, "export.zip", bomb, monkeypatch, ratio_from=1 << 20)
    assert "unpacks to more than 250 times its" in reason


def test_f24_a_zip_whose_members_lie_over_each_other_is_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = bytes(range(256)) * 40
    archive = packed.zipped_pairs([("a.csv", noise), ("b.csv", noise), ("c.csv", TOPICS)])
    # Let both list entries tell the place of the first member, and twice its length.
    data = bytearray(archive)
    second = data.find(b"PK\x01\x02", data.find(b"PK\x01\x02") + 4)
    data[second + 20 : second + 28] = (3 * len(noise)).to_bytes(4, "little") * 2
    data[second + 42 : second + 46] = bytes(4)
    reason = _refused(tmp_path, "export.zip", bytes(data), monkeypatch)
    assert "lie over each other" in reason


def test_f24_a_zip_that_tells_a_smaller_size_than_it_has_gives_no_more_than_that(
    tmp_path: Path,
) -> None:
    data = bytearray(packed.zipped({"topics.csv": "topic\n" + "tea\n" * 1000}))
    listed = data.find(b"PK\x01\x02")
    data[listed + 24 : listed + 28] = (10).to_bytes(4, "little")
    summary = dumps.landed(tmp_path, {"export.zip": bytes(data), **OTHER})
    assert dumps.table(summary, "topics", "topic") == [("jam",)]
    assert "cut off or corrupt" in (summary.files[0].reason or "")


@pytest.mark.parametrize("pack", [packed.zipped, packed.tarred])
def test_f24_an_archive_of_too_many_members_is_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Callable[[packed.Files], bytes]
) -> None:
    archive = pack({f"{number}.csv": TOPICS for number in range(11)})
    reason = _refused(tmp_path, "export.zip", archive, monkeypatch, members=10)
    assert reason.startswith("the archive has more than 10 members")


@pytest.mark.parametrize("width", ["narrow", "wide"])
def test_f24_a_million_members_of_a_zip_are_counted_before_their_list_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    archive = packed.zipped({"topics.csv": TOPICS})
    end = archive.rfind(b"PK\x05\x06")
    length = 200 << 20
    if width == "narrow":
        bomb = bytearray(archive)
        bomb[end + 12 : end + 16] = length.to_bytes(4, "little")
    else:
        wide = b"PK\x06\x06" + bytes(20) + (10**6).to_bytes(8, "little") * 2
        wide += length.to_bytes(8, "little") + bytes(8)
        pointer = b"PK\x06\x07" + bytes(4) + end.to_bytes(8, "little") + bytes(4)
        bomb = bytearray(archive[:end] + wide + pointer + archive[end:])
    reason = _refused(tmp_path, "export.zip", bytes(bomb), monkeypatch)
    assert reason.startswith("the archive has more than 100,000 members")


@pytest.mark.parametrize(
    ("name", "inner"),
    [
        ("inner.zip", packed.zipped({"topics.csv": TOPICS})),
        ("inner.tar", packed.tarred({"topics.csv": TOPICS})),
        ("inner.tar.gz", packed.tarred({"topics.csv": TOPICS}, ".gz")),
    ],
)
def test_f24_a_nested_archive_is_refused_and_the_members_beside_it_land(
    tmp_path: Path, name: str, inner: bytes
) -> None:
    outer = packed.zipped({name: inner, "topics.csv": TOPICS})
    summary = dumps.landed(tmp_path, {"export.zip": outer})
    assert dumps.table(summary, "topics", "topic") == [("tea",)]
    outcomes = {file.path: file for file in summary.files}
    assert outcomes[f"export.zip/{name}"].status == "quarantined"
    assert "inside another file (unpack it" in (outcomes[f"export.zip/{name}"].reason or "")


def test_f24_a_tar_header_that_is_all_name_is_not_read_into_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tarfile.TarInfo("././@LongLink")
    info.type = tarfile.GNUTYPE_LONGNAME
    info.size = 8 << 30
    header = info.tobuf(tarfile.GNU_FORMAT)
    reason = _refused(tmp_path, "export.tar", header + bytes(1024), monkeypatch)
    assert "a header of the tar archive is longer than 1 MB" in reason


def test_f24_what_would_fill_the_disk_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = dumps.csv_text([{"topic": f"topic {n * 7919}"} for n in range(100)]) * 60_000
    archive = packed.zipped({"topics.csv": noise}, zipfile.ZIP_STORED)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=300 << 20))
    with pytest.raises(LandingError, match="64 MB must be unpacked and 300 MB are free"):
        dumps.landed(tmp_path, {"export.zip": archive})
    monkeypatch.undo()
    summary = dumps.landed(tmp_path, {"export.zip": packed.zipped({"topics.csv": TOPICS})})
    assert dumps.table(summary, "topics", "topic") == [("tea",)]
    assert not (summary.store / "_staging").exists()


BAD_NAMES = {
    "../topics.csv": "its name leads out of the archive",
    "data/../../topics.csv": "its name leads out of the archive",
    "/etc/topics.csv": "its name leads out of the archive",
    "C:\\topics.csv": "its name leads out of the archive",
    "c:topics.csv": "its name leads out of the archive",
    "..\\topics.csv": "its name leads out of the archive",
    "\\\\host\\topics.csv": "its name leads out of the archive",
    "top\x00ics.csv": "its name holds control characters",
    "top\x1b[2Jics.csv": "its name holds control characters",
    "d" * 296 + ".csv": "its name has 300 characters, at most 255 are read",
}


def _renamed(archive: bytes, plain: str, name: str) -> bytes:
    """A zip or tar writer cleans names; the same length in the bytes it does not see."""
    assert len(plain) == len(name)
    return archive.replace(plain.encode(), name.encode())


@pytest.mark.parametrize("name", BAD_NAMES)
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_f25_a_member_whose_name_is_a_trick_is_refused_alone(
    tmp_path: Path, name: str, kind: str
) -> None:
    plain = "n" * len(name)
    files = {plain: "topic\nmilk\n", "good.csv": TOPICS}
    if kind == "zip":
        archive = _renamed(packed.zipped(files, zipfile.ZIP_STORED), plain, name)
    elif len(name) > 100:
        archive = packed.tarred({name: "topic\nmilk\n", "good.csv": TOPICS})
    elif "\x00" in name:
        # In a plain header a zero byte ends the name; only a POSIX header can hold one.
        info, content = packed.member(plain, "topic\nmilk\n")
        info.pax_headers = {"path": plain + "é"}
        good = packed.member("good.csv", TOPICS)
        archive = packed.tarred_members([(info, content), good])
        archive = archive.replace((plain + "é").encode(), (name + "é").encode())
    else:
        archive = _tar_renamed(packed.tarred(files), plain, name)
    before = set(tmp_path.parent.rglob("*"))
    summary = dumps.landed(tmp_path / "home", {"export": archive})
    outcome = summary.files[0]
    assert (outcome.status, outcome.rows_read) == ("quarantined", 0)
    assert outcome.reason == BAD_NAMES[name]
    assert outcome.path.isprintable()
    assert dumps.table(summary, "topics", "topic") == [("tea",)]
    new = set(tmp_path.parent.rglob("*")) - before
    assert {path for path in new if tmp_path / "home" not in (path, *path.parents)} == set()
    assert not [path for path in new if path.name.endswith("ics.csv")]


def _tar_renamed(archive: bytes, plain: str, name: str) -> bytes:
    """The same tar with another name in a header, and the header's checksum mended."""
    at = archive.find(plain.encode())
    header = bytearray(archive[at : at + 512])
    header[: len(name)] = name.encode()
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\x00 " % sum(header)
    return archive[:at] + bytes(header) + archive[at + 512 :]


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        (tarfile.SYMTYPE, "a symbolic link"),
        (tarfile.LNKTYPE, "a hard link"),
        (tarfile.CHRTYPE, "a device"),
        (tarfile.BLKTYPE, "a device"),
        (tarfile.FIFOTYPE, "a pipe"),
    ],
)
def test_f25_a_member_that_is_no_file_is_refused_alone(
    tmp_path: Path, kind: bytes, found: str
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("topic\nsecret\n")
    members = [
        packed.tar_special("data/link.csv", kind, str(secret)),
        packed.member("data/link.csv/below.csv", "topic\njam\n"),
        packed.member("topics.csv", TOPICS),
    ]
    summary = dumps.landed(tmp_path, {"export.tar": packed.tarred_members(members)})
    assert [(file.path, file.reason) for file in summary.files if file.reason] == [
        ("export.tar/data/link.csv (member 1)", f"it is {found}")
    ]
    assert dumps.table(summary, "topics", "topic") == [("jam",), ("tea",)]
    assert secret.read_text() == "topic\nsecret\n"


def test_f25_a_symbolic_link_in_a_zip_is_refused_alone(tmp_path: Path) -> None:
    archive = packed.zipped_link("link.csv", "/etc/passwd", {"topics.csv": TOPICS})
    summary = dumps.landed(tmp_path, {"export.zip": archive})
    assert [(file.path, file.reason) for file in summary.files if file.reason] == [
        ("export.zip/link.csv (member 1)", "it is a symbolic link")
    ]
    assert dumps.table(summary, "topics", "topic") == [("tea",)]


def test_f25_two_members_of_one_name_are_both_refused(tmp_path: Path) -> None:
    pairs = [("a.csv", "topic\njam\n"), ("./a.csv", "topic\nmilk\n"), ("b.csv", TOPICS)]
    tar = packed.tarred_members([packed.member(name, content) for name, content in pairs])
    files = {"export.zip": packed.zipped_pairs(pairs), "export.tar": tar}
    summary = dumps.landed(tmp_path, files)
    assert {file.path for file in summary.files if file.status == "quarantined"} == {
        f"export.{kind}/{name} (member {number})"
        for kind in ("zip", "tar")
        for name, number in (("a.csv", 1), ("./a.csv", 2))
    }
    assert dumps.table(summary, "topics", "topic") == [("tea",)]


def test_f25_an_encrypted_member_is_refused_with_the_reason(tmp_path: Path) -> None:
    archive = packed.encrypted(packed.zipped({"topics.csv": TOPICS}))
    summary = dumps.landed(tmp_path, {"export.zip": archive, **OTHER})
    assert summary.files[0].reason == "it is encrypted"
    assert dumps.table(summary, "topics", "topic") == [("jam",)]


def test_f25_an_archive_of_many_unusable_members_is_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"{number}.csv": TOPICS for number in range(101)}
    archive = packed.encrypted(packed.zipped(files))
    reason = _refused(tmp_path, "export.zip", archive, monkeypatch)
    assert reason.startswith(
        "101 of the 101 members cannot be taken, as 0.csv (member 1) (it is encrypted)"
    )


def test_f25_refused_members_are_not_refused_anew_by_another_landing(tmp_path: Path) -> None:
    files = {"../topics.csv": "topic\nmilk\n", "good.csv": TOPICS}
    archive = _renamed(
        packed.zipped({"n" * 13: files["../topics.csv"], "good.csv": TOPICS}, zipfile.ZIP_STORED),
        "n" * 13,
        "../topics.csv",
    )
    first = dumps.landed(tmp_path, {"export.zip": archive})
    second = dumps.landed(tmp_path, {})
    assert {file.status for file in second.files} == {"unchanged"}
    assert second.fingerprint == first.fingerprint


def test_f25_a_member_with_a_wrong_checksum_is_refused_alone(tmp_path: Path) -> None:
    archive = packed.zipped({"a.csv": "topic\nmilk\n", "b.csv": TOPICS}, zipfile.ZIP_STORED)
    summary = dumps.landed(tmp_path, {"export.zip": archive.replace(b"milk", b"silk", 1)})
    assert dumps.table(summary, "topics", "topic") == [("tea",)]
    assert "the member is cut off or corrupt (Bad CRC-32" in (summary.files[0].reason or "")


@pytest.mark.parametrize("name", ["export.zip", "export.tar", "export.tar.gz"])
def test_f25_an_archive_that_is_cut_off_is_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    files = {f"{number}.csv": f"topic\ntea {number}\n" * 400 for number in range(8)}
    suffix = ".gz" if name.endswith(".gz") else ""
    whole = packed.zipped(files) if name.endswith(".zip") else packed.tarred(files, suffix)
    for kept in (len(whole) * 2 // 3, len(whole) - 10):
        if name == "export.tar" and kept == len(whole) - 10:
            # Behind its end mark a tar is filled up with zeros, which nobody misses.
            continue
        reason = _refused(tmp_path / str(kept), name, whole[:kept], monkeypatch)
        assert "cut off or corrupt" in reason or "is cut off" in reason


def test_f25_a_tar_whose_headers_are_damaged_does_not_pass_for_a_shorter_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = bytearray(packed.tarred({"a.csv": TOPICS, "b.csv": "topic\nmilk\n"}))
    whole[1024] ^= 0xFF
    reason = _refused(tmp_path, "export.tar", bytes(whole), monkeypatch)
    assert reason.startswith("the tar archive is corrupt (bad checksum)")


def test_f24_honest_files_stay_within_the_real_limits() -> None:
    # A year of logs of one machine, and the archive of somebody with 90,000 pictures.
    assert limits.LIMITS.fault(20 << 30, 200 << 20) is None
    assert limits.LIMITS.members >= 90_000
    # The classic of 42 kB, and a gigabyte of zeros.
    assert limits.LIMITS.fault(4 << 30, 42 << 10) is not None
    assert limits.LIMITS.fault(1 << 30, len(gzip.compress(bytes(1 << 20))) << 10) is not None
    assert limits.LIMITS.fault(1 << 30, len(bz2.compress(bytes(1 << 20))) << 10) is not None
