"""Dagster's run history in SQLite, written without waiting for the disk at every event.

Belongs here: how this process opens SQLite.
Does not belong here: where the history lies (`dagster.yaml`).

Dagster opens and closes four connections for each of the 700 events of a run. Whoever closes the
last connection to a file has SQLite flush it, so on a busy disk a run spent half of its time in
`close`. One more connection that stays open makes no closing the last.
"""

import sqlite3

from sqlalchemy import event
from sqlalchemy.engine import Engine

_held: dict[str, sqlite3.Connection] = {}


def write_history_without_waiting() -> None:
    """From now on, flush the history at checkpoints only. A crash still leaves it whole."""
    event.listen(Engine, "connect", _hold)


def _hold(connection: object, _: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    # In SQLite's write-ahead mode a crash loses the last events at most, never the file.
    connection.execute("pragma synchronous = normal")
    path = connection.execute("pragma database_list").fetchall()[0][2]
    if path and path not in _held:
        _held[path] = sqlite3.connect(path, check_same_thread=False)
        _held[path].execute("select count(*) from sqlite_master").fetchall()
