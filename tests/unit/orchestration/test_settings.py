"""Settings: absolute, from the environment, with defaults under `data/`."""

from pathlib import Path

import pytest

from influence.errors import SettingError
from orchestration.settings import REPOSITORY, read_settings


def test_defaults_lie_under_the_data_folder_of_the_repository() -> None:
    settings = read_settings({})
    data = REPOSITORY / "data"
    assert settings.dumps == data / "dumps"
    assert settings.warehouse == data / "warehouse" / "warehouse.duckdb"
    assert settings.published == data / "published"
    assert settings.raw == data / "raw" / "current"
    assert settings.person_key_file == data / "person_key"


def test_one_variable_moves_everything(tmp_path: Path) -> None:
    settings = read_settings({"INFLUENCE_DATA": str(tmp_path)})
    assert settings.dumps == tmp_path / "dumps"
    assert settings.warehouse == tmp_path / "warehouse" / "warehouse.duckdb"


def test_each_place_can_be_given_by_itself_and_is_absolute() -> None:
    settings = read_settings({"INFLUENCE_DUMPS": "drops", "INFLUENCE_PERSON_KEY_FILE": "~/key"})
    assert settings.dumps == Path.cwd() / "drops"
    assert settings.person_key_file == Path.home() / "key"


@pytest.mark.parametrize("text", ["much", "-0.1", "1.1", "nan", "5 %"])
def test_a_share_that_is_none_is_refused_with_its_range(text: str) -> None:
    with pytest.raises(SettingError, match=f'"{text}", expected a number from 0 to 1; unset it'):
        read_settings({"INFLUENCE_MOST_QUARANTINED": text})


def test_landing_s_patience_can_be_set() -> None:
    given = {"INFLUENCE_MOST_QUARANTINED": "0.2", "INFLUENCE_SETTLE_SECONDS": "0"}
    settings = read_settings(given)
    assert (settings.most_quarantined, settings.settle_seconds) == (0.2, 0.0)
    assert read_settings({}).most_quarantined == 0.05


def test_an_empty_variable_is_one_that_is_not_set() -> None:
    assert read_settings({"INFLUENCE_DATA": "", "INFLUENCE_MEMORY": ""}) == read_settings({})
