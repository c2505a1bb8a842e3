"""The functions that the triggers of PostgreSQL call."""

from playground.library.database.columns import FOLLOWING, KEYS_PER_MICROSECOND, UNSPACED

# `to_tsvector` refuses a text of more than a megabyte.
LONGEST_TEXT = 50_000
NAMES = ", ".join(FOLLOWING)
# A database with the locale C knows only the capitals of ASCII.
HAS_ICU = "SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu'"
ICU = 'COLLATE "und-x-icu"'


def functions(collation: str = "") -> list[str]:
    """Return the functions that the triggers call; the collation decides what capitals are."""
    return [*_reading(), *_words(collation), *_writing()]


def _reading() -> list[str]:
    return [
        # JSON may contain \\u0000 and half a surrogate, which text cannot. To catch an error costs more than to read.
        function(
            "library_object(source json)",
            "json",
            r"""BEGIN
            IF json_typeof(source) <> 'object' THEN RETURN '{}'; END IF;
            IF strpos(source::text, '\u') = 0 THEN RETURN source; END IF;
            BEGIN PERFORM source ->> ''; RETURN source; EXCEPTION WHEN data_exception THEN RETURN '{}'; END;
            END""",
            "IMMUTABLE",
        ),
        function(
            "library_number(value text)",
            "double precision",
            r"""BEGIN
            RETURN CASE WHEN value ~ '^-?[0-9]{1,18}(\.[0-9]{1,18})?$' THEN value::double precision END;
            END""",
            "IMMUTABLE",
        ),
    ]


def _words(collation: str) -> list[str]:
    return [
        # Accents do not count, and each character of a script without spaces is a word.
        function(
            "library_clean(value text)",
            "text",
            rf"""BEGIN
            value := left(coalesce(value, ''), {LONGEST_TEXT});
            IF value ~ '[^\x01-\x7f]' THEN
                value := normalize(regexp_replace(normalize(value, NFD), '[\u0300-\u036f]', '', 'g'), NFC);
                value := lower(regexp_replace(value, '([{UNSPACED}])', ' \1 ', 'g') {collation});
            END IF;
            RETURN lower(regexp_replace(value, '[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\xbf\u2000-\u206f]+', ' ', 'g'));
            END""",
            # A search then computes it once, and the planner sees the result.
            "IMMUTABLE",
        ),
        # The last word may go on. A text without a word finds nothing to go on from, and what begins with a single
        # letter are facts, too: of `m²` only the letter is left.
        function(
            "library_prefix(words tsquery)",
            "tsquery",
            r"""BEGIN RETURN CASE WHEN numnode(words) = 0 OR words::text ~ '(^|\s)''.''$' THEN words
            ELSE (words::text || ':*')::tsquery END; END""",
            "IMMUTABLE",
        ),
        # Of `½` nothing is left, and no condition would find everything. No text and no fact has a lone hyphen.
        function(
            "library_needed(words tsquery)",
            "tsquery",
            "BEGIN RETURN CASE WHEN numnode(words) = 0 THEN '''-'''::tsquery ELSE words END; END",
            "IMMUTABLE",
        ),
    ]


def _writing() -> list[str]:
    return [
        function(
            "library_follow_entry(id uuid)",
            "void",
            f"""BEGIN UPDATE library_entry SET ({NAMES}) = (SELECT {NAMES} FROM library_facts WHERE generation_id = $1)
            WHERE generation_id = $1; END""",
        ),
        function(
            "library_write_text(entry_id bigint)",
            "void",
            f"BEGIN {write_text('$1')} END",
        ),
    ]


def key_of(created: str) -> str:
    """Return the sort key. The sequence keeps apart what several processes create in the same microsecond."""
    return f"""((extract(epoch FROM {created}) * 1000000)::bigint * {KEYS_PER_MICROSECOND}
        + nextval('library_key') % {KEYS_PER_MICROSECOND})"""


def write_text(entry_id: str) -> str:
    return f"""INSERT INTO library_text (rowid, words)
        SELECT sort_key, words FROM library_words AS w WHERE w.entry_id = {entry_id}
        ON CONFLICT (rowid) DO UPDATE SET words = EXCLUDED.words;"""


def function(signature: str, returns: str, body: str, options: str = "") -> str:
    return f"CREATE FUNCTION {signature} RETURNS {returns} LANGUAGE plpgsql {options} AS $body$ {body} $body$"
