"""SQL functions for search and sort order. The functions need a UTF-8 database, but no locale.

Only built-in functions are called, every collation is named, and no dictionary is used: the same text gives the same
words on every server. A change of these functions needs a migration that rewrites the columns built on them.
"""

from peaceapp.search.folding import APOSTROPHES, DROPPED, FOLDS, LIGATURES, RANGES, SIGNS

PURE = "immutable strict parallel safe"
_QUOTED = APOSTROPHES.replace("'", "''")


def _folding() -> str:
    """One statement for each script: lower case, letter forms unified."""
    lines = []
    for script, folds in FOLDS.items():
        before, after = "".join(folds), "".join(folds.values())
        lines.append(
            f"  if t ~ '[{RANGES[script]}]' then\n    t := translate(t, '{before}',\n      '{after}');\n  end if;"
        )
    for ligature, letters in LIGATURES.items():
        lines.append(f"  t := replace(t, '{ligature}', '{letters}');")
    return "\n".join(lines)


SEARCH_TEXT = f"""
create or replace function search_text(given text) returns text language plpgsql {PURE} as $$
declare t text collate "C" := given;
begin
  if octet_length(t) = length(t) then
    return btrim(regexp_replace(lower(translate(t, '''`', '')), '[{SIGNS}]+', ' ', 'g'), ' ');
  end if;
  t := lower(regexp_replace(normalize(replace(t, '´', ''''), NFKD), '[{DROPPED}]', '', 'g'));
{_folding()}
  t := normalize(t, NFKD);   -- marks that stay stand in order, whatever stood between them
  return btrim(regexp_replace(t, '[{SIGNS}]+', ' ', 'g'), ' ');
end $$;
"""
"""Folded words separated by one space (see `peaceapp.search.folding`), for comparing and sorting."""

SEARCH_WORDS = f"""
create or replace function search_words(variadic parts text[]) returns text
  language plpgsql {PURE} set search_path = public, pg_temp as $$
declare t text collate "C" := array_to_string(parts, E'\\n');
begin
  if t ~ '[{_QUOTED}]' then
    return ' ' || search_text(t) || ' ' || search_text(translate(t, '{_QUOTED}', repeat(' ', {len(APOSTROPHES)})));
  end if;
  return ' ' || search_text(t);
end $$;
"""
"""All words of some texts, each after a space. Words with an apostrophe also in their parts."""

SEARCH_VECTOR = f"""
create or replace function search_vector(variadic parts text[]) returns tsvector
  language plpgsql {PURE} set search_path = public, pg_temp as $$
begin
  return (
    select coalesce(string_agg(left(word, 200) || ':' || least(place, 16383), ' '), '')::tsvector
    from unnest(string_to_array(btrim(left(search_words(variadic parts), 240000)), ' '))
      with ordinality as w (word, place)
    where word <> '');
end $$;
"""
"""The words as a `tsvector` with positions. Uses neither parser nor dictionary of the server."""

LIST_TEXT = f"""
create or replace function list_text(parts text[]) returns text language sql {PURE} as
$$ select array_to_string(parts, E'\\n') $$;
"""
"""The texts of an array, one a line, for generated columns."""

DECLARED = SEARCH_TEXT + SEARCH_WORDS + SEARCH_VECTOR + LIST_TEXT
