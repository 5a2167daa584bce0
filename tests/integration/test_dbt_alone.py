"""dbt by itself, as an analyst runs it who knows dbt and not Dagster."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, Run


@pytest.fixture
def dbt(sample_run: Run, tmp_path: Path):
    """`dbt …` in dbt_project/, on a warehouse of its own over the landed sample."""
    warehouse = tmp_path / "warehouse.duckdb"
    shutil.copy(sample_run.warehouse, warehouse)
    environment = os.environ | {
        "INFLUENCE_RAW": str(sample_run.data / "raw" / "current"),
        "INFLUENCE_PERSON_KEY_FILE": str(sample_run.data / "person_key"),
        "INFLUENCE_WAREHOUSE": str(warehouse),
        "DBT_TARGET_PATH": str(tmp_path / "target"),
        "DBT_LOG_PATH": str(tmp_path / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "dbt.cli.main", *arguments],
            cwd=REPOSITORY / "dbt_project",
            env=environment,
            capture_output=True,
            text=True,
        )

    return run


def test_every_dbt_unit_test_passes(dbt) -> None:
    done = dbt("test", "--select", "test_type:unit")
    assert done.returncode == 0, done.stdout
    assert "ERROR=0" in done.stdout
    assert "PASS=0" not in done.stdout


def test_dbt_warns_of_nothing_that_it_will_drop(dbt) -> None:
    done = dbt("parse", "--no-partial-parse", "--show-all-deprecations")
    assert done.returncode == 0, done.stdout
    assert "deprecat" not in done.stdout.lower(), done.stdout


def test_a_source_that_stopped_is_seen(dbt) -> None:
    # The sample was landed by this session's run, so its receipts are fresh.
    done = dbt("source", "freshness")
    assert done.returncode == 0, done.stdout
    assert "PASS freshness of raw.receipts" in done.stdout


def test_the_documentation_site_is_one_page(dbt, tmp_path: Path) -> None:
    done = dbt("docs", "generate", "--static")
    assert done.returncode == 0, done.stdout
    page = (tmp_path / "target" / "static_index.html").read_text(encoding="utf-8")
    assert "rpt_topic_rankings" in page
