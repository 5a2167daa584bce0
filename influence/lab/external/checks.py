"""What a check is: a name, the data it needs, where its expectation is from, and rows.

Belongs here: the shapes that all checks share, and when a row holds.
Does not belong here: any check (one module per family), and how rows are printed (`table`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from influence.lab.external.workbench import Workbench


@dataclass(frozen=True)
class Row:
    """One number: what was published and what was found; they may differ by `tolerance`.

    `expected` is null where nobody has published the number, `tolerance` where ours is another
    one on purpose: such a row only tells. `found` is null where the number could not be worked
    out, and then misses what is expected.
    """

    measure: str
    expected: float | None
    found: float | None
    tolerance: float | None = 0.0

    @property
    def difference(self) -> float | None:
        """Found less expected; null where either is."""
        if self.expected is None or self.found is None:
            return None
        return self.found - self.expected

    @property
    def holds(self) -> bool | None:
        """Whether the difference is within the tolerance; null where the row only tells."""
        if self.expected is None or self.tolerance is None:
            return None
        # A NaN is within nothing.
        return self.difference is not None and abs(self.difference) <= self.tolerance


@dataclass(frozen=True)
class Check:
    """`needs` are folders of the real data sets; a slow check takes the whole pipeline."""

    name: str
    needs: tuple[str, ...]
    source: str
    rows: Callable[[Workbench], Iterable[Row]]
    is_slow: bool = False
