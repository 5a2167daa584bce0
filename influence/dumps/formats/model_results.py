"""Tables that a model made of interactions: credit by channel, sessions and paths worked out.

Belongs here: results that lie beside raw data and are read on purpose as nothing: the warehouse
works them out itself, and to count them beside their own origin would count everything twice.
Does not belong here: journeys that are all there is (`attribution`).

Nuances
- Known are credit tables (first, last, linear touch, Markov) and the derived tables of Snowplow's
  e-commerce and fractribution packages. Each is told by the whole of its columns, or by columns
  that nothing raw has.
"""

from influence.dumps.sample import Sample, Table
from influence.dumps.store import NO_STREAM
from influence.dumps.translation import Translation

FORMAT = "model-results"
VERSION = 1
NAME = "results of attribution and session models (recognised, left out)"

# Columns that no raw table has, any one set of which is enough.
_SIGNS = (
    {"channel_name", "first_touch_conversions"},
    {"channel_name", "markov_order1_total_conversions"},
    {"domain_sessionid", "event_in_session_index", "derived_tstamp_date"},
    {"domain_sessionid", "start_tstamp", "end_tstamp", "number_unique_cart_ids"},
    {"channel", "conversions", "revenue", "attribution_type"},
    {"transformed_path", "conversions", "non_conversions"},
    {"customer_id", "path", "transformed_path"},
)
# Tables so short that only all of their columns together tell them.
_WHOLE = (
    {"channel", "spend"},
    {"channel", "campaign", "source", "medium", "number_of_sessions"},
    {"customer_id", "conversion_tstamp", "revenue"},
    {
        "customer_id",
        "visit_start_tstamp",
        "channel",
        "referral_path",
        "campaign",
        "source",
        "medium",
    },
)


def claims(sample: Sample) -> Translation | None:
    """A table with the columns of a known result."""
    columns = sample.columns.keys()
    if not (any(columns >= sign for sign in _SIGNS) or any(columns == own for own in _WHOLE)):
        return None
    told = {"rows of a model's result left out: the warehouse works it out": "r._fault IS NULL"}
    return Table(sample).translation(FORMAT, VERSION, NO_STREAM, {}, tallies=told)
