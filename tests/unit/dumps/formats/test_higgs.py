"""SNAP's action log becomes interactions, its follower graph follows; sums are left out."""

from pathlib import Path

from tests.unit.dumps import dumps

LOG = "1 2 1341100972 MT\n1 2 1341100972 RE\n3 1 1341101181 RT\n"


def test_an_action_is_an_interaction_with_the_other_account(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"activity.txt.gz": dumps.compress(LOG.encode(), ".gz")})
    columns = "platform, account_id, kind, post_id, target_account_id, occurred_at"
    first, second = dumps.at(2012, 7, 1, 0, 2, 52), dumps.at(2012, 7, 1, 0, 6, 21)
    assert dumps.table(summary, "interactions", columns) == [
        ("x", "1", "mention", None, "2", first),
        ("x", "1", "reply", None, "2", first),
        ("x", "3", "repost", None, "1", second),
    ]


def test_an_unknown_act_and_a_bad_time_are_quarantined(tmp_path: Path) -> None:
    text = LOG + "3 1 1341101181 QT\n3 1 soon RT\n3 1\n" + LOG
    summary = dumps.landed(tmp_path, {"activity.txt": text})
    kinds = "like, repost, quote, reply, mention, click, save, vote"
    assert dumps.table(summary, "quarantine", "line, stream, reason, raw_text") == [
        (4, "interactions", f"'kind' is \"QT\", expected one of: {kinds}", "3 1 1341101181 QT"),
        (
            5,
            "interactions",
            "'occurred_at' is \"soon\", not a time (ISO-8601 or epoch ms)",
            "3 1 soon RT",
        ),
        (6, "interactions", "the row has 2 fields, expected 4", "3 1"),
    ]
    assert len(dumps.table(summary, "interactions")) == 6


def test_the_follower_graph_is_known_before_all_else(tmp_path: Path) -> None:
    summary = dumps.landed(tmp_path, {"higgs-social_network.edgelist": "1 2\n1 3\n"})
    before = dumps.at(1990, 1, 1)
    assert dumps.table(summary, "follows", "follower_id, followed_id, occurred_at, action") == [
        ("1", "2", before, "follow"),
        ("1", "3", before, "follow"),
    ]


def test_graphs_of_sums_are_left_out_and_counted(tmp_path: Path) -> None:
    outcome = dumps.landed(tmp_path, {"higgs-reply_network.edgelist": "1 2 4\n1 3 1\n"}).files[0]
    assert (outcome.status, outcome.rows_read) == ("landed", 0)
    assert outcome.notes == (
        "2 edges left out: sums of actions, which the action log tells one by one"
    )


def test_numbers_that_no_name_explains_are_refused(tmp_path: Path) -> None:
    outcome = dumps.landed(tmp_path, {"edges.txt": "1 2\n1 3\n"}).files[0]
    assert outcome.status == "quarantined"
