"""The table of a run's report that says how far the lenses agree, and with followers.

Belongs here: reading `lens_diagnostics` of a publication, and laying it out.
Does not belong here: the figures (the dbt project), and the rest of the report (`report`).
"""

import duckdb
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

AGREEMENT = """
    with lenses as (
        select *
        from (values ('reach', 1), ('response', 2), ('conversion', 3)) as rows (lens, place)
    )

    select
        lens_diagnostics.lens,
        replace(lens_diagnostics.compared_with, '_', ' ') as compared_with,
        lens_diagnostics.people_compared,
        lens_diagnostics.rank_correlation,
        lens_diagnostics.r_squared
    from lens_diagnostics
    inner join lenses on lens_diagnostics.lens = lenses.lens
    left join lenses as others on lens_diagnostics.compared_with = others.lens
    where
        lens_diagnostics.as_of = (select max(as_of) from lens_diagnostics)
        and lens_diagnostics.window_days = $window_days
        and lens_diagnostics.topic_id = 'all'
        -- every two lenses have two rows, which are alike
        and (others.lens is null or lenses.place < others.place)
    order by others.lens is null, lenses.place, others.place
"""


def print_lens_agreement(
    console: Console, connection: duckdb.DuckDBPyConnection, window_days: int
) -> None:
    """Print rank correlation and R² of the lenses and of log followers, all topics together."""
    rows = connection.execute(AGREEMENT, {"window_days": window_days}).fetchall()
    if not rows:
        return
    heading = "How far the lenses agree, and with followers (Klout: R² of about 0.95)"
    console.print()
    console.print(Text(heading, style="bold"))
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    for name in ("lens", "against"):
        table.add_column(name, no_wrap=True)
    for name in ("people", "rank correlation", "R²"):
        table.add_column(name, justify="right", no_wrap=True)
    for lens, other, people, correlation, r_squared in rows:
        table.add_row(lens, other, f"{people:,}", _shown(correlation), _shown(r_squared))
    console.print(table)


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
