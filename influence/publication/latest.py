"""Which publication is the latest, and what it was made from.

Belongs here: `latest.json`, read and written.
Does not belong here: building a publication (`publish`).
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from influence.errors import PublicationError
from influence.publication.contract import DATABASE_NAME, FOLDERS_NAME, LATEST_NAME
from influence.publication.durable import replace_json
from influence.publication.package import FileEntry


@dataclass(frozen=True)
class Origin:
    """What a publication is made from; equal origins give equal rows.

    `inputs` and `method` are fingerprints of the landed files and of the code that reads them,
    `key_id` tells the secret behind `person_id` without telling it, `dump` is shown to readers,
    and `as_of_given` is whether the as_of was asked for or read off the data.
    """

    inputs: str
    method: str
    key_id: str
    dump: str
    as_of_given: bool = False


@dataclass(frozen=True)
class Publication:
    """A publication as `latest.json` names it. Times are ISO 8601 in UTC."""

    publication_id: str
    as_of: str
    data_through: str
    method_version: str
    published_at: str
    run_id: str
    origin: Origin
    files: tuple[FileEntry, ...]
    database_bytes: int

    def is_whole(self, published: Path) -> bool:
        """Whether everything that it names is there, by name and size."""
        folder = published / FOLDERS_NAME / self.publication_id
        return _has_size(published / DATABASE_NAME, self.database_bytes) and all(
            _has_size(folder / entry.name, entry.bytes) for entry in self.files
        )


def read_latest(published: Path) -> Publication | None:
    """Return the latest publication, or None before the first.

    Raises:
        PublicationError: `latest.json` is there and is not one of ours.
    """
    path = published / LATEST_NAME
    if not path.is_file():
        return None
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return Publication(
            publication_id=content["publication_id"],
            as_of=content["as_of"],
            data_through=content["data_through"],
            method_version=content["method_version"],
            published_at=content["published_at"],
            run_id=content["run_id"],
            origin=Origin(**content["origin"]),
            files=tuple(FileEntry(**entry) for entry in content["files"]),
            database_bytes=content["database"]["bytes"],
        )
    except (json.JSONDecodeError, KeyError, TypeError) as fault:
        raise PublicationError(
            f"{path} is not a list of what was published ({type(fault).__name__}: {fault}). "
            "Move it away, then run again: it is written anew."
        ) from fault


def write_latest(published: Path, publication: Publication) -> None:
    """Replace `latest.json` in one step."""
    replace_json(
        published / LATEST_NAME,
        {
            "publication_id": publication.publication_id,
            "as_of": publication.as_of,
            "data_through": publication.data_through,
            "method_version": publication.method_version,
            "published_at": publication.published_at,
            "run_id": publication.run_id,
            "origin": asdict(publication.origin),
            "folder": f"{FOLDERS_NAME}/{publication.publication_id}",
            "database": {"name": DATABASE_NAME, "bytes": publication.database_bytes},
            "files": [asdict(entry) for entry in publication.files],
        },
    )


def _has_size(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size
