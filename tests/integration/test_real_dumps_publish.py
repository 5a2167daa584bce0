"""Real exports go the whole way, as `make run DUMPS=…` takes them. Slow: `make test-real`.

Only counts are looked at; nobody in these dumps is printed.
"""

from pathlib import Path

import duckdb
import pytest

from tests.conftest import Run, dataset
from tests.integration.test_real_dumps_land import READMES

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=READMES)
def real_run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    name: str = request.param
    folder: Path = dataset(name)
    run = Run(tmp_path_factory.mktemp(name))
    done = run.command(folder, "--people", "0")
    assert done.returncode == 0, run.log()
    return run


def test_every_lens_that_the_dump_supports_is_ranked(real_run: Run) -> None:
    with duckdb.connect(str(real_run.database), read_only=True) as connection:
        lenses = dict(
            connection.execute(
                "select lens, count(*) from published.topic_rankings "
                "where topic_id = 'all' and window_days = 90 group by lens"
            ).fetchall()
        )
    # X says who posts, follows by number and answers; of sales it says nothing.
    assert set(lenses) == {"reach", "response"}
    assert min(lenses.values()) > 0


def test_hashtags_become_topics_without_a_taxonomy(real_run: Run) -> None:
    # Not all of them have posts in a window: one dump spans twelve years.
    with duckdb.connect(str(real_run.database), read_only=True) as connection:
        sources = dict(
            connection.execute(
                "select topic_source, count(distinct topic_id) from published.topics group by all"
            ).fetchall()
        )
    assert sources["all"] == 1
    assert sources["hashtag"] >= 1


def test_every_row_of_every_file_is_accounted_for(real_run: Run) -> None:
    with duckdb.connect(str(real_run.database), read_only=True) as connection:
        files, wrong = connection.execute(
            "select count(distinct file_sha256), count(*) filter (where rows_read <> "
            "rows_loaded + rows_duplicate + rows_quarantined) from published.ingestion_ledger"
        ).fetchall()[0]
    assert files > 0
    assert wrong == 0
