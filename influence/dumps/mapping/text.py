"""The grammar of a mapping: YAML becomes sources, and every fault names its line.

Belongs here: keys, what each may hold, and what the raw contract asks of a source.
Does not belong here: which files a mapping names (`mappings`), or what a file holds (`sql`).
"""

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import yaml

from influence.dumps import contract
from influence.dumps.mapping import nodes as nodes
from influence.dumps.mapping.model import Condition, Reading, Source, Value, contradiction
from influence.dumps.mapping.nodes import FaultError, Faults, line_of
from influence.dumps.mapping.values import VERSION_AT, value_of

_TOP = ("version", "sources")
_READING = ("encoding", "delimiter", "quote", "skip_lines", "has_header", "records_under")
_SOURCE = ("files", "stream", "columns", "where", "deleted", "version_at", *_READING)
_VERBS = ("is", "is_not", "given")


@dataclass(frozen=True)
class MappingText:
    """What one mapping says: its sources, or its faults and whatever files it names."""

    path: str
    sources: tuple[Source, ...]
    faults: tuple[str, ...]
    names: tuple[str, ...]


def read(path: str, content: bytes) -> MappingText:
    """Read a mapping; `path` is its own in the dump. Its faults are data, none is raised."""
    faults = Faults()
    sources: list[Source] = []
    names: list[str] = []
    with faults.gathered():
        root = nodes.document(content)
        top = nodes.keys_of(root, "a mapping", _TOP, faults)
        with faults.gathered():
            _check_version(top.get("version"), root)
        if "sources" not in top:
            raise FaultError(line_of(root), "'sources' is missing; expected a list of sources")
        for item in nodes.items_of(top["sources"], "'sources'"):
            with faults.gathered():
                reader = _SourceReader(path, item, faults)
                names += reader.files()
                source = reader.source()
                if source is not None:
                    sources.append(source)
    for at, source in enumerate(sources):
        for other in sources[:at]:
            with faults.gathered():
                clash = contradiction(other, source)
                if clash and set(other.files) & set(source.files):
                    raise FaultError(source.line, f"two sources contradict each other: {clash}")
    found = faults.texts()
    return MappingText(path, () if found else tuple(sources), found, tuple(names))


def _check_version(node: yaml.Node | None, root: yaml.Node) -> None:
    if node is None:
        raise FaultError(line_of(root), "'version' is missing; expected 'version: 1'")
    if (said := nodes.text_of(node, "'version'")) != "1":
        raise FaultError(line_of(node), f"'version' is '{said}', expected 1")


class _SourceReader:
    """One item of `sources`."""

    def __init__(self, path: str, node: yaml.Node, faults: Faults) -> None:
        self.path = path
        self.node = node
        self.faults = faults
        self.keys = nodes.keys_of(node, "a source", _SOURCE, faults)

    def files(self) -> tuple[str, ...]:
        """The globs of the source, so that a fault elsewhere still tells whose files it stops."""
        node = self._needed("files", 'a path inside the dump, such as "crm/likes-*.csv"')
        globs = nodes.texts_of(node, "'files'")
        for glob in globs:
            parts = PurePosixPath(glob).parts
            if glob.startswith("/") or ".." in parts or "\\" in glob or not parts:
                raise FaultError(
                    line_of(node),
                    f"'files' is '{glob}', expected a path beside or below the mapping, "
                    'with "/" between folders',
                )
        return globs

    def source(self) -> Source | None:
        """The source, or None where a part of it is wrong; the faults of all parts are gathered."""
        parts: dict[str, Callable[[], Any]] = {
            "columns": self._columns,
            "where": self._where,
            "deleted": self._deleted,
            "version_at": self._version_at,
            "reading": self._reading,
        }
        found = {}
        for name, read_part in parts.items():
            with self.faults.gathered():
                found[name] = read_part()
        if len(found) < len(parts):
            return None
        return Source(
            line=line_of(self.node),
            mapping=self.path,
            files=self.files(),
            stream=self._stream().name,
            **found,
        )

    def _needed(self, key: str, expected: str) -> yaml.Node:
        if key not in self.keys:
            raise FaultError(line_of(self.node), f"'{key}' is missing; expected {expected}")
        return self.keys[key]

    def _stream(self) -> contract.Stream:
        node = self._needed("stream", f"one of: {', '.join(contract.STREAMS)}")
        name = nodes.text_of(node, "'stream'")
        if name not in contract.STREAMS:
            raise FaultError(line_of(node), nodes.unknown(name, "stream", contract.STREAMS))
        return contract.STREAMS[name]

    def _columns(self) -> tuple[tuple[str, Value], ...]:
        stream = self._stream()
        node = self._needed("columns", f"the columns of '{stream.name}', each with its source")
        known = [column.name for column in stream.columns]
        pairs = nodes.pairs_of(node, "'columns'", self.faults)
        found: dict[str, Value] = {}
        for key, spec in pairs:
            with self.faults.gathered():
                if key.value not in known:
                    what = f"column of '{stream.name}'"
                    raise FaultError(line_of(key), nodes.unknown(key.value, what, known))
                found[key.value] = value_of(spec, stream.column(key.value), self.faults)
        # A column whose own value is wrong has its fault already.
        said = {key.value for key, _ in pairs}
        missing = [f"'{name}'" for name in stream.required if name not in said]
        if missing:
            raise FaultError(
                line_of(node), f"'{stream.name}' needs {', '.join(missing)}, not mapped here"
            )
        if stream.one_of and not said & set(stream.one_of):
            options = " or ".join(f"'{name}'" for name in stream.one_of)
            raise FaultError(line_of(node), f"'{stream.name}' needs {options}; none is mapped")
        if found and not any(value.columns for value in found.values()):
            raise FaultError(
                line_of(node), "no column of the file is mapped; every value is a constant"
            )
        # In an order of their own, so that theirs in the file does not matter.
        return tuple(sorted(found.items()))

    def _where(self) -> tuple[Condition, ...]:
        node = self.keys.get("where")
        if isinstance(node, yaml.SequenceNode):
            items = nodes.items_of(node, "'where'")
            return tuple(self._condition(item, "an item of 'where'") for item in items)
        return (self._condition(node, "'where'"),) if node else ()

    def _deleted(self) -> Condition | None:
        node = self.keys.get("deleted")
        return self._condition(node, "'deleted'") if node else None

    def _version_at(self) -> Value | None:
        node = self.keys.get("version_at")
        return value_of(node, VERSION_AT, self.faults) if node else None

    def _condition(self, node: yaml.Node, what: str) -> Condition:
        keys = nodes.keys_of(node, what, ("column", *_VERBS), self.faults)
        verbs = [verb for verb in _VERBS if verb in keys]
        if "column" not in keys or len(verbs) != 1:
            raise FaultError(
                line_of(node),
                f"{what} needs a 'column' and one of 'is', 'is_not' and 'given', such as "
                "{column: type, is: [post, comment]}",
            )
        column, verb = nodes.text_of(keys["column"], "'column'"), verbs[0]
        if verb != "given":
            texts = nodes.texts_of(keys[verb], f"'{verb}'")
            return Condition(line_of(node), column, verb, texts)
        given = nodes.flag_of(keys[verb], "'given'")
        return Condition(line_of(node), column, "given" if given else "not_given")

    def _reading(self) -> Reading:
        keys = self.keys
        encoding = delimiter = quote = records_under = None
        if "encoding" in keys:
            encoding = _encoding(keys["encoding"])
        if "delimiter" in keys:
            delimiter = _letter(keys["delimiter"], "'delimiter'")
        if "quote" in keys:
            quote = _letter(keys["quote"], "'quote'", or_none=True)
        if "records_under" in keys:
            records_under = nodes.text_of(keys["records_under"], "'records_under'")
        skip = nodes.count_of(keys["skip_lines"], "'skip_lines'") if "skip_lines" in keys else None
        header = nodes.flag_of(keys["has_header"], "'has_header'") if "has_header" in keys else None
        return Reading(encoding, delimiter, quote, skip, header, records_under)


def _encoding(node: yaml.Node) -> str:
    name = nodes.text_of(node, "'encoding'")
    try:
        # A codec of bytes or of other texts, such as rot13, is none.
        "".encode(name)
        return codecs.lookup(name).name
    except LookupError as fault:
        raise FaultError(
            line_of(node), f"'encoding' is '{name}', expected one such as utf-8, latin-1 or cp1252"
        ) from fault


def _letter(node: yaml.Node, what: str, or_none: bool = False) -> str:
    text = nodes.any_text_of(node, what)
    if (not text and or_none) or (len(text) == 1 and text not in "\r\n"):
        return text
    raise FaultError(line_of(node), f"{what} is '{text}', expected one character")
