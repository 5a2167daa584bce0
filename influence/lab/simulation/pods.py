"""Pods: genuine people who agreed to answer each other's posts soon, whatever these say.

Belongs here: the answers that members owe each other.
Does not belong here: who is in a pod (`people`), and what members do of their own accord.
"""

import numpy as np

from influence.lab.simulation.people import People
from influence.lab.simulation.posting import PostLog
from influence.lab.simulation.responses import REPLY, Acts
from influence.lab.simulation.world import MINUTE, Array, World

# A member answers between two minutes after the post, when the pod has heard, and this many.
_SOONEST, _LATEST = 2, 20


def acts_of_pods(world: World, people: People, posts: PostLog, new: Array, day: int) -> Acts:
    """What members answer on one day, of whose posts `new` are the original ones.

    Acts are of the accounts with the numbers of their people, to which the pod's platform belongs.
    """
    account = posts.column("account")[new]
    pod = np.where(account < people.count, people.pod[people.account_person[account]], -1)
    members = np.flatnonzero(people.pod >= 0)
    # Every pair of a post and another member of its author's pod.
    post, member = np.nonzero(pod[:, np.newaxis] == people.pod[members])
    member = members[member]
    chance = world.chance("answers of pods", day)
    answers = chance.random(len(post)) < world.scenario.pod_eagerness
    answers &= member != account[post]
    post, member = post[answers], member[answers]
    delay = chance.integers(_SOONEST * MINUTE, _LATEST * MINUTE, len(post))
    at = posts.column("created_at")[new][post] + delay
    kind = np.full(len(post), REPLY, dtype=np.int8)
    return Acts(member, new[post], kind, at).only(at < world.end)
