"""Checks on dumps and publications; what dbt checks of the tables comes with dbt's tests.

Belongs here: checks that stop a run before it publishes, and those that only warn.
Does not belong here: rules about one row (landing puts such rows into the quarantine).
"""

import dagster as dg

from influence.dumps.threshold import is_past, percent
from influence.errors import PublicationError
from influence.publication.contract import FOLDERS_NAME
from influence.publication.durable import sha256_of
from influence.publication.latest import read_latest
from influence.publication.reasons import count_reasons, refused_files
from orchestration import charts, receipts
from orchestration.assets.dumps import QUARANTINE, RECEIPTS
from orchestration.assets.published import TOPIC_TABLES
from orchestration.resources import Home

# Files that a check names; the rest is in its metadata.
MOST_NAMED = 5


@dg.asset_check(asset=RECEIPTS, blocking=True)
def every_row_is_accounted_for(home: Home) -> dg.AssetCheckResult:
    """Rows read = rows landed + rows quarantined, for every file and stream."""
    offences = receipts.unaccounted(home.settings.raw)
    columns = ("file", "stream", "read", "landed", "quarantined")
    return dg.AssetCheckResult(
        passed=not offences,
        description=f"{len(offences)} receipts do not add up." if offences else None,
        metadata={"offences": charts.table(columns, offences)} if offences else {},
    )


@dg.asset_check(asset=RECEIPTS, blocking=True)
def the_dump_is_not_empty(home: Home) -> dg.AssetCheckResult:
    """At least one row of the dump was landed: an empty dump would publish empty tables."""
    counts = receipts.count_by_stream(home.settings.raw).values()
    read, landed, quarantined = (sum(count) for count in zip((0, 0, 0), *counts, strict=True))
    return dg.AssetCheckResult(
        passed=landed > 0,
        description=(
            None
            if landed
            else f"No row was landed ({read} read, {quarantined} quarantined). Look at the "
            "reasons in raw/quarantine, and at the supported formats in the README."
        ),
        metadata={"rows_landed": landed},
    )


@dg.asset_check(asset=RECEIPTS, blocking=True)
def no_file_is_past_the_threshold(home: Home) -> dg.AssetCheckResult:
    """No file has so many bad records that the file itself is bad; nothing of such one is landed.

    A file that was removed from the dump does not count any more.
    """
    failed = receipts.failed_files(home.settings.raw)
    listed = "; ".join(
        f"{path} ({refused:,} of {read:,} records, {percent(refused / read)})"
        for path, read, refused in failed[:MOST_NAMED]
    )
    more = f" and {len(failed) - MOST_NAMED:,} more" if len(failed) > MOST_NAMED else ""
    most = home.settings.most_quarantined
    return dg.AssetCheckResult(
        passed=not failed,
        description=(
            f"So many records were refused that nothing of the file was landed: {listed}{more}. "
            "Their lines and reasons are in raw/quarantine. Mend the file and drop it again, or "
            f"remove it from the dump; more than {percent(most)} is allowed by "
            "INFLUENCE_MOST_QUARANTINED=<share>."
            if failed
            else None
        ),
        metadata={"files": charts.table(("file", "records", "refused"), failed)},
    )


@dg.asset_check(asset=QUARANTINE)
def nothing_is_quarantined(home: Home) -> dg.AssetCheckResult:
    """No row and no file was put aside; a warning, since bad input never stops good input."""
    reasons = count_reasons(home.settings.raw)
    rows = sum(count for _, count in reasons)
    files = refused_files(home.settings.raw)
    return dg.AssetCheckResult(
        passed=not rows and not files,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"{rows} rows and {len(files)} whole files are in the quarantine.",
        metadata={
            "rows": rows,
            "reasons": charts.table(("reason", "rows"), reasons),
            "files": charts.table(("file", "reason"), files),
        },
    )


@dg.asset_check(asset=QUARANTINE)
def few_rows_are_quarantined(home: Home) -> dg.AssetCheckResult:
    """Few of the rows were put aside, also where every file by itself is too small to judge."""
    counts = receipts.count_by_stream(home.settings.raw).values()
    read, _, quarantined = (sum(count) for count in zip((0, 0, 0), *counts, strict=True))
    share = quarantined / read if read else 0.0
    return dg.AssetCheckResult(
        passed=not is_past(read, quarantined, home.settings.most_quarantined),
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"share": share, "rows_read": read, "rows_quarantined": quarantined},
    )


@dg.asset_check(asset=TOPIC_TABLES)
def files_match_the_manifest(home: Home) -> dg.AssetCheckResult:
    """Every file that `latest.json` names is there, with the bytes that it tells."""
    published = home.settings.published
    latest = read_latest(published)
    if latest is None:
        raise PublicationError(
            f"There is no publication in {published}. Run the job `publish_topics` (`make run`)."
        )
    folder = published / FOLDERS_NAME / latest.publication_id
    wrong = [
        entry.name
        for entry in latest.files
        if not (folder / entry.name).is_file() or sha256_of(folder / entry.name) != entry.sha256
    ]
    return dg.AssetCheckResult(
        passed=not wrong and latest.is_whole(published),
        description=f"Missing or changed: {', '.join(wrong)}." if wrong else None,
        metadata={"files": len(latest.files), "publication_id": latest.publication_id},
    )


CHECKS = [
    every_row_is_accounted_for,
    the_dump_is_not_empty,
    no_file_is_past_the_threshold,
    nothing_is_quarantined,
    few_rows_are_quarantined,
    files_match_the_manifest,
]
