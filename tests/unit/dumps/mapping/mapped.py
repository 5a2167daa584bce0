"""Dumps with a mapping, for the tests of mappings.

Belongs here: the text of a mapping around the lines that a test is about.
Does not belong here: expectations.
"""

from pathlib import Path
from textwrap import dedent, indent

from influence.dumps.landing import LandingSummary
from influence.dumps.outcomes import FileOutcome
from tests.unit.dumps.dumps import landed

POSTS = """\
platform: {value: forum}
post_id: id
account_id: author
created_at: at
"""


def mapping(*sources: str) -> str:
    """A mapping of these sources, each given as the lines below its dash."""
    items = [f"  - {indent(dedent(source).strip(), '    ').strip()}\n" for source in sources]
    return "version: 1\nsources:\n" + "".join(items)


def posts(files: str, columns: str = "", more: str = "") -> str:
    """A source that maps files to posts, with further columns and further keys."""
    lines = indent(POSTS + dedent(columns), "  ")
    return f'files: "{files}"\nstream: posts\n{dedent(more)}columns:\n{lines}'


def land_mapped(tmp_path: Path, source: str, name: str, content: bytes | str) -> LandingSummary:
    """Land one file with a mapping of one source beside it."""
    return landed(tmp_path, {"mapping.yml": mapping(source), name: content})


def outcome(summary: LandingSummary, path: str) -> FileOutcome:
    return next(file for file in summary.files if file.path == path)
