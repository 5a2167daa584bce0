"""All checks in the order in which they are run.

Belongs here: the list.
Does not belong here: any check (one module per family).
"""

from influence.lab.external import (
    attribution,
    coordination,
    graphs,
    integrity,
    judgements,
    response,
    stance,
    textbook,
    topics,
    touchpoints,
    web,
)
from influence.lab.external.checks import Check

CHECKS: tuple[Check, ...] = (
    *textbook.CHECKS,
    *attribution.CHECKS,
    *touchpoints.CHECKS,
    *response.CHECKS,
    *graphs.CHECKS,
    *judgements.CHECKS,
    *stance.CHECKS,
    *coordination.CHECKS,
    *integrity.CHECKS,
    *topics.CHECKS,
    *web.CHECKS,
)
