"""Real dumps, landed once for the session.

Belongs here: fixtures that several modules of this folder need.
Does not belong here: expectations.
"""

from datetime import UTC, datetime

import pytest

from influence.dumps.landing import LandingSummary, land
from tests.conftest import dataset
from tests.integration.real_dumps import Landed


@pytest.fixture(scope="session")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Landed:
    """A real folder, landed once for all tests that look at it; skips where it is absent."""
    known: dict[str, LandingSummary] = {}

    def summary(name: str) -> LandingSummary:
        folder = dataset(name)
        if name not in known:
            home = tmp_path_factory.mktemp(name) / "raw"
            known[name] = land(folder, home, loaded_at=datetime(2026, 11, 23, tzinfo=UTC))
        return known[name]

    return summary
