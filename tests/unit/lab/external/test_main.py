"""The command: its exit code, and what it prints of checks that hold, miss, fail, are skipped."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from influence.errors import InfluenceError
from influence.lab.external.__main__ import main
from influence.lab.external.checks import Check, Row
from influence.lab.external.registry import CHECKS
from influence.lab.external.workbench import Workbench


def _holds(bench: Workbench) -> Iterator[Row]:
    yield Row("conversions", 6, 6)
    yield Row("area that nobody published", None, 0.7)


def _misses(bench: Workbench) -> Iterator[Row]:
    yield Row("conversions", 6, 6)
    yield Row("value", 500.92, 500.5, 0.01)


def _fails(bench: Workbench) -> Iterator[Row]:
    yield Row("conversions", 6, 6)
    raise InfluenceError("dbt build failed")


def _check(name: str, rows: object, *needs: str) -> Check:
    assert callable(rows)
    return Check(name, needs, "worked out here", rows)


@pytest.fixture(autouse=True)
def _no_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.setenv("INFLUENCE_DATASETS", str(tmp_path))


def test_checks_that_hold_exit_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], [_check("good", _holds, "here")]) == 0
    printed = capsys.readouterr().out
    assert "1 of 1 checks hold." in printed
    assert "source: worked out here" in printed
    assert "MISSING" not in printed


def test_a_check_that_misses_is_printed_as_missing_and_exits_1(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([], [_check("good", _holds), _check("bad", _misses)]) == 1
    printed = capsys.readouterr().out
    line = next(line for line in printed.splitlines() if line.strip().startswith("value"))
    assert line.split() == ["value", "500.92", "500.5", "-0.42", "0.01", "MISSING"]
    assert "1 of 2 checks hold." in printed
    assert "MISSING what is expected: bad" in printed


def test_a_check_whose_pipeline_fails_misses_and_the_others_still_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([], [_check("broken", _fails), _check("good", _holds)]) == 1
    printed = capsys.readouterr().out
    assert "MISSING: dbt build failed" in printed
    assert "1 of 2 checks hold." in printed


def test_a_check_without_its_data_is_skipped_by_name_and_is_no_fault(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([], [_check("far", _misses, "here", "absent")]) == 0
    printed = capsys.readouterr().out
    assert "skipped: absent is not in" in printed
    assert "Skipped, as their data is not here: far" in printed
    assert "0 of 1 checks hold." in printed


def test_only_runs_the_checks_of_that_name(capsys: pytest.CaptureFixture[str]) -> None:
    checks = [_check("paths, oracle", _holds), _check("paths, pipeline", _misses)]
    assert main(["--only", "oracle"], checks) == 0
    assert "1 of 1 checks hold." in capsys.readouterr().out


def test_a_name_that_no_check_has_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--only", "oracel"], [_check("paths, oracle", _holds)])
    assert ended.value.code == 2
    assert "paths, oracle" in capsys.readouterr().err


def test_no_two_checks_have_one_name() -> None:
    names = [check.name for check in CHECKS]
    assert len(set(names)) == len(names)
