"""Whose archive a script of X/Twitter belongs to, as the files beside it tell.

Belongs here: `account.js` and `manifest.js`.
Does not belong here: what the posts themselves tell of their owner (`x_archive`).
"""

import json
from typing import Any, NamedTuple

from influence.dumps.sample import Sample

ACCOUNT, MANIFEST = "account.js", "manifest.js"


class Owner(NamedTuple):
    """An account, and when its archive was taken; null where nothing beside tells."""

    account_id: str | None = None
    handle: str | None = None
    name: str | None = None
    joined: str | None = None
    taken_at: str | None = None


def owner_of(sample: Sample) -> Owner:
    """The owner that `account.js` names, else `manifest.js`."""
    accounts = _script(sample.beside(ACCOUNT))
    account = _part(accounts[0] if isinstance(accounts, list) and accounts else None, "account")
    manifest = _script(sample.beside(MANIFEST))
    user = _part(manifest, "userInfo")
    return Owner(
        account_id=_text(account, "accountId") or _text(user, "accountId"),
        handle=_text(account, "username") or _text(user, "userName"),
        name=_text(account, "accountDisplayName") or _text(user, "displayName"),
        joined=_text(account, "createdAt"),
        taken_at=_text(_part(manifest, "archiveInfo"), "generationDate"),
    )


def _script(text: bytes | None) -> Any:
    """The JSON behind the first `=` of a script; None where there is none."""
    if text is None:
        return None
    try:
        return json.loads(text.partition(b"=")[2])
    except (ValueError, RecursionError):
        return None


def _part(found: Any, key: str) -> dict[str, Any]:
    part = found.get(key) if isinstance(found, dict) else None
    return part if isinstance(part, dict) else {}


def _text(found: dict[str, Any], key: str) -> str | None:
    value = found.get(key)
    return value if isinstance(value, str) and value.strip() else None
