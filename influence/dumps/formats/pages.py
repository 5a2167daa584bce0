"""Responses of an API: where a file holds them, and which of its records came together.

Belongs here: the container of pages, and the number of the page that each record is of.
Does not belong here: what makes a record a page (the formats), and how pages are read (`records`).

*Nuances*. Of a document the whole file is the page; of documents one a line, each line is; a record
that stands alone is a page of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from influence.dumps.sample import Sample

_PAGE = {"pages": "r._page", "ndjson": "r._record"}


def container_of(sample: Sample, *, paged: bool) -> str:
    """'pages' for documents that stand one a line, else what the sample is in."""
    return "pages" if paged and sample.container == "ndjson" else sample.container


@dataclass(frozen=True)
class Pages:
    """How the pages of a file are read: the container, and the keys that hold their records."""

    container: str
    unwrap: tuple[str, ...]

    def view(self, name: str, where: str = "true") -> str:
        """SQL that makes the view `name` of the readable records r with their `page`."""
        page = _PAGE.get(self.container, "0")
        return (
            f"CREATE TEMP VIEW {name} AS SELECT {page} AS page, r.* "
            f"FROM records AS r WHERE r._fault IS NULL AND ({where})"
        )


def pages_of(sample: Sample, keys: Sequence[str], *, paged: bool) -> Pages:
    """The pages of a file; `paged` says that its records hold their lists under one of `keys`."""
    container = container_of(sample, paged=paged)
    return Pages(container, tuple(keys) if container in ("document", "pages") else ())
