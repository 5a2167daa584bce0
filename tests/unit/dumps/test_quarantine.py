"""What is refused ends in the quarantine with its place and its reason; the rest lands."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from influence.dumps import parts
from tests.unit.dumps import dumps

PLACES = "line, byte_offset, reason, raw_text"


def test_a_bad_line_of_ndjson_is_quarantined_with_its_place(tmp_path: Path) -> None:
    lines = [
        '{"topic": "tea"}',
        "",
        '{"topic": "ja',
        '{"name": "nameless"}',
        '{"topic": "m\u00e9"}',
    ]
    summary = dumps.landed(tmp_path, {"topics.ndjson": "\n".join(lines)})

    # Line 1 is 16 bytes and its end; line 2 only its end; line 3 is 13 bytes and its end.
    assert dumps.table(summary, "quarantine", PLACES) == [
        (3, 18, "the line is not valid JSON (cut off or corrupt)", lines[2]),
        (4, 32, "'topic' is missing", lines[3]),
    ]
    assert dumps.table(summary, "topics", "topic") == [("m\u00e9",), ("tea",)]
    outcome = summary.files[0]
    assert (outcome.rows_read, outcome.rows_landed, outcome.rows_quarantined) == (4, 2, 2)
    assert dumps.table(summary, "quarantine", "path, stream, row_sha256")[0][:2] == (
        "topics.ndjson",
        "topics",
    )
    hashes = {row[0] for row in dumps.table(summary, "quarantine", "row_sha256")}
    assert sha256(lines[2].encode()).hexdigest() in hashes


@pytest.mark.parametrize("suffix", dumps.COMPRESSIONS)
def test_places_count_in_the_decompressed_text(tmp_path: Path, suffix: str) -> None:
    content = dumps.compress(b'{"topic": "tea"}\r\n{"topic": \r\n', suffix)
    summary = dumps.landed(tmp_path, {f"topics.ndjson{suffix}": content})
    assert dumps.table(summary, "quarantine", "line, byte_offset") == [(2, 18)]
    assert dumps.table(summary, "topics", "topic") == [("tea",)]


def test_bad_rows_of_csv_are_quarantined_with_the_line_where_they_begin(tmp_path: Path) -> None:
    text = (
        "platform,post_id,account_id,created_at,text\n"
        'x,1,2,2026-01-01,"two\nlines"\n'
        "x,2,2,2026-01-01\n"
        "x,3,2,yesterday,hello\n"
        "x,4,2,2026-01-01,a,b\n"
        "x,5,2,2026-01-01,fine\n"
    )
    summary = dumps.landed(tmp_path, {"posts.csv": text})
    # The header is 44 bytes, the first row (two lines) 29, the short row 17, the next 22.
    assert dumps.table(summary, "quarantine", PLACES) == [
        (4, 73, "the row has 4 fields, expected 5", "x,2,2,2026-01-01"),
        (
            5,
            90,
            "'created_at' is \"yesterday\", not a time (ISO-8601 or epoch ms)",
            "x,3,2,yesterday,hello",
        ),
        (6, 112, "the row has 6 fields, expected 5", "x,4,2,2026-01-01,a,b"),
    ]
    assert dumps.table(summary, "posts", "post_id, text") == [("1", "two\nlines"), ("5", "fine")]


def test_an_unclosed_quote_takes_the_rest_and_not_what_came_before(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"topics.csv": 'topic,name\ntea,Tea\njam,"Jam\nmilk,Milk\n'})
    assert dumps.table(summary, "topics", "topic") == [("tea",)]
    assert dumps.table(summary, "quarantine", "line, raw_text") == [(3, 'jam,"Jam\nmilk,Milk')]


def test_bytes_that_are_not_utf8_refuse_only_their_row(tmp_path: Path) -> None:
    files = {
        "topics.csv": b"topic,name\ntea,\xff\njam,ok\n",
        "topics.ndjson": b'{"topic": "\xff"}\n{"topic": "milk"}\n',
    }
    summary = dumps.landed(tmp_path, files)
    assert dumps.table(summary, "topics", "topic") == [("jam",), ("milk",)]
    assert dumps.table(summary, "quarantine", "path, line, reason") == [
        ("topics.csv", 2, "the line is not UTF-8 (byte 4)"),
        ("topics.ndjson", 1, "the line is not UTF-8 (byte 11)"),
    ]


def test_only_a_line_feed_ends_a_line(tmp_path: Path) -> None:
    lines = ['{"topic": "tea\u2028\u2029\u0085"}', "{", '{"topic": "jam"}']
    summary = dumps.landed(tmp_path, {"topics.ndjson": "\n".join(lines)})
    assert dumps.table(summary, "topics", "topic") == [("jam",), ("tea\u2028\u2029\u0085",)]
    assert dumps.table(summary, "quarantine", "line") == [(2,)]


def test_a_byte_order_mark_before_json_is_no_fault(tmp_path: Path) -> None:
    summary = dumps.landed(
        tmp_path, {"topics.ndjson": '\ufeff{"topic": "tea"}\n{"topic": "jam"}\n'}
    )
    assert dumps.table(summary, "topics", "topic") == [("jam",), ("tea",)]
    assert summary.files[0].rows_quarantined == 0


@pytest.mark.parametrize("line", ["[1, 2]", "7", '"tea"', "null"])
def test_a_line_that_is_json_but_no_object_is_refused(tmp_path: Path, line: str) -> None:
    summary = dumps.landed(tmp_path, {"topics.ndjson": f'{{"topic": "tea"}}\n{line}\n'})
    assert dumps.table(summary, "quarantine", "line, reason") == [
        (2, "the line is valid JSON, but not an object")
    ]


def test_a_first_line_that_is_damaged_does_not_hide_the_others(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"topics.ndjson": '{"topic": "t\n{"topic": "jam"}\n'})
    assert dumps.table(summary, "topics", "topic") == [("jam",)]
    assert dumps.table(summary, "quarantine", "line") == [(1,)]


CREATED = '{"platform":"x","post_id":"1","account_id":"2","created_at":'


@pytest.mark.parametrize(
    ("written", "landed"),
    [
        ('"2026-01-01T00:00:00Z"', dumps.at(2026, 1, 1)),
        ('"2026-01-01T00:00:00.250Z"', dumps.at(2026, 1, 1, 0, 0, 0, 250_000)),
        ('"2026-01-01T09:00:00+09:00"', dumps.at(2026, 1, 1)),
        ('"2026-01-01 00:00:00"', dumps.at(2026, 1, 1)),
        ('"2026-01-01"', dumps.at(2026, 1, 1)),
        ("1767225600000", dumps.at(2026, 1, 1)),
        ('"1767225600250"', dumps.at(2026, 1, 1, 0, 0, 0, 250_000)),
        ('" 1767225600250 "', dumps.at(2026, 1, 1, 0, 0, 0, 250_000)),
        ('" 2026-01-01T00:00:00Z "', dumps.at(2026, 1, 1)),
        # A day ahead of the landing at 12:00 on 2026-11-23 is a clock; a moment more is a fault.
        ('"2026-11-24T12:00:00Z"', dumps.at(2026, 11, 24, 12)),
    ],
)
def test_times_are_read_as_utc(tmp_path: Path, written: str, landed: datetime) -> None:
    summary = dumps.landed(tmp_path, {"posts.ndjson": CREATED + written + "}\n"})
    assert dumps.table(summary, "posts", "created_at") == [(landed,)]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ('"yesterday"', "'created_at' is \"yesterday\", not a time (ISO-8601 or epoch ms)"),
        ('"  "', "'created_at' is missing"),
        ("null", "'created_at' is missing"),
        ("true", "'created_at' is \"true\", not a time (ISO-8601 or epoch ms)"),
        ('"1970-01-01T00:00:00Z"', "'created_at' is \"1970-01-01T00:00:00Z\", before 1990-01-01"),
        (
            "1767225600",
            "'created_at' is \"1767225600\", before 1990-01-01: looks like epoch seconds, "
            "expected ms",
        ),
        (
            "1767225600000000",
            "'created_at' is \"1767225600000000\", not a time (ISO-8601 or epoch ms): looks like "
            "epoch micro- or nanoseconds, expected ms",
        ),
        (
            '"2026-11-24T12:00:01Z"',
            "'created_at' is \"2026-11-24T12:00:01Z\", more than a day after the landing on "
            "2026-11-23",
        ),
        (
            '"infinity"',
            "'created_at' is \"infinity\", not a time (ISO-8601 or epoch ms)",
        ),
        (
            '"9999-12-31"',
            "'created_at' is \"9999-12-31\", more than a day after the landing on 2026-11-23",
        ),
    ],
)
def test_a_time_that_cannot_be_is_refused_with_the_reason(
    tmp_path: Path, written: str, reason: str
) -> None:
    summary = dumps.landed(tmp_path, {"posts.ndjson": CREATED + written + "}\n"})
    assert dumps.table(summary, "quarantine", "reason") == [(reason,)]


METRICS = '{"platform":"x","post_id":"1","observed_at":"2026-01-01","likes":'


@pytest.mark.parametrize(
    ("written", "landed"),
    [
        ("12", 12),
        ('"12"', 12),
        ('" 12 "', 12),
        ("12.0", 12),
        ("null", None),
        ('""', None),
        ('"  "', None),
    ],
)
def test_whole_numbers_are_read_as_they_are(
    tmp_path: Path, written: str, landed: int | None
) -> None:
    summary = dumps.landed(tmp_path, {"post_metrics.ndjson": METRICS + written + "}\n"})
    assert dumps.table(summary, "post_metrics", "likes") == [(landed,)]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("-4", "'likes' is \"-4\", expected >= 0"),
        ("12.5", "'likes' is \"12.5\", not a whole number"),
        ('"1,234"', "'likes' is \"1,234\", not a whole number"),
        ('"1_000"', "'likes' is \"1_000\", not a whole number"),
        ("18446744073709551616", "'likes' is \"18446744073709551616\", not a whole number"),
        ("true", "'likes' is \"true\", not a whole number"),
    ],
)
def test_a_count_is_never_rounded_or_guessed(tmp_path: Path, written: str, reason: str) -> None:
    summary = dumps.landed(tmp_path, {"post_metrics.ndjson": METRICS + written + "}\n"})
    found = dumps.table(summary, "quarantine", "reason")
    assert len(found) == 1
    assert found[0][0].startswith(reason[:30])


@pytest.mark.parametrize("value", ["nan", "inf", "-Infinity", "1e400", "0x10", ""])
def test_a_number_that_is_not_finite_is_refused(tmp_path: Path, value: str) -> None:
    text = f"day,currency,rate_to_reporting\n2026-01-01,EUR,{value}\n2026-01-01,USD,1.5e0\n"
    summary = dumps.landed(tmp_path, {"fx_rates.csv": text})
    assert dumps.table(summary, "fx_rates", "currency") == [("USD",)]
    assert dumps.table(summary, "quarantine", "line") == [(2,)]


def test_nan_in_parquet_is_refused_too(tmp_path: Path) -> None:
    from influence.dumps import contract

    rows = [
        {
            "day": datetime(2026, 1, 1, tzinfo=UTC).date(),
            "currency": name,
            "rate_to_reporting": rate,
        }
        for name, rate in (("EUR", float("nan")), ("USD", 1.5))
    ]
    content = dumps.parquet(contract.STREAMS["fx_rates"], rows)
    summary = dumps.landed(tmp_path, {"fx_rates.parquet": content})
    assert dumps.table(summary, "fx_rates", "currency") == [("USD",)]
    assert dumps.table(summary, "quarantine", "reason") == [
        ("'rate_to_reporting' is \"nan\", not a finite number",)
    ]


def test_a_value_outside_a_closed_set_is_refused(tmp_path: Path) -> None:
    text = (
        "platform,follower_id,followed_id,occurred_at,action\n"
        "x,1,2,2026-01-01,follow\nx,1,2,2026-01-02,block\n"
    )
    summary = dumps.landed(tmp_path, {"follows.csv": text})
    assert dumps.table(summary, "quarantine", "line, reason") == [
        (3, "'action' is \"block\", expected one of: follow, unfollow")
    ]


def test_an_act_on_nothing_is_refused(tmp_path: Path) -> None:
    text = (
        "platform,account_id,kind,post_id,target_account_id,occurred_at\n"
        "x,1,like,9,,2026-01-01\nx,1,mention,,2,2026-01-01\nx,1,like,,,2026-01-01\n"
    )
    summary = dumps.landed(tmp_path, {"interactions.csv": text})
    assert dumps.table(summary, "quarantine", "line, reason") == [
        (4, "one of 'post_id' or 'target_account_id' must be given")
    ]


def test_a_sign_of_a_topic_weighs_nothing_or_something(tmp_path: Path) -> None:
    weights = ["", "0", "2.5", "-1", "1e7", "nan"]
    lines = [f"tea,term {number},phrase,{weight}" for number, weight in enumerate(weights)]
    content = "\n".join(["topic,term,kind,weight", *lines]) + "\n"
    summary = dumps.landed(tmp_path, {"topic_terms.csv": content})
    assert dumps.table(summary, "topic_terms", "weight") == [(0.0,), (2.5,), (None,)]
    assert dumps.table(summary, "quarantine", "reason") == [
        ("'weight' is \"nan\", not a finite number",),
        ("'weight' is -1.0, not a weight from 0 (no sign) to 1000000",),
        ("'weight' is 10000000.0, not a weight from 0 (no sign) to 1000000",),
    ]


def test_all_is_reserved_among_topics(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"topics.csv": "topic\ntea\nAll\n"})
    assert dumps.table(summary, "topics", "topic") == [("tea",)]
    assert dumps.table(summary, "quarantine", "reason") == [
        ("'topic' is \"all\", which is reserved for all topics",)
    ]


def test_a_long_record_is_shown_by_its_beginning_and_hashed_whole(tmp_path: Path) -> None:
    line = json.dumps({"topic": None, "name": "x" * 100_000})
    summary = dumps.landed(tmp_path, {"topics.ndjson": line})
    assert dumps.table(summary, "quarantine", "length(raw_text), row_sha256") == [
        (65_536, sha256(line.encode()).hexdigest())
    ]


@pytest.mark.parametrize("end", ["", "\n"])
def test_places_are_those_of_the_whole_file_where_it_is_read_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    monkeypatch.setattr(parts, "_CHUNK", 64)
    monkeypatch.setattr(parts, "_PART_BYTES", 200)
    lines = [f'{{"topic": "topic {number}", "name": "{"x" * number}"}}' for number in range(60)]
    lines[6] = "{cut"
    lines[41] = '{"topic": " "}'
    lines[50] = ""
    text = "\n".join(lines) + end
    summary = dumps.landed(tmp_path, {"topics.ndjson": text})
    assert dumps.table(summary, "quarantine", "line, byte_offset, raw_text") == [
        (number + 1, text.index(lines[number]), lines[number]) for number in (6, 41)
    ]
    assert summary.files[0].rows_read == 59
    assert {row[0] for row in dumps.table(summary, "topics", "topic")} == {
        f"topic {number}" for number in range(60) if number not in (6, 41, 50)
    }


def _corrupt(lines: list[bytes], damage: list[tuple[int, int, bytes]]) -> bytes:
    """Overwrite bytes inside lines, never their ends."""
    for row, place, junk in damage:
        line = bytearray(lines[row % len(lines)])
        at = place % len(line)
        line[at : at + len(junk)] = junk
        lines[row % len(lines)] = bytes(line)
    return b"\n".join(lines) + b"\n"


# No junk holds a line feed or a quote of CSV, so that the number of rows stays known.
_JUNK = st.binary(min_size=1, max_size=3).filter(lambda junk: not set(junk) & set(b'\n\r"'))
_DAMAGE = st.lists(st.tuples(st.integers(0, 19), st.integers(0, 60), _JUNK), max_size=6)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(damage=_DAMAGE, container=st.sampled_from(["csv", "ndjson"]))
# Found once: the first byte of the file, by which formats are told apart.
@example(damage=[(0, 0, b"\x00")], container="ndjson")
@example(damage=[(0, 0, b"\xff\xfe")], container="ndjson")
@example(damage=[(0, 0, b"GIF")], container="ndjson")
@example(damage=[(0, 0, b"a,b")], container="ndjson")
# Likewise: a key of the first record.
@example(damage=[(0, 2, b"P")], container="ndjson")
def test_rows_read_are_rows_landed_and_rows_quarantined_whatever_is_damaged(
    tmp_path_factory: pytest.TempPathFactory,
    damage: list[tuple[int, int, bytes]],
    container: str,
) -> None:
    rows = [
        {"platform": "x", "post_id": f"{n}", "observed_at": "2026-01-01T00:00:00Z", "likes": n}
        for n in range(20)
    ]
    content = dumps.csv_text(rows) if container == "csv" else dumps.ndjson(rows)
    lines = content.rstrip(b"\n").split(b"\n")
    header = lines[:1] if container == "csv" else []
    body = _corrupt(lines[len(header) :], damage)
    summary = dumps.landed(
        tmp_path_factory.mktemp("any"),
        {f"post_metrics.{container}": b"\n".join([*header, b""]) * bool(header) + body},
        most_quarantined=1,
    )

    outcome = summary.files[0]

    blank = sum(not line.strip() for line in body.split(b"\n")[:-1])
    assert outcome.rows_read == 20 - blank
    assert outcome.rows_read == outcome.rows_landed + outcome.rows_quarantined
    assert outcome.rows_landed == len(dumps.table(summary, "post_metrics"))
    assert outcome.rows_quarantined == len(dumps.table(summary, "quarantine"))
    touched = {row % 20 for row, _, _ in damage}
    landed_ids = {row[0] for row in dumps.table(summary, "post_metrics", "post_id")}
    assert {str(n) for n in range(20) if n not in touched} <= landed_ids
