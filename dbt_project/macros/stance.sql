{# Whether posts on a topic are judged at all: the var `stance_topics`. #}
{% macro is_judged(topic_id) -%}
    {%- set topics = var("stance_topics") -%}
    {%- if topics == "every" -%} {{ topic_id }} <> 'all'
    {%- elif topics == "none" -%} false
    {%- elif topics is string or not topics -%}
        {{
            exceptions.raise_compiler_error(
                "dbt_project.yml: stance_topics is "
                ~ topics
                ~ ", expected every, none or a list of topic ids. Correct the var."
            )
        }}
    {%- else -%}
        {%- set quoted = [] -%}
        {%- for topic in topics -%}
            {%- do quoted.append(dbt.string_literal(dbt.escape_single_quotes(topic))) -%}
        {%- endfor -%}
        {{ topic_id }} <> 'all' and {{ topic_id }} in ({{ quoted | join(", ") }})
    {%- endif -%}
{%- endmacro %}

{# The key of a text that is to be judged, with all that the judgement depends on, so that copies of
   a text are judged once; null where there is no text. #}
{% macro text_key(text, lang, topic_terms="''", post_terms="''") -%}
    case
        when trim({{ text }}) <> ''
        then
            {# what is not told is the empty text, so that the parts stay in their places #}
            {{
                hex_to_bigint(
                    "md5(concat_ws(chr(31), coalesce(%s, ''), %s, %s, %s))"
                    | format(lang, topic_terms, post_terms, text)
                )
            }}
    end
{%- endmacro %}

{# A share with its interval, by the posterior of Jeffreys' prior, Beta(1/2, 1/2): nobody is
   taken for one of a side because of the company. Null where there is nothing to share. #}
{% macro jeffreys_share(name, successes, failures) -%}
    {%- set alpha = "(%s + 0.5)" | format(successes) -%}
    {%- set beta = "(%s + 0.5)" | format(failures) -%}
    {%- set told = "%s + %s > 0" | format(successes, failures) -%}
    case when {{ told }} then {{ alpha }} / ({{ alpha }} + {{ beta }}) end as {{ name }},
    case
        when {{ told }} then {{ beta_quantile(interval_tail("low"), alpha, beta) }}
    end as {{ name }}_low,
    case
        when {{ told }} then {{ beta_quantile(interval_tail("high"), alpha, beta) }}
    end as {{ name }}_high
{%- endmacro %}
