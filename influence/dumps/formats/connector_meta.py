"""Tables of Facebook pages and of Instagram business accounts, as connectors land them.

Belongs here: what each of these tables is, and which rows it gives.
Does not belong here: how such a table is told, and other networks (`page_connectors`).

Nuances
- *Daily* figures of a page are increments, not cumulative: counted, no rows, but for `page_fans`,
  which is how many followers the page had on that day. *Lifetime* figures of a post are counters
  as of their `date`.
- *Likes* of a Facebook post are its reactions of every kind.
- A picture inside an Instagram *album* is no post: the album is. Of the counters of a picture, a
  story, a reel and an album each row fills those of its own kind; the largest is taken.
"""

from influence.dumps.formats.connector_tables import (
    Connected,
    Known,
    known,
    largest,
    total,
)
from influence.dumps.formats.signs import hashtags_in_text, links_in_text
from influence.dumps.translation import Translation
from influence.dumps.values import whole

_REACTIONS = ("like", "love", "wow", "haha", "sorry", "anger")
_INCREMENTS = "rows of daily increments left out: they are not cumulative"


def _page(of: Connected) -> Translation:
    account = {
        "account_id": of["id"],
        "observed_at": of.synced,
        "handle": of["username"],
        "display_name": of["name"],
        "followers_count": of["fan_count"],
    }
    return of.translation("accounts", {"accounts": of.rows(account)})


def _page_days(of: Connected) -> Translation:
    followers = {
        "account_id": of["page_id"],
        "observed_at": of["date"],
        "followers_count": of["page_fans"],
    }
    told = f"nullif({of['page_fans']}, '') IS NOT NULL"
    return of.translation(
        "accounts", {"accounts": of.rows(followers, told)}, {_INCREMENTS: "r._fault IS NULL"}
    )


def _page_posts(of: Connected) -> Translation:
    text = of["message"]
    is_hidden = f"lower(coalesce({of['is_published']}, 'true')) = 'false'"
    post = {
        "post_id": of["id"],
        "account_id": of["page_id"],
        "created_at": of["created_time"],
        "text": text,
        "hashtags": hashtags_in_text(text),
        "urls": links_in_text(text),
    }
    shares = {
        "post_id": of["id"],
        "observed_at": of.synced,
        "reposts": of["share_count"],
    }
    told = f"nullif({of['share_count']}, '') IS NOT NULL AND NOT {is_hidden}"
    return of.translation(
        "posts",
        {
            "posts": of.rows(post, f"NOT {is_hidden}", of["updated_time"]),
            "post_metrics": of.rows(shares, told),
        },
        {"versions of unpublished posts left out": is_hidden},
    )


def _page_post_counters(of: Connected) -> Translation:
    counters = {
        "post_id": of["post_id"],
        "observed_at": of["date"],
        # Facebook counts views of any medium in place of impressions since 2025.
        "impressions": f"coalesce(nullif({of['post_impressions']}, ''), "
        f"{whole(of['post_media_view'])})",
        "likes": total(*(of[f"post_reactions_{kind}_total"] for kind in _REACTIONS)),
        "clicks": of["post_clicks"],
    }
    return of.translation("post_metrics", {"post_metrics": of.rows(counters)})


def _person(of: Connected) -> Translation:
    account = {
        "account_id": of["id"],
        "observed_at": of.synced,
        "handle": of["username"],
        "display_name": of["name"],
        "followers_count": of["followers_count"],
        "following_count": of["follows_count"],
        "posts_count": of["media_count"],
    }
    return of.translation("accounts", {"accounts": of.rows(account)})


def _media(of: Connected) -> Translation:
    album = f"nullif({of['carousel_album_id']}, '')"
    is_part = f"coalesce({album} <> {of['id']}, false)"
    text = of["caption"]
    post = {
        "post_id": of["id"],
        "account_id": of["user_id"],
        "created_at": of["created_time"],
        "text": text,
        "hashtags": hashtags_in_text(text),
        "urls": links_in_text(text),
    }
    return of.translation(
        "posts",
        {"posts": of.rows(post, f"NOT {is_part}")},
        {"versions of pictures inside albums left out: the album is the post": is_part},
    )


def _media_counters(of: Connected) -> Translation:
    kinds = ("carousel_album", "story", "video_photo", "reel")

    def seen(*names: str) -> str:
        return largest(*(of[f"{kind}_{name}"] for kind in kinds for name in names))

    counters = {
        "post_id": of["id"],
        "observed_at": of.synced,
        "impressions": seen("views", "impressions", "plays"),
        "likes": largest(of["like_count"], seen("likes")),
        "reposts": seen("shares"),
        "replies": largest(of["comment_count"], seen("comments", "replies")),
        "saves": seen("saved"),
    }
    return of.translation("post_metrics", {"post_metrics": of.rows(counters)})


FACEBOOK: tuple[Known, ...] = (
    known("id page_id created_time status_type", _page_posts),
    known("date page_id page_fan_adds", _page_days),
    known("date post_id post_reactions_like_total", _page_post_counters),
    known("id name username talking_about_count", _page),
)
INSTAGRAM: tuple[Known, ...] = (
    known("id ig_id user_id media_type is_story", _media),
    known("id like_count comment_count video_photo_reach", _media_counters),
    known("id ig_id followers_count media_count", _person),
)
