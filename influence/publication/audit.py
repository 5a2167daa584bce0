"""The published contract's promises, checked on the very rows that are about to be published.

Belongs here: rules over rows; each names what it found, and the remedy.
Does not belong here: tests of the method (dbt) and of the input (checks on the dump).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import duckdb

from influence.errors import PublicationError
from influence.publication.warehouse import Table, quoted

# From one model to another the same sum is added up in another order.
CREDIT_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Rule:
    """`offences` is an SQL query over one table; a row that it returns is a broken promise."""

    promise: str
    offences: str
    remedy: str


def audit(
    connection: duckdb.DuckDBPyConnection,
    tables: Iterable[Table],
    relation: Callable[[Table], str],
) -> None:
    """Check every promise on every table.

    `relation` says where the rows of a table are, as SQL that follows `from`.

    Raises:
        PublicationError: names the table, the promise, the first offence and the remedy.
    """
    for table in tables:
        for rule in rules_of(table, relation(table)):
            offences = connection.execute(f"select * from ({rule.offences}) limit 1").fetchall()
            if offences:
                raise PublicationError(
                    f"Table {table.name!r} cannot be published: {rule.promise}, "
                    f"but found {offences[0]}. {rule.remedy} The last publication stays."
                )


def rules_of(table: Table, rows: str) -> list[Rule]:
    """Return the rules that the contract sets for a table."""
    names = {column.name for column in table.columns}
    rules = [_one_row_per_grain(table, rows)]
    rules += [_finite(column.name, rows) for column in table.public if column.type == "DOUBLE"]
    if {"rank", "lens"} <= names and table.name == "topic_rankings":
        rules.append(_ranks_without_gaps(table, rows))
    if table.name == "conversion_credit":
        rules += [_credit_is_conserved(total, rows) for total in ("conversions", "value")]
    return rules


def _one_row_per_grain(table: Table, rows: str) -> Rule:
    grain = ", ".join(quoted(column) for column in table.grain)
    return Rule(
        promise=f"it has one row per {', '.join(table.grain)}",
        offences=f"select {grain}, count(*) as n from {rows} group by {grain} having count(*) > 1",
        remedy="Mend the model's grain.",
    )


def _finite(column: str, rows: str) -> Rule:
    name = quoted(column)
    return Rule(
        promise=f"{column} is finite or null",
        offences=f"select {name} from {rows} where not isfinite({name})",
        remedy="Guard the denominator in the model: undefined is null.",
    )


def _ranks_without_gaps(table: Table, rows: str) -> Rule:
    ranked = ", ".join(quoted(c) for c in table.grain if c not in ("person_id", "rank"))
    return Rule(
        promise="ranks run 1..n without gaps or ties",
        offences=f"""
            select {ranked}, min(rank), max(rank), count(distinct rank), count(*) from {rows}
            group by {ranked}
            having min(rank) <> 1 or max(rank) <> count(*) or count(distinct rank) <> count(*)
        """,
        remedy="End the ranking in a unique tie-break, and rank after rows are left out.",
    )


def _credit_is_conserved(total: str, rows: str) -> Rule:
    return Rule(
        promise=f"every attribution model hands out the same {total}",
        offences=f"""
            with sums as (
                select as_of, window_days, topic_id, attribution_model, sum({total}) as total
                from {rows}
                group by as_of, window_days, topic_id, attribution_model
            )

            select as_of, window_days, topic_id, min(total), max(total)
            from sums
            group by as_of, window_days, topic_id
            having
                max(total) - min(total) > {CREDIT_TOLERANCE} * greatest(1, abs(max(total)))
                or count(total) not in (0, count(*))
        """,
        remedy="Look at the model whose sum differs; the unattributed rest is a row too.",
    )
