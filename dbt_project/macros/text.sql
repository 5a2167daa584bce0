{# The comparable form of a word: composed Unicode, no invisible characters, one case. #}
{% macro normalised_text(text) -%} {{ adapter.dispatch("normalised_text")(text) }} {%- endmacro %}

{% macro duckdb__normalised_text(text) -%}
    lower(regexp_replace(nfc_normalize({{ text }}), '[\p{Cf}\p{Cc}]', '', 'g'))
{%- endmacro %}

{# A hashtag without its sign, in comparable form. #}
{% macro normalised_hashtag(text) -%} trim({{ normalised_text(text) }}, '#＃ ') {%- endmacro %}

{# The words of a text in order: runs of letters, marks, digits and underscores. #}
{% macro words(text) -%} {{ adapter.dispatch("words")(text) }}{%- endmacro %}

{% macro duckdb__words(text) -%}
    regexp_extract_all({{ normalised_text(text) }}, '[\p{L}\p{M}\p{N}_]+')
{%- endmacro %}

{# `n` elements of a list from position `start` (1-based). #}
{% macro list_part(list, start, n) -%}
    {{ adapter.dispatch("list_part")(list, start, n) }}
{%- endmacro %}

{% macro duckdb__list_part(list, start, n) -%}
    list_slice({{ list }}, {{ start }}, {{ start }} + {{ n }} - 1)
{%- endmacro %}

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
