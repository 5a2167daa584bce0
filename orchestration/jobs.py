"""The two jobs, the daily schedule, and the sensor on the drop folder.

Belongs here: what runs, and when.
Does not belong here: what a step does (`assets`).
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from orchestration.assets.published import TOPIC_TABLES
from orchestration.settings import read_settings

TAGS = {"influence/writes": "warehouse"}
# One process for all steps: each process more costs five seconds of imports.
EXECUTOR = dg.in_process_executor

refresh = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all() - dg.AssetSelection.assets(TOPIC_TABLES),
    description="Land what is new in the dump, build the warehouse, check it. Publishes nothing.",
    executor_def=EXECUTOR,
    tags=TAGS,
)

publish_topics = dg.define_asset_job(
    "publish_topics",
    selection=dg.AssetSelection.all(),
    description="Land, build and check as `refresh` does, then publish the topic tables.",
    executor_def=EXECUTOR,
    tags=TAGS,
)


@dg.schedule(
    job=publish_topics,
    cron_schedule="0 5 * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def publish_topics_daily(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Publish at 05:00 UTC, when the drop folder holds anything."""
    dumps = read_settings().dumps
    if not listing_of(dumps):
        return dg.SkipReason(f"No file in {dumps}. Drop a dump there, or set INFLUENCE_DUMPS.")
    return dg.RunRequest()


@dg.sensor(
    job=refresh,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
)
def new_dump_files(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """Refresh when the drop folder changed and has since held still for a tick.

    A file that is still being copied changes between ticks, and the whole folder is read at
    once: so nothing is asked for until every file kept its size and time over two ticks.
    """
    dumps = read_settings().dumps
    listing = listing_of(dumps)
    state = hashlib.sha256(json.dumps(listing).encode()).hexdigest()
    seen = json.loads(context.cursor) if context.cursor else {}
    cursor = json.dumps({**seen, "state": state})
    if not listing:
        return dg.SensorResult(skip_reason=f"No file in {dumps}.", cursor=cursor)
    if seen.get("state") != state:
        reason = f"{len(listing)} files; waiting until they hold still for one tick."
        return dg.SensorResult(skip_reason=reason, cursor=cursor)
    if seen.get("requested") == state:
        return dg.SensorResult(skip_reason=f"Nothing new among {len(listing)} files.")
    return dg.SensorResult(
        run_requests=[dg.RunRequest(run_key=state)],
        cursor=json.dumps({"state": state, "requested": state}),
    )


def listing_of(dumps: Path) -> list[list[str | int]]:
    """Return path, size in bytes and time in nanoseconds of every file of a dump, by path."""
    return sorted(_entries(dumps))


def _entries(dumps: Path) -> Iterator[list[str | int]]:
    paths = [dumps] if dumps.is_file() else dumps.rglob("*")
    for path in paths:
        # .gitkeep and the like hold a folder open; they are no dump.
        if not path.name.startswith(".") and path.is_file():
            state = path.stat()
            yield [path.relative_to(dumps).as_posix(), state.st_size, state.st_mtime_ns]
