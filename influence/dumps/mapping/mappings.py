"""The mappings of a dump: which files they name, and how each of those is read today.

Belongs here: finding mappings, whose files are whose, and the version of what is said of a file.
Does not belong here: what a mapping may say (`text`), or the SQL of it (`sql`).

*Nuances*
- A mapping is any file `mapping.yml` or `*.mapping.yml` (or `.yaml`); its globs are relative to
  its own folder. `*` stops at a folder, `**` does not.
- A mapping with a fault is not used at all. Files that it names are refused with its faults:
  another reading is not what was asked for. Where the fault hides its names, a file that nothing
  else reads is refused with them too.
- The version of a mapped file follows from what is said of that file, so a change of a mapping
  makes exactly the files be read again of which it now says something else.
"""

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from influence.dumps.encodings import beginning_as_utf8
from influence.dumps.inventory import DroppedFile
from influence.dumps.mapping import sql as mapping_sql
from influence.dumps.mapping import text as mapping_text
from influence.dumps.mapping.model import Source, contradiction, together
from influence.dumps.mapping.nodes import LARGEST
from influence.dumps.mapping.text import MappingText
from influence.dumps.sample import Sample
from influence.dumps.store import NO_STREAM
from influence.dumps.translation import Translation
from influence.errors import DumpSchemaError

FORMAT = mapping_sql.FORMAT
# Bumped when the same mapping gives other rows.
VERSION = 1

_SAMPLE_LINES = 200
_BOM = "\ufeff"


def is_mapping(path: str) -> bool:
    """Whether a file of a dump is a mapping, by its name."""
    name = PurePosixPath(path).name.lower()
    return name in ("mapping.yml", "mapping.yaml") or name.endswith(
        (".mapping.yml", ".mapping.yaml")
    )


@dataclass(frozen=True)
class Mapped:
    """What the mappings of a dump say of one file.

    `is_named` is false for a file of which no mapping speaks, but near which one is broken.
    """

    version: int
    sources: tuple[Source, ...] = ()
    faults: str = ""
    is_named: bool = True
    # Set for a mapping itself.
    text: MappingText | None = None

    def as_utf8(self, head: bytes) -> bytes:
        """The beginning of the file as UTF-8."""
        encoding = together([source.reading for source in self.sources]).encoding
        return head if encoding is None else beginning_as_utf8(head, encoding)

    def translation(self, sample: Sample, head: bytes) -> Translation | None:
        """How to read the file, None where it holds no record; `head` is its beginning as UTF-8.

        Raises DumpSchemaError where a mapping is broken or does not fit the file.
        """
        if self.faults:
            raise DumpSchemaError(self.faults)
        if sample.container == "table":
            # As they stand, also where the file begins with blank lines or cells.
            text = head.decode("utf-8", "replace").removeprefix(_BOM)
            lines = [line.rstrip("\r") for line in text.split("\n")[:_SAMPLE_LINES]]
            sample = replace(sample, lines=tuple(lines))
        return mapping_sql.translation(self.sources, sample, self.version)

    def explained(self, fault: DumpSchemaError) -> DumpSchemaError:
        """Why a file is not read, with the broken mapping that may have named it."""
        return fault if self.is_named else DumpSchemaError(f"{fault}; {self.faults}")


@dataclass(frozen=True)
class Mappings:
    """All mappings of a dump."""

    texts: tuple[MappingText, ...] = ()
    _told: dict[str, Mapped | None] = field(default_factory=dict, compare=False, repr=False)

    def of(self, path: str) -> Mapped | None:
        """What is said of a file, or None where nothing is."""
        if path not in self._told:
            self._told[path] = self._of(path)
        return self._told[path]

    def _of(self, path: str) -> Mapped | None:
        own = next((text for text in self.texts if text.path == path), None)
        if own is not None:
            faults = _broken(own) if own.faults else ""
            return Mapped(_version(own.faults), faults=faults, text=own)
        broken = [
            text for text in self.texts if text.faults and _names(text.path, text.names, path)
        ]
        if broken:
            return _refused(broken, is_named=True)
        sources = tuple(
            source
            for text in self.texts
            for source in text.sources
            if _names(text.path, source.files, path)
        )
        if sources:
            clashes = _clashes(sources)
            reason = f"the mappings contradict each other: {clashes[0]}" if clashes else ""
            return Mapped(_version(sources), sources, reason)
        near = [t for t in self.texts if t.faults and not t.names and _is_below(t.path, path)]
        return _refused(near, is_named=False) if near else None

    def is_current(
        self, path: str, read_as: Iterable[tuple[str, int]], version_of: Callable[[str], int]
    ) -> bool:
        """Whether a file that was read as these formats and versions would be read so today.

        `version_of` is the version of every other format.
        """
        mapped = self.of(path)
        return all(
            (mapped is not None and version == mapped.version)
            if file_format == FORMAT
            else version == version_of(file_format) and not (mapped is not None and mapped.is_named)
            for file_format, version in read_as
        )


def of_dump(files: Iterable[DroppedFile]) -> Mappings:
    """The mappings among the files of a dump; one that cannot be read has that for a fault."""
    return Mappings(tuple(_read(file) for file in files if is_mapping(file.path)))


def unused(text: MappingText, files: Iterable[DroppedFile]) -> list[str]:
    """The sources of a mapping that name no file of the dump, as sentences."""
    paths = [file.path for file in files]
    return [
        f"line {source.line}: no file of the dump is named {' or '.join(source.files)}"
        for source in text.sources
        if not any(_names(text.path, source.files, path) for path in paths)
    ]


def _read(file: DroppedFile) -> MappingText:
    try:
        with file.absolute.open("rb") as content:
            return mapping_text.read(file.path, content.read(LARGEST + 1))
    except OSError as fault:
        reason = f"line 1: the file cannot be read ({fault.strerror})"
        return MappingText(file.path, (), (reason,), ())


def of_mapping(mapped: Mapped | None) -> Translation:
    """A mapping is read, and gives no row itself.

    Raises DumpSchemaError where it is broken.
    """
    if mapped is None or mapped.text is None:
        raise DumpSchemaError(
            "this is a mapping inside an archive, which is not used; put it beside the archive, "
            "and name files as archive/path in it"
        )
    if mapped.faults:
        raise DumpSchemaError(mapped.faults)
    said = ", ".join(f"{' and '.join(s.files)} to {s.stream}" for s in mapped.text.sources)
    return Translation(
        format=FORMAT,
        version=mapped.version,
        container="text",
        main_stream=NO_STREAM,
        structure={"line": "VARCHAR"},
        candidates={},
        notes=(f"a mapping of {said}",),
    )


def _refused(texts: list[MappingText], is_named: bool) -> Mapped:
    faults = "; ".join(map(_broken, texts))
    return Mapped(_version(faults), faults=faults, is_named=is_named)


def _broken(text: MappingText) -> str:
    shown = "; ".join(text.faults[:10])
    more = f"; and {len(text.faults) - 10} more faults" if len(text.faults) > 10 else ""
    return f"the mapping {text.path} is broken: {shown}{more}"


def _clashes(sources: tuple[Source, ...]) -> list[str]:
    pairs = ((a, b) for at, b in enumerate(sources) for a in sources[:at])
    return [clash for a, b in pairs if (clash := contradiction(a, b))]


def _version(said: object) -> int:
    return zlib.crc32(repr((VERSION, said)).encode()) >> 1


def _is_below(mapping: str, path: str) -> bool:
    folder = PurePosixPath(mapping).parent.parts
    return PurePosixPath(path).parts[: len(folder)] == folder


def _names(mapping: str, globs: tuple[str, ...], path: str) -> bool:
    """Whether a mapping's globs name a file of the dump."""
    if not _is_below(mapping, path):
        return False
    inside = PurePosixPath(path).parts[len(PurePosixPath(mapping).parent.parts) :]
    return any(_matches(inside, PurePosixPath(glob).parts) for glob in globs)


def _matches(parts: tuple[str, ...], globs: tuple[str, ...]) -> bool:
    if not globs:
        return not parts
    if globs[0] == "**":
        return _matches(parts, globs[1:]) or (bool(parts) and _matches(parts[1:], globs))
    return bool(parts) and fnmatchcase(parts[0], globs[0]) and _matches(parts[1:], globs[1:])
