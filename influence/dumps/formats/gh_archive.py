"""GH Archive: the public timeline of GitHub, one event a line, as it is since 2015.

Belongs here: which events are posts, reposts and likes, and what they are about.
Does not belong here: the events of before 2015, which have other fields.

Nuances
- *Ids*: an account is its login. A repository is a post named `owner/name`, made by its owner; an
  issue or pull request is `owner/name#number`, as people write it, whichever event tells of it; a
  comment is its kind and number (`issuecomment-1`), a release `owner/name@tag`.
- *Reactions*: a star (WatchEvent) is a like of the repository, a fork is a repository that reposts
  it. Comments and reviews are replies to what they stand below; a comment on a commit, whose
  author the event does not name, is a reply to the repository's owner.
- *Embedded*: a comment's event carries the issue or pull request whole; it is marked so.
- *Communities*: the repository is what people talk about in it, and is the hashtag of each post.
- *Counters* are seen at the time of the event: comments of an issue, stars and forks of the
  repository that a pull request goes to.
- Accounts whose login ends in `[bot]` bear GitHub's own mark of automation.
- Pushes, branches, tags, changes of state and of members address nobody, and are counted only.
"""

from influence.dumps.formats.signs import links_in_text
from influence.dumps.sample import Sample
from influence.dumps.translation import Translation
from influence.dumps.values import rows, union

FORMAT = "gh-archive"
VERSION = 1
NAME = "GH Archive events"
PLATFORM = "'github'"

_REPO_COUNTS = (
    "STRUCT(repo STRUCT(full_name VARCHAR, stargazers_count VARCHAR, forks_count VARCHAR))"
)
_ITEM = (
    'STRUCT(number VARCHAR, title VARCHAR, body VARCHAR, "user" STRUCT(login VARCHAR), '
    f"created_at VARCHAR, comments VARCHAR, base {_REPO_COUNTS})"
)
_REMARK = "STRUCT(id VARCHAR, body VARCHAR, commit_id VARCHAR, in_reply_to_id VARCHAR)"
_STRUCTURE = {
    "id": "VARCHAR",
    "type": "VARCHAR",
    "actor": "STRUCT(login VARCHAR)",
    "repo": 'STRUCT("name" VARCHAR)',
    "created_at": "VARCHAR",
    "payload": "STRUCT(action VARCHAR, ref_type VARCHAR, description VARCHAR, "
    f"issue {_ITEM}, pull_request {_ITEM}, comment {_REMARK}, review {_REMARK}, "
    'release STRUCT(tag_name VARCHAR, "name" VARCHAR, body VARCHAR), '
    "forkee STRUCT(full_name VARCHAR, description VARCHAR))",
}
_REPO = 'r.repo."name"'
_OWNER = f"nullif(split_part({_REPO}, '/', 1), '')"
_ISSUE, _PULL = "r.payload.issue", "r.payload.pull_request"

# What is read on purpose without becoming a row.
_PUSH, _BRANCH = "pushes left out", "branches and tags made or deleted, left out"
_WIKI, _MEMBER = "wiki edits left out", "changes of members, teams and sponsors left out"
_STATE = "changes of issues, pull requests, releases and comments left out"
_IS_NEW = "r.payload.action IN ('created', 'submitted')"
_KINDS = {
    "PushEvent": f"'{_PUSH}'",
    "GollumEvent": f"'{_WIKI}'",
    "MemberEvent": f"'{_MEMBER}'",
    "TeamAddEvent": f"'{_MEMBER}'",
    "SponsorshipEvent": f"'{_MEMBER}'",
    "DeleteEvent": f"'{_BRANCH}'",
    "CreateEvent": f"if(r.payload.ref_type = 'repository', 'repository', '{_BRANCH}')",
    "PublicEvent": "'repository'",
    "WatchEvent": "'star'",
    "ForkEvent": "'fork'",
    "IssuesEvent": f"if(r.payload.action = 'opened', 'issue', '{_STATE}')",
    "PullRequestEvent": f"if(r.payload.action = 'opened', 'pull', '{_STATE}')",
    "ReleaseEvent": f"if(r.payload.action = 'published', 'release', '{_STATE}')",
    "PullRequestReviewEvent": f"if({_IS_NEW}, 'review', '{_STATE}')",
    "IssueCommentEvent": f"if({_IS_NEW}, 'issuecomment', '{_STATE}')",
    "PullRequestReviewCommentEvent": f"if({_IS_NEW}, 'discussion_r', '{_STATE}')",
    # The one event of a comment that tells no action.
    "CommitCommentEvent": "'commitcomment'",
}
_MARKS = {
    "_kind": 'CASE r."type" '
    + " ".join(f"WHEN '{event}' THEN {kind}" for event, kind in _KINDS.items())
    + " END"
}


def claims(sample: Sample) -> Translation | None:
    """Events with an actor, a repository and a payload, one a line or in a list."""
    if not any(_is_event(record) for record in sample.records):
        return None
    return Translation(
        format=FORMAT,
        version=VERSION,
        container=sample.container,
        main_stream="posts",
        structure=_STRUCTURE,
        candidates={
            "posts": union(
                _repositories(), _forks(), _items(), _releases(), _replies(), _embedded()
            ),
            "interactions": _stars(),
            "post_metrics": _metrics(),
            "accounts": _bots(),
        },
        marks=_MARKS,
        unclaimed="r._fault IS NULL AND r._kind IS NULL",
        unclaimed_reason="an event of no 'type' that GH Archive is known to write",
        tallies={
            label: f"r._kind = '{label}'" for label in (_PUSH, _BRANCH, _STATE, _WIKI, _MEMBER)
        },
    )


def _is_event(record: dict[str, object]) -> bool:
    named = all(isinstance(record.get(key), dict) for key in ("actor", "repo", "payload"))
    return named and "type" in record


def _post(columns: dict[str, str], where: str) -> str:
    common = {
        "platform": PLATFORM,
        "account_id": "r.actor.login",
        "created_at": "r.created_at",
        "hashtags": f"[name FOR name IN [{_REPO}] IF name IS NOT NULL]",
        "_is_embedded": "false",
    }
    links = {"urls": links_in_text(columns["text"])} if "text" in columns else {}
    return rows(common | columns | links, where)


def _titled(title: str, body: str) -> str:
    return f"concat_ws(chr(10) || chr(10), nullif({title}, ''), nullif({body}, ''))"


def _item_id(item: str) -> str:
    return f"{_REPO} || '#' || {item}.number"


def _repositories() -> str:
    return _post(
        {"post_id": _REPO, "account_id": _OWNER, "text": "r.payload.description"},
        "r._kind = 'repository'",
    )


def _forks() -> str:
    fork = "r.payload.forkee.full_name"
    return _post(
        {
            "post_id": fork,
            "account_id": f"nullif(split_part({fork}, '/', 1), '')",
            "text": "r.payload.forkee.description",
            "repost_of_post_id": _REPO,
            "repost_of_account_id": _OWNER,
        },
        "r._kind = 'fork'",
    )


def _items() -> str:
    opened = (
        _post(
            {"post_id": _item_id(item), "text": _titled(f"{item}.title", f"{item}.body")},
            f"r._kind = '{kind}'",
        )
        for kind, item in (("issue", _ISSUE), ("pull", _PULL))
    )
    return union(*opened)


def _embedded() -> str:
    """The issue or pull request that is commented on, where the event tells it whole."""
    carried = (
        _post(
            {
                "post_id": _item_id(item),
                "account_id": f'{item}."user".login',
                "created_at": f"{item}.created_at",
                "text": _titled(f"{item}.title", f"{item}.body"),
                "_is_embedded": "true",
            },
            f"r._kind IN {kinds} "
            f'AND {item}."user".login IS NOT NULL AND {item}.created_at IS NOT NULL',
        )
        for kinds, item in (("('issuecomment')", _ISSUE), ("('discussion_r', 'review')", _PULL))
    )
    return union(*carried)


def _releases() -> str:
    release = "r.payload.release"
    return _post(
        {
            "post_id": f"{_REPO} || '@' || {release}.tag_name",
            "text": _titled(f'{release}."name"', f"{release}.body"),
        },
        "r._kind = 'release'",
    )


def _replies() -> str:
    comment, review = "r.payload.comment", "r.payload.review"
    answered = f"{comment}.in_reply_to_id"
    below = {
        "issuecomment": (_item_id(_ISSUE), f'{_ISSUE}."user".login'),
        # A remark that answers another remark of the same review.
        "discussion_r": (
            f"coalesce('discussion_r' || {answered}, {_item_id(_PULL)})",
            f'CASE WHEN {answered} IS NULL THEN {_PULL}."user".login END',
        ),
        "commitcomment": (f"{_REPO} || '@' || {comment}.commit_id", _OWNER),
    }
    remarks = [
        _remark(kind, f"'{kind}{'' if kind == 'discussion_r' else '-'}'", comment, *target)
        for kind, target in below.items()
    ]
    pull = (_item_id(_PULL), f'{_PULL}."user".login')
    return union(*remarks, _remark("review", "'pullrequestreview-'", review, *pull))


def _remark(kind: str, prefix: str, remark: str, answered: str, author: str) -> str:
    return _post(
        {
            "post_id": f"{prefix} || {remark}.id",
            "text": f"{remark}.body",
            "reply_to_post_id": answered,
            "reply_to_account_id": author,
        },
        f"r._kind = '{kind}'",
    )


def _stars() -> str:
    return rows(
        {
            "platform": PLATFORM,
            "interaction_id": "r.id",
            "account_id": "r.actor.login",
            "kind": "'like'",
            "post_id": _REPO,
            "target_account_id": _OWNER,
            "occurred_at": "r.created_at",
        },
        "r._kind = 'star'",
    )


def _metrics() -> str:
    base = f"{_PULL}.base.repo"
    seen = {"platform": PLATFORM, "observed_at": "r.created_at"}
    return union(
        rows(
            seen | {"post_id": _item_id(_ISSUE), "replies": f"{_ISSUE}.comments"},
            f"{_ISSUE}.comments IS NOT NULL",
        ),
        rows(
            seen
            | {
                "post_id": f"{base}.full_name",
                "likes": f"{base}.stargazers_count",
                "reposts": f"{base}.forks_count",
            },
            f"{base}.stargazers_count IS NOT NULL",
        ),
    )


def _bots() -> str:
    return rows(
        {
            "platform": PLATFORM,
            "account_id": "r.actor.login",
            "observed_at": "r.created_at",
            "handle": "r.actor.login",
            "is_automated": "true",
        },
        "r._kind IS NOT NULL AND r.actor.login LIKE '%[bot]'",
    )
