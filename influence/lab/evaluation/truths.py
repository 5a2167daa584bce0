"""What each lens should have found: the truth of a world, for the people that it is asked about.

Belongs here: one number per person and lens, and who is compared.
Does not belong here: how the truth came about (`influence/lab/simulation`).

*Nuances*
- *reach*: the distinct people who really saw a post. Compared: all who were seen.
- *response*: responses per view that posts of average luck would be bound to draw, which is what
  charm does once luck is out. Compared: those with at least MIN_VIEWS views, as nobody can tell the
  rate of the others. Beside it, for the intervals, what these very posts were bound to draw: a rate
  that nobody is asked for, as the next posts have luck of their own.
- *conversion*: purchases that would not have happened without the person. Compared: partners, as
  nobody else can send visitors to the shop; with everyone, any score that knows of links would win.
"""

import polars as pl

from influence.lab.evaluation.scores import CONVERSION, REACH, RESPONSE, Published
from influence.lab.simulation.truth import Truth

MIN_VIEWS = 200
THESE_POSTS = "response of these posts"


def truth_by_person(
    truth: Truth, published: Published, window_days: int, topic: str
) -> pl.DataFrame:
    """`person_id`, `person`, `kind` and a column per truth, null for who is not compared in it."""
    accounts = truth.accounts.select(
        "person", account=pl.col("platform") + ":" + pl.col("account_id")
    )
    people = (
        published.accounts.join(accounts, on="account")
        .select("person_id", "person")
        .unique()
        .join(truth.people.select("person", "kind", "is_partner"), on="person")
    )
    window = truth.topics.filter(
        (pl.col("window_days") == window_days) & (pl.col("topic") == topic)
    )
    found = people.join(window, on="person", how="left")
    caused = pl.col("caused_conversions").fill_null(0).cast(pl.Float64)
    return found.select(
        "person_id",
        "person",
        "kind",
        pl.when(pl.col("viewers") > 0).then(pl.col("viewers").cast(pl.Float64)).alias(REACH),
        *(
            pl.when(pl.col("views") >= MIN_VIEWS)
            .then(pl.col(responses) / pl.col("views"))
            .alias(name)
            for name, responses in (
                (RESPONSE, "usual_responses"),
                (THESE_POSTS, "expected_responses"),
            )
        ),
        pl.when(pl.col("is_partner")).then(caused).alias(CONVERSION),
    ).sort("person_id")
