"""Area under the curve: how often a score puts the right one of two first.

Belongs here: the area of a score over yes and no.
Does not belong here: agreement with a truth of degrees (`evaluation.agreement`).

Source: Hanley and McNeil, "The meaning and use of the area under a receiver operating
characteristic (ROC) curve", Radiology 143 (1982): the share of pairs in order, ties half.
"""

from collections.abc import Sequence

import numpy as np


def area_under_curve(scores: Sequence[float], is_positive: Sequence[bool]) -> float:
    """P(score of a positive > score of a negative) + P(equal) / 2, over all pairs; 0..1.

    Compares every positive with every negative. Raises ValueError where either is missing, or a
    score is NaN.
    """
    values, positive = np.asarray(scores, dtype=float), np.asarray(is_positive, dtype=bool)
    yes, no = values[positive], values[~positive]
    if not len(yes) or not len(no) or np.isnan(values).any():
        raise ValueError(f"{len(yes)} positives and {len(no)} negatives, none of which may be NaN")
    above = sum(int((one > no).sum()) for one in yes)
    equal = sum(int((one == no).sum()) for one in yes)
    return (above + equal / 2) / (len(yes) * len(no))
