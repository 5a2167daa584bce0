"""Events of GitHub's timeline become posts, reposts and likes of repositories."""

from pathlib import Path
from typing import Any

from tests.unit.dumps import dumps

NOON = dumps.at(2026, 1, 1, 12)
EARLIER = dumps.at(2025, 12, 1)


def _event(kind: str, number: int = 1, **payload: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "type": kind,
        "actor": {"id": 5, "login": "ann"},
        "repo": {"id": 7, "name": "ben/tea"},
        "payload": payload,
        "public": True,
        "created_at": "2026-01-01T12:00:00Z",
    }


def _item(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": 1000 + number,
        "number": number,
        "title": "Too hot",
        "body": "see https://example.org/a",
        "user": {"login": "cat"},
        "created_at": "2025-12-01T00:00:00Z",
    } | fields


def _landed(tmp_path: Path, *events: dict[str, Any]) -> Any:
    return dumps.landed(tmp_path, {"2026-01-01-12.json": dumps.ndjson(events)})


def test_a_star_is_a_like_of_the_repository_and_its_owner(tmp_path: Path) -> None:
    summary = _landed(tmp_path, _event("WatchEvent", 9, action="started"))
    assert summary.files[0].format == "gh-archive"
    columns = "platform, interaction_id, account_id, kind, post_id, target_account_id, occurred_at"
    assert dumps.table(summary, "interactions", columns) == [
        ("github", "9", "ann", "like", "ben/tea", "ben", NOON)
    ]


def test_a_fork_is_a_repository_that_reposts_another(tmp_path: Path) -> None:
    fork = {"full_name": "ann/tea", "description": "my tea"}
    summary = _landed(tmp_path, _event("ForkEvent", forkee=fork))
    columns = "post_id, account_id, created_at, text, repost_of_post_id, repost_of_account_id"
    assert dumps.table(summary, "posts", columns) == [
        ("ann/tea", "ann", NOON, "my tea", "ben/tea", "ben")
    ]


def test_a_repository_that_is_made_or_opened_is_a_post_of_its_owner(tmp_path: Path) -> None:
    summary = _landed(
        tmp_path,
        _event("CreateEvent", ref_type="repository", description="leaves"),
        _event("PublicEvent") | {"repo": {"name": "dan/pot"}},
        _event("CreateEvent", ref_type="branch", ref="main"),
    )
    assert dumps.table(summary, "posts", "post_id, account_id, text, hashtags") == [
        ("ben/tea", "ben", "leaves", ["ben/tea"]),
        ("dan/pot", "dan", None, ["dan/pot"]),
    ]
    assert summary.files[0].notes == "1 branches and tags made or deleted, left out"


def test_opened_issues_and_pull_requests_share_their_numbers(tmp_path: Path) -> None:
    base = {"repo": {"full_name": "ben/tea", "stargazers_count": 40, "forks_count": 6}}
    summary = _landed(
        tmp_path,
        _event("IssuesEvent", action="opened", issue=_item(3, comments=0)),
        _event("PullRequestEvent", action="opened", pull_request=_item(4, base=base, body=None)),
    )
    columns = "post_id, account_id, created_at, text, urls, _is_embedded"
    assert dumps.table(summary, "posts", columns) == [
        (
            "ben/tea#3",
            "ann",
            NOON,
            "Too hot\n\nsee https://example.org/a",
            ["https://example.org/a"],
            False,
        ),
        ("ben/tea#4", "ann", NOON, "Too hot", [], False),
    ]
    columns = "post_id, observed_at, likes, reposts, replies"
    assert dumps.table(summary, "post_metrics", columns) == [
        ("ben/tea", NOON, 40, 6, None),
        ("ben/tea#3", NOON, None, None, 0),
    ]


def test_comments_answer_what_they_stand_below_and_carry_it(tmp_path: Path) -> None:
    comment = {"id": 77, "body": "cooler", "commit_id": "abc"}
    summary = _landed(
        tmp_path,
        _event("IssueCommentEvent", action="created", issue=_item(3, comments=5), comment=comment),
        _event(
            "PullRequestReviewCommentEvent",
            action="created",
            pull_request=_item(4),
            comment=comment | {"id": 78},
        ),
        _event(
            "PullRequestReviewCommentEvent",
            action="created",
            pull_request=_item(4),
            comment=comment | {"id": 79, "in_reply_to_id": 78},
        ),
        _event("CommitCommentEvent", comment=comment | {"id": 80}),
        _event(
            "PullRequestReviewEvent", action="created", pull_request=_item(4), review={"id": 81}
        ),
    )
    columns = "post_id, account_id, text, reply_to_post_id, reply_to_account_id"
    own = [row for row in dumps.table(summary, "posts", f"{columns}, _is_embedded") if not row[5]]
    assert [row[:5] for row in own] == [
        ("commitcomment-80", "ann", "cooler", "ben/tea@abc", "ben"),
        ("discussion_r78", "ann", "cooler", "ben/tea#4", "cat"),
        ("discussion_r79", "ann", "cooler", "discussion_r78", None),
        ("issuecomment-77", "ann", "cooler", "ben/tea#3", "cat"),
        ("pullrequestreview-81", "ann", None, "ben/tea#4", "cat"),
    ]
    carried = dumps.table(summary, "posts", "_is_embedded, post_id, account_id, created_at")
    assert {row[1:] for row in carried if row[0]} == {
        ("ben/tea#3", "cat", EARLIER),
        ("ben/tea#4", "cat", EARLIER),
    }
    assert dumps.table(summary, "post_metrics", "post_id, replies") == [("ben/tea#3", 5)]


def test_a_release_is_a_post_about_its_tag(tmp_path: Path) -> None:
    release = {"tag_name": "v2", "name": "Two", "body": "better"}
    summary = _landed(tmp_path, _event("ReleaseEvent", action="published", release=release))
    assert dumps.table(summary, "posts", "post_id, account_id, text") == [
        ("ben/tea@v2", "ann", "Two\n\nbetter")
    ]


def test_an_account_that_github_marks_as_automated_is_told_so(tmp_path: Path) -> None:
    event = _event("PushEvent") | {"actor": {"login": "kettle[bot]"}}
    summary = _landed(tmp_path, event, _event("PushEvent"))
    assert dumps.table(summary, "accounts", "account_id, observed_at, is_automated") == [
        ("kettle[bot]", NOON, True)
    ]


def test_work_that_addresses_nobody_is_counted(tmp_path: Path) -> None:
    summary = _landed(
        tmp_path,
        _event("PushEvent", commits=[{"message": "x"}]),
        _event("DeleteEvent", ref_type="branch"),
        _event("IssuesEvent", action="closed", issue=_item(3)),
        _event("GollumEvent", pages=[]),
        _event("MemberEvent", action="added", member={"login": "dan"}),
    )
    assert dumps.table(summary, "posts", "post_id") == []
    assert summary.files[0].notes == (
        "1 pushes left out; 1 branches and tags made or deleted, left out; "
        "1 changes of issues, pull requests, releases and comments left out; "
        "1 wiki edits left out; 1 changes of members, teams and sponsors left out"
    )


def test_an_event_of_an_unknown_kind_is_quarantined(tmp_path: Path) -> None:
    undated = _event("WatchEvent", 2, action="started") | {"created_at": "now"}
    summary = _landed(tmp_path, _event("WatchEvent"), undated, _event("DanceEvent"))
    assert dumps.table(summary, "quarantine", "line, stream, reason") == [
        (2, "interactions", "'occurred_at' is \"now\", not a time (ISO-8601 or epoch ms)"),
        (3, "posts", "an event of no 'type' that GH Archive is known to write"),
    ]


def test_events_of_before_2015_are_refused_by_name(tmp_path: Path) -> None:
    old = {"type": "WatchEvent", "actor": "ann", "repository": {"name": "tea"}, "payload": {}}
    summary = dumps.landed(tmp_path, {"2012.json": dumps.ndjson([old])})
    assert (summary.files[0].reason or "").startswith("this is GH Archive events of before 2015,")
