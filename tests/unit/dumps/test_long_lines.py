"""Long lines are found by their ends alone, wherever chunks and limits fall."""

from itertools import pairwise
from itertools import pairwise
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from influence.dumps import long_lines


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lengths=st.lists(st.integers(0, 40), max_size=12),
    ends=st.booleans(),
    cuts=st.lists(st.integers(0, 300), max_size=6),
)
def test_a_long_line_is_found_exactly_where_there_is_one(
    tmp_path_factory: pytest.TempPathFactory, lengths: list[int], ends: bool, cuts: list[int]
) -> None:
    text = b"\n".join(b"x" * length for length in lengths) + (b"\n" if ends else b"")
    path = tmp_path_factory.getbasetemp() / "lines"
    path.write_bytes(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long_lines, "LONG", 20)
        watch = long_lines.Watch()
        places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
        for begin, end in pairwise(places):
            watch.see(text[begin:end])
        expected = any(length > 20 for length in lengths)
        assert long_lines.is_among(path) == expected
        assert watch.found == expected


def test_brackets_and_colons_in_texts_do_not_count(tmp_path: Path) -> None:
    assert long_lines.fault('{"text": "' + "[" * 200 + '\\": {"}') is None
    assert long_lines.fault("[" * 100 + "]" * 100) is None
    assert long_lines.fault("[" * 101 + "]" * 101) is not None
    # Side by side is not within each other.
    assert long_lines.fault('{"a": [' + ",".join(["[]"] * 500) + "]}") is None
    keys = ", ".join(f'"k{number}" : {number}' for number in range(50_001))
    assert long_lines.fault("{" + keys + "}") == "the line has more than 50,000 keys"
