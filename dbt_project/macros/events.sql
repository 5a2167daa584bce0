{# What somebody in an audience may be seen to do. #}
{% macro event_kinds() -%}
    {{
        return(
            [
                "like",
                "repost",
                "quote",
                "reply",
                "save",
                "vote",
                "mention",
                "click",
                "view",
                "arrival",
            ]
        )
    }}
{%- endmacro %}

{# Those that answer a post. A mention answers nothing, a click leaves, a view is silent. #}
{% macro response_kinds() -%} 'like', 'repost', 'quote', 'reply', 'save', 'vote' {%- endmacro %}

{# What is told as a rate per exposed pair: a response of any kind, each kind by itself, and clicks. #}
{% macro answer_kinds() -%}
    {{ return(["any", "like", "repost", "quote", "reply", "save", "vote", "click"]) }}
{%- endmacro %}

{# Whether an event is an answer of this kind. #}
{% macro is_answer(event_kind, kind) -%}
    {%- if kind == "any" -%} {{ event_kind }} in ({{ response_kinds() }})
    {%- else -%} {{ event_kind }} = '{{ kind }}'
    {%- endif -%}
{%- endmacro %}

{# The name of the rate of these answers. #}
{% macro rate_of(kind) -%}
    {{ return({"any": "response_rate", "click": "click_through_rate"}.get(kind, kind ~ "_rate")) }}
{%- endmacro %}

{% macro plural(kind) -%} {{ return({"reply": "replies"}.get(kind, kind ~ "s")) }} {%- endmacro %}
