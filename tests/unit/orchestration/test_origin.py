"""The note beside the warehouse: there after a whole build, and only then."""

from pathlib import Path

import pytest

from influence.errors import PublicationError
from influence.publication.latest import Origin
from orchestration.origin import forget_origin, read_origin, write_origin

ORIGIN = Origin("inputs", "method", "0123abcd", "sample", as_of_given=True)


def test_what_was_noted_is_read_back(tmp_path: Path) -> None:
    write_origin(tmp_path / "warehouse.duckdb", ORIGIN)
    assert read_origin(tmp_path / "warehouse.duckdb") == ORIGIN


def test_a_warehouse_whose_build_was_not_whole_is_not_published(tmp_path: Path) -> None:
    write_origin(tmp_path / "warehouse.duckdb", ORIGIN)
    forget_origin(tmp_path / "warehouse.duckdb")
    with pytest.raises(PublicationError, match=r"in part, or failed.*Run the job `refresh`"):
        read_origin(tmp_path / "warehouse.duckdb")


def test_forgetting_twice_is_no_fault(tmp_path: Path) -> None:
    forget_origin(tmp_path / "warehouse.duckdb")
