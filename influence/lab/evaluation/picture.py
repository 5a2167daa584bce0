"""One picture: NDCG of every score in each lens, ours apart from the old ones.

Belongs here: the drawing.
Does not belong here: the figures (`worlds`), and the words (`page`).
"""

import altair
import polars as pl
import vl_convert

from influence.lab.evaluation.agreement import TOP
from influence.lab.evaluation.scores import LENSES, MODELS, OLD, OURS, whose


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
            whose().alias("whose"),
            pl.col("score_name").str.replace_all("_", " ").alias("score"),
        )
        .sort("lens", "mean", "score")
    )
    panels = [_panel(rows.filter(pl.col("lens") == lens), lens) for lens in LENSES]
    chart = altair.hconcat(*panels).resolve_scale(y="independent")
    return bytes(vl_convert.vegalite_to_png(chart.to_dict(), scale=1.5))


def _panel(rows: pl.DataFrame, lens: str) -> altair.LayerChart | altair.FacetChart:
    base = altair.Chart(altair.InlineData(values=rows.to_dicts()))
    # A list, as layers do not agree on a sort by a field of one of them.
    best_first = rows.sort("mean", descending=True)["score"].to_list()
    score = altair.Y("score:N", sort=best_first, title=None)
    bars = base.mark_bar().encode(
        x=altair.X("mean:Q", scale=altair.Scale(domain=[0, 1]), title=f"NDCG@{TOP}"),
        y=score,
        color=altair.Color("whose:N", title=None, sort=[OURS, MODELS, OLD]),
    )
    spread = base.mark_rule(color="black").encode(x="low:Q", x2="high:Q", y=score)
    return altair.layer(bars, spread).properties(title=lens, width=220)
