"""Paths to values inside others: `author.id`, `tags[].name`.

Belongs here: what a path leads to in a record or a type, which parts of a record it has read, and
its SQL.
Does not belong here: which column of a file a name stands for (`columns`).

*Nuances*
- `author.id` is the key `id` inside `author`; `tags[].name` is the list of the names of all tags.
- Only the parts that are asked for are read of a record, so a key is read whole or in parts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from influence.dumps.connection import sql_name
from influence.dumps.translation import PLACE
from influence.errors import DumpSchemaError

# The keys that lead to a value, each with whether it holds a list.
Path = list[tuple[str, bool]]


@dataclass(frozen=True)
class Column:
    """One column among the records: its SQL, and whether that is a text or a list of texts."""

    sql: str
    is_text: bool = True
    is_list: bool = False

    @property
    def text(self) -> str:
        return self.sql if self.is_text else f"CAST({self.sql} AS VARCHAR)"


@dataclass
class Node:
    """A key of JSON that is read: whole where it has no children, else only these of it."""

    is_list: bool = False
    is_whole: bool = False
    children: dict[str, "Node"] = field(default_factory=dict)

    def type(self) -> str:
        """The type by which DuckDB reads no more than what was asked for."""
        if not self.children:
            return "VARCHAR"
        inner = ", ".join(f"{sql_name(name)} {node.type()}" for name, node in self.children.items())
        return f"STRUCT({inner})" + ("[]" if self.is_list else "")

    def ask(self, path: Path) -> None:
        """Have the value of a path below this key read, too."""
        node = self
        for name, is_list in path:
            refuse_twins(name, node.children)
            if node.is_whole:
                raise _whole_and_parts(path)
            node = node.children.setdefault(name, Node(is_list))
            if node.is_list != is_list:
                raise _whole_and_parts(path)
        if node.children:
            raise _whole_and_parts(path)
        node.is_whole = True


def _whole_and_parts(path: Path) -> DumpSchemaError:
    name = ".".join(part for part, _ in path)
    return DumpSchemaError(
        f"'{name}' is mapped, and so is a part of it or that of which it is a part; map one of them"
    )


def refuse_twins(name: str, others: Iterable[str]) -> None:
    """DuckDB does not tell names apart by their capitals."""
    twin = next((o for o in others if o != name and o.lower() == name.lower()), None)
    if twin is not None:
        raise DumpSchemaError(
            f"'{twin}' and '{name}' differ in capitals only and cannot both be mapped"
        )


def path_of(name: str) -> Path:
    """The keys that a name with dots stands for."""
    path = [(part.removesuffix("[]"), part.endswith("[]")) for part in name.split(".")]
    if not all(part for part, _ in path):
        raise DumpSchemaError(f"'{name}' is no path: there is no name beside one of its dots")
    return path


def holds(record: Any, path: Path) -> bool:
    """Whether a record has the keys of a path."""
    if not path:
        return True
    (name, is_list), *rest = path
    if not isinstance(record, dict) or name not in record:
        return False
    found = record[name]
    if is_list:
        return isinstance(found, list) and any(holds(item, rest) for item in found)
    return holds(found, rest)


def at(root: str, path: Path) -> Column:
    """The SQL of a path; behind a list, of the same part of each of its items."""
    lists = [place for place, (_, is_list) in enumerate(path[:-1]) if is_list]
    if len(lists) > 1:
        raise DumpSchemaError("a path may lead through one list ([]) only")
    names = [sql_name(name) for name, _ in path]
    if not lists:
        return Column(".".join([root, *names]), is_list=path[-1][1])
    outer, inner = names[: lists[0] + 1], names[lists[0] + 1 :]
    sql = f"[item.{'.'.join(inner)} FOR item IN {'.'.join([root, *outer])}]"
    return Column(sql, is_list=True)


def refuse_kept(path: Path) -> None:
    """Names of the place of a record cannot be those of its keys."""
    if path[0][0].lower() in (*PLACE, "_fault"):
        raise DumpSchemaError(f"the name '{path[0][0]}' is kept for the place of a record")


def has_type(kind: Any, path: Path) -> bool:
    """Whether a type of Parquet has the parts of a path."""
    if not path:
        return True
    (name, is_list), *rest = path
    if not pa.types.is_struct(kind) or kind.get_field_index(name) < 0:
        return False
    found = kind.field(name).type
    if is_list:
        is_of_items = pa.types.is_list(found) or pa.types.is_large_list(found)
        return is_of_items and has_type(found.value_type, rest)
    return has_type(found, rest)
