"""The names of well-known formats that are not read, so that a refusal says what was found.

Belongs here: signs by which a person would name a file.
Does not belong here: anything that reads rows.
"""

import re
import zipfile
from pathlib import Path
from typing import Any

_BYTES = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF document"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (xls, doc)"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xfd7zXZ", "an xz stream"),
    (b"ORC", "an ORC file"),
    (b"Obj\x01", "an Avro file"),
    (b"ARROW1", "an Arrow file"),
)
_RECORDS = (
    ({"objectType", "verb", "actor"}, "Activity Streams (Gnip) records"),
    ({"actor", "repository", "payload"}, "GH Archive events of before 2015"),
)
# `<collection>/<rkey>`, a tab, and the hash of the record's content.
_AT_RECORD = re.compile(rb"[a-z]+(?:\.[A-Za-z0-9-]+){2,}/\S+\tbafy")


def named_by_bytes(head: bytes, path: Path | None) -> str | None:
    """What a file is by its first bytes; `path` where it may be opened as an archive."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(path)
    if head[257:262] == b"ustar":
        return "a tar archive inside another file (unpack it into the dump folder)"
    if head[4:8] == b"ftyp":
        return "a video"
    if b"\xa2eroots" in (head[1:8], head[2:9]):
        return "a Bluesky repository (CAR; its account's posts are read as JSON of the API)"
    found = next((name for magic, name in _BYTES if head.startswith(magic)), None)
    if found is None and _is_binary(head[:4096]):
        return "binary data"
    return found


def _is_binary(head: bytes) -> bool:
    # A damaged text may hold one zero byte; UTF-16 holds many, and is known by its first two.
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return head.count(b"\x00") * 20 > len(head)


def _zip_kind(path: Path | None) -> str:
    if path is None:
        return "a zip archive inside another file (unpack it into the dump folder)"
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return "a damaged zip archive"
    if any(name.startswith("xl/") for name in names):
        return "an Excel workbook (xlsx)"
    if "[Content_Types].xml" in names or "mimetype" in names:
        return "an office document"
    return "a zip archive inside another file (unpack it into the dump folder)"


def named_by_text(head: bytes) -> str | None:
    """What a text is by its beginning."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200]
    if start.startswith(b"window.YTD."):
        return "an X/Twitter account archive (window.YTD)"
    if start.startswith(b"Grailbird.data"):
        return "an old X/Twitter account archive (Grailbird)"
    if start.startswith(b"<"):
        return "HTML or XML"
    if _AT_RECORD.match(start):
        return "a list of a Bluesky repository's records (names and hashes without their content)"
    return None


def named_by_record(record: dict[str, Any]) -> str | None:
    """What a JSON record is by its keys."""
    return next((name for signs, name in _RECORDS if signs <= record.keys()), None)
