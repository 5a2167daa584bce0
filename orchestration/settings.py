"""Where everything lies, read from the environment once.

Belongs here: paths and limits, and their defaults under the repository's `data/`.
Does not belong here: anything that imports Dagster or dbt (a run that finds nothing new must be
done before those are loaded).
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
DBT_PROJECT = REPOSITORY / "dbt_project"


@dataclass(frozen=True)
class Settings:
    """Absolute paths, and the limits that DuckDB works within."""

    data: Path
    dumps: Path
    warehouse: Path
    person_key_file: Path
    memory: str = "4GB"
    threads: str = "2"

    @property
    def raw_home(self) -> Path:
        return self.data / "raw"

    @property
    def raw(self) -> Path:
        """The store of the dump that was landed last; what dbt reads."""
        return self.raw_home / "current"

    @property
    def published(self) -> Path:
        return self.data / "published"

    @property
    def logs(self) -> Path:
        return self.data / "dagster" / "logs"

    def export(self) -> None:
        """Put the settings into the environment, where dbt's profile and sources read them.

        dbt resolves relative paths against whatever folder its process runs in, so these are
        absolute. Telemetry is turned off for everything that this process starts.
        """
        os.environ.update(
            INFLUENCE_DATA=str(self.data),
            INFLUENCE_DUMPS=str(self.dumps),
            INFLUENCE_WAREHOUSE=str(self.warehouse),
            INFLUENCE_RAW=str(self.raw),
            INFLUENCE_PERSON_KEY_FILE=str(self.person_key_file),
            INFLUENCE_DBT_PLUGINS=str(DBT_PROJECT / "plugins"),
            INFLUENCE_MEMORY=self.memory,
            INFLUENCE_THREADS=self.threads,
            DAGSTER_DISABLE_TELEMETRY="1",
            DBT_SEND_ANONYMOUS_USAGE_STATS="false",
            DO_NOT_TRACK="1",
        )
        self.warehouse.parent.mkdir(parents=True, exist_ok=True)


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings; a variable that is not set or empty takes its default."""
    given = os.environ if environment is None else environment
    data = _path(given, "INFLUENCE_DATA", REPOSITORY / "data")
    return Settings(
        data=data,
        dumps=_path(given, "INFLUENCE_DUMPS", data / "dumps"),
        warehouse=_path(given, "INFLUENCE_WAREHOUSE", data / "warehouse" / "warehouse.duckdb"),
        person_key_file=_path(given, "INFLUENCE_PERSON_KEY_FILE", data / "person_key"),
        memory=given.get("INFLUENCE_MEMORY") or Settings.memory,
        threads=given.get("INFLUENCE_THREADS") or Settings.threads,
    )


def _path(given: Mapping[str, str], name: str, default: Path) -> Path:
    return Path(given.get(name) or default).expanduser().absolute()
