"""Texts in other encodings, written again as UTF-8.

Belongs here: the change of encoding, with bounded memory, and texts of Python that UTF-8 has not.
Does not belong here: guessing an encoding, which is never done: a mapping says it.

*Nuances*
- A byte that the encoding does not know is kept as it is. It is no UTF-8 then, so its line ends in
  the quarantine, and the others land.
- Lines are those of the file; byte offsets are those of the text in UTF-8.
"""

import codecs
from pathlib import Path
from typing import BinaryIO

from influence.errors import DumpReadError

_CHUNK = 1 << 20


def storable(text: str) -> str:
    r"""The text with each lone surrogate, which is no character, spelled as `\udc80`."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def as_utf8(stream: BinaryIO, encoding: str, target: Path) -> Path:
    """Write a text to `target` in UTF-8 and return it.

    Raises DumpReadError where the bytes cannot be of this encoding.
    """
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
    with target.open("wb") as out:
        while True:
            chunk = stream.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
                out.write(text.encode("utf-8", "surrogateescape"))
            except UnicodeError as fault:
                raise DumpReadError(
                    f"the text is not in {encoding} ({fault}); name the right 'encoding'"
                ) from fault
            if not chunk:
                return target


def beginning_as_utf8(head: bytes, encoding: str) -> bytes:
    """The beginning of a text in UTF-8; a letter cut off at its end is left out."""
    return codecs.getincrementaldecoder(encoding)("replace").decode(head).encode()
