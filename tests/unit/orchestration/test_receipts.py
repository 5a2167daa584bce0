"""What the receipts add up to, for the metadata and the checks of a run."""

from pathlib import Path

from orchestration import receipts
from orchestration.receipts import FileAccount
from tests.unit.dumps import dumps

TWEET = (
    '{"id_str": "1", "created_at": "Sat Aug 10 11:00:00 +0000 2013", "text": "t", '
    '"user": {"id_str": "2", "screen_name": "a"}}\n'
)


def test_files_are_told_once_with_what_is_wrong_first(tmp_path: Path) -> None:
    bad = '{"topic": "tea"}\n' * 18 + "{cut off\n" * 2
    files = {
        "a.ndjson": '{"topic": "tea"}\n{"topic": "jam"}\n',
        "b.txt": "Dear diary\n",
        "c.ndjson": bad,
        "d.ndjson": '{"topic": "milk"}\n{cut off\n',
        "stream.json": TWEET,
    }
    store = dumps.landed(tmp_path, files).store
    accounts = receipts.count_by_file(store)
    assert [(account.path, account.status) for account in accounts[:3]] == [
        ("c.ndjson", "failed"),
        ("b.txt", "quarantined"),
        ("d.ndjson", "landed"),
    ]
    by_path = {account.path: account for account in accounts}
    assert by_path["d.ndjson"] == FileAccount("d.ndjson", "open-ndjson", "landed", 2, 1, 1, None)
    assert by_path["c.ndjson"][3:6] == (20, 0, 20)
    # One tweet gives a post, its author and its counters: more rows than lines, but one file.
    assert by_path["stream.json"].read == by_path["stream.json"].landed >= 2


def test_failed_files_are_told_with_their_records(tmp_path: Path) -> None:
    bad = '{"topic": "tea"}\n' * 18 + "{cut off\n" * 2
    store = dumps.landed(tmp_path, {"a.ndjson": bad, "b.ndjson": '{"topic": "jam"}\n'}).store
    assert receipts.failed_files(store) == [("a.ndjson", 20, 2)]
    assert receipts.unaccounted(store) == []
