"""A large dump for benchmarks: the open format in native Parquet, made in chunks of bounded memory.

Belongs here: the order in which the streams of a large world are made and written.
Does not belong here: what is in them (`scale_world`, `scale_talk`, `scale_shop`), and the small
sample with its files of every format (`sample`).

`python -m influence.lab.scale --out DIR --interactions 10000000 --people 100000 --days 90 --seed 7`
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from influence.lab import scale_shop, scale_talk
from influence.lab.scale_world import PLATFORMS, Scale, zipf
from influence.lab.writers import write_frame


def write_scale(out: Path, scale: Scale) -> dict[str, int]:
    """Write all streams of a large world under `out`; returns the rows of each stream.

    Memory: one chunk of rows, and about 150 bytes for each post and session.
    """
    platform = scale.chance(0).integers(0, len(PLATFORMS), scale.accounts)
    popularity = zipf(scale.chance(1), scale.accounts, scale.popularity_exponent)
    posts = scale_talk.draw_posts(scale, popularity)
    links = scale_shop.draw_links(scale, posts)
    sessions = scale_shop.draw_sessions(scale, posts, links)
    shown = np.zeros((scale.posts, len(scale_talk.KINDS)), dtype=np.int64)
    streams: dict[str, Iterator[pl.DataFrame]] = {
        "topics": scale_talk.topic_frames(scale),
        "topic_terms": scale_talk.term_frames(scale),
        "accounts": scale_talk.account_frames(scale, platform, popularity),
        "identities": scale_talk.identity_frames(scale, platform),
        "follows": scale_talk.follow_frames(scale, platform, popularity),
        "posts": scale_talk.post_frames(scale, platform, posts),
        "interactions": scale_talk.interaction_frames(scale, platform, posts, shown),
        # After the interactions, which it counts.
        "post_metrics": scale_talk.metric_frames(scale, platform, posts, shown),
        "tracked_links": scale_shop.link_frames(scale, platform, posts, links),
        "visits": scale_shop.visit_frames(scale, sessions),
        "conversions": scale_shop.conversion_frames(scale, sessions),
    }
    rows = {}
    for stream, frames in streams.items():
        rows[stream] = 0
        for number, part in enumerate(frames):
            write_frame(out / stream / f"part-{number:04d}.parquet", part)
            rows[stream] += part.height
    return rows


def main() -> None:
    """Write the dump that the command line asks for and print the rows of each stream."""
    parser = argparse.ArgumentParser(description="Write a large dump for benchmarks.")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--interactions", type=int, default=10_000_000)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    scale = Scale(arguments.interactions, arguments.people, arguments.days, arguments.seed)
    for stream, rows in write_scale(arguments.out, scale).items():
        print(f"{rows:>12,} {stream}")


if __name__ == "__main__":
    main()
