"""A wrong mapping says which line is wrong, what stands there, and what was expected."""

import pytest

from influence.dumps.mapping.text import MappingText, read

GOOD = """\
version: 1
sources:
  - files: "likes-*.csv"
    stream: interactions
    columns:
      platform: {value: forum}
      account_id: user
      kind: {column: action, values: {fav: like}}
      post_id: post
      occurred_at: {column: ts, format: "%d.%m.%Y %H:%M", zone: Europe/Berlin}
    where: {column: type, is: post}
"""


def _read(text: str) -> MappingText:
    return read("crm/mapping.yml", text.encode())


def _faults(old: str, new: str) -> tuple[str, ...]:
    assert old in GOOD
    return _read(GOOD.replace(old, new)).faults


def test_a_good_mapping_has_no_faults() -> None:
    found = _read(GOOD)
    assert found.faults == ()
    assert [(source.place, source.stream) for source in found.sources] == [
        ("crm/mapping.yml line 3", "interactions")
    ]
    assert found.names == ("likes-*.csv",)


STREAMS_LISTED = (
    "accounts, follows, posts, interactions, post_metrics, impressions, tracked_links, visits, "
    "conversions, identities, campaigns, assignments, consents, fx_rates, topics, topic_terms, "
    "endorsements, deletions"
)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("version: 1", "version: 2", "line 1: 'version' is '2', expected 1"),
        ("version: 1\n", "", "line 1: 'version' is missing; expected 'version: 1'"),
        (
            "version: 1",
            "version: 1\nvershun: 1",
            "line 2: 'vershun' is no key of a mapping; expected one of: version, sources; "
            "did you mean 'version'?",
        ),
        (
            "stream: interactions",
            "stream: interaction",
            f"line 4: 'interaction' is no stream; expected one of: {STREAMS_LISTED}; "
            "did you mean 'interactions'?",
        ),
        (
            "    where:",
            "    wear:",
            "line 11: 'wear' is no key of a source; expected one of: files, stream, columns, "
            "where, deleted, version_at, encoding, delimiter, quote, skip_lines, has_header, "
            "records_under; did you mean 'where'?",
        ),
        (
            "      post_id: post\n",
            "      post_id: post\n      pots_id: post\n",
            "line 10: 'pots_id' is no column of 'interactions'; expected one of: platform, "
            "interaction_id, account_id, kind, post_id, target_account_id, occurred_at; "
            "did you mean 'post_id'?",
        ),
        (
            "      account_id: user\n",
            "",
            "line 6: 'interactions' needs 'account_id', not mapped here",
        ),
        (
            "      post_id: post\n",
            "",
            "line 6: 'interactions' needs 'post_id' or 'target_account_id'; none is mapped",
        ),
        (
            "      post_id: post\n",
            "      post_id: post\n      post_id: thread\n",
            "line 10: 'post_id' stands in line 9 already; keep one of them",
        ),
        (
            "fav: like",
            "fav: likes",
            "line 8: 'likes' is no value of 'kind'; expected one of: like, repost, quote, reply, "
            "mention, click, save, vote; did you mean 'like'?",
        ),
        (
            "%d.%m.%Y %H:%M",
            "%d.%m.%Y %Q",
            "line 10: 'format' is '%d.%m.%Y %Q', which holds wrong letters (Unrecognized "
            "format for strftime/strptime: %Q); expected strptime's, such as %d.%m.%Y %H:%M",
        ),
        (
            "%d.%m.%Y %H:%M",
            "DD.MM.YYYY",
            "line 10: 'format' is 'DD.MM.YYYY', which does not tell year, month and day; expected "
            "such as %d.%m.%Y %H:%M",
        ),
        (
            "%d.%m.%Y %H:%M",
            "%d.%m.%Y %I:%M",
            "line 10: 'format' is '%d.%m.%Y %I:%M': an hour by twelve (%I) needs %p beside it",
        ),
        (
            "Europe/Berlin",
            "Europe/Berln",
            "line 10: 'zone' is 'Europe/Berln', expected one such as Europe/Berlin or UTC; "
            "did you mean 'Europe/Berlin'?",
        ),
        (
            "{value: forum}",
            "{valeu: forum}",
            "line 6: 'valeu' is no key of 'platform'; expected one of: format, zone, unit, "
            "decimal, html, separator, values, null_when, strip, with, digest, join, optional, "
            "column, value; did you mean 'value'?",
        ),
        (
            "{value: forum}",
            "{zone: UTC}",
            "line 6: 'platform' needs one of 'column', 'join' and 'value', such as {column: name} "
            "or {value: a constant}",
        ),
        (
            "account_id: user",
            "account_id: {column: user, format: '%d.%m.%Y'}",
            "line 7: 'format' is for a day or a time; 'account_id' is a text",
        ),
        (
            "account_id: user",
            "account_id: {column: user, decimal: ','}",
            "line 7: 'decimal' is for a count or an amount or a number; 'account_id' is a text",
        ),
        (
            "account_id: user",
            "account_id: [user, id]",
            "line 7: 'account_id' is a list, expected a column, or {join: [one, another]}",
        ),
        (
            "account_id: user",
            "account_id:",
            "line 7: the column for 'account_id' is empty, expected a text",
        ),
        (
            "account_id: user",
            "account_id: {column: user, with: '/'}",
            "line 7: 'with' goes with 'join' only",
        ),
        (
            "account_id: user",
            "account_id: {column: user, optional: maybe}",
            "line 7: 'optional' is 'maybe', expected true or false",
        ),
        (
            "{value: forum}",
            "{value: forum, strip: x}",
            "line 6: 'value' is a constant and takes no 'strip'",
        ),
        (
            "{column: ts, format: \"%d.%m.%Y %H:%M\", zone: Europe/Berlin}",
            "{column: ts, unit: hours}",
            "line 10: 'hours' is no unit of time; expected one of: seconds, millis, micros",
        ),
        (
            "{column: ts, format: \"%d.%m.%Y %H:%M\", zone: Europe/Berlin}",
            "{column: ts, unit: seconds, zone: Europe/Berlin}",
            "line 10: 'unit' counts from 1970 in UTC and takes no 'zone'",
        ),
        (
            "{column: ts, format: \"%d.%m.%Y %H:%M\", zone: Europe/Berlin}",
            "{value: 2024-02-30}",
            "line 10: 'occurred_at' is \"2024-02-30\", not a time (ISO-8601 or epoch ms)",
        ),
        (
            "is: post",
            "iz: post",
            "line 11: 'iz' is no key of 'where'; expected one of: column, is, is_not, given",
        ),
        (
            "is: post",
            "is: post, is_not: ad",
            "line 11: 'where' needs a 'column' and one of 'is', 'is_not' and 'given', such as "
            "{column: type, is: [post, comment]}",
        ),
        ("is: post", "is: []", "line 11: 'is' is an empty list, expected a list"),
        (
            "files: \"likes-*.csv\"",
            "files: \"../likes.csv\"",
            "line 3: 'files' is '../likes.csv', expected a path beside or below the mapping, "
            'with "/" between folders',
        ),
        (
            "    stream:",
            "    encoding: latin-99\n    stream:",
            "line 4: 'encoding' is 'latin-99', expected one such as utf-8, latin-1 or cp1252",
        ),
        (
            "    stream:",
            "    encoding: rot13\n    stream:",
            "line 4: 'encoding' is 'rot13', expected one such as utf-8, latin-1 or cp1252",
        ),
        (
            "    stream:",
            "    delimiter: tab\n    stream:",
            "line 4: 'delimiter' is 'tab', expected one character",
        ),
        (
            "    stream:",
            "    skip_lines: -1\n    stream:",
            "line 4: 'skip_lines' is '-1', expected a whole number",
        ),
    ],
)  # fmt: skip
def test_each_fault_names_its_line_and_what_was_expected(old: str, new: str, fault: str) -> None:
    assert fault in _faults(old, new)


def test_all_faults_are_told_at_once_in_the_order_of_their_lines() -> None:
    text = GOOD.replace("account_id: user", "acount_id: user").replace("is: post", "is: []")
    found = _read(text)
    assert [fault.split(":")[0] for fault in found.faults] == ["line 6", "line 7", "line 11"]
    assert found.sources == ()


def test_a_mapping_of_nothing_but_constants_is_wrong() -> None:
    text = """\
version: 1
sources:
  - files: a.csv
    stream: topics
    columns: {topic: {value: cats}}
"""
    assert _read(text).faults == (
        "line 5: no column of the file is mapped; every value is a constant",
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "line 1: the file is empty; expected 'version: 1' and 'sources:'"),
        ("# nothing\n", "line 1: the file is empty; expected 'version: 1' and 'sources:'"),
        ("just words", "line 1: a mapping is 'just words', expected keys and values"),
        ("version: 1\n", "line 1: 'sources' is missing; expected a list of sources"),
        ("version: 1\nsources: {}\n", "line 2: 'sources' is keys and values, expected a list"),
        ("version: 1\nsources:\n  - x\n", "line 3: a source is 'x', expected keys and values"),
        (
            "version: 1\nsources:\n  - stream: posts\n",
            "line 3: 'files' is missing; expected a path inside the dump, such as "
            '"crm/likes-*.csv"',
        ),
        ("version: 1\n---\nversion: 1\n", "line 2: this is not YAML: but found another document"),
        ("version: 1\nsources: [\n", "line 3: this is not YAML: expected the node content"),
        ("[" * 20_000, "line 1: the YAML is nested too deeply"),
        ("x" * (1 << 20) + "x", "line 1: the file is larger than 1 MB, expected a short text"),
    ],
)
def test_what_is_no_mapping_is_told_so(text: str, fault: str) -> None:
    assert any(found.startswith(fault) for found in _read(text).faults), _read(text).faults


def test_bytes_that_are_no_text_are_told_so() -> None:
    found = read("mapping.yml", b"version: \xff\xfe\n")
    assert len(found.faults) == 1
    assert found.faults[0].startswith("line 1: this is not YAML in UTF-8")


def test_a_word_that_yaml_takes_for_something_else_stays_the_text_it_is() -> None:
    text = GOOD.replace("values: {fav: like}", "values: {no: like, 0x10: save, 1e3: vote}")
    values = dict(_read(text).sources[0].columns)["kind"].values
    assert values == (("no", "like"), ("0x10", "save"), ("1e3", "vote"))


def test_two_sources_that_read_the_same_file_differently_contradict_each_other() -> None:
    source = GOOD.split("sources:\n")[1]
    comma = source.replace("    stream:", "    delimiter: ','\n    stream:")
    semicolon = source.replace("    stream:", "    delimiter: ';'\n    stream:")
    assert _read(f"version: 1\nsources:\n{comma}{semicolon}").faults == (
        "line 13: two sources contradict each other: 'delimiter' is ',' in crm/mapping.yml "
        "line 3 and ';' in crm/mapping.yml line 13",
    )


def test_two_sources_that_give_the_same_rows_contradict_each_other() -> None:
    assert _read(GOOD + GOOD.split("sources:\n")[1]).faults == (
        "line 12: two sources contradict each other: crm/mapping.yml line 3 and crm/mapping.yml "
        "line 12 give 'interactions' the same rows twice; keep one of them, or tell them apart "
        "by 'where'",
    )


def test_sources_that_where_tells_apart_do_not_contradict_each_other() -> None:
    source = GOOD.split("sources:\n")[1]
    assert _read(GOOD + source.replace("is: post", "is: comment")).faults == ()


def test_the_files_of_a_broken_source_are_still_known() -> None:
    found = _read(GOOD.replace("stream: interactions", "stream: interaction"))
    assert found.names == ("likes-*.csv",)
