"""What people are vouched for, against what the warehouse says they are about.

Belongs here: how well strength finds the topics that others vouched for.
Does not belong here: how strength is made (the dbt project); it reads no label.

*Nuance.* In simulated worlds followers vouch for the dearest topic of those they follow. Compared
are the people whom anybody vouched for and who said something on that topic in the window.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

_FOUND = """
WITH topics AS (
    SELECT person_id, topic_rank, strength, is_endorsed
    FROM published.person_topics WHERE window_days = ?
    QUALIFY bool_or(is_endorsed) OVER (PARTITION BY person_id)
),
-- Where all of a person's topics are vouched for there is nothing to tell apart.
chances AS (
    SELECT avg(CASE
        WHEN vouched.strength > other.strength THEN 1.0
        WHEN vouched.strength = other.strength THEN 0.5 ELSE 0.0
    END) AS chance
    FROM topics AS vouched
    INNER JOIN topics AS other ON vouched.person_id = other.person_id
    WHERE vouched.is_endorsed AND NOT other.is_endorsed
    GROUP BY vouched.person_id
)
SELECT
    count(*),
    avg(CAST(is_endorsed AS INTEGER)),
    (SELECT avg(chance) FROM chances)
FROM topics WHERE topic_rank = 1
"""


@dataclass(frozen=True)
class Vouched:
    """How strength finds what people are vouched for.

    `first`: share of the people whose first topic is vouched for. `auc`: the chance that a topic
    that is vouched for is stronger than another one of the same person, on average over people.
    """

    people: int
    first: float | None
    auc: float | None


def vouched(database: Path, window_days: int) -> Vouched:
    """Read the published tables. Raises duckdb.Error where one is missing."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return Vouched(*connection.execute(_FOUND, [window_days]).fetchall()[0])
