-- One row per platform, post_id, topic_id, term_kind, term.
-- The signs by which a post belongs to a topic itself, before any roll-up to parents.
with
    posts as (select * from {{ ref("int_posts_joined_to_people") }}),

    post_hashtags as (select * from {{ ref("int_post_hashtags") }}),

    topics as (select * from {{ ref("int_topics_named") }}),

    terms as (select * from {{ ref("int_topic_terms") }}),

    text_phrases as (select * from {{ ref("int_texts_matched_to_phrases") }}),

    hashtag_terms as (
        select topic_id, term as hashtag, weight
        from terms
        where term_kind = 'hashtag'
        union all
        select topic_id, substr(topic_id, 2), 1
        from topics
        where topic_source = 'hashtag'
    ),

    -- only worked out where a taxonomy has phrases
    post_texts as (
        select platform, post_id, md5(text) as text_digest
        from posts
        where text is not null and exists (select 1 from text_phrases)
    ),

    phrase_matches as (
        select
            post_texts.platform,
            post_texts.post_id,
            phrase_terms.topic_id,
            phrase_terms.term,
            phrase_terms.weight
        from post_texts
        inner join text_phrases on post_texts.text_digest = text_phrases.text_digest
        inner join
            terms as phrase_terms
            on phrase_terms.term_kind = 'phrase'
            and text_phrases.term = phrase_terms.term
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

    prefix_terms as (
        select topic_id, term, {{ url_host("term") }} as host, weight
        from terms
        where term_kind = 'url_prefix'
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
        inner join
            terms as domain_terms
            on domain_terms.term_kind = 'domain'
            and url_domains.domain = domain_terms.term
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
        where starts_with(url_hosts.url, prefix_terms.term)
    ),

    matches_once as (
        select platform, post_id, topic_id, term_kind, term, max(weight) as weight
        from all_matches
        group by platform, post_id, topic_id, term_kind, term
    )

select *
from matches_once
