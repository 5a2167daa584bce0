"""LinkedIn's `Shares.csv`, with the quotes that it leaves between lines, and no owner."""

from pathlib import Path

from tests.unit.dumps import dumps

HEADER = "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
LINK = "https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A"


def _share(
    date: str, number: int, text: str = "", url: str = "", seen: str = "MEMBER_NETWORK"
) -> str:
    # As LinkedIn writes it: quotes end each line of the cell, and are doubled within it.
    told = '"\n"'.join(text.split("\n")).replace('"', '""')
    return f'{date},{LINK}{number},"{told}",{url},,{seen}\n'


def test_lines_of_a_share_lose_the_quotes_between_them_and_keep_others(tmp_path: Path) -> None:
    text = 'He said "tea"\n\n"Why?" #GreenTea https://example.org/b.'
    row = _share("2026-01-01 12:00:00", 7, text, "https://example.org/a")
    summary = dumps.landed(tmp_path, {"Shares.csv": HEADER + row})
    assert summary.files[0].format == "linkedin-shares"
    assert dumps.table(summary, "posts", "platform, post_id, created_at, text, hashtags, urls") == [
        (
            "linkedin",
            "urn:li:share:7",
            dumps.at(2026, 1, 1, 12),
            text,
            ["GreenTea"],
            ["https://example.org/a", "https://example.org/b"],
        )
    ]


def test_the_owner_is_named_by_the_oldest_share_whatever_the_order(tmp_path: Path) -> None:
    rows = [_share("2026-01-02 12:00:00", 8), _share("2026-01-01 12:00:00", 9)]
    summary = dumps.landed(tmp_path, {"Shares.csv": HEADER + "".join(rows)})
    assert set(dumps.table(summary, "posts", "account_id")) == {("owner of urn:li:share:9",)}
    later = dumps.landed(
        tmp_path / "later",
        {"Shares.csv": HEADER + "".join(reversed(rows)) + _share("2026-01-03 12:00:00", 1)},
    )
    assert set(dumps.table(later, "posts", "account_id")) == {("owner of urn:li:share:9",)}
    assert summary.files[0].notes == (
        "the export does not name its owner: the account is the owner of its oldest share"
    )


def test_shares_of_other_kinds_keep_their_urn(tmp_path: Path) -> None:
    base = "https://www.linkedin.com/feed/update/"
    rows = [
        f"2026-01-01 12:00:00,{base}urn%3Ali%3AugcPost%3A5,,,,MEMBER_NETWORK\n",
        f"2026-01-01 12:00:00,{base}urn:li:groupPost:12-34,,,,MEMBER_NETWORK\n",
        "2026-01-01 12:00:00,https://example.org/other,,,,MEMBER_NETWORK\n",
    ]
    summary = dumps.landed(tmp_path, {"Shares.csv": HEADER + "".join(rows)})
    assert dumps.table(summary, "posts", "post_id, text, urls") == [
        ("https://example.org/other", None, []),
        ("urn:li:groupPost:12-34", None, []),
        ("urn:li:ugcPost:5", None, []),
    ]


def test_shares_to_connections_only_are_counted_and_left_out(tmp_path: Path) -> None:
    rows = _share("2026-01-01 12:00:00", 7) + _share("2026-01-01 12:00:00", 8, seen="CONNECTIONS")
    summary = dumps.landed(tmp_path, {"Shares.csv": HEADER + rows})
    assert dumps.table(summary, "posts", "post_id") == [("urn:li:share:7",)]
    assert "1 shares to connections only, left out" in (summary.files[0].notes or "")


def test_a_share_without_a_time_is_quarantined_and_names_no_owner(tmp_path: Path) -> None:
    rows = _share("long ago", 1) + _share("2026-01-01 12:00:00", 7)
    summary = dumps.landed(tmp_path, {"Shares.csv": HEADER + rows})
    assert dumps.table(summary, "posts", "post_id, account_id") == [
        ("urn:li:share:7", "owner of urn:li:share:7")
    ]
    assert dumps.table(summary, "quarantine", "line, reason") == [
        (2, "'created_at' is \"long ago\", not a time (ISO-8601 or epoch ms)")
    ]
