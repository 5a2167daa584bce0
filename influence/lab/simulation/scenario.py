"""What a simulated world is made of: its size, and one knob for each mechanism.

Belongs here: knobs with their units and the named scenarios.
Does not belong here: what happens in a world (the other modules of this room).

*Nuances*. A scenario says how people behave, a size how many they are and for how long; chance is
the third thing. The same three give the same bytes.
"""

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True)
class Size:
    """How large a world is. `seed` is all of its chance."""

    people: int
    days: int = 90
    seed: int = 1
    last_day: date = date(2026, 3, 31)
    # Views of single posts are many rows; without them one platform fewer tells who saw.
    tells_views: bool = True


@dataclass(frozen=True)
class Scenario:
    """The knobs of a world. Shares and probabilities are 0..1, spreads those of a log-normal."""

    name: str

    # Graph. Accounts that one account follows, on average and in spread.
    follows: float = 40
    follows_spread: float = 0.8
    # Exponent of the Pareto law of popularity: nearer to 1 is more unequal.
    popularity_exponent: float = 1.3
    # Share of follows that shared interest brings about; the others go by popularity alone.
    homophily: float = 0.5
    new_follows: float = 0.15
    unfollows: float = 0.05

    # People. Accounts on a second platform; visitors whose login or mail tells the account.
    second_accounts: float = 0.25
    known_visitors: float = 0.5
    visitor_pairs: float = 0.3
    most_devices: int = 3
    topics: int = 12
    # Spread of charm, quality and persuasion, each drawn by itself.
    trait_spread: float = 0.9
    eagerness_spread: float = 1.0

    # Posting. Posts of an account a day, and their spread over accounts.
    posts_per_day: float = 0.4
    posts_spread: float = 1.2
    off_topic: float = 0.1

    # Attention. Posts that a reader sees a day at most, and the share of days they look.
    capacity: int = 20
    presence: float = 0.85

    # Responses of an average pair at first sight.
    response_rate: float = 0.1
    click_rate: float = 0.02
    # How much less the next post of the same person moves the same reader, and how soon that fades.
    fatigue: float = 0.05
    fatigue_half_life_days: float = 7
    post_luck_spread: float = 0.5
    # Minutes: the median until an act follows a post, and the spread of that.
    delay_minutes: float = 52
    delay_spread: float = 1.9
    # 0: interest moves nobody; 1: those without interest neither respond nor click.
    interest_in_posts: float = 0.0

    # Shop. Share of people who hold tracked links, and share of their posts that show one.
    partners: float = 0.1
    linked_posts: float = 0.5
    # Chance that an average linked post makes an average reader buy who sees it first.
    persuasion_rate: float = 0.004
    # Days: average time from being persuaded to buying, and how long one purchase lasts.
    persuaded_days: float = 1.0
    satiation_days: float = 7
    # Share of the persuaded who come through the link; the others just come.
    through_link: float = 0.6
    promo_codes: float = 0.3
    # Purchases of one person in 90 days that nobody caused, and sessions without a purchase.
    own_purchases: float = 1.0
    own_sessions: float = 2.0
    # 0: everyone buys alike; 1: those without interest buy nothing.
    interest_in_buying: float = 0.0
    # People whom no platform knows, per person.
    strangers: float = 0.3
    refunds: float = 0.06
    foreign_currency: float = 0.3
    topic_told: float = 0.5

    # Experiments: partners half of whose followers do not get to see their posts.
    experiments: int = 20

    # Harvesters: coupon pages, and the share of buyers who look for a coupon before they pay.
    harvesters: int = 0
    coupon_seekers: float = 0.0

    # Rings: people who buy bots, bots of each, and acts of camouflage of a bot a day.
    boosters: int = 0
    bots: int = 0
    bot_eagerness: float = 0.6
    camouflage: float = 1.5
    # Buyers whom each bot serves, and minutes over which a bot's answers spread; 0: some seconds.
    bot_customers: int = 1
    bot_minutes: int = 0

    # Pods: genuine people who agreed to answer each other's posts soon, and share that they do.
    pods: int = 0
    pod_people: int = 8
    pod_eagerness: float = 0.8

    # What people tell the publisher of: shares of accounts' holders.
    opted_in: float = 0.4
    opted_out: float = 0.02
    hiding: float = 0.01
    # Share of follows in which the follower vouches for the followed, on their first topic.
    endorsements: float = 0.01

    # Days without data of one platform, in the middle of the world.
    days_lost: int = 0


BASE = Scenario("no_confounding", homophily=0.0)


def _with_interest(scenario: Scenario) -> Scenario:
    return replace(scenario, homophily=0.5, interest_in_posts=0.5, interest_in_buying=0.7)


def _with_harvesters(scenario: Scenario) -> Scenario:
    return replace(scenario, harvesters=8, coupon_seekers=0.25)


def _with_rings(scenario: Scenario) -> Scenario:
    return replace(scenario, boosters=5, bots=40)


SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        BASE,
        replace(_with_interest(BASE), name="homophily"),
        replace(_with_harvesters(BASE), name="harvesters"),
        replace(_with_rings(BASE), name="bots"),
        replace(
            _with_interest(_with_harvesters(_with_rings(BASE))), name="everything", days_lost=2
        ),
    )
}
