"""Damage of many kinds, each made from a random generator, so that a seed makes it again.

Belongs here: bytes in, bytes out.
Does not belong here: what must hold of the result (`targets`).
"""

import io
import json
import re
from collections.abc import Callable
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

TOKENS = (
    b"\x00",
    b"\xff",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\n",
    b"\r\n",
    b"\r",
    b'"',
    b"'",
    b"\\",
    b",",
    b";",
    b"\t",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b"null",
    b"NaN",
    b"-Infinity",
    b"1e400",
    b"99999999999999999999999999",
    b"\\ud800",
    "\u2028\u202e\u200b\U0001f642".encode(),
    b"'; DROP TABLE records; --",
    b"{{ 1 }}",
    b"../../x",
    b"[" * 300,
    b'{"a":' * 200,
)
VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1.5,
    -0.0,
    1e308,
    2**53 + 1,
    2**63,
    2**64,
    10**40,
    "",
    " ",
    "0",
    "-1",
    "1,234",
    "1e400",
    "NaN",
    "Infinity",
    "true",
    "null",
    "yesterday",
    "9999-12-31",
    "1970-01-01T00:00:00Z",
    "1767225600",
    "1767225600000000",
    "2026-02-30",
    "0000-00-00",
    "\u0000",
    "\u202e\u200b\u00e9e\u0301\U0001f642",
    "x" * 5_000,
    "'; DROP TABLE records; --",
    '"quoted", | \\ text',
    [],
    [None],
    ["a", "a"],
    [[[]]],
    {},
    {"a": {"b": {"c": 1}}},
    {"id": "1"},
    [{"id": "1"}],
)
_NUMBER = re.compile(rb"-?[0-9]+(?:\.[0-9]+)?")


def damage(random: Random, content: bytes) -> bytes:
    """One to three mutations of a file."""
    for _ in range(random.choice((1, 1, 2, 3))):
        content = random.choice(_KINDS)(random, content)
    return content


def damage_bytes(random: Random, content: bytes) -> bytes:
    """One to three mutations that know nothing of what the bytes are."""
    for _ in range(random.choice((1, 1, 2, 3))):
        content = random.choice(_BLIND)(random, content)
    return content


def _flip(random: Random, content: bytes) -> bytes:
    data = bytearray(content)
    for _ in range(random.choice((1, 1, 4, 16)) if data else 0):
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return bytes(data)


def _overwrite(random: Random, content: bytes) -> bytes:
    begin, end = _span(random, content)
    return content[:begin] + random.randbytes(end - begin) + content[end:]


def _cut_out(random: Random, content: bytes) -> bytes:
    begin, end = _span(random, content)
    return content[:begin] + content[end:]


def _cut_off(random: Random, content: bytes) -> bytes:
    return content[: random.randrange(len(content) + 1)]


def _repeat(random: Random, content: bytes) -> bytes:
    begin, end = _span(random, content)
    return content[:end] + content[begin:end] * random.choice((1, 1, 3)) + content[end:]


def _move(random: Random, content: bytes) -> bytes:
    begin, end = _span(random, content)
    rest = content[:begin] + content[end:]
    at = random.randrange(len(rest) + 1)
    return rest[:at] + content[begin:end] + rest[at:]


def _insert(random: Random, content: bytes) -> bytes:
    at = random.randrange(len(content) + 1)
    return content[:at] + random.choice(TOKENS) + content[at:]


def _span(random: Random, content: bytes) -> tuple[int, int]:
    begin = random.randrange(len(content) + 1)
    longest = random.choice((1, 4, 64, 4096))
    return begin, min(len(content), begin + random.randint(0, longest))


def _number(random: Random, content: bytes) -> bytes:
    """Another number in the place of one."""
    found = list(_NUMBER.finditer(content))
    if not found:
        return content
    number = random.choice(found)
    other = random.choice((b"-1", b"1e400", b"18446744073709551616", b"0.1", b"", b"00", b"NaN"))
    return content[: number.start()] + other + content[number.end() :]


def _lines(random: Random, content: bytes) -> bytes:
    """Lines in another order, twice, or gone."""
    lines = content.split(b"\n")
    kind = random.randrange(4)
    at = random.randrange(len(lines))
    if kind == 0:
        random.shuffle(lines)
    elif kind == 1:
        lines.insert(at, random.choice(lines))
    elif kind == 2:
        del lines[at]
    else:
        lines[at : at + 1] = [lines[at] + random.choice(TOKENS), random.choice(lines)]
    return b"\n".join(lines)


def _cells(random: Random, content: bytes) -> bytes:
    """Another text in a cell of a table, or a cell more or fewer."""
    lines = content.split(b"\n")
    at = random.randrange(len(lines))
    mark = max((b",", b"\t", b";", b"|"), key=lines[at].count)
    cells = lines[at].split(mark)
    place = random.randrange(len(cells))
    value = str(random.choice(VALUES)).encode("utf-8", "replace").replace(b"\n", b" ")
    kind = random.randrange(4)
    if kind == 0:
        cells[place] = value
    elif kind == 1:
        cells.insert(place, value)
    elif kind == 2:
        del cells[place]
    else:
        cells[place] = b'"' + value.replace(b'"', b'""') + b'"'
    lines[at] = mark.join(cells)
    return b"\n".join(lines)


def _json(random: Random, content: bytes) -> bytes:
    """Another value, key or shape in one of the JSON texts; as it is where there is none."""
    try:
        return _dumped(_changed(random, json.loads(content)))
    except (ValueError, RecursionError):
        pass
    lines = content.split(b"\n")
    at = random.randrange(len(lines))
    try:
        lines[at] = _dumped(_changed(random, json.loads(lines[at])))
    except (ValueError, RecursionError):
        return _insert(random, content)
    return b"\n".join(lines)


def _dumped(value: Any) -> bytes:
    return json.dumps(value).encode()


def _changed(random: Random, value: Any) -> Any:
    """The same value with something changed at a random depth."""
    if isinstance(value, dict) and value and random.random() < 0.9:
        key = random.choice(list(value))
        kind = random.random()
        if kind < 0.6:
            return value | {key: _changed(random, value[key])}
        if kind < 0.7:
            return {name: item for name, item in value.items() if name != key}
        if kind < 0.8:
            return {(f"{name}x" if name == key else name): item for name, item in value.items()}
        return value | {key: random.choice(VALUES)}
    if isinstance(value, list) and value and random.random() < 0.9:
        at = random.randrange(len(value))
        changed = [*value]
        changed[at] = _changed(random, value[at])
        if random.random() < 0.2:
            changed.append(random.choice(VALUES))
        return changed
    kind = random.random()
    if kind < 0.1:
        return [value]
    if kind < 0.2:
        return str(value)
    return random.choice(VALUES)


def _twice_a_key(random: Random, content: bytes) -> bytes:
    keys = [found.start() for found in re.finditer(rb'"[A-Za-z_]+"\s*:', content)]
    if not keys:
        return content
    at = random.choice(keys)
    key = content[at : content.index(b":", at)]
    return content[:at] + key + b": " + _dumped(random.choice(VALUES)) + b", " + content[at:]


def damage_parquet(random: Random, content: bytes) -> bytes:
    """A column of another type, name or length; or damaged bytes."""
    if random.random() < 0.5:
        return damage_bytes(random, content)
    try:
        table = pq.read_table(io.BytesIO(content))
        at = random.randrange(table.num_columns)
        name, column = table.column_names[at], table.column(at)
        kind = random.randrange(5)
        if kind == 0:
            table = table.remove_column(at)
        elif kind == 1:
            table = table.rename_columns([f"{c}x" if c == name else c for c in table.column_names])
        elif kind == 2:
            table = table.append_column(name, column)
        else:
            values = pa.array([random.choice(_ARROW)(random)] * table.num_rows)
            table = table.set_column(at, name, values)
        out = io.BytesIO()
        pq.write_table(table, out)
        return out.getvalue()
    except (pa.ArrowException, OSError, ValueError):
        return damage_bytes(random, content)


_ARROW: tuple[Callable[[Random], Any], ...] = (
    lambda random: random.choice((0, -1, 2**62)),
    lambda random: random.choice((1.5, float("nan"), float("inf"))),
    lambda random: random.choice(("", "x", "2026-01-01", "NaN")),
    lambda random: random.choice((True, None)),
    lambda random: random.choice((b"\x00", b"\xff\xfe")),
    lambda random: random.choice(([], ["a"], [1, None])),
    lambda random: {"a": random.choice((1, "b"))},
)

_BLIND = (_flip, _overwrite, _cut_out, _cut_off, _repeat, _move, _insert)
_KINDS = (*_BLIND, _number, _lines, _cells, _cells, _json, _json, _json, _json, _twice_a_key)
