"""The audit: rows that break the published contract are not published."""

from collections.abc import Callable
from pathlib import Path

import pytest

from influence.errors import PublicationError
from influence.publication.publish import Published

Publish = Callable[..., Published]
Change = Callable[[str], None]

RANKED = "window_days = 28 and topic_id = 'tea' and lens = 'reach'"

BROKEN = {
    "a gap in the ranks": (
        f"update published.topic_rankings set rank = 4 where rank = 3 and {RANKED}",
        r"'topic_rankings'.*ranks run 1\.\.n without gaps or ties.*tie-break",
    ),
    "a tie in the ranks": (
        f"update published.topic_rankings set rank = 2 where rank = 3 and {RANKED}",
        r"'topic_rankings'.*ranks run 1\.\.n without gaps or ties",
    ),
    "ranks that begin at 0": (
        f"update published.topic_rankings set rank = rank - 1 where {RANKED}",
        r"'topic_rankings'.*ranks run 1\.\.n without gaps or ties",
    ),
    "a score that is not a number": (
        f"update published.topic_rankings set score = 'nan' where rank = 1 and {RANKED}",
        "'topic_rankings'.*score is finite or null",
    ),
    "an infinite bound": (
        f"update published.topic_rankings set score_high = 'inf' where rank = 1 and {RANKED}",
        "'topic_rankings'.*score_high is finite or null",
    ),
    "two rows of one person": (
        "insert into published.people values ('p2', 'x:23', 'bee', 1)",
        "'people'.*one row per person_id",
    ),
    "credit out of nothing": (
        "update published.conversion_credit set conversions = 2 "
        "where attribution_model = 'linear' and person_id = 'p1'",
        "'conversion_credit'.*every attribution model hands out the same conversions",
    ),
    "value that a model loses": (
        "delete from published.conversion_credit "
        "where attribution_model = 'linear' and person_id is null",
        "'conversion_credit'.*every attribution model hands out the same conversions",
    ),
    "a type that BI tools cannot read": (
        "alter table published.topics alter posts type hugeint",
        "'topics' has .*HUGEINT.*Cast the columns",
    ),
    "a table without a grain": (
        "create table published.surprise as select 1::bigint as a",
        "'surprise' has no grain",
    ),
    "a grain that the table lacks": (
        "alter table published.topics drop column topic_id",
        "'topics' is described as one row per .*but has no column topic_id",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_promise_stops_the_publication(
    name: str, do_publish: Publish, change_warehouse: Change, published: Path
) -> None:
    statement, message = BROKEN[name]
    change_warehouse(statement)
    with pytest.raises(PublicationError, match=message):
        do_publish()
    assert not (published / "latest.json").exists()
    assert not (published / "influence.duckdb").exists()
    assert not [p for p in (published / "publications").iterdir() if not p.name.startswith(".")]


def test_sums_that_differ_by_rounding_are_equal(
    do_publish: Publish, change_warehouse: Change
) -> None:
    change_warehouse(
        "update published.conversion_credit set conversions = conversions + 1e-9 "
        "where attribution_model = 'linear' and person_id = 'p1'"
    )
    assert do_publish().is_new
