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

{% macro plural(kind) -%} {{ return({"reply": "replies"}.get(kind, kind ~ "s")) }} {%- endmacro %}
