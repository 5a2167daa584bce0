"""What recognition saw of a file, kept beside its refused records, to read these again without it.

Belongs here: a sample as text and back.
Does not belong here: reading the records again (`requeue`).

*Nuances*. It stands in the metadata of the file's quarantine, so it comes and goes with that. It
holds records of the file, as the raw data beside it do.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from influence.dumps.sample import Sample

# Key of the quarantine's metadata.
KEY = "evidence"
_LARGEST = 2 << 20
_FEWER = (200, 20, 2)
_KEPT = ("name", "container", "records", "header", "delimiter", "lines", "columns", "prefix")


@dataclass
class Neighbours:
    """The small files of a folder, and what was asked of them."""

    read: Callable[[str], bytes | None]
    asked: dict[str, bytes | None] = field(default_factory=dict)

    def __call__(self, name: str) -> bytes | None:
        """The bytes of a file, None where there is none."""
        if name not in self.asked:
            self.asked[name] = self.read(name)
        return self.asked[name]


def text_of(sample: Sample, asked: dict[str, bytes | None]) -> str | None:
    """A sample as text; None where it cannot be kept, as the types of Parquet cannot."""
    if sample.container == "parquet":
        return None
    beside = {
        name: None if content is None else base64.b64encode(content).decode("ascii")
        for name, content in asked.items()
    }
    for records in _FEWER:
        told: dict[str, Any] = {name: getattr(sample, name) for name in _KEPT}
        told["records"] = sample.records[:records]
        text = json.dumps(told | {"columns": dict(sample.columns), "beside": beside})
        if len(text) <= _LARGEST:
            return text
    return None


def sample_of(text: str) -> Sample:
    """The sample that a text tells."""
    told = json.loads(text)
    beside = {
        name: None if content is None else base64.b64decode(content)
        for name, content in told.pop("beside").items()
    }
    for name in ("records", "header", "lines"):
        told[name] = tuple(told[name])
    return replace(Sample(**told), beside=beside.get)
