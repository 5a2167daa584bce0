-- One row per url.
-- The addresses of pages and referrers, with the tracked link or the post whose address each is.
-- One that fits the links of several accounts, or several posts, fits none. Cost: each address is
-- looked at once, and posts are read once where a referrer names any.
with
    visits as (select * from {{ ref("int_visits_cut_to_sessions") }}),

    tracked_links as (select * from {{ ref("stg_tracked_links") }}),

    posts as (select * from {{ ref("stg_posts") }}),

    link_addresses as (
        select {{ comparable_url("url") }} as address, link_id, platform, account_id
        from tracked_links
        where url is not null
    ),

    -- of several links of one account to one address, any will do
    links_by_address as (
        select address, min(link_id) as link_id
        from link_addresses
        group by address
        having count(distinct platform || ':' || account_id) = 1
    ),

    addresses as (
        select page_url as url
        from visits
        union
        select referrer
        from visits
    ),

    comparable_addresses as (
        select url, {{ comparable_url("url") }} as address from addresses where url is not null
    ),

    comparable_hosts as (
        select url, address, {{ url_host("address") }} as host from comparable_addresses
    ),

    posts_in_addresses as (
        {% for named in post_addresses() %}
            select
                url,
                '{{ named.platform }}' as platform,
                {{ part_of_text("address", named.pattern) }} as post_name
            from comparable_hosts
            where
                host in ('{{ named.hosts | join("', '") }}')
                and {{ part_of_text("address", named.pattern) }} <> ''
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    -- a post's name in its address is the end of its id: t3_1abc,
    -- at://did:plc:x/app.bsky.feed.post/3kab
    post_names as (
        select
            platform,
            post_id,
            account_id,
            lower({{ part_of_text("post_id", "([^/_:]+)$") }}) as post_name
        from posts
        where exists (select 1 from posts_in_addresses) and post_id not like 't1!_%' escape '!'
    ),

    posts_by_address as (
        select
            posts_in_addresses.url,
            min(post_names.platform) as platform,
            min(post_names.account_id) as account_id,
            min(post_names.post_id) as post_id
        from posts_in_addresses
        inner join
            post_names
            on posts_in_addresses.platform = post_names.platform
            and posts_in_addresses.post_name = post_names.post_name
        group by posts_in_addresses.url
        having count(*) = 1
    )

select
    comparable_hosts.url,
    comparable_hosts.host,
    comparable_hosts.address like '%?%' as has_query,
    links_by_address.link_id,
    posts_by_address.platform,
    posts_by_address.account_id,
    posts_by_address.post_id
from comparable_hosts
left join links_by_address on comparable_hosts.address = links_by_address.address
left join posts_by_address on comparable_hosts.url = posts_by_address.url
