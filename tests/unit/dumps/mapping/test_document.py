"""The worked example of docs/mapping.md lands the rows that the page shows."""

import re
from pathlib import Path

from influence.dumps.landing import LandingSummary
from influence.dumps.mapping.check import check, main
from tests.conftest import REPOSITORY
from tests.unit.dumps.dumps import drop, landed, table
from tests.unit.dumps.mapping.mapped import outcome

PAGE = (REPOSITORY / "docs" / "mapping.md").read_text(encoding="utf-8")
FILES: dict[str, bytes | str] = dict(re.findall(r"```\w+ (\S+)\n(.*?)```", PAGE, re.DOTALL))


def _shown(columns: str) -> list[tuple[str, ...]]:
    """The rows of the table of the page that has these columns."""
    lines = PAGE.splitlines()
    header = f"| {columns.replace(', ', ' | ')} |"
    at = lines.index(header) + 2
    found = []
    while lines[at].startswith("|"):
        found.append(tuple(cell.strip() for cell in lines[at].strip("|").split("|")))
        at += 1
    return found


def _landed(summary: LandingSummary, stream: str, columns: str) -> list[tuple[str, ...]]:
    return [tuple(str(value) for value in row) for row in table(summary, stream, columns)]


def test_the_example_lands_the_rows_that_the_page_shows(tmp_path: Path) -> None:
    summary = landed(tmp_path, FILES)
    for stream, columns in {
        "interactions": "account_id, kind, post_id, occurred_at, _version_at, _is_deleted",
        "posts": "post_id, account_id, created_at, text, hashtags",
        "post_metrics": "post_id, observed_at, likes",
    }.items():
        assert _landed(summary, stream, columns) == _shown(columns)
        assert _shown(columns)


def test_the_example_refuses_the_row_that_the_page_shows_refused(tmp_path: Path) -> None:
    summary = landed(tmp_path, FILES)
    shown = [
        f"> line {line}: {reason}" for line, reason in table(summary, "quarantine", "line, reason")
    ]
    assert len(shown) == 1
    assert shown[0] in PAGE
    notes = str(outcome(summary, "crm/likes-2024-05.csv").notes)
    assert "1 records left out of interactions by 'where'" in notes


def test_the_fault_that_the_page_shows_is_the_one_that_is_told(tmp_path: Path) -> None:
    text = str(FILES["mapping.yml"]).replace("stream: interactions", "stream: interaction")
    summary = landed(tmp_path, FILES | {"mapping.yml": text})
    assert f"> {outcome(summary, 'mapping.yml').reason}\n" in PAGE


def test_a_dry_run_tells_of_rows_columns_and_refusals_and_lands_nothing(tmp_path: Path) -> None:
    dump = drop(tmp_path / "dump", FILES)
    told = list(check(dump))
    assert (False, "mapping.yml: good") in told
    assert (True, "  interactions: 3 rows read, 2 good, 1 refused") in told
    assert (False, "  posts: 2 rows read, 2 good, 0 refused") in told
    assert (False, "    likes (BIGINT): 50 % filled") in told
    reason = "'occurred_at' is \"today\", not a time (ISO-8601 or epoch ms)"
    assert (True, f"    refused 1, first in line 5: {reason}") in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dump"]
    assert main([str(dump)]) == 1


def test_a_dry_run_tells_of_sources_that_name_no_file_and_of_faults(tmp_path: Path) -> None:
    text = str(FILES["mapping.yml"])
    dump = drop(tmp_path / "dump", {"mapping.yml": text})
    assert (True, "  line 3: no file of the dump is named crm/likes-*.csv") in list(check(dump))
    drop(dump, {"mapping.yml": text.replace("version: 1", "version: 2")})
    assert list(check(dump)) == [
        (True, "mapping.yml: broken"),
        (True, "  line 1: 'version' is '2', expected 1"),
    ]


def test_a_dry_run_of_good_files_ends_well(tmp_path: Path) -> None:
    files = FILES | {
        "crm/likes-2024-05.csv": str(FILES["crm/likes-2024-05.csv"]).replace("today", "2024-05-03")
    }
    assert main([str(drop(tmp_path / "dump", files))]) == 0


def test_a_dry_run_without_a_mapping_says_where_to_read_on(tmp_path: Path) -> None:
    dump = drop(tmp_path / "dump", {"a.csv": "x\n"})
    assert list(check(dump)) == [
        (True, f"{dump}: no mapping.yml and no *.mapping.yml here; see docs/mapping.md")
    ]
    assert main([]) == 2
    assert main([str(tmp_path / "nothing")]) == 1
