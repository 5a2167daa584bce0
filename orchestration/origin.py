"""What the warehouse was built from, kept beside it.

Belongs here: the note that a whole build leaves, and that the next build takes away first. A
warehouse without the note is half built, and is not published.
Does not belong here: what a publication was made from (`influence.publication.latest`), which is
a copy of this note.
"""

import json
from dataclasses import asdict
from pathlib import Path

from influence.errors import PublicationError
from influence.publication.durable import replace_json
from influence.publication.latest import Origin

NAME = "origin.json"


def forget_origin(warehouse: Path) -> None:
    """Note that the warehouse is about to change."""
    (warehouse.parent / NAME).unlink(missing_ok=True)


def was_built_by(warehouse: Path, method: str) -> bool:
    """Whether the last build was whole and by this method: only then may a table grow."""
    if not warehouse.is_file() or not (warehouse.parent / NAME).is_file():
        return False
    return read_origin(warehouse).method == method


def write_origin(warehouse: Path, origin: Origin) -> None:
    """Note what the whole warehouse was built from."""
    replace_json(warehouse.parent / NAME, asdict(origin))


def read_origin(warehouse: Path) -> Origin:
    """Return what the warehouse was built from.

    Raises:
        PublicationError: the last build was not whole.
    """
    path = warehouse.parent / NAME
    if not path.is_file():
        raise PublicationError(
            f"There is no {path}: the last build of the warehouse was in part, or failed. "
            "Run the job `refresh` (or `make run`) whole, then publish. The last publication stays."
        )
    return Origin(**json.loads(path.read_text(encoding="utf-8")))
