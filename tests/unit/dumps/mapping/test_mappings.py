"""A mapping makes rows of the contract of a user's own columns, whatever they stand in."""

import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.unit.dumps.dumps import at, landed, ndjson, table
from tests.unit.dumps.mapping.mapped import land_mapped, mapping, outcome, posts

LIKES = """
files: "crm/likes-*.csv"
stream: interactions
columns:
  platform: {value: forum}
  account_id: user
  kind: {column: action, values: {fav: like, thumb: vote}}
  occurred_at: {column: ts, format: "%d.%m.%Y %H:%M", zone: Europe/Berlin}
  post_id: {join: [forum_id, post_no], with: "/"}
where: {column: type, is: [post, comment]}
deleted: {column: is_deleted, is: ["true", "1"]}
version_at: synced_at
"""
HEADER = "user;action;ts;forum_id;post_no;type;is_deleted;synced_at\n"


def _likes(tmp_path: Path, *rows: str) -> list[tuple[object, ...]]:
    text = HEADER + "".join(f"{row}\n" for row in rows)
    summary = land_mapped(tmp_path, LIKES, "crm/likes-1.csv", text)
    columns = "account_id, kind, post_id, occurred_at, _is_deleted, _version_at"
    return table(summary, "interactions", columns)


def _reasons(tmp_path: Path, source: str, name: str, content: bytes | str) -> list[object]:
    summary = land_mapped(tmp_path, source, name, content)
    return [row[0] for row in table(summary, "quarantine", "reason")]


def test_columns_constants_joins_meanings_and_local_times_become_a_row(tmp_path: Path) -> None:
    rows = _likes(
        tmp_path,
        "u1;fav;01.05.2024 14:30;7;12;post;0;2024-05-02T00:00:00Z",
        "u2;thumb;01.12.2024 14:30;7;13;comment;1;2024-12-02 01:00:00+01:00",
    )
    # Berlin is two hours ahead of UTC in May and one in December.
    assert rows == [
        ("u1", "like", "7/12", at(2024, 5, 1, 12, 30), False, at(2024, 5, 2)),
        ("u2", "vote", "7/13", at(2024, 12, 1, 13, 30), True, at(2024, 12, 2)),
    ]


def test_a_row_that_where_leaves_out_is_tallied(tmp_path: Path) -> None:
    text = HEADER + "u1;fav;01.05.2024 14:30;7;12;ad;0;\nu2;fav;01.05.2024 14:30;7;12;post;0;\n"
    summary = land_mapped(tmp_path, LIKES, "crm/likes-1.csv", text)
    assert [row[0] for row in table(summary, "interactions", "account_id")] == ["u2"]
    found = outcome(summary, "crm/likes-1.csv")
    assert (found.rows_read, found.rows_landed, found.rows_quarantined) == (1, 1, 0)
    assert "1 records left out of interactions by 'where'" in str(found.notes)


def test_what_the_mapping_cannot_read_goes_to_the_quarantine_with_its_value(tmp_path: Path) -> None:
    text = HEADER + (
        "u1;spam;01.05.2024 14:30;7;12;post;0;\n"
        "u2;fav;yesterday;7;12;post;0;\n"
        "u3;fav;01.05.2024 14:30;7;;post;0;\n"
        "u4;fav;01.05.2024 14:30;7;12;post;0;soon\n"
    )
    assert _reasons(tmp_path, LIKES, "crm/likes-1.csv", text) == [
        "'kind' is \"spam\", expected one of: like, repost, quote, reply, mention, click, save, "
        "vote",
        "'occurred_at' is \"yesterday\", not a time (ISO-8601 or epoch ms)",
        "'version_at' (synced_at) is not a time",
        "one of 'post_id' or 'target_account_id' must be given",
    ]


@pytest.mark.parametrize(
    ("option", "text", "expected"),
    [
        ("unit: seconds", "1714566600", at(2024, 5, 1, 12, 30)),
        ("unit: seconds", "1714566600.25", at(2024, 5, 1, 12, 30, 0, 250_000)),
        ("unit: micros", "1714566600000001", at(2024, 5, 1, 12, 30, 0, 1)),
        ("unit: millis", "1714566600000", at(2024, 5, 1, 12, 30)),
        ('format: "%m/%d/%y"', "05/01/24", at(2024, 5, 1)),
        ('format: ["%d.%m.%Y", "%a %b %d %H:%M:%S %z %Y"]', "01.05.2024", at(2024, 5, 1)),
        (
            'format: ["%d.%m.%Y", "%a %b %d %H:%M:%S %z %Y"]',
            "Wed May 01 14:30:00 +0200 2024",
            at(2024, 5, 1, 12, 30),
        ),
        ("zone: Asia/Tokyo", "2024-05-01 09:00", at(2024, 5, 1)),
        ("zone: Asia/Tokyo", "2024-05-01T09:00:00Z", at(2024, 5, 1, 9)),
        ("zone: Asia/Tokyo", "2024-05-01T09:00:00.5+02:00", at(2024, 5, 1, 7, 0, 0, 500_000)),
        ("zone: Asia/Tokyo", "2024-05-01", at(2024, 4, 30, 15)),
        # ISO-8601 is read beside a format, in the zone of the mapping.
        ('format: "%d.%m.%Y", zone: Asia/Tokyo', "2024-05-01 09:00", at(2024, 5, 1)),
        # Clocks went back at 3:00 that night: 2:30 was twice, and the second one is taken.
        ("zone: Europe/Berlin", "2024-10-27 02:30", at(2024, 10, 27, 1, 30)),
        # Clocks went from 2:00 to 3:00 that night: 2:30 was not, and is 3:30 in summer time.
        ("zone: Europe/Berlin", "2024-03-31 02:30", at(2024, 3, 31, 1, 30)),
    ],
)
def test_times_are_read_in_the_spelling_that_the_mapping_says(
    tmp_path: Path, option: str, text: str, expected: object
) -> None:
    source = posts("*.csv").replace("created_at: at", f"created_at: {{column: at, {option}}}")
    summary = land_mapped(tmp_path, source, "a.csv", f"id,author,at\n1,ann,{text}\n")
    assert table(summary, "posts", "created_at") == [(expected,)]


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("text: {column: x, html: true}", "<p>a &amp; b</p>", "a & b"),
        ('text: {column: x, strip: "\'"}', "'@ann hello'", "@ann hello"),
        ('text: {column: x, null_when: ["-", "n/a"]}', "n/a", None),
        ('hashtags: {column: x, separator: ","}', '"cats, dogs,,birds"', ["cats", "dogs", "birds"]),
        ('hashtags: {column: x, separator: " "}', "cats  dogs", ["cats", "dogs"]),
        ("hashtags: x", '"[""cats"", ""dogs""]"', ["cats", "dogs"]),
        ("lang: {join: [x, id], with: -}", "de", "de-1"),
        (
            "lang: {join: [x, author], with: -, digest: true}",
            "a",
            "7bd97ee1288bb3076c800c514db170db",
        ),
        ("lang: {join: [x, id], with: -}", "", None),
    ],
)
def test_values_are_made_as_the_mapping_says(
    tmp_path: Path, column: str, cell: str, expected: object
) -> None:
    name = column.split(":")[0]
    text = f"id,author,at,x\n1,ann,2024-05-01,{cell}\n"
    summary = land_mapped(tmp_path, posts("*.csv", column), "a.csv", text)
    assert table(summary, "posts", name) == [(expected,)]


@pytest.mark.parametrize(
    ("decimal", "cell", "expected"),
    [
        (",", "1.234.567,50", "1234567.5000"),
        (",", "12,5", "12.5000"),
        (",", "1.234", "1234.0000"),
        (",", "-3", "-3.0000"),
        (".", "1,234.50", "1234.5000"),
        (".", "1'234.50", "1234.5000"),
    ],
)
def test_amounts_are_read_with_the_decimal_mark_of_the_mapping(
    tmp_path: Path, decimal: str, cell: str, expected: str
) -> None:
    source = f"""
    files: "*.csv"
    stream: conversions
    columns:
      conversion_id: id
      visitor_id: who
      occurred_at: at
      kind: {{value: purchase}}
      value: {{column: paid, decimal: "{decimal}"}}
    """
    text = f"id;who;at;paid\n1;v;2024-05-01;{cell}\n"
    summary = land_mapped(tmp_path, source, "orders.csv", text)
    assert [str(row[0]) for row in table(summary, "conversions", "value")] == [expected]


def test_an_amount_with_another_decimal_mark_is_refused_with_its_value(tmp_path: Path) -> None:
    source = """
    files: "*.csv"
    stream: conversions
    columns:
      conversion_id: id
      visitor_id: who
      occurred_at: at
      kind: {value: purchase}
      value: {column: paid, decimal: ","}
    """
    text = "id;who;at;paid\n1;v;2024-05-01;1,234.50\n"
    assert _reasons(tmp_path, source, "orders.csv", text) == [
        "'value' is \"1,234.50\", not an amount (at most 14 digits before the point)"
    ]


def test_counters_that_stand_for_nothing_known_are_null_and_tallied(tmp_path: Path) -> None:
    source = """
    files: "*.csv"
    stream: post_metrics
    columns:
      platform: {value: forum}
      post_id: id
      observed_at: {value: 2024-05-01}
      likes: {column: fav, null_when: ["-", "n/a", "-1"]}
    """
    summary = land_mapped(tmp_path, source, "m.csv", "id,fav\n1,5\n2,-1\n3,-\n4,n/a\n5,0\n")
    assert table(summary, "post_metrics", "post_id, likes") == [
        ("1", 5),
        ("2", None),
        ("3", None),
        ("4", None),
        ("5", 0),
    ]
    notes = outcome(summary, "m.csv").notes
    assert "3 values of 'likes' of post_metrics that stand for an unknown one" in str(notes)


def test_one_file_becomes_rows_of_several_streams(tmp_path: Path) -> None:
    follows = """
    files: "*.csv"
    stream: follows
    columns:
      platform: {value: forum}
      follower_id: author
      followed_id: friend
      action: {value: follow}
      occurred_at: at
    where: {column: friend, given: true}
    """
    back = follows.replace("follower_id: author", "follower_id: friend").replace(
        "followed_id: friend", "followed_id: author"
    )
    text = "id,author,at,friend\n1,ann,2024-05-01,bob\n2,cid,2024-05-02,\n"
    files = {"mapping.yml": mapping(posts("*.csv"), follows, back), "a.csv": text}
    summary = landed(tmp_path, files)
    assert table(summary, "posts", "post_id, account_id") == [("1", "ann"), ("2", "cid")]
    assert table(summary, "follows", "follower_id, followed_id") == [("ann", "bob"), ("bob", "ann")]
    assert "1 records left out of follows by 'where'" in str(outcome(summary, "a.csv").notes)


@pytest.mark.parametrize(
    ("where", "kept"),
    [
        ("{column: type, is: post}", ["1"]),
        ("{column: type, is_not: [post, ad]}", ["3", "4"]),
        ("{column: type, given: true}", ["1", "2", "3"]),
        ("{column: type, given: false}", ["4"]),
        ("[{column: type, is_not: ad}, {column: id, is_not: ['1']}]", ["3", "4"]),
    ],
)
def test_where_takes_the_records_that_it_says(tmp_path: Path, where: str, kept: list[str]) -> None:
    text = "id,author,at,type\n" + "".join(
        f"{number},ann,2024-05-01,{kind}\n"
        for number, kind in enumerate(("post", "ad", "note", ""), start=1)
    )
    source = posts("*.csv", more=f"where: {where}\n")
    summary = land_mapped(tmp_path, source, "a.csv", text)
    assert [row[0] for row in table(summary, "posts", "post_id")] == kept


NESTED = [
    {
        "id": "1",
        "author": {"id": 7, "name": {"full": "Ann"}},
        "at": "2024-05-01",
        "tags": [{"name": "cats"}, {"name": "dogs"}],
        "lang.code": "de",
    },
    {"id": "2", "author": {"id": 8}, "at": "2024-05-02", "tags": None},
]
NESTED_SOURCE = """
files: "*"
stream: posts
columns:
  platform: {value: forum}
  post_id: id
  account_id: author.id
  created_at: at
  text: author.name.full
  hashtags: tags[].name
  lang: lang.code
"""
NESTED_ROWS = [
    ("1", "7", "Ann", ["cats", "dogs"], "de"),
    ("2", "8", None, None, None),
]


@pytest.mark.parametrize(
    ("name", "content", "more"),
    [
        ("a.ndjson", ndjson(NESTED), ""),
        ("a.json", json.dumps(NESTED).encode(), ""),
        ("b.json", json.dumps({"items": NESTED, "next": None}).encode(), "records_under: items\n"),
        (
            "pages.ndjson",
            b"".join(json.dumps({"items": [row]}).encode() + b"\n" for row in NESTED),
            "records_under: items\n",
        ),
    ],
)
def test_keys_inside_others_are_named_by_dots(
    tmp_path: Path, name: str, content: bytes, more: str
) -> None:
    source = NESTED_SOURCE.replace("stream:", f"{more}stream:")
    summary = landed(
        tmp_path, {"x.mapping.yml": mapping(source.replace('"*"', name)), name: content}
    )
    assert outcome(summary, name).reason is None
    columns = "post_id, account_id, text, hashtags, lang"
    assert table(summary, "posts", columns) == NESTED_ROWS


def test_columns_of_parquet_keep_their_types_and_parts(tmp_path: Path) -> None:
    rows = [
        {
            "id": 1,
            "author": {"id": 7, "name": {"full": "Ann"}},
            "at": at(2024, 5, 1),
            "tags": [{"name": "cats"}, {"name": "dogs"}],
            "lang.code": "de",
        },
        {"id": 2, "author": {"id": 8, "name": None}, "at": at(2024, 5, 2), "tags": None},
    ]
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), out)
    source = NESTED_SOURCE.replace("created_at: at", "created_at: {column: at, zone: Asia/Tokyo}")
    summary = land_mapped(tmp_path, source.replace('"*"', "a.parquet"), "a.parquet", out.getvalue())
    columns = "post_id, account_id, text, hashtags, lang"
    assert table(summary, "posts", columns) == NESTED_ROWS
    assert table(summary, "posts", "created_at") == [(at(2024, 4, 30, 15),), (at(2024, 5, 1, 15),)]


def test_a_table_may_have_lines_above_its_header_and_another_delimiter_and_quote(
    tmp_path: Path,
) -> None:
    text = "\nExport of May\n'id'|'author'|'at'\n'1'|'a|b'|'2024-05-01'\n"
    more = 'delimiter: "|"\nquote: "\'"\nskip_lines: 2\n'
    summary = land_mapped(tmp_path, posts("*.txt", more=more), "a.txt", text)
    assert table(summary, "posts", "post_id, account_id") == [("1", "a|b")]


def test_a_table_without_a_header_has_numbered_columns(tmp_path: Path) -> None:
    source = """
    files: "*.tsv"
    stream: posts
    has_header: false
    columns: {platform: {value: forum}, post_id: c1, account_id: c3, created_at: c2}
    """
    summary = land_mapped(tmp_path, source, "a.tsv", "1\t2024-05-01\tann\n2\t2024-05-02\tbob\n")
    assert table(summary, "posts", "post_id, account_id") == [("1", "ann"), ("2", "bob")]


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16", "cp1251"])
def test_a_text_in_the_encoding_of_the_mapping_is_read(tmp_path: Path, encoding: str) -> None:
    letters = "Жук" if encoding == "cp1251" else "Zoë"
    text = f"id,author,at,text\n1,ann,2024-05-01,{letters}\n".encode(encoding)
    more = f"encoding: {encoding}\n"
    summary = land_mapped(tmp_path, posts("*.csv", "text: text\n", more), "a.csv", text)
    assert table(summary, "posts", "text") == [(letters,)]


def test_a_byte_that_the_encoding_does_not_know_takes_only_its_line(tmp_path: Path) -> None:
    lines = [b"id,author,at", b"1,zo\xeb,2024-05-01", b"2,\x81,2024-05-01", b"3,bob,2024-05-01"]
    source = posts("*.csv", more="encoding: cp1252\n")
    summary = land_mapped(tmp_path, source, "a.csv", b"\n".join(lines))
    assert table(summary, "posts", "account_id") == [("bob",), ("zoë",)]
    assert table(summary, "quarantine", "line") == [(3,)]


def test_without_an_encoding_a_line_that_is_not_utf8_goes_to_the_quarantine(tmp_path: Path) -> None:
    text = b"id,author,at\n1,zo\xeb,2024-05-01\n2,bob,2024-05-01\n"
    assert _reasons(tmp_path, posts("*.csv"), "a.csv", text) == ["the line is not UTF-8 (byte 4)"]


def test_a_mapping_wins_over_the_reading_that_the_content_suggests(tmp_path: Path) -> None:
    text = (
        "platform,post_id,account_id,created_at,author,id,at\nx,9,zed,2020-01-01,ann,1,2024-05-01\n"
    )
    summary = land_mapped(tmp_path, posts("posts.csv"), "posts.csv", text)
    assert table(summary, "posts", "platform, post_id, account_id") == [("forum", "1", "ann")]
    assert outcome(summary, "posts.csv").format == "mapping"


def test_columns_that_no_source_uses_are_named_once(tmp_path: Path) -> None:
    text = "id,author,at,mood,colour\n1,ann,2024-05-01,good,red\n"
    summary = land_mapped(tmp_path, posts("*.csv"), "a.csv", text)
    assert outcome(summary, "a.csv").notes == (
        "mapped by mapping.yml; 2 columns not mapped: mood, colour"
    )


def test_a_column_that_the_file_lacks_refuses_it_with_the_line_of_the_mapping(
    tmp_path: Path,
) -> None:
    text = "id,autor,at\n1,ann,2024-05-01\n"
    summary = land_mapped(tmp_path, posts("*.csv"), "a.csv", text)
    found = outcome(summary, "a.csv")
    assert (found.status, found.format) == ("quarantined", "mapping")
    assert found.reason == (
        "mapping.yml line 8: the file has no column 'author'; found: id, autor, at; "
        "did you mean 'autor'?"
    )
    assert outcome(summary, "mapping.yml").status == "landed"


def test_a_key_that_no_record_has_refuses_the_file_unless_it_is_optional(tmp_path: Path) -> None:
    rows = [{"id": "1", "author": "ann", "at": "2024-05-01"}]
    summary = land_mapped(
        tmp_path, posts("*.ndjson", "text: body.plain\n"), "a.ndjson", ndjson(rows)
    )
    assert "the file has no column 'body.plain'" in str(outcome(summary, "a.ndjson").reason)
    # Beyond the records that are looked at beforehand, the key is there.
    rows = rows * 300 + [{"id": "2", "author": "ann", "at": "2024-05-01", "body": {"plain": "hi"}}]
    source = posts("*.ndjson", "text: {column: body.plain, optional: true}\n")
    summary = land_mapped(tmp_path / "again", source, "a.ndjson", ndjson(rows))
    assert table(summary, "posts", "post_id, text")[-1] == ("2", "hi")


def test_a_column_that_a_table_need_not_have_is_null_where_it_has_not(tmp_path: Path) -> None:
    source = posts("*.csv", "text: {column: body, optional: true}\n")
    summary = land_mapped(tmp_path, source, "a.csv", "id,author,at\n1,ann,2024-05-01\n")
    assert table(summary, "posts", "post_id, text") == [("1", None)]


@pytest.mark.parametrize(
    ("name", "content", "more", "reason"),
    [
        (
            "a.ndjson",
            '{"id": "1", "author": "a", "at": "2024-05-01"}\n',
            'delimiter: ";"\n',
            "mapping.yml line 3: 'delimiter' is for tables of text, but the file is JSON",
        ),
        (
            "a.csv",
            "id,author,at\n1,ann,2024-05-01\n",
            "records_under: items\n",
            "mapping.yml line 3: 'records_under' is for JSON, but the file is a table of text",
        ),
        (
            "a.json",
            '{"itemz": [{"id": "1"}], "count": 1}',
            "records_under: items\n",
            "no list stands under 'items' ('records_under'); found the keys: itemz, count; "
            "did you mean 'itemz'?",
        ),
        (
            "a.csv",
            "id,author,at\n",
            "skip_lines: 7\n",
            "'skip_lines' is 7, but the file begins with 2 lines; expected a header below",
        ),
        (
            "a.csv",
            "id,author,at,id\n1,ann,2024-05-01,2\n",
            "",
            "mapping.yml line 7: two columns of the file are named 'id'; rename one of them",
        ),
    ],
)
def test_a_file_that_is_not_what_the_mapping_says_is_refused(
    tmp_path: Path, name: str, content: str, more: str, reason: str
) -> None:
    summary = land_mapped(tmp_path, posts(name, more=more), name, content)
    assert outcome(summary, name).reason == reason


def test_a_key_cannot_be_mapped_both_whole_and_in_part(tmp_path: Path) -> None:
    rows = [{"id": "1", "author": {"id": "7"}, "at": "2024-05-01"}]
    source = posts("*.ndjson", "text: author.id\n")
    summary = land_mapped(tmp_path, source, "a.ndjson", ndjson(rows))
    assert "is mapped, and so is a part of it" in str(outcome(summary, "a.ndjson").reason)


def test_a_list_of_parts_goes_to_a_column_of_lists_only(tmp_path: Path) -> None:
    rows = [{"id": "1", "author": "ann", "at": "2024-05-01", "tags": [{"name": "cats"}]}]
    source = posts("*.ndjson", "text: tags[].name\n")
    summary = land_mapped(tmp_path, source, "a.ndjson", ndjson(rows))
    assert outcome(summary, "a.ndjson").reason == (
        "mapping.yml line 10: 'tags[].name' is a list, which only a column of lists can take, "
        "and as it is"
    )


@pytest.mark.parametrize("content", ['{"items": []}', '{\n"items": []\n}\n'])
def test_a_list_without_records_gives_no_rows(tmp_path: Path, content: str) -> None:
    source = posts("a.json", more="records_under: items\n")
    summary = land_mapped(tmp_path, source, "a.json", content)
    found = outcome(summary, "a.json")
    assert (found.status, found.rows_read, found.reason) == ("landed", 0, None)


def test_columns_of_a_loader_say_the_version_unless_the_mapping_does(tmp_path: Path) -> None:
    text = (
        "id,author,at,_fivetran_synced,_fivetran_deleted\n"
        "1,ann,2024-05-01,2024-05-03T00:00:00Z,false\n"
        "2,ann,2024-05-01,2024-05-04T00:00:00Z,true\n"
    )
    summary = land_mapped(tmp_path, posts("*.csv"), "a.csv", text)
    assert table(summary, "posts", "post_id, _version_at, _is_deleted") == [
        ("1", at(2024, 5, 3), False),
        ("2", at(2024, 5, 4), True),
    ]
    assert outcome(summary, "a.csv").notes == "mapped by mapping.yml; landed by Fivetran"
    source = posts("*.csv", more="version_at: at\ndeleted: {column: author, is: nobody}\n")
    summary = land_mapped(tmp_path / "again", source, "a.csv", text)
    assert table(summary, "posts", "post_id, _version_at, _is_deleted") == [
        ("1", at(2024, 5, 1), False),
        ("2", at(2024, 5, 1), False),
    ]


def test_names_are_looked_up_inside_the_envelopes_of_airbyte(tmp_path: Path) -> None:
    rows = [
        {
            "_airbyte_raw_id": "a",
            "_airbyte_extracted_at": 1714566600000,
            "_airbyte_data": {"id": "1", "author": {"id": 7}, "at": "2024-05-01"},
        },
        {"_airbyte_raw_id": "b", "_airbyte_extracted_at": 1714566600000, "_airbyte_data": 5},
    ]
    source = posts("*.jsonl").replace("author", "author.id")
    summary = land_mapped(tmp_path, source, "a.jsonl", ndjson(rows))
    columns = "post_id, account_id, created_at, _version_at"
    assert table(summary, "posts", columns) == [("1", "7", at(2024, 5, 1), at(2024, 5, 1, 12, 30))]
    assert table(summary, "quarantine", "line, reason") == [
        (2, "'_airbyte_data' holds no JSON object")
    ]


@pytest.mark.parametrize("key", ["a b", 'a"b', "a'b", "a\\b", "ä{}", "select", "a:b", "x,y", "1"])
def test_keys_of_any_spelling_are_found(tmp_path: Path, key: str) -> None:
    rows = [{"id": "1", "author": "ann", "at": "2024-05-01", key: "one", "in": {key: "two"}}] * 2
    quoted = json.dumps(key, ensure_ascii=False)
    inside = json.dumps(f"in.{key}", ensure_ascii=False)
    source = posts("*.ndjson", f"text: {quoted}\nlang: {inside}\n")
    # Once with a damaged line, as such a file is read in another way.
    for name, content in {"whole": ndjson(rows), "damaged": ndjson(rows) + b'{"id"'}.items():
        summary = land_mapped(tmp_path / name, source, "a.ndjson", content)
        assert table(summary, "posts", "text, lang") == [("one", "two")] * 2


@pytest.mark.parametrize("name", ["a..b", ".", "a.", "[]", "_line", "_raw.x", "a[].b[].c"])
def test_names_that_no_column_can_have_refuse_the_file_and_stop_nothing(
    tmp_path: Path, name: str
) -> None:
    rows = [{"id": "1", "author": "ann", "at": "2024-05-01", "_line": 1, "_raw": {"x": 1}}]
    for optional in ("true", "false"):
        source = posts("*.ndjson", f'hashtags: {{column: "{name}", optional: {optional}}}\n')
        folder = tmp_path / optional
        summary = land_mapped(folder, source, "a.ndjson", ndjson(rows))
        found = outcome(summary, "a.ndjson")
        assert found.status == "quarantined"
        assert str(found.reason).startswith("mapping.yml line 10: ")


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_name_with_dots_is_the_column_of_that_name_where_there_is_one(
    tmp_path: Path, suffix: str
) -> None:
    rows = [{"id": "1", "author.id": "ann", "at": "2024-05-01"}]
    content = b"id,author.id,at\n1,ann,2024-05-01\n"
    if suffix == "parquet":
        out = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(rows), out)
        content = out.getvalue()
    source = posts("a.*").replace("account_id: author", "account_id: author.id")
    summary = land_mapped(tmp_path, source, f"a.{suffix}", content)
    assert table(summary, "posts", "account_id") == [("ann",)]


def test_names_that_differ_in_capitals_only_are_refused(tmp_path: Path) -> None:
    rows = [{"id": "1", "ID": "2", "author": "ann", "at": "2024-05-01"}]
    summary = land_mapped(tmp_path, posts("*.ndjson", "text: ID\n"), "a.ndjson", ndjson(rows))
    assert str(outcome(summary, "a.ndjson").reason).endswith(
        "differ in capitals only and cannot both be mapped"
    )
