"""Click logs of short links become visits and the links of accounts."""

import hashlib
from pathlib import Path

from tests.unit.dumps import dumps

CLICK = {
    "a": "Browser/1.0",
    "c": "NL",
    "nk": 1,
    "tz": "Europe/Amsterdam",
    "g": "gggg",
    "h": "hhhh",
    "l": "maker",
    "al": "nl",
    "hh": "go.example",
    "r": "http://t.example/abc",
    "u": "http://site.example/page?utm_source=news&utm_content=top%20left",
    "t": 1_331_923_247,
    "hc": 1_331_822_918,
    "ll": [52.37, 4.89],
}
VISITOR = hashlib.md5(b"Browser/1.0|nl|Europe/Amsterdam|52.37|4.89").hexdigest()


def test_a_click_is_a_visit_of_its_browser_on_the_link_of_its_account(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"clicks.txt": dumps.ndjson([CLICK])})
    columns = (
        "visitor_id, session_id, occurred_at, event, page_url, referrer, link_id, utm_source, "
        "utm_content"
    )
    assert dumps.table(summary, "visits", columns) == [
        (
            VISITOR,
            None,
            dumps.at(2012, 3, 16, 18, 40, 47),
            "click",
            CLICK["u"],
            "http://t.example/abc",
            "hhhh",
            "news",
            "top left",
        )
    ]
    columns = "link_id, url, platform, account_id, created_at"
    assert dumps.table(summary, "tracked_links", columns) == [
        ("hhhh", CLICK["u"], "bitly", "maker", dumps.at(2012, 3, 15, 14, 48, 38))
    ]
    assert summary.files[0].format == "shortlink-clicks"


def test_a_link_is_told_once_for_all_its_clicks(tmp_path: Path) -> None:
    clicks = [CLICK | {"t": CLICK["t"] + second} for second in range(5)]
    summary = dumps.landed(tmp_path, {"clicks.txt": dumps.ndjson(clicks)})
    assert len(dumps.table(summary, "visits")) == 5
    assert len(dumps.table(summary, "tracked_links")) == 1


def test_direct_is_no_referrer_and_a_link_without_an_account_is_nobodys(tmp_path: Path) -> None:
    clicks = [
        CLICK | {"r": "direct", "h": "gggg", "l": "bitly"},
        CLICK | {"r": "direct", "h": "aaaa", "l": "anonymous"},
    ]
    summary = dumps.landed(tmp_path, {"clicks.txt": dumps.ndjson(clicks)})
    assert dumps.table(summary, "visits", "link_id, referrer") == [("aaaa", None), ("gggg", None)]
    assert dumps.table(summary, "tracked_links") == []
    assert summary.files[0].notes == "2 clicks on links that no account made"


def test_heartbeats_and_clicks_of_robots_are_told_and_are_no_visits(tmp_path: Path) -> None:
    lines = [{"_heartbeat_": 1}, CLICK, CLICK | {"a": "SomeBot/2.0"}, {"_heartbeat_": 2}]
    summary = dumps.landed(tmp_path, {"clicks.txt": dumps.ndjson(lines)})
    assert dumps.table(summary, "visits", "visitor_id") == [(VISITOR,)]
    assert summary.files[0].notes == "2 heartbeats; 1 clicks of robots left out"


def test_a_visitor_without_languages_or_place_is_another_than_one_with_them(
    tmp_path: Path,
) -> None:
    bare = {name: value for name, value in CLICK.items() if name not in ("al", "ll")}
    summary = dumps.landed(tmp_path, {"clicks.txt": dumps.ndjson([bare])})
    expected = hashlib.md5(b"Browser/1.0||Europe/Amsterdam||").hexdigest()
    assert dumps.table(summary, "visits", "visitor_id") == [(expected,)]


def test_bad_lines_are_quarantined_and_visitors_stay_the_same(tmp_path: Path) -> None:
    bad = dumps.ndjson([{"x": 1}, CLICK | {"t": "soon"}]) + b'{"a": "cut'
    summary = dumps.landed(tmp_path, {"clicks.txt": dumps.ndjson([CLICK]) + bad})
    assert dumps.table(summary, "visits", "visitor_id") == [(VISITOR,)]
    assert dumps.table(summary, "quarantine", "line, reason") == [
        (2, "neither a click (h, u, t) nor a heartbeat"),
        (3, "'occurred_at' is \"soon\", not a time (ISO-8601 or epoch ms)"),
        (4, "the line is not valid JSON (cut off or corrupt)"),
    ]
