"""A dump folder with a raw store and warehouses that dbt builds from it, without Dagster.

Belongs here: dropping files, landing them, running dbt, and reading tables back.
Does not belong here: expectations.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from influence.dumps.landing import LandingSummary, land
from tests.conftest import REPOSITORY

LANDED_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
Rows = list[tuple[object, ...]]


@dataclass(frozen=True)
class Bench:
    """One folder to work in."""

    folder: Path

    @property
    def dump(self) -> Path:
        return self.folder / "dump"

    def drop(self, name: str, *lines: str) -> None:
        """Write the lines of one file of the dump, in place of what it had."""
        path = self.dump / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in lines))

    def land(self, hours: int = 0) -> LandingSummary:
        """Land the dump, `hours` after the first landing."""
        moment = LANDED_AT + timedelta(hours=hours)
        return land(self.dump, self.folder / "raw", loaded_at=moment)

    def dbt(self, warehouse: str, *arguments: str) -> None:
        """`dbt run` with these arguments on a warehouse of this name."""
        environment = os.environ | {
            "INFLUENCE_RAW": str(self.folder / "raw" / "current"),
            "INFLUENCE_PERSON_KEY_FILE": str(self.folder / "person_key"),
            "INFLUENCE_WAREHOUSE": str(self.folder / f"{warehouse}.duckdb"),
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        }
        if not (self.folder / "person_key").exists():
            (self.folder / "person_key").write_text("0" * 64)
        done = subprocess.run(
            [sys.executable, "-m", "dbt.cli.main", "run", *arguments],
            cwd=REPOSITORY / "dbt_project",
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout

    def query(self, warehouse: str, sql: str) -> Rows:
        """The rows of a query on a warehouse."""
        with duckdb.connect(str(self.folder / f"{warehouse}.duckdb"), read_only=True) as con:
            return con.execute(sql).fetchall()

    def tables(self, warehouse: str, schema: str) -> dict[str, Rows]:
        """The rows of every table of a schema, in a stable order."""
        names = self.query(
            warehouse,
            f"select table_name from duckdb_tables() where schema_name = '{schema}'",
        )
        return {
            str(name): sorted(self.query(warehouse, f"select * from {schema}.{name}"), key=repr)
            for (name,) in names
        }
