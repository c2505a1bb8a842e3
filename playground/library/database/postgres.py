"""The triggers in PostgreSQL, whose full-text index is a column of type `tsvector`."""

from collections.abc import Sequence

from playground.catalog.loading import names_by_role
from playground.library.database.columns import (
    CLOSENESS,
    COMPUTED_FROM,
    COPIED,
    FOLLOWING,
    FOUND_BY,
    OUTCOME,
    PROMPT_BEGINNING,
    PROMPT_END,
    compared,
    copies_of,
    outcome_of,
    price_of,
    state_of,
)
from playground.library.database.postgres_functions import NAMES, function, key_of, write_text

# A letter that no prompt contains. Without it a phrase could begin in the prompt and end in the note.
FIELD_END = "ʘ"
# Columns of a generation of the type `json`.
JSON = ("params", "resolved", "notes")
# The roles of the parameters that an entry has.
ROLES = ("steps", "guidance", "format")

_ADD = f"""
INSERT INTO library_entry (generation_id, sort_key, {NAMES})
SELECT generation_id, {key_of("created")}, {NAMES} FROM library_facts AS f
"""
ADD_MISSING = f"""
{_ADD} WHERE NOT EXISTS (SELECT 1 FROM library_entry AS e WHERE e.generation_id = f.generation_id)
ORDER BY created, generation_id
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


def views(mark: str) -> list[str]:
    """Return the views from which entries and their words are written; `mark` is their comment."""
    return [
        f"""
        CREATE VIEW library_facts AS SELECT
            id AS generation_id, owner_id, created, deleted, dialect, engine, width, height, cost,
            {state_of("g")} AS status, {price_of("g")} AS price,
            left(split_part(spec_id, '/', 2), 80) AS model, left(split_part(spec_id, '/', 3), 20) AS mode,
            CASE WHEN made.seed ~ '^-?[0-9]{{1,18}}$' THEN made.seed::bigint END AS seed,
            library_number({_parameter("steps")}) AS steps,
            library_number({_parameter("guidance")}) AS guidance,
            left(coalesce({_parameter("format")}, ''), 8) AS format,
            (SELECT count(*) FROM generations_input AS i WHERE i.generation_id = g.id)::smallint AS "references",
            EXISTS (
                SELECT 1 FROM generations_share AS s WHERE s.generation_id = g.id AND s.revoked IS NULL
            ) AS shared,
            {_key_of("coalesce(made.prompt, '')")} AS prompt_key
        FROM generations_generation AS g,
            json_to_record(library_object(g.resolved)) AS made({_parameters()})
        """,
        f"COMMENT ON VIEW library_facts IS '{mark}'",
        f"""
        CREATE VIEW library_words AS SELECT
            e.id AS entry_id,
            e.sort_key,
            to_tsvector('simple', concat_ws(' {FIELD_END} ',
                library_clean(library_object(g.params) ->> 'prompt'),
                library_clean(library_object(g.notes::json) ->> 'rewritten_prompt'),
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
    return {
        "library_add": ("AFTER INSERT ON generations_generation", f"{_ADD} WHERE generation_id = NEW.id;"),
        "library_follow": (_after_change(COMPUTED_FROM), "PERFORM library_follow_entry(NEW.id);"),
        "library_copy": (
            _after_change(COPIED),
            f"UPDATE library_entry SET {copies_of('NEW')} WHERE generation_id = NEW.id;",
        ),
        "library_outcome": (
            _after_change(OUTCOME),
            f"UPDATE library_entry SET {outcome_of('NEW')} WHERE generation_id = NEW.id;",
        ),
        "library_move": (
            _after_change(("created",)),
            f"UPDATE library_entry SET sort_key = {key_of('NEW.created')} WHERE generation_id = NEW.id;",
        ),
        "library_reword": (
            _after_change(("params", "notes")),
            """IF NEW.params::text IS DISTINCT FROM OLD.params::text
            OR library_object(NEW.notes::json) ->> 'rewritten_prompt'
            IS DISTINCT FROM library_object(OLD.notes::json) ->> 'rewritten_prompt'
            THEN PERFORM library_write_text(id) FROM library_entry WHERE generation_id = NEW.id; END IF;""",
        ),
    }


def _after_change(columns: Sequence[str]) -> str:
    # The type `json` has no equality.
    casts = {name: "::text" if name in JSON else "" for name in columns}
    changed = " OR ".join(
        f"{compared('NEW', name)}{cast} IS DISTINCT FROM {compared('OLD', name)}{cast}" for name, cast in casts.items()
    )
    return f"AFTER UPDATE OF {', '.join(columns)} ON generations_generation FOR EACH ROW WHEN ({changed})"


def _entry_triggers() -> dict[str, tuple[str, str]]:
    found_by = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FOUND_BY)
    return {
        "library_add_text": ("AFTER INSERT ON library_entry", write_text("NEW.id")),
        "library_change_text": (
            f"AFTER UPDATE OF {', '.join(FOUND_BY)} ON library_entry FOR EACH ROW WHEN ({found_by})",
            f"DELETE FROM library_text WHERE rowid = OLD.sort_key; {write_text('NEW.id')}",
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
        function(f"{name}_trigger()", "trigger", f"BEGIN {does} RETURN NULL; END"),
        f"CREATE TRIGGER {name} {when}{rows} EXECUTE FUNCTION {name}_trigger()",
    ]


def _key_of(prompt: str) -> str:
    return f"length({prompt}) || ':' || left({prompt}, {PROMPT_BEGINNING}) || '|' || right({prompt}, {PROMPT_END})"


def _parameter(role: str) -> str:
    names = [f'made."{name}"' for name in names_by_role(role)]
    return f"coalesce({', '.join(names)}, NULL)" if names else "NULL"


def _parameters() -> str:
    """Return the definitions of all parameters that are read, so that the JSON is parsed once."""
    names = dict.fromkeys(["seed", "prompt", *(name for role in ROLES for name in names_by_role(role))])
    return ", ".join(f'"{name}" text' for name in names)
