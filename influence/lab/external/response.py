"""Response against Klout's own numbers: how long reactions take, and who draws them.

Belongs here: delays and responders of Klout's "When to post" sample, from landed rows.
Does not belong here: who acts on whom (`graphs`).

*Nuances*
- Klout's claim is of 1.1 billion reactions: most within two hours (KDD 2015). The figures are of
  its public sample of 1,000.
- Klout perturbed the times, so that 25 of the 57 posts come with several. The product keeps one
  time a post; the published quantiles, in minutes with two digits, still hold.
- The half-life of the author with the most responders is held as soon as the pipeline tells one.
"""

from collections.abc import Iterator
from statistics import median

import duckdb

from influence.lab.external.checks import Check, Row
from influence.lab.external.tables import read_table
from influence.lab.external.workbench import Workbench

KLOUT = "klout_when_to_post"
FILE = "user_timestamp_open_set_tw.tsv"
# Share of reactions, and minutes by which it came.
QUANTILES = {0.10: 2.01, 0.25: 8.16, 0.50: 51.90, 0.75: 310.72, 0.90: 808.0}
TWO_DIGITS = 0.005
HALF_LIFE = "half_life_minutes"

DELAYS = """
SELECT epoch(interactions.occurred_at - posts.created_at) / 60 AS minutes, posts.account_id
FROM staging.stg_interactions AS interactions
INNER JOIN staging.stg_posts AS posts
    ON interactions.platform = posts.platform AND interactions.post_id = posts.post_id
"""
RESPONDERS = """
SELECT unique_responders FROM published.person_response
WHERE topic_id = 'all' AND window_days = 90 ORDER BY unique_responders DESC LIMIT 2
"""


def _when_to_post(bench: Workbench) -> Iterator[Row]:
    with bench.warehouse(bench.datasets / KLOUT) as warehouse:
        yield from _counts(warehouse)
        yield from _delays(warehouse)
        first, second = (row[0] for row in warehouse.execute(RESPONDERS).fetchall())
        yield Row("responders of the first author, published", 554, first)
        yield Row("responders of the second author, published", 217, second)
        yield _half_life(bench, warehouse)


def _counts(warehouse: duckdb.DuckDBPyConnection) -> Iterator[Row]:
    reactions, actors, posts, authors = warehouse.execute(
        "SELECT (SELECT count(*) FROM staging.stg_interactions), "
        "(SELECT count(DISTINCT account_id) FROM staging.stg_interactions), "
        "count(*), count(DISTINCT account_id) FROM staging.stg_posts"
    ).fetchall()[0]
    yield Row("reactions", 1_000, reactions)
    yield Row("people who reacted", 987, actors)
    yield Row("posts", 57, posts)
    yield Row("authors", 55, authors)


def _delays(warehouse: duckdb.DuckDBPyConnection) -> Iterator[Row]:
    for share, minutes in QUANTILES.items():
        found = warehouse.execute(f"SELECT quantile_cont(minutes, {share}) FROM ({DELAYS})")
        name = f"minutes to {share:.0%} of the reactions"
        yield Row(name, minutes, found.fetchall()[0][0], TWO_DIGITS)
    within = warehouse.execute(
        f"SELECT avg(CASE WHEN minutes <= 120 THEN 1.0 ELSE 0.0 END) FROM ({DELAYS})"
    ).fetchall()[0][0]
    # Printed with one digit of a percent.
    yield Row("share within 2 h", 0.624, within, 0.0005)


def _half_life(bench: Workbench, warehouse: duckdb.DuckDBPyConnection) -> Row:
    name = "half-life of the first author, minutes"
    told = warehouse.execute(
        "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'published' "
        f"AND table_name = 'person_response' AND column_name = '{HALF_LIFE}'"
    ).fetchall()[0][0]
    if not told:
        return Row(f"{name} (not published yet)", None, None)
    found = warehouse.execute(
        f"SELECT {HALF_LIFE} FROM published.person_response WHERE topic_id = 'all' "
        "AND window_days = 90 ORDER BY unique_responders DESC LIMIT 1"
    ).fetchall()[0][0]
    return Row(name, _median_of_first_author(bench), found, 0.01)


def _median_of_first_author(bench: Workbench) -> float:
    """Minutes by which half of the reactions to the author with the most of them came."""
    by_author: dict[str, list[float]] = {}
    for row in read_table(bench.file(KLOUT, FILE), "\t"):
        minutes = (int(row["#action_timestamp"]) - int(row["#post_timestamp"])) / 60_000
        by_author.setdefault(row["#user_id_fingerprint"], []).append(minutes)
    first = max(by_author, key=lambda author: len(by_author[author]))
    return median(by_author[first])


CHECKS = (
    Check(
        "Klout when to post, pipeline",
        (KLOUT,),
        "klout/opendata, `when_to_post`",
        _when_to_post,
        is_slow=True,
    ),
)
