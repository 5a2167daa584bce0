"""Long lines are found by their ends alone, wherever chunks and limits fall."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from influence.dumps import long_lines


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9)), max_size=12),
    ends=st.booleans(),
    cuts=st.lists(st.integers(0, 300), max_size=6),
)
def test_a_long_line_that_is_no_record_is_found_exactly_where_there_is_one(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[tuple[int, int]],
    ends: bool,
    cuts: list[int],
) -> None:
    # Each line is so many blanks, so deep within brackets.
    written = [b"[" * deep + b" " * blanks + b"]" * deep for blanks, deep in lines]
    text = b"\n".join(written) + (b"\n" if ends else b"")
    path = tmp_path_factory.getbasetemp() / "lines"
    path.write_bytes(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long_lines, "LONG", 20)
        patch.setattr(long_lines, "LONGEST", 50)
        patch.setattr(long_lines, "_DEEPEST", 5)
        watch = long_lines.Watch()
        places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
        for begin, end in pairwise(places):
            watch.see(text[begin:end])
        expected = any(
            len(line) > 50 or (len(line) > 20 and deep > 5)
            for line, (_, deep) in zip(written, lines, strict=True)
        )
        assert long_lines.is_among(path) == expected
        assert watch.found == expected


def test_brackets_and_colons_in_texts_do_not_count(tmp_path: Path) -> None:
    assert long_lines.fault('{"text": "' + "[" * 200 + '\\": {"}') is None
    assert long_lines.fault("[" * 100 + "]" * 100) is None
    assert long_lines.fault("[" * 101 + "]" * 101) is not None
    # Side by side is not within each other.
    assert long_lines.fault('{"a": [' + ",".join(["[]"] * 500) + "]}") is None
    keys = ", ".join(f'"k{number}" : {number}' for number in range(50_001))
    reason = "the line has an object of more than 50,000 keys"
    assert long_lines.fault("{" + keys + "}") == reason
    # A page has as many, in many objects.
    objects = ", ".join('{"id": 1, "text": "a"}' for _ in range(30_000))
    assert long_lines.fault('{"data": [' + objects + "]}") is None


@pytest.mark.parametrize("text", ["]" * 150, "}" * 150 + "[" * 150, "[" * 150])
def test_brackets_in_texts_do_not_hide_depth_and_make_none(text: str) -> None:
    padding = '"' + "x" * long_lines.LONG + '"'
    deep = "[" * 120 + "]" * 120
    assert long_lines.is_no_record(f'{{"t": "{text}", "p": {padding}, "d": {deep}}}'.encode())
    assert not long_lines.is_no_record(f'{{"t": "{text}", "p": {padding}, "d": []}}'.encode())
