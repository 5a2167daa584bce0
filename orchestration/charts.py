"""Charts and tables in the metadata of assets.

Belongs here: turning counts into Markdown that the Dagster UI shows.
Does not belong here: people. Metadata outlives the data it is about, so it holds counts only.
"""

import base64
from collections.abc import Sequence
from typing import Any

import altair as alt
import dagster as dg
import vl_convert

WIDTH, HEIGHT = 560, 220


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> dg.MarkdownMetadataValue:
    """Return rows as a Markdown table."""
    lines = [list(columns), ["---"] * len(columns), *rows]
    return dg.MetadataValue.md("\n".join(_line(line) for line in lines))


def bars(
    rows: Sequence[dict[str, Any]], x: str, y: str, title: str, color: str | None = None
) -> dg.MarkdownMetadataValue:
    """Return a bar chart as a picture; `x` and `y` are Altair shorthands (`day:T`, `rows:Q`)."""
    encoding: dict[str, Any] = {"x": alt.X(x), "y": alt.Y(y)}
    if color:
        encoding["color"] = alt.Color(color)
    chart = (
        alt.Chart(alt.InlineData(values=list(rows)), title=title, width=WIDTH, height=HEIGHT)
        .mark_bar()
        .encode(**encoding)
    )
    picture = vl_convert.vegalite_to_png(chart.to_dict(), scale=1.5)
    encoded = base64.b64encode(picture).decode("ascii")
    return dg.MetadataValue.md(f"![{title}](data:image/png;base64,{encoded})")


def _line(cells: Sequence[object]) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(cell: object) -> str:
    if isinstance(cell, int):
        return f"{cell:,}"
    return str(cell).replace("|", "\\|").replace("\n", " ")
