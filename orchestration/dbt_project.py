"""The dbt project as Dagster sees it, with a manifest that is never older than its sources.

Belongs here: where the project is, and parsing it when needed.
Does not belong here: assets (a module that defines them cannot be loaded before the manifest
exists).
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dagster_dbt import DbtProject

from influence.errors import InfluenceError
from orchestration.settings import DBT_PROJECT

IGNORED_FOLDERS = ("target", "logs", "__pycache__", "dbt_packages")


class DbtParseError(InfluenceError):
    """dbt cannot read its own project, so Dagster cannot know its assets."""


def dbt_executable() -> str:
    """Return dbt of this environment, whether or not the environment is active."""
    return str(Path(sys.executable).parent / "dbt")


def load_dbt_project() -> DbtProject:
    """Return the project; parse it first when its manifest is missing or out of date.

    Raises:
        DbtParseError: with dbt's own words.
    """
    project = DbtProject(project_dir=DBT_PROJECT)
    with _one_at_a_time(DBT_PROJECT / "target" / ".parse.lock"):
        if _is_stale(project.manifest_path):
            _parse()
    return project


def rpt_models(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the models that are published, by name."""
    nodes = (node for node in manifest["nodes"].values() if node["resource_type"] == "model")
    return sorted((n for n in nodes if n["name"].startswith("rpt_")), key=lambda n: str(n["name"]))


def _is_stale(manifest: Path) -> bool:
    if not manifest.is_file():
        return True
    built = manifest.stat().st_mtime
    # A folder's time tells of files that were added, renamed or removed.
    return any(path.stat().st_mtime > built for path in _sources(DBT_PROJECT))


def _sources(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.name.startswith(".") or entry.name in IGNORED_FOLDERS:
            continue
        yield entry
        if entry.is_dir():
            yield from _sources(entry)


def _parse() -> None:
    parsed = subprocess.run(
        [dbt_executable(), "parse", "--quiet", "--no-use-colors"],
        cwd=DBT_PROJECT,
        env={**os.environ, "DBT_PROFILES_DIR": str(DBT_PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    if parsed.returncode != 0:
        raise DbtParseError(
            f"dbt cannot parse {DBT_PROJECT}:\n{parsed.stdout}{parsed.stderr}\n"
            "Mend the file it names, then run again."
        )


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    # `dagster dev` loads the definitions in several processes at once.
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
