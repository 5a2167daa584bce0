"""The published tables' texts, read from dbt's manifest, where they are written once.

Belongs here: translating the manifest into the plain data that `influence.publication` takes.
Does not belong here: any text.
"""

import re
from collections.abc import Mapping
from typing import Any

from influence.errors import PublicationError
from influence.publication.contract import ColumnText, TableText
from orchestration.dbt_project import rpt_models

GRAIN = re.compile(r"One row per ([a-z0-9_]+(?:, [a-z0-9_]+)*)")


def texts_of(manifest: dict[str, Any]) -> dict[str, TableText]:
    """Return the text of every published table, by the name it is published under.

    Raises:
        PublicationError: a description does not begin with its grain, "One row per a, b."
    """
    return {node["alias"]: _table_text(node) for node in rpt_models(manifest)}


def published_schema(manifest: dict[str, Any]) -> str:
    """Return the one schema of the warehouse that holds the published tables.

    Raises:
        PublicationError: there is none, or more than one.
    """
    schemas = {str(node["schema"]) for node in rpt_models(manifest)}
    if len(schemas) != 1:
        raise PublicationError(
            f"The published models lie in {len(schemas)} schemas ({', '.join(sorted(schemas))}), "
            "expected one. Give every rpt_ model the same `schema`."
        )
    return schemas.pop()


def _table_text(node: Mapping[str, Any]) -> TableText:
    description = node.get("description", "").strip()
    grain = GRAIN.match(description)
    if grain is None:
        raise PublicationError(
            f"The description of model {node['name']} begins {description[:40]!r}, expected "
            "'One row per <column>, <column>.': the rows of a published table need an order."
        )
    columns = {
        name: ColumnText(column.get("description", "").strip(), _unit(column))
        for name, column in node["columns"].items()
    }
    return TableText(tuple(grain.group(1).split(", ")), description, columns)


def _unit(column: Mapping[str, Any]) -> str | None:
    # dbt keeps `meta` in two places, by version and by where it was written.
    meta = {**column.get("meta", {}), **column.get("config", {}).get("meta", {})}
    unit = meta.get("unit")
    return None if unit is None else str(unit)
