"""What docs/formats.md says is read, against what is."""

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

import pytest

from influence.dumps import contract, formats, reading, registry
from influence.dumps.formats import open_format
from influence.dumps.mapping import mappings
from influence.dumps.packed import archives
from influence.dumps.registry import FORMATS, Format
from tests.conftest import REPOSITORY

DOCUMENT = REPOSITORY / "docs" / "formats.md"
README = REPOSITORY / "README.md"
MAKEFILE = REPOSITORY / "Makefile"
MODULES = REPOSITORY / "influence" / "dumps" / "formats"
TESTS = REPOSITORY / "tests" / "unit" / "dumps" / "formats"
HEADER = ["format", "in the ledger", "told by", "gives", "to know"]
# What the ledger shows of files that no format reads.
BESIDE = {*archives.FORMATS, reading.EMPTY, reading.UNRECOGNISED}
ANY, NONE = "any", "none"


@dataclass(frozen=True)
class Row:
    """One format as the document tells it."""

    name: str
    ledger: frozenset[str]
    told_by: str
    gives: str
    to_know: str


def tables() -> Iterator[list[list[str]]]:
    """The cells of every table of the document, its header first."""
    rows: list[list[str]] = []
    for line in [*DOCUMENT.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
        elif rows:
            yield [rows[0], *rows[2:]]
            rows = []


def quoted(cell: str) -> frozenset[str]:
    return frozenset(re.findall(r"`([^`]+)`", cell))


def documented() -> list[Row]:
    return [
        Row(name, quoted(ledger), told_by, gives, to_know)
        for header, *body in tables()
        if header == HEADER
        for name, ledger, told_by, gives, to_know in body
    ]


def documented_beside() -> set[str]:
    return {
        word
        for header, *body in tables()
        if header == ["in the ledger", "it is"]
        for ledger, _ in body
        for word in quoted(ledger)
    }


def shown(known: Format) -> frozenset[str]:
    """What the ledger shows of files of a format."""
    is_open = known.FORMAT == open_format.FORMAT
    return frozenset(open_format.FORMATS if is_open else (known.FORMAT,))


def module_of(known: Format) -> str:
    assert isinstance(known, ModuleType)
    return known.__name__.rpartition(".")[2]


def row_of(known: Format) -> Row | None:
    return next((row for row in documented() if row.ledger == shown(known)), None)


def streams_in(name: str) -> set[str]:
    """The streams that a format module, or one of formats that it imports, names in its code."""
    tree = ast.parse((MODULES / f"{name}.py").read_text(encoding="utf-8"))
    inside_sets = {
        id(part) for node in ast.walk(tree) if isinstance(node, ast.Set) for part in ast.walk(node)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            package, _, module = node.module.rpartition(".")
            if package == formats.__name__:
                found |= streams_in(module)
        # A set of names is a set of columns by which a file is told.
        if isinstance(node, ast.Constant) and id(node) not in inside_sets:
            found |= {str(node.value)} & contract.STREAMS.keys()
    columns = {column.name for stream in contract.STREAMS.values() for column in stream.columns}
    return found - columns


@pytest.mark.parametrize("known", FORMATS, ids=module_of)
def test_a_format_that_is_read_is_documented(known: Format) -> None:
    """What is not in the document is not found by those who have such a dump."""
    row = row_of(known)
    words = ", ".join(f"`{word}`" for word in sorted(shown(known)))
    remedy = f"{DOCUMENT.name}: give {module_of(known)} a row with '{known.NAME}' and {words}"
    assert row is not None, remedy
    assert row.name == known.NAME, f"{remedy}; the row of {words} is named '{row.name}'"
    assert row.told_by, f"{remedy}; say what it is told by"
    assert row.to_know, f"{remedy}; say what a reader must know"


@pytest.mark.parametrize("known", FORMATS, ids=module_of)
def test_the_streams_of_a_format_are_documented(known: Format) -> None:
    """A reader of the document asks first what a dump is good for."""
    row = row_of(known)
    assert row is not None, f"{DOCUMENT.name}: add a row for {module_of(known)}"
    if row.gives == ANY:
        return
    found = streams_in(module_of(known))
    told = set(quoted(row.gives))
    remedy = f"{DOCUMENT.name}: '{known.NAME}' gives {', '.join(sorted(found)) or NONE}"
    assert told == found, f"{remedy}; the document says {', '.join(sorted(told)) or NONE}"
    assert told or row.gives == NONE, f"{remedy}; write '{NONE}'"


def test_nothing_is_documented_that_is_not_read() -> None:
    """A promise that nothing keeps costs somebody a day. Take the row out, or register."""
    known = {shown(one) for one in FORMATS} | {frozenset((mappings.FORMAT,))}
    strange = [row.name for row in documented() if row.ledger not in known]
    assert not strange, f"{DOCUMENT.name}: no format of the registry is shown so: {strange}"


def test_a_format_is_documented_once() -> None:
    """Of two rows one is out of date sooner or later. Keep one."""
    names = [row.name for row in documented()]
    twice = sorted({name for name in names if names.count(name) > 1})
    assert not twice, f"{DOCUMENT.name}: told twice: {twice}"


def test_what_else_the_ledger_shows_is_documented() -> None:
    """A reader of the ledger finds every word of its column `format` in the document."""
    mapped = [row for row in documented() if row.ledger == {mappings.FORMAT}]
    assert mapped, f"{DOCUMENT.name}: give `{mappings.FORMAT}` a row"
    told = documented_beside()
    assert told == BESIDE, f"{DOCUMENT.name}: 'in the ledger | it is': {told ^ BESIDE}"


def test_a_module_that_claims_files_is_registered() -> None:
    """A format outside the registry is never asked. Enter it, specific before generic."""
    known = {one.FORMAT for one in FORMATS}
    for path in sorted(MODULES.glob("[a-z]*.py")):
        module = importlib.import_module(f"{formats.__name__}.{path.stem}")
        remedy = f"{path.stem}: enter it in FORMATS of {registry.__name__}"
        if "claims" in vars(module):
            assert any(module is one for one in FORMATS), remedy
        if "FORMAT" in vars(module):
            assert module.FORMAT in known, f"{remedy}, or drop its FORMAT"


def test_no_two_formats_share_a_name() -> None:
    """The ledger could not say which of the two read a file. Rename the younger one."""
    for names in ([one.FORMAT for one in FORMATS], [one.NAME for one in FORMATS]):
        twice = sorted({name for name in names if names.count(name) > 1})
        assert not twice, f"{registry.__name__}: two formats are called {twice}"


@pytest.mark.parametrize("known", FORMATS, ids=module_of)
def test_a_format_has_tests_of_its_own(known: Format) -> None:
    """Real dumps are not everywhere; invented records show what a format does, on any machine."""
    path = TESTS / f"test_{module_of(known)}.py"
    remedy = f"write {path.relative_to(REPOSITORY)}: invented records, and the rows they give"
    assert path.is_file(), remedy
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tests = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert any(node.name.startswith("test_") for node in tests), remedy


def test_links_of_the_document_lead_somewhere() -> None:
    """A link that leads nowhere sends a reader away. Mend it."""
    text = DOCUMENT.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)", text)
    lost = [link for link in links if not (DOCUMENT.parent / link).exists()]
    assert not lost, f"{DOCUMENT.name}: no such file: {lost}"


def test_commands_of_the_documents_exist() -> None:
    """A command that fails is the last one tried. Mend the text or the Makefile."""
    targets = set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE.read_text(encoding="utf-8"), re.M))
    for document in (README, DOCUMENT):
        named = set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", document.read_text("utf-8"), re.M))
        assert named <= targets, f"{document.name}: no target of make: {sorted(named - targets)}"
