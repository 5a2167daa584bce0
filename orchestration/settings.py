"""Where everything lies, read from the environment once.

Belongs here: paths and limits, and their defaults under the repository's `data/`.
Does not belong here: anything that imports Dagster or dbt (a run that finds nothing new must be
done before those are loaded).
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from influence.dumps.threshold import MOST_QUARANTINED
from influence.errors import SettingError

REPOSITORY = Path(__file__).resolve().parent.parent
DBT_PROJECT = REPOSITORY / "dbt_project"


@dataclass(frozen=True)
class Settings:
    """Absolute paths, the limits that DuckDB works within, and what landing puts up with.

    A file with a larger share of bad records than `most_quarantined` is not landed; one that was
    written less than `settle_seconds` ago is looked at twice.
    """

    data: Path
    dumps: Path
    warehouse: Path
    person_key_file: Path
    memory: str = "4GB"
    threads: str = "2"
    most_quarantined: float = MOST_QUARANTINED
    settle_seconds: float = 2.0

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
            INFLUENCE_MOST_QUARANTINED=str(self.most_quarantined),
            INFLUENCE_SETTLE_SECONDS=str(self.settle_seconds),
            DAGSTER_DISABLE_TELEMETRY="1",
            DBT_SEND_ANONYMOUS_USAGE_STATS="false",
            DO_NOT_TRACK="1",
        )
        self.warehouse.parent.mkdir(parents=True, exist_ok=True)


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings; a variable that is not set or empty takes its default.

    Raises SettingError where a number is none, or out of its range.
    """
    given = os.environ if environment is None else environment
    data = _path(given, "INFLUENCE_DATA", REPOSITORY / "data")
    return Settings(
        data=data,
        dumps=_path(given, "INFLUENCE_DUMPS", data / "dumps"),
        warehouse=_path(given, "INFLUENCE_WAREHOUSE", data / "warehouse" / "warehouse.duckdb"),
        person_key_file=_path(given, "INFLUENCE_PERSON_KEY_FILE", data / "person_key"),
        memory=given.get("INFLUENCE_MEMORY") or Settings.memory,
        threads=given.get("INFLUENCE_THREADS") or Settings.threads,
        most_quarantined=_number(
            given, "INFLUENCE_MOST_QUARANTINED", Settings.most_quarantined, most=1
        ),
        settle_seconds=_number(given, "INFLUENCE_SETTLE_SECONDS", Settings.settle_seconds, most=60),
    )


def _number(given: Mapping[str, str], name: str, default: float, most: float) -> float:
    text = given.get(name) or str(default)
    try:
        number = float(text)
    except ValueError:
        number = -1
    if not 0 <= number <= most:
        raise SettingError(f'{name} is "{text}", expected a number from 0 to {most:g}; unset it')
    return number


def _path(given: Mapping[str, str], name: str, default: Path) -> Path:
    return Path(given.get(name) or default).expanduser().absolute()
