"""What is documented is what is there: columns, streams, vars, the published schema."""

import json
import re
from typing import Any

import duckdb

from influence.dumps.contract import STREAMS
from tests.conftest import REPOSITORY
from tests.conventions.conftest import DBT_PROJECT

GOLDEN = REPOSITORY / "tests" / "conventions" / "published_schema.json"


def test_documented_columns_are_the_real_ones(
    models: list[dict[str, Any]], warehouse: duckdb.DuckDBPyConnection
) -> None:
    """A documented column that does not exist passes silently in dbt. Write both alike."""
    real: dict[str, list[str]] = {}
    for schema, table, column in warehouse.execute(
        "select schema_name, table_name, column_name from duckdb_columns() "
        "where not internal order by schema_name, table_name, column_index"
    ).fetchall():
        real.setdefault(f"{schema}.{table}", []).append(column)
    for model in models:
        table = f"{model['schema']}.{model['alias']}"
        assert list(model["columns"]) == real[table], table


def test_the_published_schema_is_the_promised_one(
    published: duckdb.DuckDBPyConnection,
) -> None:
    """Readers rely on names and types. A change here is a line in the changelog first."""
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in published.execute(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where schema_name = 'published' order by table_name, column_index"
    ).fetchall():
        found.setdefault(table, {})[column] = kind
    assert found == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_dbt_and_python_know_the_same_streams(manifest: dict[str, Any]) -> None:
    """A stream that one side forgets is lost. Add it to both."""
    sources = {source["name"] for source in manifest["sources"].values()}
    assert sources == set(STREAMS) | {"receipts", "quarantine"}
    macro = manifest["macros"]["macro.influence.raw_streams"]["macro_sql"]
    assert set(re.findall(r"['\"](\w+)['\"]", macro)) == set(STREAMS)


def test_every_number_of_the_method_is_published() -> None:
    """A reader must see by which numbers a score was made. Name each var in method_vars."""
    project = (DBT_PROJECT / "dbt_project.yml").read_text(encoding="utf-8")
    named = set(re.findall(r"^  (\w+):", project.split("\nvars:\n")[1], flags=re.MULTILINE))
    macro = (DBT_PROJECT / "macros" / "method.sql").read_text(encoding="utf-8")
    # as_of is a column of its own
    assert named - {"as_of"} == set(re.findall(r"['\"](\w+)['\"]", macro)) & named
    assert named - {"as_of"} <= set(re.findall(r"['\"](\w+)['\"]", macro))
