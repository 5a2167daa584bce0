"""When a file has so many bad records that it is the file that is bad.

Belongs here: the rule, and what a file that breaks it becomes: read, and nothing of it landed.
Does not belong here: what makes a record bad (`validation`, `lines`).

*Nuances*. A file is measured in entries: its records, or, where one record holds many (a page of
posts), the rows of its largest stream. A record that is bad in three streams is one bad entry.
"""

from collections.abc import Sequence
from dataclasses import replace

from influence.dumps.store import FAILED, Receipt

# A larger share of bad entries says that the file is broken, not that some of its lines are.
MOST_QUARANTINED = 0.05
# In a smaller file a share says nothing.
FEWEST_ENTRIES = 20


def is_past(read: int, refused: int, most_quarantined: float) -> bool:
    """Whether so many refused of so many read are more than may be."""
    return read >= FEWEST_ENTRIES and refused > most_quarantined * read


def is_judged_so(receipts: Sequence[Receipt], most_quarantined: float) -> bool:
    """Whether a file's receipts say of it what this threshold says."""
    first = receipts[0]
    past = is_past(first.entries_read or 0, first.entries_refused or 0, most_quarantined)
    return past == (first.status == FAILED)


def judged(receipts: list[Receipt], most_quarantined: float) -> list[Receipt]:
    """The receipts of a file that was read: as they are, or failed where it is past the threshold.

    Of a failed file every row counts as quarantined, and none is landed.
    """
    read, refused = receipts[0].entries_read or 0, receipts[0].entries_refused or 0
    if not is_past(read, refused, most_quarantined):
        return receipts
    reason = (
        f"{refused:,} of {read:,} records were refused ({percent(refused / read)}) and at most "
        f"{percent(most_quarantined)} may be; nothing of the file was landed"
    )
    return [
        replace(
            receipt,
            status=FAILED,
            rows_landed=0,
            rows_quarantined=receipt.rows_read,
            first_event_at=None,
            last_event_at=None,
            reason=reason,
        )
        for receipt in receipts
    ]


def percent(share: float) -> str:
    """A share as a person reads it."""
    return f"{share * 100:.3g} %"
