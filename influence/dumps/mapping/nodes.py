"""Reading of YAML with the line of every word, and faults that name it.

Belongs here: keys, texts, lists and flags of a YAML document, each checked for its shape.
Does not belong here: what a mapping may say (`text`).

*Nuances*
- Every scalar is the text that stands in the file: `no`, `1e3` and `2024-05-01` are not turned
  into a flag, a number or a day, so ids and codes keep their spelling.
- Faults are gathered, so that one reading of the file shows all of them.
"""

import difflib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import yaml

from influence.dumps.encodings import storable

_NULLS = ("", "~", "null", "Null", "NULL")
_FLAGS = {"true": True, "false": False}
# More than this is no mapping but a fault of whatever wrote it.
LARGEST = 1 << 20


class FaultError(Exception):
    """One fault at one line; gathered by `Faults`, never seen outside."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line


class Faults:
    """The faults found so far, in the order of their lines."""

    def __init__(self) -> None:
        self._found: list[tuple[int, str]] = []

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Keep a fault of the block and go on behind it."""
        try:
            yield
        except FaultError as fault:
            self._found.append((fault.line, str(fault)))

    def texts(self) -> tuple[str, ...]:
        return tuple(f"line {line}: {text}" for line, text in sorted(self._found))


class _Loader(yaml.SafeLoader):
    """YAML whose texts can all be stored: an escape may spell half of a character."""

    def compose_scalar_node(self, anchor: Any) -> yaml.ScalarNode:
        node = super().compose_scalar_node(anchor)
        if (told := storable(node.value)) != node.value:
            raise FaultError(line_of(node), f"'{told}' holds half of a character; write it whole")
        return node


def document(content: bytes) -> yaml.Node:
    """The root of a YAML document. Raises FaultError where it is none."""
    if len(content) > LARGEST:
        raise FaultError(1, f"the file is larger than {LARGEST >> 20} MB, expected a short text")
    try:
        root = yaml.compose(content, Loader=_Loader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = mark.line + 1 if mark else 1
        raise FaultError(line, f"this is not YAML: {fault.problem or fault.context}") from fault
    except yaml.YAMLError as fault:
        raise FaultError(1, f"this is not YAML in UTF-8: {fault}") from fault
    except RecursionError as fault:
        raise FaultError(1, "the YAML is nested too deeply") from fault
    if root is None:
        raise FaultError(1, "the file is empty; expected 'version: 1' and 'sources:'")
    return root


def line_of(node: yaml.Node) -> int:
    """The line at which a node begins, from 1."""
    return int(node.start_mark.line) + 1


def keys_of(
    node: yaml.Node, what: str, allowed: Iterable[str], faults: Faults
) -> dict[str, yaml.Node]:
    """The values of a YAML mapping by key; keys that are unknown or repeated are gathered."""
    known = tuple(allowed)
    found = {}
    for key, value in pairs_of(node, what, faults):
        with faults.gathered():
            if key.value not in known:
                raise FaultError(line_of(key), f"{unknown(key.value, f'key of {what}', known)}")
            found[key.value] = value
    return found


def pairs_of(node: yaml.Node, what: str, faults: Faults) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    """The keys and values of a YAML mapping, each key once."""
    if not isinstance(node, yaml.MappingNode):
        raise FaultError(line_of(node), f"{what} is {_shown(node)}, expected keys and values")
    found: dict[str, tuple[yaml.ScalarNode, yaml.Node]] = {}
    for key, value in node.value:
        with faults.gathered():
            if not isinstance(key, yaml.ScalarNode):
                raise FaultError(line_of(key), f"a key of {what} is {_shown(key)}, expected a text")
            if key.value in found:
                first = line_of(found[key.value][0])
                raise FaultError(
                    line_of(key), f"'{key.value}' stands in line {first} already; keep one of them"
                )
            found[key.value] = (key, value)
    return list(found.values())


def items_of(node: yaml.Node, what: str) -> list[yaml.Node]:
    """The items of a YAML list that holds something."""
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        raise FaultError(line_of(node), f"{what} is {_shown(node)}, expected a list")
    return list(node.value)


def text_of(node: yaml.Node, what: str) -> str:
    """A text as it stands in the file; a number or a day is a text too."""
    is_text = isinstance(node, yaml.ScalarNode) and (node.style or node.value not in _NULLS)
    if not is_text or not node.value.strip():
        raise FaultError(line_of(node), f"{what} is {_shown(node)}, expected a text")
    return str(node.value)


def texts_of(node: yaml.Node, what: str) -> tuple[str, ...]:
    """One text or a list of them."""
    if isinstance(node, yaml.SequenceNode):
        return tuple(any_text_of(item, f"an item of {what}") for item in items_of(node, what))
    return (any_text_of(node, what),)


def any_text_of(node: yaml.Node, what: str) -> str:
    """A text that may be empty or blank, if it is quoted."""
    if isinstance(node, yaml.ScalarNode) and node.style is not None:
        return str(node.value)
    return text_of(node, what)


def flag_of(node: yaml.Node, what: str) -> bool:
    """`true` or `false`, and no other spelling."""
    text = text_of(node, what)
    if text not in _FLAGS:
        raise FaultError(line_of(node), f"{what} is '{text}', expected true or false")
    return _FLAGS[text]


def count_of(node: yaml.Node, what: str) -> int:
    """A whole number that is not negative."""
    text = text_of(node, what)
    if not text.isdecimal() or len(text) > 6:
        raise FaultError(line_of(node), f"{what} is '{text}', expected a whole number")
    return int(text)


def unknown(found: str, what: str, known: Iterable[str]) -> str:
    """'x' is no y; expected one of z, and the nearest of them."""
    names = list(known)
    return (
        f"'{found}' is no {what}; expected one of: {', '.join(names)}{did_you_mean(found, names)}"
    )


def did_you_mean(found: str, known: Iterable[str]) -> str:
    """The nearest known name as the end of a sentence; empty where none is near."""
    names = {name.lower(): name for name in known}
    near = difflib.get_close_matches(found.lower(), names, n=1, cutoff=0.6)
    return f"; did you mean '{names[near[0]]}'?" if near else ""


def _shown(node: yaml.Node) -> str:
    if isinstance(node, yaml.MappingNode):
        return "keys and values"
    if isinstance(node, yaml.SequenceNode):
        return "a list" if node.value else "an empty list"
    return f"'{node.value}'" if node.value else "empty"
