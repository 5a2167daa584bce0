"""Which room may know which: read from the imports themselves."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

MAX_LINES = 400


def python_files(folder: str) -> list[Path]:
    return sorted((REPOSITORY / folder).rglob("*.py"))


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize(
    ("folder", "forbidden", "reason"),
    [
        ("influence", ("dagster", "dbt", "orchestration"), "the library runs without either"),
        ("influence/dumps", ("influence.publication", "influence.lab"), "dumps come first"),
        ("influence/measures", ("influence.dumps", "influence.publication"), "frames in and out"),
        ("influence/publication", ("influence.dumps", "influence.lab"), "it knows tables only"),
        ("orchestration", ("influence.lab",), "the product does not know its simulator"),
    ],
)
def test_imports_run_one_way(folder: str, forbidden: tuple[str, ...], reason: str) -> None:
    broken = [
        f"{file.relative_to(REPOSITORY)}: {module}"
        for file in python_files(folder)
        for module in imported(file)
        if module.startswith(forbidden)
    ]
    assert not broken, reason


@pytest.mark.parametrize("folder", ["influence", "orchestration"])
def test_a_module_says_what_belongs_in_it(folder: str) -> None:
    """Who adds to a room must know what it is for. Write it in the module's first lines."""
    for file in python_files(folder):
        text = file.read_text(encoding="utf-8")
        if file.name == "__init__.py":
            assert not text.strip(), f"{file}: an __init__ holds no code"
            continue
        docstring = ast.get_docstring(ast.parse(text)) or ""
        assert "elongs here" in docstring, file
        assert "not belong" in docstring, file
        assert len(text.splitlines()) <= MAX_LINES, f"{file}: split it by idea"


@pytest.mark.parametrize("folder", ["influence", "orchestration", "benchmarks"])
def test_no_fault_is_swallowed(folder: str) -> None:
    """A blanket catch hides the fault that matters. Catch what you can mend."""
    for file in python_files(folder):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                caught = ast.unparse(node.type) if node.type else "everything"
                assert caught not in ("everything", "Exception", "BaseException"), file


# The age of a file is against this clock, and a dry run is a command that leaves nothing behind.
MAY_READ_THE_CLOCK = {"steadiness.py", "check.py"}


@pytest.mark.parametrize("folder", ["influence", "dbt_project/models"])
def test_nothing_reads_the_clock(folder: str) -> None:
    """A result must not depend on the day it is made. Take the time as an argument."""
    for file in python_files(folder):
        if file.name in MAY_READ_THE_CLOCK:
            continue
        text = file.read_text(encoding="utf-8")
        for call in ("datetime.now(", "date.today(", "time.time(", "utcnow("):
            assert call not in text, f"{file}: {call}"
