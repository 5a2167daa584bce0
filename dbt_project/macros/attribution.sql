{# The models that give each touchpoint of a journey its share, in the order in which they are shown. #}
{% macro touchpoint_models() -%}
    {{ return(["first", "last", "linear", "time_decay", "position", "shapley"]) }}
{%- endmacro %}

{# What a model gives between two sums of the shares before and up to a touchpoint, of 0 to 1. Each is
   rounded before they are subtracted, so that all that lies between 0 and 1 sums to exactly 1. #}
{% macro share_between(before, up_to) -%}
    cast(
        cast({{ up_to }} as decimal(18, 12))
        - cast({{ before }} as decimal(18, 12)) as decimal(18, 12)
    )
{%- endmacro %}

{# What the model by position gives to the first `places` touchpoints of a journey together. #}
{% macro position_up_to(places) -%}
    {%- set first, last = var("position_first_share"), var("position_last_share") -%}
    case
        when {{ places }} = 0
        then 0
        when {{ places }} = touchpoints
        then 1
        when touchpoints = 2
        then {{ first }} / ({{ first }} + {{ last }})
        else {{ first }} + (1 - {{ first }} - {{ last }}) * ({{ places }} - 1) / (touchpoints - 2)
    end
{%- endmacro %}

{# The models that give each person a share of all journeys together, by what is lost without them. #}
{% macro removal_models() -%} {{ return(["markov_1", "markov_2"]) }} {%- endmacro %}

{% macro attribution_models() -%}
    {{ return(touchpoint_models() + removal_models()) }}
{%- endmacro %}

{# An amount of conversions_in_time in the reporting currency; null where no rate covers its day. #}
{% macro in_reporting_currency(amount) -%}
    case
        when rates_of_conversions.rate_to_reporting is not null
        then cast(round({{ amount }} * rates_of_conversions.rate_to_reporting, 4) as decimal(18, 4))
        when
            conversions_in_time.currency is null
            or conversions_in_time.currency = reporting.reporting_currency
        then {{ amount }}
    end
{%- endmacro %}

{# How the addresses of posts name them: platform, hosts, a pattern whose group is the name in the
   address (lower case), and what the post's id has before that name. #}
{% macro post_addresses() -%}
    {{
        return(
            [
                {
                    "platform": "x",
                    "hosts": ["x.com", "twitter.com", "mobile.twitter.com"],
                    "pattern": "/status(?:es)?/([0-9]+)",
                },
                {
                    "platform": "reddit",
                    "hosts": ["reddit.com", "old.reddit.com", "new.reddit.com"],
                    "pattern": "/comments/([a-z0-9]+)",
                },
                {
                    "platform": "bluesky",
                    "hosts": ["bsky.app"],
                    "pattern": "/post/([a-z0-9]+)",
                },
            ]
        )
    }}
{%- endmacro %}

{# What the group of a pattern holds in a text; an empty text where it is not found. #}
{% macro part_of_text(text, pattern) -%}
    {{ adapter.dispatch("part_of_text")(text, pattern) }}
{%- endmacro %}

{% macro duckdb__part_of_text(text, pattern) -%}
    regexp_extract({{ text }}, '{{ pattern }}', 1)
{%- endmacro %}
