"""Checks on dumps and publications; what dbt checks of the tables comes with dbt's tests.

Belongs here: checks that stop a run before it publishes, and those that only warn.
Does not belong here: rules about one row (landing puts such rows into the quarantine).
"""

import dagster as dg

from influence.errors import PublicationError
from influence.publication.contract import FOLDERS_NAME
from influence.publication.durable import sha256_of
from influence.publication.latest import read_latest
from influence.publication.reasons import count_reasons, refused_files
from orchestration import charts, receipts
from orchestration.assets.dumps import QUARANTINE, RECEIPTS
from orchestration.assets.published import TOPIC_TABLES
from orchestration.resources import Home

# A share of bad rows above this says that the dump is broken, not that some rows are.
MOST_QUARANTINED = 0.05
# Below this many rows a share says nothing.
FEWEST_ROWS = 20


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
    """At most 5 % of the rows read were put aside."""
    counts = receipts.count_by_stream(home.settings.raw).values()
    read, _, quarantined = (sum(count) for count in zip((0, 0, 0), *counts, strict=True))
    share = quarantined / read if read else 0.0
    return dg.AssetCheckResult(
        passed=read < FEWEST_ROWS or share <= MOST_QUARANTINED,
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
    nothing_is_quarantined,
    few_rows_are_quarantined,
    files_match_the_manifest,
]
