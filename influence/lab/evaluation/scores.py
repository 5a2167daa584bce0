"""The scores that are compared: ours, the attribution models, and the old ones.

Belongs here: reading published tables into one column per score.
Does not belong here: how a score is made (the dbt project), and comparing (`agreement`).
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

ALL = "all"
REACH, RESPONSE, CONVERSION = "reach", "response", "conversion"
LENSES = (REACH, RESPONSE, CONVERSION)
OURS, MODELS, OLD = "this warehouse", "attribution models", "old scores"
# Of each lens: the column of its interval, as the rankings publish it.
_RANKINGS = """
SELECT person_id, lens || ' lens' AS score_name, score, score_low, score_high
FROM published.topic_rankings WHERE window_days = ? AND topic_id = ?
"""
# The response lens as it would be with what suspects do.
_WITH_SUSPECTS = """
SELECT
    person_id,
    'response lens, with suspects' AS score_name,
    response_rate_all AS score,
    response_rate_low_all AS score_low,
    response_rate_high_all AS score_high
FROM published.person_response
WHERE window_days = ? AND topic_id = ? AND response_rate_all IS NOT NULL
"""
_OURS = """
UNPIVOT (
    SELECT
        person_id,
        CAST(audience_potential AS DOUBLE) AS "audience_potential",
        CAST(audience_observed AS DOUBLE) AS "audience_observed",
        audience_expected AS "audience_expected"
    FROM published.person_reach WHERE window_days = ? AND topic_id = ?
) ON COLUMNS(* EXCLUDE person_id) INTO NAME score_name VALUE score
"""
_BEYOND_HABIT = """
SELECT person_id, 'conversions_beyond_habit' AS score_name, conversions_beyond_habit AS score
FROM published.person_conversion WHERE window_days = ? AND topic_id = ?
"""
_EVIDENCE = """
SELECT
    person_id,
    experiment_conversions_low,
    experiment_conversions_high,
    incremental_conversions_low,
    incremental_conversions_high
FROM published.person_conversion WHERE window_days = ? AND topic_id = ?
AND experiment_conversions IS NOT NULL
"""
_CREDIT = """
SELECT person_id, attribution_model || ' credit' AS score_name, conversions AS score
FROM published.conversion_credit
WHERE window_days = ? AND topic_id = ? AND person_id IS NOT NULL
"""
_LEGACY = """
SELECT person_id, score_name, score FROM published.legacy_scores
WHERE window_days = ? AND topic_id = ?
"""


@dataclass(frozen=True)
class Published:
    """Scores of one topic and window: `person_id`, `score_name`, `score`, and ends of intervals."""

    scores: pl.DataFrame
    # `person_id` and `account` ("platform:account_id") of all who may be published.
    accounts: pl.DataFrame
    # `person_id` of people with experiments, with the intervals of what these found alone and
    # of what is published by the best evidence.
    experiments: pl.DataFrame


def read_scores(database: Path, window_days: int, topic: str = ALL) -> Published:
    """Read the published tables. Raises duckdb.Error where one is missing."""
    asked = [window_days, topic]
    with duckdb.connect(str(database), read_only=True) as con:
        queries = (_RANKINGS, _WITH_SUSPECTS, _OURS, _BEYOND_HABIT, _CREDIT, _LEGACY)
        frames = [con.execute(query, asked).pl() for query in queries]
        experiments = con.execute(_EVIDENCE, asked).pl()
        accounts = con.execute(
            "SELECT person_id, unnest(string_split(accounts, ',')) AS account FROM published.people"
        ).pl()
    return Published(pl.concat(frames, how="diagonal"), accounts, experiments)


def whose() -> pl.Expr:
    """Whether the score of a column `score_name` is one of ours, an attribution model or old."""
    name = pl.col("score_name")
    is_ours = name.str.contains(" lens") | name.str.contains("^(audience|conversions)_")
    is_model = name.str.ends_with(" credit")
    return (
        pl.when(is_model)
        .then(pl.lit(MODELS))
        .when(is_ours)
        .then(pl.lit(OURS))
        .otherwise(pl.lit(OLD))
    )
