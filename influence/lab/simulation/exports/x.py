"""Posts as X API v1.1 writes them: one tweet a line, with its user and the tweet that it reposts.

Belongs here: the shape of a tweet.
Does not belong here: likes and follows, which this stream does not tell.

*Nuances*. A tweet is dated by the second. A quoted or reposted tweet is inside of the one that
names it; a reply only names it.
"""

from pathlib import Path

import duckdb

from influence.lab.simulation.exports.translated import X, write_lines

_TIME = "'%a %b %d %H:%M:%S +0000 %Y'"
_TWEETS = f"""
CREATE TEMP TABLE tweets AS
SELECT p.*, struct_pack(
    id_str := p.post_id,
    created_at := strftime(p.created_at, {_TIME}),
    "text" := coalesce(p."text", ''),
    lang := p.lang,
    in_reply_to_status_id_str := p.reply_to_post_id,
    in_reply_to_user_id_str := p.reply_to_account_id,
    quoted_status_id_str := p.quote_of_post_id,
    entities := struct_pack(
        hashtags := [struct_pack("text" := tag) FOR tag IN coalesce(p.hashtags, [])],
        urls := [struct_pack(expanded_url := url) FOR url IN coalesce(p.urls, [])]
    ),
    "user" := struct_pack(
        id_str := p.account_id,
        screen_name := a.handle,
        "name" := a.display_name,
        followers_count := a.followers_count
    )
) AS tweet
FROM posts AS p
INNER JOIN (
    SELECT DISTINCT ON (account_id) * FROM accounts WHERE platform = '{X}'
    ORDER BY account_id, observed_at
) AS a ON p.account_id = a.account_id
WHERE p.platform = '{X}'
"""
_LINES = """
SELECT
    unnest(t.tweet),
    epoch_ms(t.created_at) AS timestamp_ms,
    original.tweet AS retweeted_status,
    quoted.tweet AS quoted_status
FROM tweets AS t
LEFT JOIN tweets AS original ON t.repost_of_post_id = original.post_id
LEFT JOIN tweets AS quoted ON t.quote_of_post_id = quoted.post_id
-- A repost of a tweet that is not there cannot be told.
WHERE t.repost_of_post_id IS NULL OR original.post_id IS NOT NULL
ORDER BY t.created_at, t.post_id
"""


def write(con: duckdb.DuckDBPyConnection, out: Path) -> None:
    """Write all tweets of the translated streams."""
    con.execute(_TWEETS)
    write_lines(con, _LINES, out / "x" / "stream.jsonl")
