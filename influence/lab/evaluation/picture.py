"""One picture: NDCG of every score in each lens, ours apart from the old ones.

Belongs here: the drawing.
Does not belong here: the figures (`worlds`), and the words (`page`).
"""

import altair
import polars as pl
import vl_convert

from influence.lab.evaluation.agreement import TOP
from influence.lab.evaluation.scores import LENSES

_OURS, _MODELS, _OLD = "this warehouse", "attribution models", "old scores"


def picture_of(agreements: pl.DataFrame, scenario: str) -> bytes:
    """A PNG of the scores in one scenario: means over seeds, and lines from lowest to highest."""
    rows = (
        agreements.filter((pl.col("scenario") == scenario) & pl.col("ndcg").is_not_null())
        .group_by("lens", "score_name")
        .agg(
            pl.col("ndcg").mean().alias("mean"),
            pl.col("ndcg").min().alias("low"),
            pl.col("ndcg").max().alias("high"),
        )
        .with_columns(
            pl.when(pl.col("score_name").str.ends_with(" credit"))
            .then(pl.lit(_MODELS))
            .when(pl.col("score_name").str.ends_with(" lens") | _is_audience())
            .then(pl.lit(_OURS))
            .otherwise(pl.lit(_OLD))
            .alias("whose"),
            pl.col("score_name").str.replace_all("_", " ").alias("score"),
        )
        .sort("lens", "mean", "score")
    )
    panels = [_panel(rows.filter(pl.col("lens") == lens), lens) for lens in LENSES]
    chart = altair.hconcat(*panels).resolve_scale(y="independent")
    return bytes(vl_convert.vegalite_to_png(chart.to_dict(), scale=1.5))


def _is_audience() -> pl.Expr:
    return pl.col("score_name").is_in(["audience_potential", "audience_observed"])


def _panel(rows: pl.DataFrame, lens: str) -> altair.LayerChart | altair.FacetChart:
    base = altair.Chart(altair.InlineData(values=rows.to_dicts()))
    score = altair.Y("score:N", sort=altair.SortField("mean", order="descending"), title=None)
    bars = base.mark_bar().encode(
        x=altair.X("mean:Q", scale=altair.Scale(domain=[0, 1]), title=f"NDCG@{TOP}"),
        y=score,
        color=altair.Color("whose:N", title=None, sort=[_OURS, _MODELS, _OLD]),
    )
    spread = base.mark_rule(color="black").encode(x="low:Q", x2="high:Q", y=score)
    return altair.layer(bars, spread).properties(title=lens, width=220)
