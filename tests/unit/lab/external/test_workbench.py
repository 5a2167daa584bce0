"""A dump that does not land whole is a fault, and no check goes on without it."""

from pathlib import Path

import pytest

from influence.errors import InfluenceError
from influence.lab.external.workbench import Workbench, build


def test_a_file_that_does_not_land_stops_the_build(tmp_path: Path) -> None:
    dump = tmp_path / "dump"
    dump.mkdir()
    (dump / "strange.csv").write_text("what,is,this\n1,2,3\n", encoding="utf-8")
    with pytest.raises(InfluenceError, match=r"strange\.csv did not land"):
        build(dump, tmp_path / "built")


def test_folders_that_are_not_there_are_named(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    bench = Workbench(tmp_path, tmp_path / "work")
    assert bench.missing(("here", "there")) == ["there"]
    assert bench.missing(()) == []
