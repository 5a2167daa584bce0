"""The publication as an asset: files, one database, and the name of the latest.

Belongs here: handing the warehouse's public tables to `influence.publication`, and telling what
was published in counts and charts.
Does not belong here: people in metadata (it outlives erasure), and any SQL of a measure.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
from dagster_dbt import DbtProject, get_asset_key_for_model

from influence.publication.contract import (
    DATABASE_NAME,
    DATABASE_SCHEMA,
    FOLDERS_NAME,
    LATEST_NAME,
)
from influence.publication.latest import Publication
from influence.publication.publish import Published, publish
from influence.publication.warehouse import connect, literal
from orchestration import charts
from orchestration.assets.dumps import OWNERS, WAREHOUSE_WRITER
from orchestration.dbt_project import rpt_models
from orchestration.origin import read_origin
from orchestration.progress import tell
from orchestration.resources import Home
from orchestration.settings import Settings
from orchestration.texts import published_schema, texts_of

TOPIC_TABLES = dg.AssetKey(["published", "topic_tables"])
SHOWN_TOPICS = 15
SHOWN_WINDOW_DAYS = 28
LOCK_RETRIES = 5
LOCK_WAIT_SECONDS = 10

PEOPLE_BY_TOPIC = f"""
    select topic_id, lens, count(*) as people
    from influence.{DATABASE_SCHEMA}.topic_rankings
    where window_days = {SHOWN_WINDOW_DAYS}
    group by topic_id, lens
    order by max(count(*)) over (partition by topic_id) desc, topic_id, lens
"""


def build_published_asset(
    project: DbtProject, warehouse: dg.AssetsDefinition
) -> dg.AssetsDefinition:
    """Return the asset that publishes every `rpt_` model, once all of their checks passed."""
    manifest = json.loads(project.manifest_path.read_text(encoding="utf-8"))
    texts, schema = texts_of(manifest), published_schema(manifest)

    @dg.asset(
        key=TOPIC_TABLES,
        deps=[get_asset_key_for_model([warehouse], node["name"]) for node in rpt_models(manifest)],
        description=(
            "Grain: one publication. Origin: every rpt_ model of the warehouse. The ranked topic "
            "tables as Parquet, CSV and JSON in an immutable folder, and as one read-only DuckDB "
            "file for BI. Safe to rerun: the same input and method publish nothing new."
        ),
        group_name="published",
        owners=OWNERS,
        kinds={"python", "duckdb", "parquet"},
        pool=WAREHOUSE_WRITER,
    )
    def topic_tables(context: dg.AssetExecutionContext, home: Home) -> dg.MaterializeResult[None]:
        settings = home.settings
        tell("publishing")
        try:
            done = publish(
                settings.warehouse,
                settings.published,
                origin=read_origin(settings.warehouse),
                run_id=context.run_id,
                published_at=datetime.now(UTC),
                texts=texts,
                schema=schema,
                memory_limit=settings.memory,
            )
        except duckdb.IOException as fault:
            if "lock" not in str(fault):
                raise
            # Somebody looks into the warehouse with another tool; that ends by itself.
            context.log.warning("The warehouse is open elsewhere: %s", fault)
            raise dg.RetryRequested(LOCK_RETRIES, LOCK_WAIT_SECONDS) from fault
        tell("published", publication_id=done.publication.publication_id, is_new=done.is_new)
        return dg.MaterializeResult(metadata=_metadata(settings, done))

    return topic_tables


def _metadata(settings: Settings, done: Published) -> dict[str, Any]:
    publication = done.publication
    topics = _people_by_topic(settings.published / DATABASE_NAME)
    return {
        "publication_id": publication.publication_id,
        "is_new": done.is_new,
        "as_of": publication.as_of,
        "data_through": publication.data_through,
        "method_version": publication.method_version,
        "database": dg.MetadataValue.path(str(settings.published / DATABASE_NAME)),
        "folder": dg.MetadataValue.path(
            str(settings.published / FOLDERS_NAME / publication.publication_id)
        ),
        "latest": dg.MetadataValue.path(str(settings.published / LATEST_NAME)),
        "tables": _tables(publication),
        **_topic_metadata(topics),
    }


def _tables(publication: Publication) -> dg.MarkdownMetadataValue:
    parquet = [entry for entry in publication.files if entry.format == "parquet"]
    return charts.table(("table", "rows"), [(entry.table, entry.rows) for entry in parquet])


def _topic_metadata(topics: list[tuple[str, str, int]]) -> dict[str, Any]:
    if not topics:
        return {}
    names = list(dict.fromkeys(topic for topic, _, _ in topics))[:SHOWN_TOPICS]
    shown = [row for row in topics if row[0] in names]
    title = f"People ranked, by topic and lens ({SHOWN_WINDOW_DAYS} days)"
    return {
        "topics": len({topic for topic, _, _ in topics}),
        "leading_topics": charts.table(("topic", "lens", "people"), shown),
        "people_by_topic": charts.bars(
            [{"topic": topic, "lens": lens, "people": people} for topic, lens, people in shown],
            x="people:Q",
            y="topic:N",
            color="lens:N",
            title=title,
        ),
    }


def _people_by_topic(database: Path) -> list[tuple[str, str, int]]:
    with connect() as connection:
        connection.execute(f"attach {literal(str(database))} as influence (read_only)")
        return connection.execute(PEOPLE_BY_TOPIC).fetchall()
