"""Real exports land with the counts that were measured when they were collected.

The figures are those of each folder's README. Two conventions meet there: the v1.1 folders count
every record, also the same tweet twice; the v2 folders count each post once, as first seen in the
order of the files. A post is one kind: repost, else reply, else quote, else original.
"""

from dataclasses import dataclass, field
from datetime import datetime

import pytest

from tests.integration.real_dumps import Landed, figures
from tests.unit.dumps.dumps import at


@dataclass(frozen=True)
class Readme:
    """What a folder's README says of it, and whether it counts records or distinct posts."""

    convention: str
    figures: dict[str, int]
    duplicate_ids: int
    span: tuple[datetime, datetime]
    deletes: int = 0
    rows_quarantined: dict[str, int] = field(default_factory=dict)


READMES = {
    "twitter_stream_v11_2019": Readme(
        "recorded",
        figures(10965, 5589, 2405, 360, 2611, 10387, 10728),
        22,
        (at(2019, 7, 3, 6, 29), at(2019, 7, 3, 6, 34, 59)),
        deletes=33880,
    ),
    "twitter_stream_v11_2013": Readme(
        "recorded",
        figures(8290, 1665, 2079, 0, 4546, 5994, 8221),
        4,
        (at(2013, 8, 10, 11, 0), at(2013, 8, 10, 11, 2, 59)),
        deletes=949,
    ),
    "twitter_v11_rest_pages": Readme(
        "recorded",
        figures(1210, 665, 74, 66, 405, 1118, 513),
        566,
        (at(2022, 10, 31, 1, 13, 26), at(2023, 1, 1, 12, 4, 49)),
    ),
    "twitter_api_v2_pages": Readme(
        "distinct",
        figures(3407, 2528, 464, 83, 332, 4263, 2492),
        4757,
        (at(2006, 3, 21, 20, 50, 14), at(2021, 7, 2, 1, 0, 11)),
        # Four users of a look-up that names no time at all.
        rows_quarantined={"users__by-ed3b03.json": 4},
    ),
    "twitter_api_v2_twarc_jsonl": Readme(
        "distinct",
        figures(1109, 633, 199, 52, 225, 1109, 831),
        400,
        (at(2010, 9, 27, 19, 6, 5), at(2023, 1, 5, 19, 8, 1)),
        # Lines of a compliance job that say "delete".
        deletes=4,
        # The line that its README says was left cut off on purpose.
        rows_quarantined={"streaming_output_with_error.jsonl": 1},
    ),
}


@pytest.mark.parametrize("name", READMES)
def test_counts_of_a_real_dump_equal_those_of_its_readme(name: str, landed: Landed) -> None:
    readme, counts = READMES[name], landed(name).counts
    counted = counts.recorded if readme.convention == "recorded" else counts.distinct
    assert counted == readme.figures
    assert counts.duplicates == readme.duplicate_ids
    assert counts.deletions == readme.deletes
    assert (counts.first_post_at, counts.last_post_at) == readme.span


@pytest.mark.parametrize("name", READMES)
def test_every_file_of_a_real_dump_lands_but_for_rows_known_to_be_bad(
    name: str, landed: Landed
) -> None:
    summary = landed(name)
    assert {file.status for file in summary.files} <= {"landed", "same_bytes"}
    assert summary.ignored == ["README.md"]
    refused = {file.path: file.rows_quarantined for file in summary.files if file.rows_quarantined}
    assert refused == READMES[name].rows_quarantined


@pytest.mark.parametrize("name", READMES)
def test_rows_of_a_real_dump_add_up_for_every_file(name: str, landed: Landed) -> None:
    for file in landed(name).files:
        assert file.rows_read == file.rows_landed + file.rows_quarantined


def test_records_of_the_files_of_a_dump_sum_to_the_dump(landed: Landed) -> None:
    summary = landed("twitter_stream_v11_2019")
    for figure in ("posts", "reposts", "replies", "quotes", "originals", "mentions"):
        total = sum(file.counts[figure] for file in summary.files)
        assert total == summary.counts.recorded[figure]
