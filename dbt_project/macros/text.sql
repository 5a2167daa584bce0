{# The comparable form of a text: one case, composed, nothing invisible, runs of white space as one
   space. What that is in detail is said, and done, in influence/measures/phrases.py. #}
{% macro comparable_text(text) -%} {{ adapter.dispatch("comparable_text")(text) }} {%- endmacro %}

{% macro duckdb__comparable_text(text) -%} comparable_text({{ text }}) {%- endmacro %}

{# A hashtag without its sign, in comparable form. #}
{% macro comparable_hashtag(text) -%} trim({{ comparable_text(text) }}, '# ') {%- endmacro %}

{# A URL without scheme, `www.`, user and fragment, in lower case, for prefix comparison. #}
{% macro comparable_url(url) -%} {{ adapter.dispatch("comparable_url")(url) }} {%- endmacro %}

{% macro duckdb__comparable_url(url) -%}
    regexp_replace(
        regexp_replace(lower({{ url }}), '^[a-z][a-z0-9+.-]*://(?:[^/@]*@)?(?:www\.)?', ''),
        '#.*$',
        ''
    )
{%- endmacro %}

{# The host of a comparable URL, without port. #}
{% macro url_host(comparable) -%} {{ adapter.dispatch("url_host")(comparable) }} {%- endmacro %}

{% macro duckdb__url_host(comparable) -%}
    regexp_extract({{ comparable }}, '^[^/:?]+')
{%- endmacro %}

{# The host and each domain above it: a.b.org -> [a.b.org, b.org, org]. #}
{% macro domains_of_host(host) -%} {{ adapter.dispatch("domains_of_host")(host) }} {%- endmacro %}

{% macro duckdb__domains_of_host(host) -%}
    list_transform(
        range(1, len(string_split({{ host }}, '.')) + 1),
        lambda position:array_to_string(
            list_slice(string_split({{ host }}, '.'), position, len(string_split({{ host }}, '.'))),
            '.'
        )
    )
{%- endmacro %}

{# A phrase as its words with blanks between, so that commas may join several. #}
{% macro plain_phrase(text) -%} {{ adapter.dispatch("plain_phrase")(text) }}{%- endmacro %}

{% macro duckdb__plain_phrase(text) -%}
    array_to_string(regexp_extract_all({{ comparable_text(text) }}, '[\p{L}\p{M}\p{N}_]+'), ' ')
{%- endmacro %}
