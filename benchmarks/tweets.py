"""Seeded tweet-like records of the v1.1 stream, for measuring ingestion.

Belongs here: the shape and the size of a real stream record (a full user, extended entities,
embedded originals). Does not belong here: anything that a measure could learn from; the words,
ids and counts are uniform noise.
"""

import json
import multiprocessing
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

START = datetime(2026, 1, 1, tzinfo=UTC)
CHUNK = 5_000
ACCOUNTS = 200_000
_SYLLABLES = (
    "ba",
    "co",
    "di",
    "fu",
    "ga",
    "ho",
    "ji",
    "ka",
    "lu",
    "mo",
    "ne",
    "po",
    "ra",
    "su",
    "ti",
)


def write_stream(path: Path, records: int, seed: int = 1) -> int:
    """Write `records` NDJSON lines to `path` (zst) and return the bytes before compression."""
    starts = range(0, records, CHUNK)
    jobs = [(seed, start, min(CHUNK, records - start)) for start in starts]
    written = 0
    with multiprocessing.Pool(2) as pool, pa.output_stream(path, compression="zstd") as out:
        for chunk in pool.imap(_chunk, jobs):
            out.write(chunk)
            written += len(chunk)
    return written


def _chunk(job: tuple[int, int, int]) -> bytes:
    seed, start, count = job
    rng = random.Random(seed * 1_000_003 + start)
    lines = [json.dumps(_record(rng, start + i), separators=(",", ":")) for i in range(count)]
    return ("\n".join(lines) + "\n").encode()


def _record(rng: random.Random, number: int) -> dict[str, object]:
    at = START + timedelta(milliseconds=number * 90)
    tweet = _tweet(rng, 10**18 + number, at)
    tweet["timestamp_ms"] = str(int(at.timestamp() * 1000))
    kind = rng.random()
    original_at = at - timedelta(seconds=rng.randrange(60, 600_000))
    original_id = 9 * 10**17 + rng.randrange(300_000)
    if kind < 0.35:
        tweet["retweeted_status"] = _tweet(rng, original_id, original_at)
    elif kind < 0.40:
        tweet["is_quote_status"] = True
        tweet["quoted_status_id_str"] = str(original_id)
        tweet["quoted_status"] = _tweet(rng, original_id, original_at)
    elif kind < 0.60:
        tweet["in_reply_to_status_id_str"] = str(original_id)
        tweet["in_reply_to_user_id_str"] = str(rng.randrange(ACCOUNTS))
    return tweet


def _words(rng: random.Random, count: int) -> Iterator[str]:
    for _ in range(count):
        yield "".join(rng.choices(_SYLLABLES, k=rng.randrange(1, 4)))


def _stamp(at: datetime) -> str:
    return at.strftime("%a %b %d %H:%M:%S +0000 %Y")


def _entities(rng: random.Random) -> dict[str, object]:
    mentions = [rng.randrange(ACCOUNTS) for _ in range(rng.randrange(3))]
    return {
        "hashtags": [{"text": f"topic{rng.randrange(400)}", "indices": [0, 9]}] * rng.randrange(2),
        "urls": [{"url": "https://t.co/x", "expanded_url": f"https://example.org/{rng.random()}"}]
        * rng.randrange(2),
        "user_mentions": [
            {"screen_name": f"user{m}", "name": f"User {m}", "id": m, "id_str": str(m)}
            for m in mentions
        ],
        "symbols": [],
    }


def _tweet(rng: random.Random, post_id: int, at: datetime) -> dict[str, object]:
    tweet: dict[str, object] = {
        "created_at": _stamp(at),
        "id": post_id,
        "id_str": str(post_id),
        "text": " ".join(_words(rng, 18))[:140],
        "source": '<a href="https://example.org/app" rel="nofollow">App</a>',
        "truncated": False,
        "in_reply_to_status_id_str": None,
        "in_reply_to_user_id_str": None,
        "in_reply_to_screen_name": None,
        "user": _user(rng),
        "geo": None,
        "coordinates": None,
        "place": None,
        "contributors": None,
        "is_quote_status": False,
        "quote_count": rng.randrange(50),
        "reply_count": rng.randrange(90),
        "retweet_count": rng.randrange(900),
        "favorite_count": rng.randrange(5_000),
        "entities": _entities(rng),
        "favorited": False,
        "retweeted": False,
        "filter_level": "low",
        "lang": rng.choice(("en", "es", "ja", "pt", "de")),
    }
    if rng.random() < 0.15:
        tweet["truncated"] = True
        tweet["extended_tweet"] = {
            "full_text": " ".join(_words(rng, 35)),
            "display_text_range": [0, 250],
            "entities": _entities(rng),
        }
    return tweet


def _user(rng: random.Random) -> dict[str, object]:
    number = rng.randrange(ACCOUNTS)
    colour = f"{rng.randrange(16**6):06X}"
    image = f"https://example.org/profile_images/{number}/{colour}_normal.jpg"
    return {
        "id": number,
        "id_str": str(number),
        "name": f"User {number}",
        "screen_name": f"user{number}",
        "location": " ".join(_words(rng, 2)),
        "url": None,
        "description": " ".join(_words(rng, 9)),
        "translator_type": "none",
        "protected": False,
        "verified": number % 100 == 0,
        "followers_count": rng.randrange(100_000),
        "friends_count": rng.randrange(5_000),
        "listed_count": rng.randrange(300),
        "favourites_count": rng.randrange(50_000),
        "statuses_count": rng.randrange(80_000),
        "created_at": _stamp(START - timedelta(days=1 + number % 4_000)),
        "geo_enabled": False,
        "lang": None,
        "profile_background_color": colour,
        "profile_background_image_url_https": "https://example.org/images/themes/theme1/bg.png",
        "profile_link_color": colour,
        "profile_use_background_image": True,
        "profile_image_url_https": image,
        "profile_banner_url": f"https://example.org/profile_banners/{number}/1555555555",
        "default_profile": True,
        "default_profile_image": False,
        "following": None,
        "follow_request_sent": None,
        "notifications": None,
    }
