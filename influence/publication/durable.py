"""Writes that survive a crash: whole under their name, or not there.

Belongs here: fsync, rename and replace, and the names of what is still being built.
Does not belong here: what is written.
"""

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

# Hidden, so that a reader who lists the folder never takes one for a publication.
STAGING_PREFIX = ".staging-"


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of a file's bytes; reads it once, in bounded memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def flush_file(path: Path) -> None:
    """Return once the file's bytes are on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def flush_folder(path: Path) -> None:
    """Return once the folder's entries (names, renames) are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace(staged: Path, final: Path) -> None:
    """Put `staged` under the name `final` in one step; both are on one file system."""
    staged.replace(final)
    flush_folder(final.parent)


def replace_json(final: Path, content: dict[str, Any]) -> None:
    """Replace a JSON file in one step."""
    staged = final.with_name(f"{STAGING_PREFIX}{final.name}")
    staged.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    flush_file(staged)
    replace(staged, final)


def sweep(folder: Path) -> None:
    """Remove what an interrupted publish left half built in `folder`."""
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        if entry.name.startswith(STAGING_PREFIX):
            if entry.is_dir():
                shutil.rmtree(entry)
            else:
                entry.unlink()
