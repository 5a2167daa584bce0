"""Which method is in force: a fingerprint of the code that turns raw rows into published ones.

Belongs here: what counts as the method.
Does not belong here: the method's version, which is a number that people raise (`vars`).
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

# Text about the method (Markdown) and code that only makes or judges test data are not the method.
DBT_SUFFIXES = (".sql", ".yml", ".yaml", ".csv", ".py")
DBT_FOLDERS = ("models", "macros", "seeds", "snapshots", "tests", "plugins")
LIBRARY_LEFT_OUT = ("lab",)


def method_fingerprint(repository: Path) -> str:
    """Return 64 hex over the names and bytes of every file of the method."""
    digest = hashlib.sha256()
    for path in sorted(_files(repository)):
        digest.update(path.relative_to(repository).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(repository: Path) -> Iterator[Path]:
    project = repository / "dbt_project"
    yield from project.glob("*.yml")
    for folder in DBT_FOLDERS:
        for path in (project / folder).rglob("*"):
            if path.suffix in DBT_SUFFIXES and "__pycache__" not in path.parts:
                yield path
    library = repository / "influence"
    for path in library.rglob("*"):
        # Lists of words are as much of the method as the code that reads them.
        is_method = path.suffix in (".py", ".csv")
        if is_method and path.relative_to(library).parts[0] not in LIBRARY_LEFT_OUT:
            yield path
