-- One row per topic_id, term_kind, term.
-- The signs of the taxonomy in the form in which they are compared with posts. A sign of weight 0
-- is none.
with
    terms as (select * from {{ ref("stg_topic_terms") }}),

    terms_compared as (
        select
            topic as topic_id,
            kind as term_kind,
            case
                kind
                when 'hashtag'
                then {{ comparable_hashtag("term") }}
                when 'phrase'
                then {{ comparable_text("term") }}
                when 'domain'
                then {{ url_host(comparable_url("term")) }}
                else {{ comparable_url("term") }}
            end as term,
            -- terms without a weight count alike; as decimals they add exactly
            cast(coalesce(weight, 1) as decimal(18, 6)) as weight
        from terms
    ),

    -- terms that are written in several ways are one sign
    terms_once as (
        select topic_id, term_kind, term, max(weight) as weight
        from terms_compared
        where term <> '' and weight > 0
        group by topic_id, term_kind, term
    )

select *
from terms_once
