"""Klout's reaction events become the reaction and the post that it was to."""

from pathlib import Path

import pytest

from tests.unit.dumps import dumps

HEADER = (
    "#user_id_fingerprint\t#actor_id_fingerprint\t#post_id_fingerprint\t#post_timestamp\t"
    "#action_timestamp\t#user_timezone\n"
)
ROWS = (
    "-9220000000000000001\t5\t-7\t1413331195002\t1413331200000\tAtlantic Time\n"
    "-9220000000000000001\t6\t-7\t1413331195002\t1413331260000\t\\N\n"
)


@pytest.mark.parametrize(
    ("name", "platform", "kind"),
    [
        ("set_tw.tsv", "x", "repost"),
        ("set_fb.tsv", "facebook", "reply"),
        ("set.tsv", "x", "repost"),
    ],
)
def test_an_event_is_a_reaction_to_a_post_of_its_author(
    tmp_path: Path, name: str, platform: str, kind: str
) -> None:
    summary = dumps.landed(tmp_path, {name: HEADER + ROWS})
    author = "-9220000000000000001"
    columns = "platform, account_id, kind, post_id, target_account_id, occurred_at"
    assert dumps.table(summary, "interactions", columns) == [
        (platform, "5", kind, "-7", author, dumps.at(2014, 10, 15, 0, 0)),
        (platform, "6", kind, "-7", author, dumps.at(2014, 10, 15, 0, 1)),
    ]
    posted = dumps.at(2014, 10, 14, 23, 59, 55, 2000)
    assert set(dumps.table(summary, "posts", "platform, post_id, account_id, created_at")) == {
        (platform, "-7", author, posted)
    }
    assert summary.counts.distinct["posts"] == 1


def test_a_bad_time_and_a_short_row_are_quarantined(tmp_path: Path) -> None:
    text = HEADER + ROWS + "1\t2\t3\t1413331195002\tlater\tUTC\n" + "1\t2\n"
    summary = dumps.landed(tmp_path, {"set_tw.tsv": text})
    assert dumps.table(summary, "quarantine", "line, stream, reason") == [
        (4, "interactions", "'occurred_at' is \"later\", not a time (ISO-8601 or epoch ms)"),
        (5, "interactions", "the row has 2 fields, expected 6"),
    ]
    assert len(dumps.table(summary, "interactions")) == 2
    assert len(dumps.table(summary, "posts")) == 3
