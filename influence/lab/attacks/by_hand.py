"""A dump without its bots, as if somebody who knows them had taken them out of it by hand.

Belongs here: leaving out the rows that bots wrote, and follows of them.
Does not belong here: who is a bot; that is told.

*Nuances*. What genuine people did because of bots stays: they saw what bots reposted, and answered.
That they saw it is known from the reposts alone, so their answers may look like those of few. It is
not the world in which nobody bought bots.
"""

from pathlib import Path

import duckdb
import polars as pl

# What names the account that did something, or that something was done to.
ACTORS = {
    "accounts": ("account_id",),
    "follows": ("follower_id", "followed_id"),
    "interactions": ("account_id",),
    "posts": ("account_id",),
}


def take_out(dump: Path, bots: pl.DataFrame) -> None:
    """Rewrite the Parquet of a dump without these accounts: `platform`, `account_id`."""
    with duckdb.connect() as connection:
        connection.register("bots", bots.to_arrow())
        for stream, columns in ACTORS.items():
            missing = " ".join(
                f"ANTI JOIN bots AS bots_{column} ON {stream}.platform = bots_{column}.platform "
                f"AND {stream}.{column} = bots_{column}.account_id"
                for column in columns
            )
            for path in (dump / stream).glob("*.parquet"):
                kept = path.with_suffix(".kept")
                connection.execute(
                    f"COPY (SELECT {stream}.* FROM '{path}' AS {stream} {missing}) "
                    f"TO '{kept}' (FORMAT parquet)"
                )
                kept.replace(path)
