"""What tests share: the sample dump, taken the whole way once for the session.

Belongs here: fixtures that more than one folder of tests needs.
Does not belong here: expectations.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
SAMPLE = REPOSITORY / "data" / "sample"
DATASETS = Path(os.environ.get("INFLUENCE_DATASETS", REPOSITORY.parent / "shared" / "datasets"))


@dataclass(frozen=True)
class Run:
    """One `data` folder of its own, and the command that a user would run on it."""

    data: Path

    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("INFLUENCE_")}
        home = self.data / "home"
        home.mkdir(parents=True, exist_ok=True)
        (home / "dagster.yaml").write_text(
            (REPOSITORY / "dagster.yaml").read_text().replace("data/dagster", str(home / "dagster"))
        )
        return kept | {"INFLUENCE_DATA": str(self.data), "DAGSTER_HOME": str(home)}

    def command(self, dumps: Path, *options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "orchestration.run", "--dumps", str(dumps), *options],
            cwd=REPOSITORY,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=600,
        )

    @property
    def published(self) -> Path:
        return self.data / "published"

    @property
    def database(self) -> Path:
        return self.published / "influence.duckdb"

    @property
    def warehouse(self) -> Path:
        return self.data / "warehouse" / "warehouse.duckdb"

    def log(self) -> str:
        log = self.data / "dagster" / "logs" / "run.log"
        return log.read_text(errors="replace")[-6000:] if log.exists() else "no log"


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The sample dump, landed, built, checked and published as `make run` does it."""
    run = Run(tmp_path_factory.mktemp("sample_run"))
    done = run.command(SAMPLE)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\n{run.log()}"
    return run


@pytest.fixture(scope="session")
def published(sample_run: Run) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published database of the sample, read-only, as an analyst opens it."""
    with duckdb.connect(str(sample_run.database), read_only=True) as connection:
        connection.execute("use published")
        yield connection


@pytest.fixture(scope="session")
def warehouse(sample_run: Run) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse of the sample, read-only."""
    with duckdb.connect(str(sample_run.warehouse), read_only=True) as connection:
        yield connection


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name no test by bytes: an archive holds the time, and workers must agree on names."""
    return argname if isinstance(val, bytes) else None


def dataset(name: str) -> Path:
    """A folder of real dumps; the test is skipped where it is absent."""
    folder = DATASETS / name
    if not folder.is_dir():
        pytest.skip(f"real dumps are not here: {name} (set INFLUENCE_DATASETS)")
    return folder
