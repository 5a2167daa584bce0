"""The method's fingerprint: what changes it, and what does not."""

from pathlib import Path

import pytest

from orchestration.method import method_fingerprint


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name in (
        "dbt_project/dbt_project.yml",
        "dbt_project/models/marts/rpt_topics.sql",
        "dbt_project/plugins/quantiles.py",
        "influence/measures/identity.py",
        "influence/lab/sample.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    return tmp_path


@pytest.mark.parametrize(
    "name",
    [
        "dbt_project/dbt_project.yml",
        "dbt_project/models/marts/rpt_topics.sql",
        "dbt_project/plugins/quantiles.py",
        "dbt_project/seeds/new.csv",
        "influence/measures/identity.py",
        "influence/measures/words.csv",
    ],
)
def test_changed_code_is_another_method(repository: Path, name: str) -> None:
    before = method_fingerprint(repository)
    (repository / name).parent.mkdir(exist_ok=True)
    (repository / name).write_text("2")
    assert method_fingerprint(repository) != before


def test_a_renamed_model_is_another_method(repository: Path) -> None:
    before = method_fingerprint(repository)
    models = repository / "dbt_project" / "models" / "marts"
    (models / "rpt_topics.sql").rename(models / "rpt_people.sql")
    assert method_fingerprint(repository) != before


@pytest.mark.parametrize(
    "name",
    [
        "influence/lab/sample.py",
        "dbt_project/models/docs.md",
        "dbt_project/target/manifest.yml",
        "orchestration/jobs.py",
    ],
)
def test_text_test_data_and_orchestration_are_not_the_method(repository: Path, name: str) -> None:
    before = method_fingerprint(repository)
    (repository / name).parent.mkdir(parents=True, exist_ok=True)
    (repository / name).write_text("2")
    assert method_fingerprint(repository) == before
