"""The person key: made once, and never silently replaced."""

import hashlib
from pathlib import Path

import pytest

from influence.errors import PersonKeyError
from influence.publication.latest import Origin, Publication
from orchestration.person_key import ensure_person_key


def publication(key_id: str) -> Publication:
    origin = Origin("a", "b", key_id, "sample")
    return Publication("2024-03-02-0", "2024-03-02", "", "1", "", "", origin, (), 0)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "person_key"


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "data" / "warehouse" / "warehouse.duckdb"


def build(warehouse: Path) -> None:
    warehouse.parent.mkdir(parents=True)
    warehouse.touch()


def test_the_first_run_makes_a_key_that_only_its_owner_reads(
    key_file: Path, warehouse: Path
) -> None:
    ensure_person_key(key_file, warehouse, None)
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert len(bytes.fromhex(key_file.read_text())) == 32


def test_a_key_that_exists_is_kept_and_named_by_its_hash(key_file: Path, warehouse: Path) -> None:
    key_file.parent.mkdir()
    key_file.write_text("k" * 64 + "\n")
    build(warehouse)
    expected = hashlib.sha256(b"k" * 64).hexdigest()[:8]
    assert ensure_person_key(key_file, warehouse, publication(expected)) == expected
    assert key_file.read_text() == "k" * 64 + "\n"


def test_a_missing_key_is_an_error_once_a_warehouse_was_built(
    key_file: Path, warehouse: Path
) -> None:
    build(warehouse)
    with pytest.raises(PersonKeyError, match=r"is missing.*Put the old key back"):
        ensure_person_key(key_file, warehouse, None)
    assert not key_file.exists()


def test_a_missing_key_is_an_error_once_anything_was_published(
    key_file: Path, warehouse: Path
) -> None:
    with pytest.raises(PersonKeyError, match=r"is missing.*a publication"):
        ensure_person_key(key_file, warehouse, publication("0123abcd"))


def test_another_key_than_the_publication_s_is_an_error(key_file: Path, warehouse: Path) -> None:
    key_file.parent.mkdir()
    key_file.write_text("k" * 64)
    with pytest.raises(PersonKeyError, match="built with 0123abcd"):
        ensure_person_key(key_file, warehouse, publication("0123abcd"))


def test_a_key_too_short_to_keep_a_secret_is_refused(key_file: Path, warehouse: Path) -> None:
    key_file.parent.mkdir()
    key_file.write_text("short")
    with pytest.raises(PersonKeyError, match="5 characters, expected at least 32"):
        ensure_person_key(key_file, warehouse, None)
