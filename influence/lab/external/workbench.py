"""Where the checks find real data, and the pipeline that they take it through.

Belongs here: folders of data sets, and one landing and dbt build of a dump in a folder of its own.
Does not belong here: what is asked of the tables.

*Nuances*
- dbt runs as a process of its own, with all data tests, as a run of the product has them.
- A dump is built once for all checks that ask for it. Nothing of it is left behind, if the folder
  to work in is a temporary one.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import yaml

from influence.dumps.landing import LandingSummary, land
from influence.errors import InfluenceError

REPOSITORY = Path(__file__).resolve().parents[3]
DATASETS = REPOSITORY.parent / "shared" / "datasets"
# Rows dated later than this are refused. All real data sets are older.
LOADED_AT = datetime(2026, 11, 23, tzinfo=UTC)
# Persons are keyed with a secret; here nobody is published, so any will do.
PERSON_KEY = "0" * 64
LAST_WORDS = 3000
# The whole warehouse with all data tests.
BUILD = ("build", "--exclude-resource-type", "unit_test")


class Workbench:
    """Real data sets below `datasets`, and a folder `work` for what is made of them."""

    def __init__(self, datasets: Path, work: Path) -> None:
        self.datasets = datasets
        self.work = work
        self._built: dict[Path, Path] = {}

    def missing(self, names: tuple[str, ...]) -> list[str]:
        """Those of these data sets that are not here."""
        return [name for name in names if not (self.datasets / name).is_dir()]

    def file(self, dataset: str, path: str) -> Path:
        """A file of a data set."""
        return self.datasets / dataset / path

    def new_folder(self, name: str) -> Path:
        """An empty folder below `work`, for a dump that a check puts together."""
        folder = self.work / name
        folder.mkdir(parents=True)
        return folder

    @contextmanager
    def warehouse(self, dump: Path) -> Iterator[duckdb.DuckDBPyConnection]:
        """The warehouse of a dump, landed and built, to read. Raises InfluenceError on a fault."""
        if dump not in self._built:
            self._built[dump] = build(dump, self.work / f"built-{len(self._built)}")
        with duckdb.connect(str(self._built[dump]), read_only=True) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            yield connection


def datasets_folder() -> Path:
    """Where real data sets lie: INFLUENCE_DATASETS, else beside the repository."""
    return Path(os.environ.get("INFLUENCE_DATASETS", DATASETS))


def variables() -> dict[str, Any]:
    """The vars of the dbt project: the numbers of the method, as they are by default."""
    text = (REPOSITORY / "dbt_project" / "dbt_project.yml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text)["vars"])


def build(dump: Path, data: Path, command: tuple[str, ...] = BUILD) -> Path:
    """Land a dump and build its warehouse with dbt below `data`; return the database.

    `command` says what of it, to dbt. Raises InfluenceError where a file is refused, or where a
    model or a data test fails.
    """
    landed = land(dump, data / "raw", loaded_at=LOADED_AT)
    _all_taken(dump, landed)
    warehouse = data / "warehouse" / "warehouse.duckdb"
    warehouse.parent.mkdir(parents=True)
    (data / "person_key").write_text(PERSON_KEY, encoding="ascii")
    done = subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", *command,
         "--project-dir", "dbt_project", "--profiles-dir", "dbt_project"],
        cwd=REPOSITORY,
        env=_environment(data, warehouse),
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise InfluenceError(f"dbt build failed on {dump}: {done.stdout[-LAST_WORDS:]}")
    return warehouse


def _all_taken(dump: Path, landed: LandingSummary) -> None:
    refused = [file.path for file in landed.files if file.status != "landed"]
    if refused:
        raise InfluenceError(
            f"{dump}: {', '.join(refused)} did not land, expected every file of a data set; "
            "`make run` on the folder tells why"
        )


def _environment(data: Path, warehouse: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INFLUENCE_")}
    return kept | {
        "INFLUENCE_DATA": str(data),
        "INFLUENCE_RAW": str(data / "raw" / "current"),
        "INFLUENCE_WAREHOUSE": str(warehouse),
        "INFLUENCE_PERSON_KEY_FILE": str(data / "person_key"),
        "INFLUENCE_DBT_PLUGINS": str(REPOSITORY / "dbt_project" / "plugins"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
        "DBT_TARGET_PATH": str(data / "target"),
        "DBT_LOG_PATH": str(data / "logs"),
    }
