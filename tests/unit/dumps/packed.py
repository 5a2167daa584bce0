"""Archives for the tests: honest ones, and those that a tool would never write.

Belongs here: making bytes.
Does not belong here: expectations.
"""

import io
import stat
import tarfile
import zipfile
from collections.abc import Mapping, Sequence

from tests.unit.dumps import dumps

Files = Mapping[str, bytes | str]


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(_info(name, method), content)
    return out.getvalue()


def zipped_pairs(files: Sequence[tuple[str, bytes | str]]) -> bytes:
    """A zip in which a name may stand twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files:
            archive.writestr(_info(name, zipfile.ZIP_STORED), content)
    return out.getvalue()


def zipped_link(name: str, target: str, more: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = _info(name, zipfile.ZIP_STORED)
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, target)
        for other, content in more.items():
            archive.writestr(_info(other, zipfile.ZIP_STORED), content)
    return out.getvalue()


def encrypted(archive: bytes) -> bytes:
    """The same zip with every member marked as encrypted."""
    marked = bytearray(archive)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        found = marked.find(mark)
        while found >= 0:
            marked[found + at] |= 1
            found = marked.find(mark, found + 4)
    return bytes(marked)


def tarred(files: Files, suffix: str = "") -> bytes:
    return tarred_members([member(name, content) for name, content in files.items()], suffix)


def tarred_members(members: Sequence[tuple[tarfile.TarInfo, bytes]], suffix: str = "") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for info, content in members:
            archive.addfile(info, io.BytesIO(content))
    return dumps.compress(out.getvalue(), suffix)


def tar_special(name: str, kind: bytes, target: str = "") -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.type = kind
    info.linkname = target
    return info, b""


def member(name: str, content: bytes | str) -> tuple[tarfile.TarInfo, bytes]:
    data = content if isinstance(content, bytes) else content.encode()
    info = tarfile.TarInfo(name)
    info.size = len(data)
    return info, data


def _info(name: str, method: int) -> zipfile.ZipInfo:
    # A fixed date, so that equal files make equal bytes.
    info = zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6))
    info.compress_type = method
    return info
