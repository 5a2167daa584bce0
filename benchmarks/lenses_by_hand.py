"""Distinct responders and responses by topic and person, written by hand in Polars.

Belongs here: what a competent analyst would write for one dump of the simulator, and no more:
people joined by identities, topics by their signs and parents, answers of ninety days.
Does not belong here: anything a real dump asks for beyond that (deletions, repeated tellings, late
files, consent); that is the warehouse.
"""

from datetime import date, timedelta
from pathlib import Path

import polars as pl

from influence.measures.identity import connected_nodes

ANSWERS = ["like", "repost", "quote", "reply", "save", "vote"]
SURE = 0.8


def responders_and_responses(raw: Path, as_of: str, days: int = 90) -> pl.DataFrame:
    """One row per topic_id, node: `unique_responders` and `responses` of the window."""
    posts = pl.scan_parquet(raw / "posts" / "*.parquet")
    people = people_of(raw)
    end = date.fromisoformat(as_of)
    acts = (
        answers(raw, posts)
        .filter(pl.col("occurred_at") < end, pl.col("occurred_at") >= end - timedelta(days=days))
        # A post of a day that is missing is answered all the same, and its author is named.
        .join(
            posts.select("platform", "post_id", author_id="account_id"),
            on=["platform", "post_id"],
            how="left",
        )
        .with_columns(author_id=pl.coalesce("author_id", "target_account_id"))
        .filter(pl.col("author_id").is_not_null())
        .with_columns(
            actor=pl.concat_str(pl.lit("account:"), "platform", pl.lit(":"), "account_id"),
            author=pl.concat_str(pl.lit("account:"), "platform", pl.lit(":"), "author_id"),
        )
        .join(people.rename({"node": "actor", "component": "actor_is"}), on="actor", how="left")
        .join(people.rename({"node": "author", "component": "author_is"}), on="author", how="left")
        .select(
            "platform",
            "post_id",
            actor=pl.coalesce("actor_is", "actor"),
            node=pl.coalesce("author_is", "author"),
        )
        .filter(pl.col("actor") != pl.col("node"))
    )
    topics = topics_of(raw, posts)
    every_topic = acts.with_columns(topic_id=pl.lit("all"))
    return (
        pl.concat([acts.join(topics, on=["platform", "post_id"]), every_topic], how="diagonal")
        .group_by("topic_id", "node")
        .agg(
            unique_responders=pl.col("actor").n_unique().cast(pl.Int64),
            responses=pl.len().cast(pl.Int64),
        )
        .collect(engine="streaming")
    )


def people_of(raw: Path) -> pl.LazyFrame:
    """Every linked account and visitor with the smallest node of its person."""
    links = (
        pl.scan_parquet(raw / "identities" / "*.parquet")
        .filter(pl.col("confidence").fill_null(1) >= SURE)
        .select(
            left_node=_node("left"),
            right_node=_node("right"),
        )
        .collect()
    )
    return connected_nodes(links).lazy()


def _node(side: str) -> pl.Expr:
    kind, platform, name = (pl.col(f"{side}_{part}") for part in ("kind", "platform", "id"))
    return (
        pl.when(kind == "account")
        .then(pl.concat_str(pl.lit("account:"), platform, pl.lit(":"), name))
        .otherwise(pl.concat_str(kind, pl.lit(":"), name))
    )


def answers(raw: Path, posts: pl.LazyFrame) -> pl.LazyFrame:
    """Answers to posts, told as interactions or as posts that repost, reply or quote."""
    told = (
        pl.scan_parquet(raw / "interactions" / "*.parquet")
        .filter(pl.col("kind").is_in(ANSWERS) & pl.col("post_id").is_not_null())
        .select("platform", "account_id", "post_id", "target_account_id", "occurred_at")
    )
    by_posts = [
        posts.filter(pl.col(f"{verb}_post_id").is_not_null()).select(
            "platform",
            "account_id",
            post_id=f"{verb}_post_id",
            target_account_id=f"{verb}_account_id",
            occurred_at="created_at",
        )
        for verb in ("repost_of", "reply_to", "quote_of")
    ]
    return pl.concat([told, *by_posts])


def topics_of(raw: Path, posts: pl.LazyFrame) -> pl.LazyFrame:
    """The topics of posts by hashtag, phrase and domain, and the topics above them."""
    terms = pl.read_parquet(raw / "topic_terms" / "*.parquet")
    parents = pl.scan_parquet(raw / "topics" / "*.parquet").filter(
        pl.col("parent_topic").is_not_null()
    )
    hashtags = (
        posts.select("platform", "post_id", pl.col("hashtags").alias("term"))
        .explode("term")
        .with_columns(pl.col("term").str.to_lowercase())
        .join(_terms(terms, "hashtag"), on="term")
    )
    # The few phrases of such a world begin alike, so the words after them tell which it is.
    phrases = posts.select(
        "platform",
        "post_id",
        term=pl.col("text").str.to_lowercase().str.extract(r"\b(talk of .*)$"),
    ).join(_terms(terms, "phrase"), on="term")
    domains = (
        posts.select("platform", "post_id", pl.col("urls").alias("term"))
        .explode("term")
        .with_columns(pl.col("term").str.to_lowercase().str.extract(r"^https?://([^/:?#]+)"))
        .join(_terms(terms, "domain"), on="term")
    )
    own = pl.concat(
        [signs.select("platform", "post_id", "topic_id") for signs in (hashtags, phrases, domains)]
    )
    above = own.join(parents, left_on="topic_id", right_on="topic").select(
        "platform", "post_id", topic_id="parent_topic"
    )
    return pl.concat([own, above]).unique()


def _terms(terms: pl.DataFrame, kind: str) -> pl.LazyFrame:
    return terms.lazy().filter(pl.col("kind") == kind).select("term", topic_id="topic")
