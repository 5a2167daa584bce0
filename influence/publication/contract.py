"""What the published contract promises of every table, as data.

Belongs here: the types a published column may have, what is kept out of files, and the texts of
the columns that publishing itself adds.
Does not belong here: the list of tables (whatever the warehouse publishes is published) and the
checks of rows (`audit`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

# Nothing nested and nothing wide: BI clients show HUGEINT as text and Parquet stores it as DOUBLE.
TYPES = ("VARCHAR", "BIGINT", "DOUBLE", "DATE", "TIMESTAMP", "BOOLEAN")

# Columns that operators may read in the database, and that no file for the public holds.
PRIVATE_COLUMNS: Mapping[str, tuple[str, ...]] = {"people": ("accounts",)}

DATABASE_NAME = "influence.duckdb"
DATABASE_SCHEMA = "published"
# The format that every DuckDB from 1.0 on reads.
DATABASE_STORAGE = "v1.0.0"
LATEST_NAME = "latest.json"
FOLDERS_NAME = "publications"
DATAPACKAGE_NAME = "datapackage.json"
FORMATS = ("parquet", "csv", "json")

# The one-row table that says what a publication is.
PUBLICATION_TABLE = "publication"


@dataclass(frozen=True)
class ColumnText:
    """What a column means, and its unit (people, minutes, ISO 4217, …) where it has one."""

    description: str = ""
    unit: str | None = None


@dataclass(frozen=True)
class TableText:
    """What a table means. `grain` names the columns that tell its rows apart, in order."""

    grain: tuple[str, ...]
    description: str = ""
    columns: Mapping[str, ColumnText] = field(default_factory=dict)


# Written by the publish step, hence described here and not by the warehouse.
ADDED_COLUMNS: Mapping[str, ColumnText] = {
    "publication_id": ColumnText(
        "Name of this publication: its as_of and a hash of the input, the method and the as_of."
    ),
    "published_at": ColumnText("When this publication was first published (UTC)."),
    "run_id": ColumnText("The Dagster run that first published it."),
}
