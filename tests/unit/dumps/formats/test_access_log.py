"""Requests of an access log become page views of visitors, or are told by kind."""

import hashlib
from pathlib import Path

from tests.unit.dumps import dumps

TIME = "10/Oct/2000:13:55:36 -0700"
AT = dumps.at(2000, 10, 10, 20, 55, 36)
VISITOR = hashlib.md5(b"192.0.2.1|Browser/1.0").hexdigest()


def _line(
    request: str = "GET /page HTTP/1.1",
    status: int = 200,
    referrer: str = "-",
    agent: str = "Browser/1.0",
    address: str = "192.0.2.1",
    time: str = TIME,
) -> str:
    return f'{address} - frank [{time}] "{request}" {status} 2326 "{referrer}" "{agent}"\n'


def test_a_page_that_was_sent_is_a_page_view_at_its_time_in_utc(tmp_path: Path) -> None:
    line = _line(
        "GET /shop?utm_source=x&utm_medium=social&utm_campaign=a+b&link_id=lk-7 HTTP/1.1",
        referrer="https://x.example/post/1",
    )
    summary = dumps.landed(tmp_path, {"access.log": line})
    columns = (
        "visitor_id, session_id, occurred_at, event, page_url, referrer, link_id, utm_source, "
        "utm_medium, utm_campaign, utm_content"
    )
    assert dumps.table(summary, "visits", columns) == [
        (
            VISITOR,
            None,
            AT,
            "page_view",
            "/shop?utm_source=x&utm_medium=social&utm_campaign=a+b&link_id=lk-7",
            "https://x.example/post/1",
            "lk-7",
            "x",
            "social",
            "a b",
            None,
        )
    ]
    assert summary.files[0].format == "access-log"


def test_every_other_request_is_told_under_the_first_kind_that_fits(tmp_path: Path) -> None:
    lines = [
        _line(status=404, agent="Bot/1.0"),
        _line(status=500),
        _line("-", status=408),
        _line(status=301),
        _line(status=304),
        _line("POST /page HTTP/1.1"),
        _line("HEAD /page HTTP/1.1"),
        _line("GET /logo.png HTTP/1.1", agent="Crawler (+http://c.example/bot.html)"),
        _line("GET /page HTTP/1.1", agent="FeedReader/3"),
        _line("GET /style.css?v=2 HTTP/1.1"),
        _line("GET /notes.html HTTP/1.1"),
        _line("GET /v1.0/ HTTP/1.1"),
    ]
    summary = dumps.landed(tmp_path, {"access.log": "".join(lines)})
    assert dumps.table(summary, "visits", "page_url") == [("/notes.html",), ("/page",), ("/v1.0/",)]
    assert summary.files[0].notes == (
        "3 requests that ended in an error; 1 requests that were sent elsewhere; "
        "2 requests other than GET; 1 requests of robots left out; "
        "1 requests of feed readers and other programs left out; "
        "1 requests for images, styles and other files"
    )


def test_the_common_format_has_neither_referrer_nor_agent(tmp_path: Path) -> None:
    line = f'192.0.2.1 - - [{TIME}] "GET /a.html HTTP/1.0" 200 2326\n'
    summary = dumps.landed(tmp_path, {"access.log": line})
    expected = hashlib.md5(b"192.0.2.1|").hexdigest()
    columns = "visitor_id, page_url, referrer"
    assert dumps.table(summary, "visits", columns) == [(expected, "/a.html", None)]


def test_a_log_of_several_hosts_tells_the_whole_address(tmp_path: Path) -> None:
    lines = (
        "shop.example:443 "
        + _line("GET /a HTTP/1.1")
        + "old.example:80 "
        + _line("GET /b HTTP/1.1")
    )
    summary = dumps.landed(tmp_path, {"vhosts.log": lines})
    assert dumps.table(summary, "visits", "page_url") == [
        ("http://old.example/b",),
        ("https://shop.example/a",),
    ]


def test_quotes_inside_an_agent_and_bad_escapes_in_a_query_are_read(tmp_path: Path) -> None:
    line = _line("GET /a?utm_source=%FF%zz HTTP/1.1", agent=r"A \"quoted\" browser")
    summary = dumps.landed(tmp_path, {"access.log": line})
    expected = hashlib.md5(rb"192.0.2.1|A \"quoted\" browser").hexdigest()
    assert dumps.table(summary, "visits", "visitor_id, utm_source") == [(expected, "%FF%zz")]


def test_other_lines_and_impossible_times_are_quarantined(tmp_path: Path) -> None:
    lines = [_line(), "server restarted\n", _line(time="31/Feb/2000:13:55:36 -0700"), _line()]
    summary = dumps.landed(tmp_path, {"access.log": "".join(lines)})
    assert dumps.table(summary, "visits", "visitor_id") == [(VISITOR,), (VISITOR,)]
    assert dumps.table(summary, "quarantine", "line, reason") == [
        (
            2,
            'not a line of an access log: expected address, [time], "request", status and size',
        ),
        (
            3,
            "'occurred_at' is \"31/Feb/2000:13:55:36 -0700\", not a time (ISO-8601 or epoch ms)",
        ),
    ]


def test_a_text_without_requests_is_no_access_log(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"notes.log": "first\nsecond\n" + _line()})
    assert summary.files[0].format != "access-log"
