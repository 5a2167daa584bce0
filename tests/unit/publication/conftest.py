"""A small warehouse, written out by hand, for every test of publication."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from influence.publication.contract import ColumnText, TableText
from influence.publication.latest import Origin
from influence.publication.publish import Published, publish

NOON = datetime(2024, 3, 2, 12, 0, tzinfo=UTC)
ORIGIN = Origin(inputs="a" * 64, method="b" * 64, key_id="0123abcd", dump="sample")

TEXTS = {
    "topic_rankings": TableText(
        ("as_of", "window_days", "topic_id", "lens", "person_id"),
        "One row per as_of, window_days, topic_id, lens, person_id.",
        {
            "score": ColumnText("The lens' own score.", "see score_unit"),
            "rank": ColumnText("1 is the leading person."),
        },
    ),
    "conversion_credit": TableText(
        ("as_of", "window_days", "topic_id", "person_id", "attribution_model"),
        "One row per as_of, window_days, topic_id, person_id, attribution_model.",
    ),
    "people": TableText(("person_id",), "One row per person_id."),
    "topics": TableText(("as_of", "window_days", "topic_id"), "One row per topic."),
    "ingestion_ledger": TableText(("file_sha256", "stream"), "One row per file and stream."),
    "publication": TableText(("as_of",), "One row per publication."),
}

WAREHOUSE = """
create schema published;
create table published.publication as
select
    date '2024-03-02' as as_of, date '2024-03-01' as data_through, '1' as method_version,
    '{"lookback_days": 30}' as vars;
-- Inserted out of order on purpose: files are ordered by the grain.
create table published.topic_rankings (
    as_of date, window_days bigint, topic_id varchar, lens varchar, person_id varchar,
    rank bigint, rank_low bigint, rank_high bigint, score double, score_low double,
    score_high double, score_unit varchar, sample_size bigint, evidence varchar,
    coverage double, is_suspect boolean, previous_rank bigint, handle varchar
);
insert into published.topic_rankings
select
    date '2024-03-02', days, topic, lens, 'p' || (10 - rank), rank, 1, 3,
    100.5 / rank, 90.0 / rank, 110.0 / rank,
    case lens when 'reach' then 'people' when 'response' then 'rate' else 'conversions' end,
    40 - rank, 'observed', null, false, null,
    case rank when 1 then '=cmd|calc' when 2 then null else '-dash' end
from (values (7), (28), (90)) as d (days)
cross join (values ('all'), ('espresso'), ('tea')) as t (topic)
cross join (values ('reach'), ('response'), ('conversion')) as l (lens)
cross join range(1, 4) as r (rank)
order by rank desc, days;
create table published.conversion_credit (
    as_of date, window_days bigint, topic_id varchar, person_id varchar,
    attribution_model varchar, conversions double, value double
);
-- Three conversions, one of them nobody's: 1 + 1 + 1 by first touch, 0.5 + 1.5 + 1 by linear.
insert into published.conversion_credit values
    ('2024-03-02', 28, 'all', 'p1', 'first', 1, 10),
    ('2024-03-02', 28, 'all', 'p2', 'first', 1, 20),
    ('2024-03-02', 28, 'all', null, 'first', 1, 5),
    ('2024-03-02', 28, 'all', 'p1', 'linear', 0.5, 5),
    ('2024-03-02', 28, 'all', 'p2', 'linear', 1.5, 25),
    ('2024-03-02', 28, 'all', null, 'linear', 1, 5);
create table published.people (
    person_id varchar, accounts varchar, handle varchar, coverage double
);
insert into published.people values
    ('p2', 'x:22,mastodon:7', 'bee', 1), ('p1', 'x:11', null, 0.5), ('p9', 'x:99', 'nine', null);
create table published.topics (
    as_of date, window_days bigint, topic_id varchar, name varchar, parent_topic_id varchar,
    posts bigint
);
insert into published.topics
select date '2024-03-02', days, topic, topic, null, posts
from (values (7), (28), (90)) as d (days)
cross join (values ('all', 9007199254740995), ('espresso', 30), ('tea', 8)) as t (topic, posts);
create table published.ingestion_ledger (
    file_sha256 varchar, stream varchar, path varchar, format varchar, rows_read bigint,
    rows_loaded bigint, rows_duplicate bigint, rows_quarantined bigint,
    first_event_at timestamp, last_event_at timestamp, loaded_at timestamp
);
insert into published.ingestion_ledger values
    ('ff', 'posts', 'posts/posts.csv', 'open-csv', 10, 7, 1, 2, '2024-02-01 00:00:00',
     '2024-03-01 23:59:59.25', '2024-03-02 11:00:00'),
    ('0a', 'visits', 'visits.ndjson', 'open-ndjson', 4, 4, 0, 0, '2024-02-02 00:00:00',
     '2024-02-20 10:00:00', '2024-03-02 11:00:00');
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(WAREHOUSE)
    return path


@pytest.fixture
def change_warehouse(warehouse: Path) -> Callable[[str], None]:
    def change(statement: str) -> None:
        with duckdb.connect(str(warehouse)) as connection:
            connection.execute(statement)

    return change


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return tmp_path / "published"


@pytest.fixture
def do_publish(warehouse: Path, published: Path) -> Callable[..., Published]:
    def run(origin: Origin = ORIGIN, at: datetime = NOON, run_id: str = "run-1") -> Published:
        return publish(
            warehouse, published, origin=origin, run_id=run_id, published_at=at, texts=TEXTS
        )

    return run
