{# Whether hashtags that enough people used are topics, by the number of terms of the taxonomy. #}
{% macro hashtags_discovered(terms) -%}
    {%- set choice = var("discover_hashtag_topics") -%}
    {%- if choice == "without_taxonomy" -%} {{ terms }} = 0
    {%- elif choice in ("always", "never") -%} {{ "true" if choice == "always" else "false" }}
    {%- else -%}
        {{
            exceptions.raise_compiler_error(
                "discover_hashtag_topics is '"
                ~ choice
                ~ "', expected without_taxonomy, always or never; set it in dbt_project.yml."
            )
        }}
    {%- endif -%}
{%- endmacro %}

{# Whether a topic is above another. Everything is below `all` already, whoever writes it down. #}
{% macro is_parent(topic) -%} lower(trim({{ topic }})) <> 'all' {%- endmacro %}
