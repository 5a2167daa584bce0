"""What others published beside what we find: each external check, once.

A check skips where its data is absent. Those that take the whole pipeline are slow.
"""

import pytest

from influence.lab.external.checks import Check
from influence.lab.external.registry import CHECKS
from influence.lab.external.table import line_of
from influence.lab.external.workbench import Workbench
from tests.conftest import DATASETS


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    return Workbench(DATASETS, tmp_path_factory.mktemp("external"))


@pytest.mark.parametrize(
    "check",
    [
        pytest.param(check, id=check.name, marks=[pytest.mark.slow] if check.is_slow else [])
        for check in CHECKS
    ],
)
def test_what_was_published_is_found(check: Check, bench: Workbench) -> None:
    absent = bench.missing(check.needs)
    if absent:
        pytest.skip(f"real dumps are not here: {', '.join(absent)} (set INFLUENCE_DATASETS)")
    rows = list(check.rows(bench))
    assert any(row.holds is not None for row in rows), "nothing of it could fail"
    missing = [line_of(row) for row in rows if row.holds is False]
    assert not missing, "\n".join([check.source, *missing])
