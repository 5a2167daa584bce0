"""The secret that turns accounts into `person_id`.

Belongs here: making it once, and refusing to go on with another one, which would silently give
every person a new id.
Does not belong here: the hash itself (dbt's `keyed_hash` macro), and any use of the secret's text.
"""

import hashlib
import os
import secrets
from pathlib import Path

from influence.errors import PersonKeyError
from influence.publication.latest import Publication

REMEDY = (
    "Put the old key back (from a backup; INFLUENCE_PERSON_KEY_FILE may name another place), or, "
    "to give every person a new id on purpose, move {data} away and start afresh."
)


def ensure_person_key(key_file: Path, warehouse: Path, latest: Publication | None) -> str:
    """Make the key on the first run; return its id: 8 hex of the SHA-256 of its text.

    Raises:
        PersonKeyError: the key is missing or another one although data was built with a key.
    """
    if not key_file.exists():
        built = warehouse.exists() or latest is not None
        if built:
            raise PersonKeyError(
                f"The person key {key_file} is missing, but data built with it exists "
                f"({warehouse if warehouse.exists() else 'a publication'}). A new key would give "
                f"every person a new id. {REMEDY.format(data=warehouse.parent.parent)}"
            )
        _make(key_file)
    key_id = _id_of(key_file)
    if latest is not None and latest.origin.key_id != key_id:
        raise PersonKeyError(
            f"The person key {key_file} has the id {key_id}, but the latest publication "
            f"{latest.publication_id} was built with {latest.origin.key_id}. Going on would give "
            f"every person a new id. {REMEDY.format(data=warehouse.parent.parent)}"
        )
    return key_id


def _make(key_file: Path) -> None:
    key_file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())


def _id_of(key_file: Path) -> str:
    key = key_file.read_text(encoding="utf-8").strip()
    if len(key) < 32:
        raise PersonKeyError(
            f"The person key {key_file} holds {len(key)} characters, expected at least 32. "
            f"{REMEDY.format(data=key_file.parent)}"
        )
    return hashlib.sha256(key.encode()).hexdigest()[:8]
