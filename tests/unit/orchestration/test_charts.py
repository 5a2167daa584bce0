"""Metadata for people: tables and pictures that Dagster shows."""

import base64

from orchestration import charts


def test_rows_become_a_markdown_table_with_safe_cells() -> None:
    text = charts.table(("reason", "rows"), [("a | b\nc", 12345)]).value
    assert text == "| reason | rows |\n| --- | --- |\n| a \\| b c | 12,345 |"


def test_a_chart_is_a_picture_within_the_text() -> None:
    rows = [{"topic": "tea", "people": 3}]
    text = charts.bars(rows, x="people:Q", y="topic:N", title="People").value
    assert text is not None
    head, _, picture = text.partition("base64,")
    assert head == "![People](data:image/png;"
    assert base64.b64decode(picture.rstrip(")")).startswith(b"\x89PNG")
