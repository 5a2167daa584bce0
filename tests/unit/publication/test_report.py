"""The report: readable in 80 columns, and safe with what dumps hold."""

import io
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from influence.publication.publish import Published
from influence.publication.reasons import count_reasons
from influence.publication.report import Shown, print_report, shown_number

Publish = Callable[..., Published]
Change = Callable[[str], None]


DEFAULT = Shown()


@pytest.fixture
def report(do_publish: Publish, published: Path, tmp_path: Path) -> Callable[..., str]:
    def print_it(width: int = 80, shown: Shown = DEFAULT, store: Path | None = None) -> str:
        text = io.StringIO()
        print_report(
            Console(file=text, width=width, force_terminal=False),
            published,
            do_publish().publication,
            store=store,
            shown=shown,
        )
        return text.getvalue()

    return print_it


def write_reasons(folder: Path, *reasons: str) -> Path:
    (folder / "quarantine").mkdir(parents=True)
    rows = ", ".join("('" + reason.replace("'", "''") + "')" for reason in reasons)
    duckdb.sql(
        f"copy (select * from (values {rows}) as rows (reason)) to '{folder}/quarantine/a.parquet'"
    )
    return folder


def test_each_topic_shows_every_lens_with_its_unit(report: Callable[..., str]) -> None:
    lines = report(shown=Shown(topics=0)).splitlines()
    begin = lines.index("all topics · 3 people")
    assert [line.split() for line in lines[begin + 1 : begin + 6]] == [
        ["#", "person", "score", "interval", "n", "evidence"],
        ["reach,", "in", "people"],
        ["1", "=cmd|calc", "100", "90–110", "39", "observed"],
        ["2", "p8", "50.2", "45–55", "38", "observed"],
        ["3", "-dash", "33.5", "30–36.7", "37", "observed"],
    ]
    assert "response, in rate" in lines
    assert "conversion, in conversions" in lines


def test_the_columns_of_a_topic_s_lenses_stand_under_each_other(
    report: Callable[..., str], change_warehouse: Change
) -> None:
    change_warehouse("update published.topic_rankings set score = 12345.6 where lens = 'reach'")
    lines = [line for line in report(shown=Shown(topics=0)).splitlines() if "observed" in line]
    assert len(lines) == 9
    assert len({line.index("observed") for line in lines}) == 1


def test_the_heading_says_which_window_is_shown(report: Callable[..., str]) -> None:
    assert "28 days to 2024-03-02" in report()
    assert "7 days to 2024-03-02" in report(shown=Shown(window_days=7))


def test_no_line_but_a_path_is_wider_than_80_columns(
    report: Callable[..., str], change_warehouse: Change
) -> None:
    change_warehouse(
        "update published.topic_rankings set handle = repeat('long', 20), score = score * 1e8, "
        "score_low = score_low * 1e8, score_high = score_high * 1e8, sample_size = 987654321, "
        "evidence = 'experiment' where lens = 'conversion'"
    )
    wide = [line for line in report().splitlines() if len(line) > 80 and "/" not in line]
    assert wide == []
    # Numbers are never cut, names are.
    assert "10.1G" in report()
    assert "9G–11G" in report()


def test_all_topics_come_first_then_the_most_people(report: Callable[..., str]) -> None:
    lines = report(shown=Shown(topics=1)).splitlines()
    headings = [line for line in lines if line.endswith("· 3 people")]
    assert headings == ["all topics · 3 people", "espresso · 3 people"]


def test_no_more_people_than_asked_for(report: Callable[..., str]) -> None:
    assert " 2 p8" not in report(shown=Shown(people=1))


def test_a_person_without_a_handle_is_shown_by_the_start_of_the_id(
    report: Callable[..., str], change_warehouse: Change
) -> None:
    change_warehouse(
        "update published.topic_rankings set person_id = '0123456789abcdef' where person_id = 'p8'"
    )
    text = report()
    assert "01234567" in text
    assert "0123456789" not in text


def test_a_window_without_rankings_is_said(report: Callable[..., str]) -> None:
    assert "No topic has anyone to rank in this window." in report(shown=Shown(window_days=14))


def test_control_characters_and_markup_of_a_handle_do_nothing(
    report: Callable[..., str], change_warehouse: Change
) -> None:
    change_warehouse(
        "update published.topic_rankings "
        "set handle = chr(27) || '[31mred' || chr(8238) || '[bold]x[/bold]' where person_id = 'p9'"
    )
    text = report(width=120)
    assert "[31mred[bold]x[/bold]" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_the_ledger_adds_up(report: Callable[..., str]) -> None:
    lines = [line.split() for line in report().splitlines()]
    assert ["posts/posts.csv", "open-csv", "10", "7", "1", "2"] in lines
    assert ["all", "files", "14", "11", "1", "2"] in lines


def test_many_files_are_summed_up(report: Callable[..., str], change_warehouse: Change) -> None:
    change_warehouse(
        "insert into published.ingestion_ledger select 'f' || n, 'posts', 'p' || n, 'open-csv', "
        "2, 2, 0, 0, null, null, timestamp '2024-03-02' from range(100, 130) as r (n)"
    )
    lines = [line.split() for line in report().splitlines()]
    # 32 files, 12 of them shown, the one with quarantined rows first.
    assert ["20", "more", "files", "42", "42", "0", "0"] in lines
    assert ["posts/posts.csv", "open-csv", "10", "7", "1", "2"] in lines


def test_reasons_are_counted_without_the_values_they_quote(tmp_path: Path) -> None:
    folder = write_reasons(
        tmp_path / "store",
        "'occurred_at' is \"yesterday\", not a time",
        '\'occurred_at\' is "a \\" b", not a time',
        "'likes' is -4, expected >= 0",
        "'likes' is -17, expected >= 0",
        "'post_id' is missing",
    )
    assert count_reasons(folder) == [
        ("'likes' is …, expected >= 0", 2),
        ("'occurred_at' is …, not a time", 2),
        ("'post_id' is missing", 1),
    ]


def test_the_report_tells_why_rows_are_in_the_quarantine(
    report: Callable[..., str], tmp_path: Path
) -> None:
    folder = write_reasons(tmp_path / "store", "'post_id' is missing")
    text = report(store=folder)
    assert "Quarantined: 1 row, and why" in text
    assert "1  'post_id' is missing" in text


def test_a_file_that_was_not_read_is_named_with_the_reason(
    report: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "receipts").mkdir()
    duckdb.sql(
        "copy (select 'a.xlsx' as path, 'quarantined' as status, 'a spreadsheet' as reason "
        f"union all select 'b.csv', 'landed', null) to '{tmp_path}/receipts/a.parquet'"
    )
    text = report(store=tmp_path)
    assert "Not read: 1 file, and why\n  a.xlsx: a spreadsheet\n" in text
    assert "  b.csv:" not in text


def test_an_empty_quarantine_is_not_mentioned(report: Callable[..., str], tmp_path: Path) -> None:
    assert "Quarantined" not in report(store=tmp_path / "none")


def test_the_paths_of_what_was_published_end_the_report(
    report: Callable[..., str], published: Path
) -> None:
    text = report(width=300)
    for path in ("influence.duckdb", "publications/2024-03-02-", "latest.json"):
        assert f"{published}/{path}" in text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0, "0"),
        (0.0, "0"),
        (7, "7"),
        (12345, "12,345"),
        (99999.4, "99,999"),
        (123456, "123k"),
        (1240672.5, "1.24M"),
        (-2.5e9, "-2.5G"),
        (50.25, "50.2"),
        (0.01234, "0.0123"),
        (0.0000123, "1.2e-05"),
    ],
)
def test_a_number_is_shown_in_about_three_figures(value: float | None, text: str) -> None:
    assert shown_number(value) == text
