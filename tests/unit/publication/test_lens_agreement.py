"""What the report says of the lenses' agreement."""

import io

import duckdb
from rich.console import Console

from influence.publication.lens_agreement import print_lens_agreement

ROWS = """
create table lens_diagnostics as
select cast(as_of as date) as as_of, days as window_days, topic_id, lens, compared_with,
    people as people_compared, rank_correlation, r_squared
from (values
    ('2024-03-02', 28, 'all', 'response', 'log_followers', 1234, null, 0.5),
    ('2024-03-02', 28, 'all', 'response', 'reach', 12, -0.25, 0.0625),
    ('2024-03-02', 28, 'all', 'reach', 'response', 12, -0.25, 0.0625),
    ('2024-03-02', 28, 'tea', 'reach', 'log_followers', 99, 0.5, 0.25),
    ('2024-03-02', 7, 'all', 'reach', 'log_followers', 98, 0.5, 0.25),
    ('2024-02-02', 28, 'all', 'reach', 'log_followers', 97, 0.5, 0.25)
) as rows (as_of, days, topic_id, lens, compared_with, people, rank_correlation, r_squared)
"""


def _lines(window_days: int) -> list[list[str]]:
    text = io.StringIO()
    with duckdb.connect() as connection:
        connection.execute(ROWS)
        print_lens_agreement(Console(file=text, width=80), connection, window_days)
    return [line.split() for line in text.getvalue().splitlines() if line.strip()]


def test_two_lenses_are_told_once_and_followers_last() -> None:
    assert _lines(28)[-2:] == [
        ["reach", "response", "12", "-0.25", "0.06"],
        ["response", "log", "followers", "1,234", "–", "0.50"],
    ]


def test_a_window_with_too_few_people_to_compare_is_passed_over() -> None:
    assert _lines(90) == []
