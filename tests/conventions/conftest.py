"""The dbt manifest, parsed once for all conventions."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPOSITORY

DBT_PROJECT = REPOSITORY / "dbt_project"


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    target = tmp_path_factory.mktemp("dbt_target")
    done = subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", "parse", "--target", "lint", "--profiles-dir", "."],
        cwd=DBT_PROJECT,
        env=os.environ
        | {
            "DBT_TARGET_PATH": str(target),
            "DBT_LOG_PATH": str(target),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return dict(json.loads((target / "manifest.json").read_text()))


@pytest.fixture(scope="session")
def models(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


def sql_of(model: dict[str, Any]) -> str:
    return Path(DBT_PROJECT, model["original_file_path"]).read_text(encoding="utf-8")
