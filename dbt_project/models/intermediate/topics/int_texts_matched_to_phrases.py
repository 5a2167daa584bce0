"""One row per text_digest, term."""

from influence.measures.phrases import phrases_in_texts


def model(dbt, session):
    dbt.config(materialized="table")
    terms = dbt.ref("int_topic_terms").filter("term_kind = 'phrase'").project("term")
    # Reposts copy texts: each text is read once.
    texts = dbt.ref("int_posts_joined_to_people").filter("text is not null").project("text")
    digests = texts.distinct().project("text, md5(text) as text_digest")
    phrases = [term for (term,) in terms.distinct().fetchall()]
    return phrases_in_texts(phrases, lambda: digests.to_arrow_reader(10_000))
