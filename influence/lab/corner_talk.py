"""What the people of the hand-worked corner say and do on the platforms, row by row.

Belongs here: explicit posts, acts, counters and views on the topic `sourdough`, with the story.
Does not belong here: who they are (`corner`) and what they buy (`corner_shop`).
"""

from influence.lab.corner import TOPIC, at, platform
from influence.lab.writers import Row, Streams

# Posts are called s-<writer><number>; these are on lantern.
_LANTERN = {"s-m2", "s-t0", "s-t1", "s-t2"}


def _platform_of_post(post_id: str) -> str:
    return "lantern" if post_id in _LANTERN else "plaza"


def _posts() -> list[Row]:
    def post(
        post_id: str, account_id: str, when: str, text: str, *mentions: str, **answers: str | None
    ) -> Row:
        return {
            "platform": platform(account_id),
            "post_id": post_id,
            "account_id": account_id,
            "created_at": at(when),
            "text": text,
            "lang": "en",
            "hashtags": [TOPIC] if f"#{TOPIC}" in text else [],
            "mentions": list(mentions),
            "urls": [],
            **answers,
        }

    def reply_to(post_id: str, account_id: str) -> dict[str, str]:
        return {"reply_to_post_id": post_id, "reply_to_account_id": account_id}

    def repost_of(post_id: str, account_id: str) -> dict[str, str]:
        return {"repost_of_post_id": post_id, "repost_of_account_id": account_id}

    def quote_of(post_id: str, account_id: str) -> dict[str, str]:
        return {"quote_of_post_id": post_id, "quote_of_account_id": account_id}

    return [
        # Marlow. m0 is older than every window; only its late like counts.
        post("s-m0", "p-marlow", "2025-12-28 09:00", "First loaf #sourdough"),
        post("s-m1", "p-marlow", "2026-01-10 09:00", "Second loaf #sourdough"),
        post("s-m2", "l-marlow", "2026-03-10 09:00", "Ask Tamsin #sourdough", "l-tamsin"),
        post("s-m3", "p-marlow", "2026-03-27 09:00", "The best yet #sourdough"),
        # Marlow answers himself: a post of his, and nobody's response.
        post(
            "s-m6",
            "p-marlow",
            "2026-03-27 10:00",
            "And the crumb #sourdough",
            **reply_to("s-m3", "p-marlow"),
        ),
        post("s-m4", "p-marlow-lab", "2026-03-27 15:00", "Rye or wheat? #sourdough"),
        # His second account reposts the first: neither a post nor a response.
        post(
            "s-m5",
            "p-marlow-lab",
            "2026-03-28 09:00",
            "The best yet #sourdough",
            **repost_of("s-m3", "p-marlow"),
        ),
        # He reposts Odile: her response; the mention inside a repost is nobody's.
        post(
            "s-m7",
            "p-marlow",
            "2026-02-06 08:00",
            "With thanks to Juno #sourdough",
            "p-juno",
            **repost_of("s-o1", "p-odile"),
        ),
        # Odile. o4 is a post of hers and a response to Marlow; o5 has the word, not the hashtag.
        post("s-o1", "p-odile", "2026-02-05 12:00", "With thanks to Juno #sourdough", "p-juno"),
        post("s-o2", "p-odile", "2026-03-20 12:00", "As Marlow says #sourdough", "p-marlow"),
        post("s-o5", "p-odile", "2026-03-26 12:00", "No sourdough today, I am reading."),
        post(
            "s-o4",
            "p-odile",
            "2026-03-28 07:30",
            "Longer proofing! #sourdough",
            **reply_to("s-m3", "p-marlow"),
        ),
        post("s-o3", "p-odile", "2026-03-31 08:00", "Rye at last #sourdough"),
        # Tamsin. t2 is a post of hers and a response to Marlow.
        post("s-t0", "l-tamsin", "2026-01-20 18:00", "Day one #sourdough"),
        post("s-t1", "l-tamsin", "2026-03-05 18:00", "Day forty-five #sourdough"),
        post(
            "s-t2",
            "l-tamsin",
            "2026-03-11 18:00",
            "He asked! #sourdough",
            **quote_of("s-m2", "l-marlow"),
        ),
        # Readers. Bram reposts m1 (told again in interactions); Rue and Bram answer without the
        # hashtag, so they write nothing on the topic; Bram's answer to Odile mentions Marlow.
        post(
            "s-b1",
            "p-bram",
            "2026-01-12 08:00",
            "Second loaf #sourdough",
            **repost_of("s-m1", "p-marlow"),
        ),
        post(
            "s-r1",
            "p-rue",
            "2026-03-27 11:00",
            "How long did it rest?",
            "p-marlow",
            **reply_to("s-m3", "p-marlow"),
        ),
        post(
            "s-b2",
            "p-bram",
            "2026-03-31 10:00",
            "Like the one of Marlow.",
            "p-odile",
            "p-marlow",
            **reply_to("s-o3", "p-odile"),
        ),
    ]


def _interactions() -> list[Row]:
    def act(number: int, account_id: str, kind: str, post_id: str, when: str) -> Row:
        return {
            "platform": platform(account_id),
            "interaction_id": f"s-i{number:02d}",
            "account_id": account_id,
            "kind": kind,
            "post_id": post_id,
            "occurred_at": at(when),
        }

    return [
        # On Marlow's posts.
        act(1, "p-kit", "like", "s-m0", "2026-01-02 10:00"),
        act(2, "p-rue", "like", "s-m1", "2026-01-10 10:00"),
        act(3, "p-sol", "like", "s-m1", "2026-01-11 10:00"),
        act(4, "p-bram", "repost", "s-m1", "2026-01-12 08:00"),  # the post s-b1 again
        act(5, "l-ines", "like", "s-m2", "2026-03-10 12:00"),
        act(6, "l-rue", "like", "s-m2", "2026-03-10 13:00"),
        act(7, "l-ines", "save", "s-m2", "2026-03-12 12:00"),
        act(8, "p-sol", "like", "s-m3", "2026-03-27 09:30"),
        act(9, "p-odile", "like", "s-m3", "2026-03-27 09:40"),
        act(10, "p-marlow-lab", "like", "s-m3", "2026-03-27 09:45"),  # himself
        act(11, "p-bram", "click", "s-m3", "2026-03-27 12:00"),
        act(12, "p-odile", "reply", "s-m3", "2026-03-28 07:30"),  # the post s-o4 again
        act(13, "p-kit", "like", "s-m4", "2026-03-27 16:00"),
        act(14, "p-rue", "vote", "s-m4", "2026-03-27 17:00"),
        # On Odile's posts; Kit finds the old o1 in the last week.
        act(15, "p-sol", "like", "s-o1", "2026-02-05 13:00"),
        act(16, "p-bram", "like", "s-o1", "2026-02-05 14:00"),
        act(17, "p-kit", "like", "s-o1", "2026-03-26 08:00"),
        act(18, "p-marlow", "like", "s-o2", "2026-03-20 12:30"),
        act(19, "p-juno", "like", "s-o2", "2026-03-20 13:00"),
        act(20, "p-juno", "like", "s-o5", "2026-03-26 13:00"),  # off topic
        act(21, "p-marlow", "like", "s-o4", "2026-03-28 08:00"),
        act(22, "p-sol", "like", "s-o3", "2026-03-31 09:00"),
        act(23, "p-kit", "like", "s-o3", "2026-03-31 23:59:59"),
        # On Tamsin's posts.
        act(24, "l-ines", "like", "s-t0", "2026-01-20 19:00"),
        act(25, "l-ines", "like", "s-t1", "2026-03-05 19:00"),
        act(26, "l-marlow", "like", "s-t1", "2026-03-05 20:00"),
        act(27, "l-rue", "like", "s-t2", "2026-03-11 19:00"),
        act(28, "l-tamsin", "like", "s-t2", "2026-03-11 19:30"),  # herself
    ]


def _post_metrics() -> list[Row]:
    # Cumulative, each seen twice but the last; the latest counts. Other posts have no counters.
    seen = (
        ("s-m1", "2026-01-11 09:00", 100),
        ("s-m1", "2026-01-15 09:00", 120),
        ("s-m3", "2026-03-28 09:00", 40),
        ("s-m3", "2026-03-31 09:00", 60),
        ("s-o1", "2026-02-06 12:00", 60),
        ("s-o1", "2026-02-20 12:00", 80),
        ("s-o2", "2026-03-21 12:00", 30),
        ("s-o2", "2026-03-25 12:00", 50),
        ("s-t1", "2026-03-06 18:00", 20),
    )
    return [
        {
            "platform": _platform_of_post(post_id),
            "post_id": post_id,
            "observed_at": at(when),
            "impressions": impressions,
        }
        for post_id, when, impressions in seen
    ]


def _impressions() -> list[Row]:
    seen = (
        ("s-m1", "2026-01-10 09:30", "p-juno"),
        ("s-m3", "2026-03-27 09:10", "p-juno"),
        ("s-m3", "2026-03-27 09:20", "v-anon-1"),
        ("s-m3", "2026-03-27 09:25", "p-sol"),
        ("s-m3", "2026-03-27 09:44", "p-marlow-lab"),  # himself
        ("s-o2", "2026-03-20 12:10", "p-bram"),
        ("s-o3", "2026-03-31 08:30", "p-juno"),
        ("s-t1", "2026-03-05 18:30", "l-rue"),
        ("s-t1", "2026-03-05 18:35", "v-rue-phone"),  # Rue again
    )
    return [
        {
            "platform": _platform_of_post(post_id),
            "post_id": post_id,
            "occurred_at": at(when),
            ("visitor_id" if viewer.startswith("v-") else "viewer_account_id"): viewer,
        }
        for post_id, when, viewer in seen
    ]


def talk_rows() -> Streams:
    """The corner's rows of every stream of posts and acts."""
    return {
        "posts": _posts(),
        "interactions": _interactions(),
        "post_metrics": _post_metrics(),
        "impressions": _impressions(),
    }
