"""Mappings of a dump: whose files they are, and what a change or a fault of one does to them."""

import io
import zipfile
from pathlib import Path

import pytest

from influence.dumps.landing import LandingSummary, land, plan
from tests.unit.dumps.dumps import LOADED_AT, csv_text, drop, table
from tests.unit.dumps.mapping.mapped import mapping, outcome, posts

ROWS = "id,author,at\n1,ann,2024-05-01\n2,bob,2024-05-02\n"
OTHER = "id,author,at\n3,cid,2024-05-03\n"
GOOD = csv_text(
    [{"platform": "x", "post_id": "9", "account_id": "z", "created_at": "2024-05-01T00:00:00Z"}]
)
BROKEN = mapping(posts("*.csv")).replace("stream: posts", "stream: post")


def _land(tmp_path: Path) -> LandingSummary:
    return land(tmp_path / "dump", tmp_path / "raw", loaded_at=LOADED_AT)


def _dropped(tmp_path: Path, files: dict[str, bytes | str]) -> LandingSummary:
    drop(tmp_path / "dump", files)
    return _land(tmp_path)


def _statuses(summary: LandingSummary) -> dict[str, tuple[str, str]]:
    return {file.path: (file.format, file.status) for file in summary.files}


def test_a_mapping_has_a_receipt_of_its_own(tmp_path: Path) -> None:
    summary = _dropped(tmp_path, {"crm.mapping.yml": mapping(posts("a.csv")), "a.csv": ROWS})
    found = outcome(summary, "crm.mapping.yml")
    assert (found.format, found.status, found.rows_read) == ("mapping", "landed", 0)
    assert found.notes == "a mapping of a.csv to posts"


@pytest.mark.parametrize(
    ("place", "glob", "path", "is_named"),
    [
        ("mapping.yml", "a.csv", "a.csv", True),
        ("mapping.yml", "*.csv", "a.csv", True),
        ("mapping.yml", "*.csv", "crm/a.csv", False),
        ("mapping.yml", "**/*.csv", "crm/may/a.csv", True),
        ("mapping.yml", "**/*.csv", "a.csv", True),
        ("mapping.yml", "crm/**", "crm/may/a.csv", True),
        ("mapping.yml", "crm/[ab]-?.csv", "crm/a-1.csv", True),
        ("mapping.yaml", "crm/[ab]-?.csv", "crm/c-1.csv", False),
        ("crm/likes.mapping.yml", "a.csv", "crm/a.csv", True),
        ("crm/mapping.yml", "a.csv", "a.csv", False),
        ("crm/mapping.yml", "**", "shop/a.csv", False),
    ],
)
def test_globs_name_files_beside_and_below_the_mapping(
    tmp_path: Path, place: str, glob: str, path: str, is_named: bool
) -> None:
    summary = _dropped(tmp_path, {place: mapping(posts(glob)), path: ROWS})
    assert (outcome(summary, path).status == "landed") is is_named


def test_several_mappings_may_speak_of_one_file(tmp_path: Path) -> None:
    accounts = """
    files: "*.csv"
    stream: accounts
    columns: {platform: {value: forum}, account_id: author, observed_at: at}
    """
    files: dict[str, bytes | str] = {
        "mapping.yml": mapping(posts("crm/*.csv")),
        "crm/mapping.yml": mapping(accounts),
        "crm/a.csv": ROWS,
    }
    summary = _dropped(tmp_path, files)
    assert table(summary, "posts", "post_id") == [("1",), ("2",)]
    assert table(summary, "accounts", "account_id") == [("ann",), ("bob",)]
    notes = outcome(summary, "crm/a.csv").notes
    assert notes == "mapped by crm/mapping.yml and mapping.yml"


def test_mappings_that_contradict_each_other_refuse_only_the_file_of_both(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {
        "mapping.yml": mapping(posts("crm/*.csv", more="delimiter: ','\n")),
        "crm/mapping.yml": mapping(posts("a.csv", more="delimiter: ';'\n")),
        "crm/a.csv": ROWS,
        "crm/b.csv": OTHER,
    }
    summary = _dropped(tmp_path, files)
    found = outcome(summary, "crm/a.csv")
    assert (found.status, found.format) == ("quarantined", "mapping")
    assert found.reason == (
        "the mappings contradict each other: 'delimiter' is ';' in crm/mapping.yml line 3 "
        "and ',' in mapping.yml line 3"
    )
    assert table(summary, "posts", "post_id") == [("3",)]


def test_a_second_landing_reads_nothing_again(tmp_path: Path) -> None:
    refused = posts("b.csv", "text: body\n")
    mappings = mapping(posts("a.csv"), refused, posts("e.csv"))
    _dropped(tmp_path, {"mapping.yml": mappings, "a.csv": ROWS, "b.csv": OTHER, "e.csv": ""})
    assert not plan(tmp_path / "dump", tmp_path / "raw")
    again = _land(tmp_path)
    assert {file.status for file in again.files} == {"unchanged"}


def test_a_changed_mapping_has_exactly_its_own_files_read_again(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {"a.csv": ROWS, "b.csv": OTHER, "posts.csv": GOOD}
    first = _dropped(tmp_path, files | {"mapping.yml": mapping(posts("a.csv"), posts("b.csv"))})
    assert _statuses(first)["posts.csv"] == ("open-csv", "landed")
    changed = mapping(posts("a.csv"), posts("b.csv").replace("value: forum", "value: board"))
    drop(tmp_path / "dump", {"mapping.yml": changed})
    assert plan(tmp_path / "dump", tmp_path / "raw").new == ["b.csv", "mapping.yml"]
    second = _land(tmp_path)
    assert _statuses(second) == {
        "a.csv": ("mapping", "unchanged"),
        "b.csv": ("mapping", "landed"),
        "mapping.yml": ("mapping", "landed"),
        "posts.csv": ("open-csv", "unchanged"),
    }
    assert table(second, "posts", "platform, post_id") == [
        ("board", "3"),
        ("forum", "1"),
        ("forum", "2"),
        ("x", "9"),
    ]


@pytest.mark.parametrize(
    "changed",
    [
        "# a comment\n" + mapping(posts("a.csv")),
        mapping(posts("*.csv")),
        mapping(posts("a.csv").replace("platform: {value: forum}", "platform: {value: 'forum'}")),
        mapping(posts("none.csv"), posts("a.csv")),
    ],
)
def test_a_change_that_says_the_same_of_a_file_does_not_have_it_read_again(
    tmp_path: Path, changed: str
) -> None:
    _dropped(tmp_path, {"a.csv": ROWS, "mapping.yml": mapping(posts("a.csv"))})
    drop(tmp_path / "dump", {"mapping.yml": changed})
    assert plan(tmp_path / "dump", tmp_path / "raw").new == ["mapping.yml"]


def test_a_mapping_that_is_added_has_files_read_again_and_one_that_is_gone_too(
    tmp_path: Path,
) -> None:
    text = GOOD.decode().replace("created_at", "created_at,id,author,at", 1).splitlines()
    both = f"{text[0]}\n{text[1]},1,ann,2024-05-01\n"
    first = _dropped(tmp_path, {"posts.csv": both})
    assert table(first, "posts", "post_id") == [("9",)]
    second = _dropped(tmp_path, {"mapping.yml": mapping(posts("posts.csv"))})
    assert table(second, "posts", "post_id") == [("1",)]
    (tmp_path / "dump" / "mapping.yml").unlink()
    third = _land(tmp_path)
    assert table(third, "posts", "post_id") == [("9",)]
    assert _statuses(third) == {"posts.csv": ("open-csv", "landed")}


def test_a_broken_mapping_refuses_its_files_and_stops_no_other(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {
        "crm/mapping.yml": BROKEN,
        "crm/a.csv": ROWS,
        "posts.csv": GOOD,
        "shop/mapping.yml": mapping(posts("b.csv")),
        "shop/b.csv": OTHER,
    }
    summary = _dropped(tmp_path, files)
    assert _statuses(summary) == {
        "crm/a.csv": ("mapping", "quarantined"),
        "crm/mapping.yml": ("mapping", "quarantined"),
        "posts.csv": ("open-csv", "landed"),
        "shop/b.csv": ("mapping", "landed"),
        "shop/mapping.yml": ("mapping", "landed"),
    }
    for path in ("crm/a.csv", "crm/mapping.yml"):
        reason = str(outcome(summary, path).reason)
        assert reason.startswith(
            "the mapping crm/mapping.yml is broken: line 4: 'post' is no stream; expected one of:"
        )
        assert reason.endswith("did you mean 'posts'?")


def test_a_mapping_that_is_no_yaml_refuses_only_what_nothing_else_reads(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {
        "crm/mapping.yml": "version: 1\nsources: [\n",
        "crm/a.csv": ROWS,
        "crm/posts.csv": GOOD,
        "b.csv": OTHER,
    }
    summary = _dropped(tmp_path, files)
    assert _statuses(summary)["crm/posts.csv"] == ("open-csv", "landed")
    near = str(outcome(summary, "crm/a.csv").reason)
    assert "the mapping crm/mapping.yml is broken: line 3: this is not YAML" in near
    assert "mapping crm" not in str(outcome(summary, "b.csv").reason)
    assert not plan(tmp_path / "dump", tmp_path / "raw")


def test_a_mended_mapping_has_its_files_landed(tmp_path: Path) -> None:
    _dropped(tmp_path, {"mapping.yml": BROKEN, "a.csv": ROWS})
    summary = _dropped(tmp_path, {"mapping.yml": mapping(posts("*.csv"))})
    assert table(summary, "posts", "post_id") == [("1",), ("2",)]
    assert _statuses(summary) == {
        "a.csv": ("mapping", "landed"),
        "mapping.yml": ("mapping", "landed"),
    }


def test_another_fault_is_told_of_files_that_were_refused_for_the_first(tmp_path: Path) -> None:
    _dropped(tmp_path, {"mapping.yml": BROKEN, "a.csv": ROWS})
    text = BROKEN.replace("stream: post\n", "stream: posts\n").replace("post_id: id", "pots_id: id")
    summary = _dropped(tmp_path, {"mapping.yml": text})
    assert "'pots_id' is no column of 'posts'" in str(outcome(summary, "a.csv").reason)


def test_the_same_bytes_under_two_mapped_names_are_landed_once_and_for_all(tmp_path: Path) -> None:
    board = posts("b.csv").replace("value: forum", "value: board")
    files: dict[str, bytes | str] = {
        "mapping.yml": mapping(posts("a.csv"), board),
        "a.csv": ROWS,
        "b.csv": ROWS,
        "c.csv": ROWS,
    }
    first = _dropped(tmp_path, files)
    assert [row[0] for row in table(first, "posts", "platform")] == ["forum", "forum"]
    again = _land(tmp_path)
    assert {file.status for file in again.files} == {"unchanged"}


def test_a_mapped_name_wins_over_an_unmapped_one_of_the_same_bytes(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {
        "a.csv": ROWS,
        "b.csv": ROWS,
        "mapping.yml": mapping(posts("b.csv")),
    }
    summary = _dropped(tmp_path, files)
    assert table(summary, "posts", "post_id") == [("1",), ("2",)]
    assert {file.status for file in _land(tmp_path).files} == {"unchanged"}


def test_an_empty_mapping_is_broken_and_not_an_empty_file(tmp_path: Path) -> None:
    summary = _dropped(tmp_path, {"mapping.yml": "", "posts.csv": GOOD})
    found = outcome(summary, "mapping.yml")
    assert found.status == "quarantined"
    assert "the file is empty; expected 'version: 1' and 'sources:'" in str(found.reason)
    assert outcome(summary, "posts.csv").status == "landed"


def _zipped(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def test_a_mapping_names_members_of_an_archive_by_the_path_below_it(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {
        "export.zip": _zipped({"crm/a.csv": ROWS}),
        "mapping.yml": mapping(posts("export.zip/**/*.csv")),
    }
    summary = _dropped(tmp_path, files)
    assert table(summary, "posts", "post_id") == [("1",), ("2",)]
    assert {file.status for file in _land(tmp_path).files} == {"unchanged"}


def test_a_mapping_inside_an_archive_is_refused_with_the_way_out(tmp_path: Path) -> None:
    inside = _zipped({"mapping.yml": mapping(posts("*.csv")), "posts.csv": GOOD.decode()})
    summary = _dropped(tmp_path, {"export.zip": inside})
    assert outcome(summary, "export.zip/mapping.yml").reason == (
        "this is a mapping inside an archive, which is not used; put it beside the archive, and "
        "name files as archive/path in it"
    )
    assert table(summary, "posts", "post_id") == [("9",)]
