"""The head of a JSON document: what can be told of it without reading it whole.

Belongs here: decoding of a text that may be cut off.
Does not belong here: the records of the whole document (`lines`, `records`).
"""

import json
import re
from typing import Any

# One document is held in memory where it has to be read with the places of its records.
DOCUMENT_LIMIT = 256 << 20
SAMPLE_RECORDS = 200

_SPACE = re.compile(r"[\s,]*")
_KEY = re.compile(r'[\s,]*("(?:[^"\\]|\\.)*")\s*:\s*')
_DECODER = json.JSONDecoder()


def head_of(text: str) -> Any:
    """The value that begins `text`, which may be cut off: its lists then end early.

    Raises ValueError where not even the beginning is JSON.
    """
    text = text.lstrip()
    try:
        return _DECODER.raw_decode(text)[0]
    except ValueError:
        if text.startswith("[") and (items := _items(text, 1)):
            return items
        if text.startswith("{"):
            return _members(text)
        raise


def list_key(text: str, keys: tuple[str, ...]) -> str | None:
    """The first of `keys` under which an object, maybe cut off, has a list."""
    found = head_of(text)
    if not isinstance(found, dict):
        return None
    return next((key for key in keys if isinstance(found.get(key), list)), None)


def _items(text: str, at: int) -> list[Any]:
    found: list[Any] = []
    while len(found) < SAMPLE_RECORDS:
        skipped = _SPACE.match(text, at)
        at = skipped.end() if skipped else at
        try:
            item, at = _DECODER.raw_decode(text, at)
        except ValueError:
            break
        found.append(item)
    return found


def _members(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    at = 1
    while key := _KEY.match(text, at):
        name, at = json.loads(key.group(1)), key.end()
        try:
            found[name], at = _DECODER.raw_decode(text, at)
        except ValueError:
            if text[at : at + 1] == "[":
                found[name] = _items(text, at + 1)
            elif text[at : at + 1] == "{":
                found[name] = _members(text[at:])
            break
    if not found:
        raise ValueError("not one member of the object is whole")
    return found
