"""The triggers in PostgreSQL, whose full-text index is a column of type `tsvector`."""

from playground.catalog.loading import names_by_role
from playground.library.database.columns import (
    CLOSENESS,
    FOLLOWING,
    FOUND_BY,
    KEYS_PER_MICROSECOND,
    PRICE,
    PROMPT_BEGINNING,
    PROMPT_END,
    SOURCES,
    UNSPACED,
)

# `to_tsvector` refuses a text of more than a megabyte.
LONGEST_TEXT = 50_000
# A letter that no prompt contains. Without it a phrase could begin in the prompt and end in the note.
FIELD_END = "ʘ"

ADD_MISSING = """
SELECT library_add_entry(id) FROM (
    SELECT id FROM generations_generation AS g
    WHERE NOT EXISTS (SELECT 1 FROM library_entry AS e WHERE e.generation_id = g.id) ORDER BY created, id
) AS missing
"""
# What was written while there were no triggers, as when a backup is restored. They write the words of what changes.
CATCH_UP = (
    f"""
    UPDATE library_entry AS e SET closeness = {CLOSENESS} FROM generations_picture AS p
    WHERE p.generation_id = e.generation_id AND p.position = 0 AND p.colour_distance IS NOT NULL
    """,
    f"""
    SELECT library_follow_entry(e.generation_id) FROM library_entry AS e
    JOIN library_facts AS f ON f.generation_id = e.generation_id
    WHERE ({", ".join(f"e.{name}" for name in FOLLOWING)})
    IS DISTINCT FROM ({", ".join(f"f.{name}" for name in FOLLOWING)})
    """,
    """
    DELETE FROM library_text AS t
    WHERE NOT EXISTS (SELECT 1 FROM library_entry AS e WHERE e.sort_key = t.rowid AND e.deleted IS NULL)
    """,
    """
    SELECT library_write_text(id) FROM library_entry AS e
    WHERE deleted IS NULL AND NOT EXISTS (SELECT 1 FROM library_text AS t WHERE t.rowid = e.sort_key)
    """,
    """
    SELECT library_write_text(w.entry_id) FROM library_words AS w
    JOIN library_text AS t ON t.rowid = w.sort_key WHERE t.words <> w.words
    """,
)
# What there is, also of another version.
FUNCTIONS = """
SELECT oid::regprocedure FROM pg_proc
WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'library\\_%'
"""


# A database with the locale C knows only the capitals of ASCII.
HAS_ICU = "SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu'"
ICU = 'COLLATE "und-x-icu"'


def functions(collation: str = "") -> list[str]:
    """Return the functions that the triggers call; the collation decides what capitals are."""
    return [*_reading_functions(collation), *_writing_functions()]


def _reading_functions(collation: str) -> list[str]:
    return [
        # JSON may contain \\u0000 and half a surrogate, which text cannot.
        _function(
            "library_json(source json, name text)",
            "text",
            "BEGIN RETURN source ->> name; EXCEPTION WHEN data_exception THEN RETURN NULL; END",
        ),
        _function(
            "library_number(value text)",
            "double precision",
            r"""BEGIN
            RETURN CASE WHEN value ~ '^-?[0-9]{1,18}(\.[0-9]{1,18})?$' THEN value::double precision END;
            END""",
        ),
        # Accents do not count, and each character of a script without spaces is a word.
        _function(
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
        # The last word may go on. A text without a word finds nothing to go on from.
        _function(
            "library_prefix(words tsquery)",
            "tsquery",
            "BEGIN RETURN CASE WHEN numnode(words) = 0 THEN words ELSE (words::text || ':*')::tsquery END; END",
            "IMMUTABLE",
        ),
    ]


def _writing_functions() -> list[str]:
    names = ", ".join(FOLLOWING)
    return [
        # The sequence keeps apart what several processes create in the same microsecond.
        _function(
            "library_key_of(created timestamptz)",
            "bigint",
            f"""BEGIN RETURN (extract(epoch FROM created) * 1000000)::bigint * {KEYS_PER_MICROSECOND}
            + nextval('library_key') % {KEYS_PER_MICROSECOND}; END""",
        ),
        _function(
            "library_add_entry(id uuid)",
            "void",
            f"""BEGIN INSERT INTO library_entry (generation_id, sort_key, {names})
            SELECT generation_id, library_key_of(created), {names} FROM library_facts
            WHERE generation_id = $1; END""",
        ),
        _function(
            "library_follow_entry(id uuid)",
            "void",
            f"""BEGIN UPDATE library_entry SET ({names}) = (SELECT {names} FROM library_facts WHERE generation_id = $1)
            WHERE generation_id = $1; END""",
        ),
        _function(
            "library_write_text(entry_id bigint)",
            "void",
            """BEGIN INSERT INTO library_text (rowid, words)
            SELECT sort_key, words FROM library_words AS w WHERE w.entry_id = $1
            ON CONFLICT (rowid) DO UPDATE SET words = EXCLUDED.words; END""",
        ),
    ]


def views(mark: str) -> list[str]:
    """Return the views from which entries and their words are written; `mark` is their comment."""
    return [
        f"""
        CREATE VIEW library_facts AS SELECT
            id AS generation_id, owner_id, created, deleted, dialect, engine, status, width, height, cost,
            {PRICE} AS price,
            left(split_part(spec_id, '/', 2), 80) AS model, left(split_part(spec_id, '/', 3), 20) AS mode,
            CASE WHEN library_json(resolved, 'seed') ~ '^-?[0-9]{{1,18}}$'
                THEN library_json(resolved, 'seed')::bigint END AS seed,
            library_number({_parameter("steps")}) AS steps,
            library_number({_parameter("guidance")}) AS guidance,
            left(coalesce({_parameter("format")}, ''), 8) AS format,
            (SELECT count(*) FROM generations_input AS i WHERE i.generation_id = g.id)::smallint AS "references",
            EXISTS (
                SELECT 1 FROM generations_share AS s WHERE s.generation_id = g.id AND s.revoked IS NULL
            ) AS shared,
            {_key_of("coalesce(library_json(resolved, 'prompt'), '')")} AS prompt_key
        FROM generations_generation AS g
        """,
        f"COMMENT ON VIEW library_facts IS '{mark}'",
        f"""
        CREATE VIEW library_words AS SELECT
            e.id AS entry_id,
            e.sort_key,
            to_tsvector('simple', concat_ws(' {FIELD_END} ',
                library_clean(library_json(g.params, 'prompt')),
                library_clean(library_json(g.notes::json, 'rewritten_prompt')),
                library_clean(e.note),
                (SELECT string_agg(library_clean(t.name), ' {FIELD_END} ') FROM library_tagging AS l
                 JOIN library_tag AS t ON t.id = l.tag_id WHERE l.entry_id = e.id)
            )) || array_to_tsvector(ARRAY[
                'o:' || replace(e.owner_id::text, '-', ''), 'a:' || e.dialect, 'm:' || e.model, 'k:' || e.mode,
                'e:' || e.engine, 's:' || coalesce(e.seed::text, ''), 'd:' || e.width || 'x' || e.height,
                'f:' || e.format
            ] || ARRAY(SELECT 't:' || l.tag_id FROM library_tagging AS l WHERE l.entry_id = e.id)) AS words
        FROM library_entry AS e JOIN generations_generation AS g ON g.id = e.generation_id
        WHERE e.deleted IS NULL
        """,
    ]


def triggers() -> dict[str, tuple[str, str]]:
    """Return for each trigger when it acts, and what it does."""
    made = _generation_triggers() | _entry_triggers() | _related_triggers()
    return {name.lower(): trigger for name, trigger in made.items()}


def _generation_triggers() -> dict[str, tuple[str, str]]:
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in SOURCES if name != "resolved")
    return {
        "library_add": ("AFTER INSERT ON generations_generation", "PERFORM library_add_entry(NEW.id);"),
        "library_follow": (
            (
                f"AFTER UPDATE OF {', '.join(SOURCES)} ON generations_generation FOR EACH ROW"
                # The type `json` has no equality.
                f" WHEN ({changed} OR NEW.resolved::text IS DISTINCT FROM OLD.resolved::text)"
            ),
            "PERFORM library_follow_entry(NEW.id);",
        ),
        "library_move": (
            (
                "AFTER UPDATE OF created ON generations_generation FOR EACH ROW"
                " WHEN (NEW.created IS DISTINCT FROM OLD.created)"
            ),
            "UPDATE library_entry SET sort_key = library_key_of(NEW.created) WHERE generation_id = NEW.id;",
        ),
        "library_reword": (
            (
                "AFTER UPDATE OF params, notes ON generations_generation FOR EACH ROW"
                " WHEN (NEW.params::text IS DISTINCT FROM OLD.params::text"
                " OR library_json(NEW.notes, 'rewritten_prompt')"
                " IS DISTINCT FROM library_json(OLD.notes, 'rewritten_prompt'))"
            ),
            "PERFORM library_write_text(id) FROM library_entry WHERE generation_id = NEW.id;",
        ),
    }


def _entry_triggers() -> dict[str, tuple[str, str]]:
    found_by = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FOUND_BY)
    return {
        "library_add_text": ("AFTER INSERT ON library_entry", "PERFORM library_write_text(NEW.id);"),
        "library_change_text": (
            f"AFTER UPDATE OF {', '.join(FOUND_BY)} ON library_entry FOR EACH ROW WHEN ({found_by})",
            ("DELETE FROM library_text WHERE rowid = OLD.sort_key; PERFORM library_write_text(NEW.id);"),
        ),
        "library_remove_text": (
            "AFTER DELETE ON library_entry",
            "DELETE FROM library_text WHERE rowid = OLD.sort_key;",
        ),
        "library_empty_text": (
            "AFTER TRUNCATE ON library_entry FOR EACH STATEMENT",
            "TRUNCATE library_text;",
        ),
    }


def _related_triggers() -> dict[str, tuple[str, str]]:
    made = {
        "library_colours": (
            "AFTER UPDATE OF colour_distance ON generations_picture FOR EACH ROW WHEN (NEW.position = 0)",
            f"""UPDATE library_entry AS e SET closeness = {CLOSENESS} FROM generations_picture AS p
            WHERE p.id = NEW.id AND e.generation_id = NEW.generation_id;""",
        ),
        "library_rename_tag": (
            "AFTER UPDATE OF name ON library_tag FOR EACH ROW WHEN (NEW.name IS DISTINCT FROM OLD.name)",
            "PERFORM library_write_text(entry_id) FROM library_tagging WHERE tag_id = NEW.id;",
        ),
    }
    for event, row in (("INSERT", "NEW"), ("DELETE", "OLD"), ("UPDATE", "NEW")):
        made[f"library_tag_{event}"] = (
            f"AFTER {event} ON library_tagging",
            f"PERFORM library_write_text({row}.entry_id);",
        )
    for table in ("input", "share"):
        for event, row in (("INSERT", "NEW"), ("DELETE", "OLD"), ("UPDATE", "NEW")):
            made[f"library_{table}_{event}"] = (
                f"AFTER {event} ON generations_{table}",
                f"PERFORM library_follow_entry({row}.generation_id);",
            )
    return made


def create_trigger(name: str, when: str, does: str) -> list[str]:
    """Return what creates the trigger's function and the trigger."""
    rows = "" if "FOR EACH" in when else " FOR EACH ROW"
    return [
        _function(f"{name}_trigger()", "trigger", f"BEGIN {does} RETURN NULL; END"),
        f"CREATE TRIGGER {name} {when}{rows} EXECUTE FUNCTION {name}_trigger()",
    ]


def _function(signature: str, returns: str, body: str, options: str = "") -> str:
    return f"CREATE FUNCTION {signature} RETURNS {returns} LANGUAGE plpgsql {options} AS $body$ {body} $body$"


def _key_of(prompt: str) -> str:
    return f"length({prompt}) || ':' || left({prompt}, {PROMPT_BEGINNING}) || '|' || right({prompt}, {PROMPT_END})"


def _parameter(role: str) -> str:
    names = [f"library_json(resolved, '{name}')" for name in names_by_role(role)]
    return f"coalesce({', '.join(names)}, NULL)" if names else "NULL"
