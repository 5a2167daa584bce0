-- One row per platform, post_id, topic_id, term_kind, term.
-- The signs by which a post belongs to a topic itself, before any roll-up to parents.
with
    posts as (select * from {{ ref("int_posts_joined_to_people") }}),

    post_hashtags as (select * from {{ ref("int_post_hashtags") }}),

    topics as (select * from {{ ref("int_topics_named") }}),

    terms as (select * from {{ ref("stg_topic_terms") }}),

    -- terms without a weight count alike
    topic_terms as (select topic, term, kind, coalesce(weight, 1) as weight from terms),

    hashtag_terms as (
        select topic as topic_id, {{ normalised_hashtag("term") }} as hashtag, weight
        from topic_terms
        where kind = 'hashtag'
        union all
        select topic_id, substr(topic_id, 2), 1
        from topics
        where topic_source = 'hashtag'
    ),

    phrase_terms as (
        select topic as topic_id, term, {{ words("term") }} as phrase_words, weight
        from topic_terms
        where kind = 'phrase'
    ),

    -- only looked for where a taxonomy has phrases, as every word of every text is a row
    text_words as (
        select platform, post_id, {{ words("text") }} as post_words
        from posts
        where text is not null and exists (select 1 from phrase_terms)
    ),

    word_positions as (
        select platform, post_id, post_words, position
        from text_words
        cross join lateral(select {{ each_of("range(1, len(post_words) + 1)") }} as position)
    ),

    phrase_matches as (
        select
            word_positions.platform,
            word_positions.post_id,
            phrase_terms.topic_id,
            phrase_terms.term,
            phrase_terms.weight
        from word_positions
        inner join
            phrase_terms
            on word_positions.post_words[word_positions.position] = phrase_terms.phrase_words[1]
        where
            {{
                list_part(
                    "word_positions.post_words",
                    "word_positions.position",
                    "len(phrase_terms.phrase_words)",
                )
            }} = phrase_terms.phrase_words
    ),

    urls_unnested as (select platform, post_id, {{ each_of("urls") }} as url from posts),

    urls_comparable as (
        select platform, post_id, {{ comparable_url("url") }} as url from urls_unnested
    ),

    url_hosts as (
        select platform, post_id, url, {{ url_host("url") }} as host from urls_comparable
    ),

    url_domains as (
        select platform, post_id, {{ each_of(domains_of_host("host")) }} as domain
        from url_hosts
        where host <> ''
    ),

    domain_terms as (
        select topic as topic_id, term, {{ url_host(comparable_url("term")) }} as domain, weight
        from topic_terms
        where kind = 'domain'
    ),

    prefix_terms as (
        select
            topic as topic_id,
            term,
            {{ comparable_url("term") }} as prefix,
            {{ url_host(comparable_url("term")) }} as host,
            weight
        from topic_terms
        where kind = 'url_prefix'
    ),

    all_matches as (
        select
            post_hashtags.platform,
            post_hashtags.post_id,
            hashtag_terms.topic_id,
            'hashtag' as term_kind,
            hashtag_terms.hashtag as term,
            hashtag_terms.weight
        from post_hashtags
        inner join hashtag_terms on post_hashtags.hashtag = hashtag_terms.hashtag
        union all
        select platform, post_id, topic_id, 'phrase', term, weight
        from phrase_matches
        union all
        select
            url_domains.platform,
            url_domains.post_id,
            domain_terms.topic_id,
            'domain',
            domain_terms.term,
            domain_terms.weight
        from url_domains
        inner join domain_terms on url_domains.domain = domain_terms.domain
        union all
        select
            url_hosts.platform,
            url_hosts.post_id,
            prefix_terms.topic_id,
            'url_prefix',
            prefix_terms.term,
            prefix_terms.weight
        from url_hosts
        inner join prefix_terms on url_hosts.host = prefix_terms.host
        where starts_with(url_hosts.url, prefix_terms.prefix)
    ),

    matches_once as (
        select platform, post_id, topic_id, term_kind, term, max(weight) as weight
        from all_matches
        group by platform, post_id, topic_id, term_kind, term
    )

select *
from matches_once
