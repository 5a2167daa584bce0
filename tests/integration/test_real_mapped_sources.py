"""Real tables of nobody's format, mapped by a few lines of YAML, against their own READMEs.

Belongs here: counts that the README of each folder gives.
Does not belong here: what a mapping may say (`tests/unit/dumps/test_mapping_text.py`).
"""

import csv
import shutil
from pathlib import Path
from textwrap import dedent

from influence.dumps.landing import LandingSummary, land
from tests.conftest import dataset
from tests.unit.dumps.dumps import LOADED_AT, at, table

SHARES = """
version: 1
sources:
  - files: "*.csv.gz"
    stream: interactions
    columns:
      platform: {value: x}
      interaction_id: content_id
      account_id: account_id
      kind: {value: repost}
      post_id: object_id
      occurred_at: {column: timestamp_share, unit: seconds}
"""
FRIENDS = """
version: 1
sources:
  - files: user_friends.dat
    stream: follows
    columns:
      platform: {value: lastfm}
      follower_id: userID
      followed_id: friendID
      action: {value: follow}
      occurred_at: {value: 1990-01-01}
  - files: tags.dat
    encoding: latin-1
    stream: topics
    columns: {topic: tagID, name: tagValue}
"""
TROLLS = """
version: 1
sources:
  - files: "tweets/*.csv"
    stream: posts
    columns:
      platform: {value: x}
      post_id: {join: [author_id, publish_date, content], with: "|", digest: true}
      account_id: author_id
      created_at: publish_date
      text: content
  - files: "tweets/*.csv"
    stream: accounts
    columns:
      platform: {value: x}
      account_id: author_id
      observed_at: publish_date
      followers_count: followers
      following_count: following
      posts_count: updates
"""
LABELLED = """
version: 1
sources:
  - files: "*_data.csv"
    encoding: latin-1
    stream: accounts
    columns:
      platform: {value: x}
      account_id: {column: screen_name, strip: '"'}
      observed_at: {value: 2017-04-01}
      created_at:
        column: created_at
        strip: '"'
        format: ["%a %b %d %H:%M:%S %z %Y", "%m/%d/%Y %H:%M"]
      followers_count: followers_count
      following_count: friends_count
      posts_count: statuses_count
      verified: {column: verified, strip: '"'}
"""
SESSIONS = """
version: 1
sources:
  - files: "*.csv"
    stream: visits
    columns:
      visitor_id: VisitorID
      occurred_at: Month
      event: {value: page_view}
"""


def _mapped(tmp_path: Path, name: str, mapping: str) -> LandingSummary:
    """A real folder, copied beside a mapping, and landed."""
    shutil.copytree(dataset(name), tmp_path / "dump", copy_function=shutil.copyfile)
    (tmp_path / "dump" / "mapping.yml").write_text(dedent(mapping).lstrip())
    return land(tmp_path / "dump", tmp_path / "raw", loaded_at=LOADED_AT)


def test_shares_of_a_network_land_as_its_readme_counts_them(tmp_path: Path) -> None:
    summary = _mapped(tmp_path, "coordinated_sharing_ru", SHARES)
    counts = (
        "count(*), count(DISTINCT post_id), count(DISTINCT account_id), "
        "count(DISTINCT interaction_id), count(DISTINCT occurred_at)"
    )
    assert table(summary, "interactions", counts) == [(35125, 7285, 9509, 35085, 34559)]
    assert table(summary, "quarantine", "count(*)") == [(0,)]


def test_a_friend_graph_and_tags_in_another_encoding_land_as_their_readme_counts_them(
    tmp_path: Path,
) -> None:
    summary = _mapped(tmp_path, "lastfm_hetrec_2k", FRIENDS)
    counts = "count(*), count(DISTINCT follower_id)"
    assert table(summary, "follows", counts) == [(25434, 1892)]
    assert table(summary, "topics", "count(*)") == [(11946,)]
    assert table(summary, "quarantine", "count(*)") == [(0,)]
    refused = {file.path for file in summary.files if file.status != "landed"}
    assert refused == {"artists.dat", "user_artists.dat", "user_taggedartists.dat"}


def test_tags_without_their_encoding_lose_only_the_lines_that_are_not_utf8(tmp_path: Path) -> None:
    lines = (dataset("lastfm_hetrec_2k") / "tags.dat").read_bytes().split(b"\n")[1:-1]
    bad = sum(not _is_utf8(line) for line in lines)
    assert 0 < bad < len(lines) / 20
    summary = _mapped(tmp_path, "lastfm_hetrec_2k", FRIENDS.replace("    encoding: latin-1\n", ""))
    assert table(summary, "topics", "count(*)") == [(11946 - bad,)]
    assert table(summary, "quarantine", "count(*)") == [(bad,)]


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_posts_without_an_id_get_one_from_their_columns(tmp_path: Path) -> None:
    summary = _mapped(tmp_path, "ira_troll_tweets", TROLLS)
    counts = "count(*), count(DISTINCT account_id), min(created_at), max(created_at)"
    span = (at(2014, 11, 26, 14, 44), at(2017, 10, 22, 18, 36))
    assert table(summary, "posts", counts) == [(54824, 36, *span)]
    # Rows that are the same in all three columns are one post.
    rows = [row for path in _tweets() for row in _rows(path)]
    told_apart = {(row["author_id"], row["publish_date"], row["content"]) for row in rows}
    assert table(summary, "posts", "count(DISTINCT post_id)") == [(len(told_apart),)]
    assert table(summary, "accounts", "count(*), max(followers_count)") == [(54824, 24971)]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _tweets() -> list[Path]:
    return sorted((dataset("ira_troll_tweets") / "tweets").glob("*.csv"))


def test_labelled_accounts_land_as_their_readme_counts_them(tmp_path: Path) -> None:
    timeless = LABELLED.split("      created_at:")[0] + LABELLED.split('%H:%M"]\n')[1]
    summary = _mapped(tmp_path, "twitter_bot_labels", timeless)
    read = {file.path: (file.rows_read, file.rows_quarantined) for file in summary.files}
    assert read["bots_data.csv"] == (624, 0)
    assert read["nonbots_data.csv"] == (700, 0)
    # Of them 5 and 286 are verified.
    assert table(summary, "accounts", "count(*) FILTER (verified)") == [(5 + 286,)]


def test_accounts_of_mixed_spelling_land_but_for_dates_that_cannot_be_told(tmp_path: Path) -> None:
    summary = _mapped(tmp_path, "twitter_bot_labels", LABELLED)
    read = {file.path: (file.rows_read, file.rows_quarantined) for file in summary.files}
    # In 29 rows a number above twelve stands where all others have the month.
    assert read == {
        "bots_data.csv": (624, 11),
        "mapping.yml": (0, 0),
        "nonbots_data.csv": (700, 18),
    }
    assert table(summary, "accounts", "count(*)") == [(624 + 700 - 29,)]


def test_accounts_in_mixed_encodings_are_too_many_bad_lines_without_one(tmp_path: Path) -> None:
    mapping = LABELLED.replace("    encoding: latin-1\n", "")
    summary = _mapped(tmp_path, "twitter_bot_labels", mapping)
    assert table(summary, "accounts", "count(*)") == [(0,)]
    statuses = {file.path: file.status for file in summary.files}
    assert statuses["bots_data.csv"] == statuses["nonbots_data.csv"] == "failed"


def test_sessions_without_ids_cannot_be_mapped_and_say_why(tmp_path: Path) -> None:
    summary = _mapped(tmp_path, "online_shopper_sessions", SESSIONS)
    reason = next(file.reason for file in summary.files if file.path.endswith(".csv"))
    assert str(reason).startswith("mapping.yml line 6: the file has no column 'VisitorID'; found: ")
    assert str(reason).endswith("did you mean 'VisitorType'?")
