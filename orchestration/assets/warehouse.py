"""The dbt project as assets: every model one asset, every data test one check.

Belongs here: one `dbt build`, and the note of what the warehouse was built from.
Does not belong here: any SQL.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import (
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtProject,
    dbt_assets,
)

from influence.publication.latest import Origin, read_latest
from influence.publication.warehouse import attach_warehouse, connect
from orchestration.assets.dumps import OWNERS, WAREHOUSE_WRITER
from orchestration.method import method_fingerprint
from orchestration.origin import forget_origin, was_built_by, write_origin
from orchestration.person_key import ensure_person_key
from orchestration.progress import tell
from orchestration.receipts import dump_name_of, fingerprint_of
from orchestration.resources import Home, OfflineDbt
from orchestration.settings import REPOSITORY

# dagster-dbt leaves a folder of artifacts for every run.
KEPT_ARTIFACTS = 5
# The size of a table that was just written is no estimate, whatever DuckDB calls it.
ROWS_BY_TABLE = """
    select schema_name, table_name, estimated_size
    from duckdb_tables()
    where database_name = 'warehouse'
"""
STEP = "build_warehouse"
# They test the method on invented rows; `make test` runs them, no run on real rows needs to.
UNIT_TESTS_LEFT_OUT = ("--exclude-resource-type", "unit_test")


class BuildConfig(dg.Config):
    """`as_of`: day (UTC, exclusive) the windows end at. Empty: the day after the last event."""

    as_of: str = ""


class Translator(DagsterDbtTranslator):
    """Names, owners and kinds of dbt's models as Dagster shows them."""

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetSpec:
        """Add the owner and the materialization to what dagster-dbt makes of a model."""
        spec = super().get_asset_spec(manifest, unique_id, project)
        properties = self.get_resource_props(manifest, unique_id)
        kind = properties.get("config", {}).get("materialized")
        return spec.replace_attributes(
            # Without dagster-dbt's copy of the SQL, which hides the text that people wrote.
            description=properties.get("description", ""),
            owners=OWNERS,
            kinds=spec.kinds | {kind} if kind in ("table", "view") else spec.kinds,
        )


def build_warehouse_assets(project: DbtProject) -> dg.AssetsDefinition:
    """Return every model of the project as assets of one step, which runs one `dbt build`."""

    @dbt_assets(
        manifest=project.manifest_path,
        project=project,
        dagster_dbt_translator=Translator(
            DagsterDbtTranslatorSettings(enable_source_tests_as_checks=True)
        ),
        name=STEP,
        pool=WAREHOUSE_WRITER,
    )
    def warehouse(
        context: dg.AssetExecutionContext, config: BuildConfig, dbt: OfflineDbt, home: Home
    ) -> Iterator[Any]:
        """Build the warehouse from raw Parquet; safe to rerun.

        Staging takes in what changed since the last whole build by the same method; every other
        table is built anew.
        """
        settings = home.settings
        key_id = ensure_person_key(
            settings.person_key_file, settings.warehouse, read_latest(settings.published)
        )
        _prune_artifacts(project)
        method = method_fingerprint(REPOSITORY)
        arguments = [] if was_built_by(settings.warehouse, method) else ["--full-refresh"]
        forget_origin(settings.warehouse)
        # Changed vars make dbt parse the whole project again, so they are given only when set.
        if config.as_of:
            arguments += ["--vars", json.dumps({"as_of": config.as_of})]
        build = dbt.cli(
            ["build", *UNIT_TESTS_LEFT_OUT, *arguments], context=context, raise_on_error=False
        )
        # Models wait until dbt has ended: only then is its lock gone, and rows can be counted.
        models = []
        for event in _told(build.stream()):
            if isinstance(event, dg.Output):
                models.append(event)
            else:
                yield event
        rows = _count_rows(settings.warehouse, project)
        for model in models:
            count = {"dagster/row_count": rows.get(model.output_name)}
            context.add_output_metadata(count, output_name=model.output_name)
            yield model
        fault = build.get_error()
        if fault:
            raise fault
        if not context.is_subset:
            origin = Origin(
                inputs=fingerprint_of(settings.raw),
                method=method,
                key_id=key_id,
                dump=dump_name_of(settings.raw),
                as_of_given=bool(config.as_of),
            )
            write_origin(settings.warehouse, origin)
        tell("built")

    return warehouse


def _told(events: Iterator[Any]) -> Iterator[Any]:
    for event in events:
        if isinstance(event, dg.Output):
            tell("model", name=event.output_name)
        elif isinstance(event, dg.AssetCheckResult):
            tell("check", name=event.check_name, passed=event.passed)
        yield event


def _count_rows(warehouse: Path, project: DbtProject) -> dict[str, int]:
    """Return the rows of every table of the warehouse, by the name of its asset's output."""
    if not warehouse.is_file():
        return {}
    with connect() as connection:
        attach_warehouse(connection, warehouse)
        tables = connection.execute(ROWS_BY_TABLE).fetchall()
    counted = {(schema, table): rows for schema, table, rows in tables}
    manifest = json.loads(project.manifest_path.read_text(encoding="utf-8"))
    translator = Translator()
    return {
        translator.get_asset_key(node).to_python_identifier(): counted[
            node["schema"], node["alias"]
        ]
        for node in manifest["nodes"].values()
        if (node["schema"], node["alias"]) in counted
    }


def _prune_artifacts(project: DbtProject) -> None:
    target = project.project_dir / project.target_path
    folders = [entry for entry in target.glob(f"{STEP}-*") if entry.is_dir()]
    for folder in sorted(folders, key=_modified)[:-KEPT_ARTIFACTS]:
        shutil.rmtree(folder)


def _modified(path: Path) -> float:
    return path.stat().st_mtime
