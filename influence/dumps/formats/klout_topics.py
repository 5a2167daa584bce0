"""Klout's topic ontology: topics, their edges, their names in several languages, and labels.

Belongs here: the four tables of the set, of 2015 and of 2018.
Does not belong here: Klout's events (`klout_events`), or which posts are of a topic.

Nuances
- *Ids* are unsigned 64-bit numbers, kept as text.
- The ontology is a *graph*: a topic has a row for each parent, beside the one that names it.
- *Edges* from the root of all, which is no topic, and of a topic to itself are left out and
  counted.
- *Terms*: every display name is a phrase. The slug is a hashtag: without hyphens and other marks,
  which a hashtag cannot hold, and without the `-super` of the 16 topics at the top.
- *Labels* say which topics people found right for a public entity (1) or wrong (0): judgements, not
  interactions, left out and counted.
"""

from influence.dumps.connection import sql_text
from influence.dumps.sample import Sample, Table
from influence.dumps.store import NO_STREAM
from influence.dumps.translation import Translation
from influence.dumps.values import rows, union

FORMAT = "klout-topics"
VERSION = 1
NAME = "Klout topic ontology"

_ROOT = "_ROOT_"


def claims(sample: Sample) -> Translation | None:
    """The translation of one of the tables."""
    if sample.has("entityid", "topicid", "topicdisplayname", "label"):
        return _labels(Table(sample))
    if sample.has("topicid", "topicslug", "topicdisplayname"):
        return _topics(Table(sample))
    if sample.has("parenttopicid", "childtopicid", "childtopicslug"):
        return _edges(Table(sample))
    if sample.has("topicid", "language", "topicdisplayname"):
        return _names(Table(sample))
    return None


def _topics(table: Table) -> Translation:
    topic, name, slug = table["topicid"], table["topicdisplayname"], table["topicslug"]
    own = f"regexp_replace({slug}, '-super$', '')"
    hashtag = f"regexp_replace({own}, '[^\\p{{L}}\\p{{N}}_]', '', 'g')"
    return table.translation(
        FORMAT,
        VERSION,
        "topics",
        {
            "topics": rows({"topic": topic, "name": name}),
            "topic_terms": union(
                rows({"topic": topic, "term": name, "kind": "'phrase'"}),
                rows({"topic": topic, "term": hashtag, "kind": "'hashtag'"}),
            ),
        },
    )


def _edges(table: Table) -> Translation:
    parent, child = table["parenttopicid"], table["childtopicid"]
    # The misspelling is theirs.
    slug = f"coalesce({table.get('parrenttopicslug')}, {table.get('parenttopicslug')})"
    is_loop = f"coalesce({parent} = {child}, false)"
    is_root = f"coalesce({slug} = {sql_text(_ROOT)}, false) AND NOT {is_loop}"
    return table.translation(
        FORMAT,
        VERSION,
        "topics",
        {
            "topics": rows(
                {"topic": child, "parent_topic": parent}, f"NOT {is_loop} AND NOT ({is_root})"
            )
        },
        tallies={
            "edges of a topic to itself left out": f"r._fault IS NULL AND {is_loop}",
            "edges from the root of all left out": f"r._fault IS NULL AND {is_root}",
        },
    )


def _names(table: Table) -> Translation:
    name = table["topicdisplayname"]
    return table.translation(
        FORMAT,
        VERSION,
        "topic_terms",
        {"topic_terms": rows({"topic": table["topicid"], "term": name, "kind": "'phrase'"})},
    )


def _labels(table: Table) -> Translation:
    is_labelled = f"nullif(trim({table['label']}), '') IS NOT NULL"
    return table.translation(
        FORMAT,
        VERSION,
        NO_STREAM,
        {},
        unclaimed=f"r._fault IS NULL AND NOT ({is_labelled})",
        unclaimed_reason="'label' is missing",
        tallies={
            "labels of entities left out: judgements of people, not interactions": (
                f"r._fault IS NULL AND {is_labelled}"
            )
        },
    )
