"""Dumps landed as typed raw Parquet: one asset for each stream of the raw contract.

Belongs here: handing a dump to `influence.dumps`, and telling what came of it.
Does not belong here: how a format is read, and the checks that stop a bad dump (`checks`).
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg

from influence.dumps.contract import STREAMS
from influence.dumps.landing import FileOutcome, LandingSummary, land
from influence.dumps.outcomes import NOT_TAKEN
from influence.dumps.store import FAILED, REFUSED
from influence.publication.reasons import count_reasons, refused_files
from orchestration import charts, receipts
from orchestration.progress import tell
from orchestration.resources import Home
from orchestration.settings import REPOSITORY

GROUP = "dumps"
OWNERS = ["team:influence"]
KINDS = {"python", "duckdb", "parquet"}
# One writer at a time: DuckDB's file has one lock, and dbt does not wait for it.
WAREHOUSE_WRITER = "warehouse_writer"
MOST_FILES = 100
LONGEST_REASON = 300
MOST_REASONS = 25

RECEIPTS = dg.AssetKey(["raw", "receipts"])
QUARANTINE = dg.AssetKey(["raw", "quarantine"])


class LandingConfig(dg.Config):
    """`dumps`: folder or file to land. Empty: the drop folder (INFLUENCE_DUMPS, or data/dumps)."""

    dumps: str = ""


def _spec(key: dg.AssetKey, description: str) -> dg.AssetSpec:
    return dg.AssetSpec(key, description=description, group_name=GROUP, owners=OWNERS, kinds=KINDS)


def _specs() -> Iterator[dg.AssetSpec]:
    for stream in STREAMS.values():
        yield _spec(
            dg.AssetKey(["raw", stream.name]),
            f"Grain: {stream.grain}, as dropped (duplicates are kept here and removed in staging). "
            "Origin: the dump. Files are immutable and named by content, so landing again "
            "changes nothing.",
        )
    yield _spec(
        RECEIPTS,
        "Grain: one file and stream. Origin: landing. What was read of each file, landed and "
        "quarantined; rows read = rows landed + rows quarantined.",
    )
    yield _spec(
        QUARANTINE,
        "Grain: one row that could not be read. Origin: landing. File, line, reason and raw text, "
        "to be mended and dropped again.",
    )


@dg.multi_asset(
    specs=list(_specs()),
    name="land_dump",
    description="Turn one dump into typed Parquet by stream. Safe to rerun.",
    pool=WAREHOUSE_WRITER,
)
def landed_dump(
    context: dg.AssetExecutionContext, config: LandingConfig, home: Home
) -> Iterator[dg.MaterializeResult[None]]:
    """Land the dump and report each stream's rows. Rerunning lands only what is new."""
    settings = home.settings
    source = (REPOSITORY / config.dumps) if config.dumps else settings.dumps
    tell("landing", dump=source.name)
    summary = land(
        source,
        settings.raw_home,
        loaded_at=datetime.now(UTC),
        memory_limit=settings.memory,
        most_quarantined=settings.most_quarantined,
        settle_seconds=settings.settle_seconds,
        progress=_tell_file,
    )
    context.log.info("Landed %s: %d files", source.name, len(summary.files))
    _warn(context.log, summary)
    counts = receipts.count_by_stream(summary.store)
    for name in STREAMS:
        read, landed, quarantined = counts.get(name, (0, 0, 0))
        yield dg.MaterializeResult(
            asset_key=dg.AssetKey(["raw", name]),
            metadata={
                "dagster/row_count": landed,
                "rows_read": read,
                "rows_quarantined": quarantined,
            },
        )
    yield _receipts_result(summary.store)
    yield _quarantine_result(summary.store)
    tell("landed", counts=summary.counts.recorded)


def _warn(log: dg.DagsterLogManager, summary: LandingSummary) -> None:
    if summary.vanished:
        log.warning("No longer in the dump, and still landed: %s", ", ".join(summary.vanished))
    if summary.superseded:
        log.warning("New bytes under an old name: %s", ", ".join(summary.superseded))
    for outcome in summary.files:
        if outcome.status in (NOT_TAKEN, REFUSED, FAILED):
            log.warning("%s: %s: %s", outcome.path, outcome.status, outcome.reason)


def _receipts_result(store: Path) -> dg.MaterializeResult[None]:
    by_file = receipts.count_by_file(store)
    result: dict[str, Any] = {
        "dagster/row_count": len(by_file),
        "files": len(by_file),
        "rows_read": sum(file.read for file in by_file),
        "rows_landed": sum(file.landed for file in by_file),
        "rows_quarantined": sum(file.quarantined for file in by_file),
        "store": dg.MetadataValue.path(str(store)),
        "by_file": _table_of_files(by_file),
    }
    days = receipts.count_by_day(store)
    if days:
        result["rows_by_day"] = charts.bars(
            [
                {"day": day.isoformat(), "stream": stream, "rows": rows}
                for day, stream, rows in days
            ],
            x="day:T",
            y="rows:Q",
            color="stream:N",
            title="Rows landed, by day of the event (UTC)",
        )
    return dg.MaterializeResult(asset_key=RECEIPTS, metadata=result)


def _table_of_files(files: list[receipts.FileAccount]) -> dg.MarkdownMetadataValue:
    rows: list[tuple[object, ...]] = [
        (*file[:-1], (file.reason or "")[:LONGEST_REASON]) for file in files[:MOST_FILES]
    ]
    rest = files[MOST_FILES:]
    if rest:
        read, landed = sum(file.read for file in rest), sum(file.landed for file in rest)
        quarantined = sum(file.quarantined for file in rest)
        rows.append((f"{len(rest):,} more files", "", "", read, landed, quarantined, ""))
    columns = ("file", "format", "status", "read", "landed", "quarantined", "reason")
    return charts.table(columns, rows)


def _quarantine_result(store: Path) -> dg.MaterializeResult[None]:
    reasons = count_reasons(store)
    return dg.MaterializeResult(
        asset_key=QUARANTINE,
        metadata={
            "dagster/row_count": sum(count for _, count in reasons),
            "files": len(refused_files(store)),
            "reasons": charts.table(("reason", "rows"), reasons[:MOST_REASONS]),
        },
    )


def _tell_file(outcome: FileOutcome) -> None:
    tell(
        "file",
        path=outcome.path,
        format=outcome.format,
        status=outcome.status,
        rows_read=outcome.rows_read,
        rows_landed=outcome.rows_landed,
        rows_quarantined=outcome.rows_quarantined,
        reason=outcome.reason,
    )
