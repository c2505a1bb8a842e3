"""The triggers in SQLite, whose full-text index is an FTS5 table."""

from collections.abc import Sequence

from playground.catalog.loading import names_by_role
from playground.library.database.columns import (
    CLOSENESS,
    COMPUTED_FROM,
    COPIED,
    FOLLOWING,
    FOUND_BY,
    KEYS_PER_MICROSECOND,
    OUTCOME,
    PROMPT_BEGINNING,
    PROMPT_END,
    UNSPACED,
    compared,
    copies_of,
    outcome_of,
    price_of,
    state_of,
)

# Splitting takes time that grows with the square of the length.
LONGEST_SPLIT = 4000

_FOLLOW = f"({', '.join(FOLLOWING)}) = (SELECT {', '.join(FOLLOWING)} FROM library_facts"
MISSING = """
SELECT id FROM generations_generation AS g
WHERE NOT EXISTS (SELECT 1 FROM library_entry AS e WHERE e.generation_id = g.id) ORDER BY created, id
"""


def add_entry(id: str) -> str:
    """Return what writes the entry of the generation."""
    names = ", ".join(FOLLOWING)
    return f"""
    INSERT INTO library_entry (generation_id, sort_key, {names})
    SELECT generation_id, {_next_key("library_facts.created")}, {names} FROM library_facts WHERE generation_id = {id}
    """


def views(mark: str) -> list[str]:
    """Return the views from which entries and their words are written; `mark` is found again in their definition."""
    return [_facts_view(mark), _words_view()]


def _facts_view(mark: str) -> str:
    rest = "substr(spec_id, length(dialect) + 2)"
    return f"""
        CREATE VIEW library_facts AS /* {mark} */ SELECT
            id AS generation_id, owner_id, created, deleted, dialect, engine, width, height, cost,
            {state_of("g")} AS status, {price_of("g")} AS price,
            substr({rest}, 1, instr({rest}, '/') - 1) AS model,
            substr({rest}, instr({rest}, '/') + 1) AS mode,
            json_extract(resolved, '$.seed') AS seed,
            {_parameter("steps")} AS steps,
            {_parameter("guidance")} AS guidance,
            coalesce({_parameter("format")}, '') AS format,
            (SELECT count(*) FROM generations_input AS i WHERE i.generation_id = g.id) AS "references",
            EXISTS (
                SELECT 1 FROM generations_share AS s WHERE s.generation_id = g.id AND s.revoked IS NULL
            ) AS shared,
            {_key_of("coalesce(json_extract(resolved, '$.prompt'), '')")} AS prompt_key
        FROM generations_generation AS g
        """


def _words_view() -> str:
    return f"""
        CREATE VIEW library_words AS SELECT
            e.id AS entry_id,
            e.sort_key,
            {_split("coalesce(json_extract(g.params, '$.prompt'), '')")} AS prompt,
            {_split("coalesce(json_extract(g.notes, '$.rewritten_prompt'), '')")} AS rewritten,
            {_split("e.note")} AS note,
            coalesce((
                SELECT group_concat({_split("t.name")}, ' . ') FROM library_tagging AS l
                JOIN library_tag AS t ON t.id = l.tag_id WHERE l.entry_id = e.id
            ), '') AS tags,
            'o' || e.owner_id || ' a' || {_plain("e.dialect")} || ' m' || {_plain("e.model")}
            || ' k' || {_plain("e.mode")} || ' e' || {_plain("e.engine")} || ' s' || coalesce(e.seed, '')
            || ' d' || e.width || 'x' || e.height || ' f' || {_plain("e.format")}
            || coalesce((
                SELECT group_concat(' t' || l.tag_id, '') FROM library_tagging AS l WHERE l.entry_id = e.id
            ), '') AS facts
        FROM library_entry AS e JOIN generations_generation AS g ON g.id = e.generation_id
        WHERE e.deleted IS NULL
        """


def triggers() -> dict[str, str]:
    """Return the triggers by name."""
    made = _generation_triggers() | _entry_triggers() | _related_triggers()
    return {name.lower(): f"CREATE TRIGGER {name.lower()} {body}" for name, body in made.items()}


def _generation_triggers() -> dict[str, str]:
    return {
        "library_add": f"AFTER INSERT ON generations_generation BEGIN {add_entry('NEW.id')}; END",
        "library_follow": f"""
            {_after_change(COMPUTED_FROM)} BEGIN
            UPDATE library_entry SET {_FOLLOW} WHERE generation_id = NEW.id) WHERE generation_id = NEW.id; END""",
        "library_copy": f"""
            {_after_change(COPIED)} BEGIN
            UPDATE library_entry SET {copies_of("NEW")} WHERE generation_id = NEW.id; END""",
        "library_outcome": f"""
            {_after_change(OUTCOME)} BEGIN
            UPDATE library_entry SET {outcome_of("NEW")} WHERE generation_id = NEW.id; END""",
        "library_move": f"""
            AFTER UPDATE OF created ON generations_generation WHEN NEW.created IS NOT OLD.created BEGIN
            UPDATE library_entry SET sort_key = {_next_key("NEW.created")} WHERE generation_id = NEW.id; END""",
        "library_reword": f"""
            AFTER UPDATE OF params, notes ON generations_generation
            WHEN json_extract(NEW.params, '$.prompt') IS NOT json_extract(OLD.params, '$.prompt')
            OR json_extract(NEW.notes, '$.rewritten_prompt') IS NOT json_extract(OLD.notes, '$.rewritten_prompt')
            BEGIN {_reword("SELECT id FROM library_entry WHERE generation_id = NEW.id")} END""",
    }


def _after_change(columns: Sequence[str]) -> str:
    changed = " OR ".join(f"{compared('NEW', name)} IS NOT {compared('OLD', name)}" for name in columns)
    return f"AFTER UPDATE OF {', '.join(columns)} ON generations_generation WHEN {changed}"


def _entry_triggers() -> dict[str, str]:
    found_by = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in FOUND_BY)
    return {
        "library_add_text": f"""
            AFTER INSERT ON library_entry BEGIN {_insert("NEW.id")} END""",
        "library_change_text": f"""
            AFTER UPDATE OF {", ".join(FOUND_BY)} ON library_entry WHEN {found_by} BEGIN
            DELETE FROM library_text WHERE rowid = OLD.sort_key; {_insert("NEW.id")} END""",
        "library_remove_text": """
            AFTER DELETE ON library_entry BEGIN DELETE FROM library_text WHERE rowid = OLD.sort_key; END""",
    }


def _related_triggers() -> dict[str, str]:
    made = {
        "library_colours": f"""
            AFTER UPDATE OF colour_distance ON generations_picture WHEN NEW.position = 0 BEGIN
            UPDATE library_entry SET closeness = (
                SELECT {CLOSENESS} FROM generations_picture AS p WHERE p.id = NEW.id
            ) WHERE generation_id = NEW.generation_id; END""",
        "library_rename_tag": f"""
            AFTER UPDATE OF name ON library_tag WHEN NEW.name IS NOT OLD.name BEGIN
            {_reword("SELECT entry_id FROM library_tagging WHERE tag_id = NEW.id")} END""",
    }
    for event, row in (("INSERT", "NEW"), ("DELETE", "OLD"), ("UPDATE", "NEW")):
        made[f"library_tag_{event}"] = f"AFTER {event} ON library_tagging BEGIN {_reword(f'{row}.entry_id')} END"
    for table in ("input", "share"):
        for event, row in (("INSERT", "NEW"), ("DELETE", "OLD"), ("UPDATE", "NEW")):
            # When a whole database is emptied, the generation may go before what belongs to it.
            made[f"library_{table}_{event}"] = f"""
                AFTER {event} ON generations_{table}
                WHEN EXISTS (SELECT 1 FROM generations_generation WHERE id = {row}.generation_id)
                BEGIN UPDATE library_entry SET {_FOLLOW}
                WHERE generation_id = {row}.generation_id) WHERE generation_id = {row}.generation_id; END"""
    return made


def _parameter(role: str) -> str:
    names = [f"json_extract(resolved, '$.\"{name}\"')" for name in names_by_role(role)]
    return f"coalesce({', '.join(names)}, NULL)" if names else "NULL"


def _key_of(prompt: str) -> str:
    return (
        f"length({prompt}) || ':' || substr({prompt}, 1, {PROMPT_BEGINNING}) || '|' || substr({prompt}, -{PROMPT_END})"
    )


def _next_key(created: str) -> str:
    # There is one writer at a time, so nobody else takes the same number. Of a whole text, `strftime` would round the
    # last half of a millisecond up to the next second.
    start = f"""(
        (CAST(strftime('%s', substr({created}, 1, 19)) AS INTEGER) * 1000000
        + CASE WHEN length({created}) > 20 THEN CAST(substr({created} || '000000', 21, 6) AS INTEGER) ELSE 0 END)
        * {KEYS_PER_MICROSECOND})"""
    return f"""coalesce(
        (SELECT max(sort_key) + 1 FROM library_entry
         WHERE sort_key >= {start} AND sort_key < {start} + {KEYS_PER_MICROSECOND}), {start})"""


def _insert(entry_id: str) -> str:
    return f"""
    INSERT INTO library_text (rowid, prompt, rewritten, note, tags, facts)
    SELECT sort_key, prompt, rewritten, note, tags, facts FROM library_words WHERE entry_id = {entry_id};"""


def _reword(entry_ids: str) -> str:
    """Return what writes the words of these entries again; an UPDATE would need a column list twice."""
    chosen = f"SELECT sort_key FROM library_entry WHERE id IN ({entry_ids})"
    return f"""
    DELETE FROM library_text WHERE rowid IN ({chosen});
    INSERT INTO library_text (rowid, prompt, rewritten, note, tags, facts)
    SELECT sort_key, prompt, rewritten, note, tags, facts FROM library_words WHERE entry_id IN ({entry_ids});"""


def _plain(column: str) -> str:
    """Return the column as one word, since the tokenizer splits at other characters."""
    return f"replace(replace(replace({column}, '-', ''), '.', ''), '_', '')"


def _split(text: str) -> str:
    """Return the text with spaces around each character of the scripts that have none between words."""
    return f"""
    CASE WHEN {text} GLOB '*[{UNSPACED}]*' THEN (
        WITH RECURSIVE characters (one, rest) AS (
            SELECT '', substr({text}, 1, {LONGEST_SPLIT})
            UNION ALL SELECT substr(rest, 1, 1), substr(rest, 2) FROM characters WHERE rest <> ''
        )
        SELECT group_concat(CASE WHEN one GLOB '[{UNSPACED}]' THEN ' ' || one || ' ' ELSE one END, '')
        || substr({text}, {LONGEST_SPLIT + 1}) FROM characters
    ) ELSE {text} END"""


_texts = ("prompt", "rewritten", "note", "tags", "facts")
# What was written while there were no triggers. They write the words of what these change.
CATCH_UP = (
    f"""
    UPDATE library_entry SET closeness = {CLOSENESS} FROM generations_picture AS p
    WHERE p.generation_id = library_entry.generation_id AND p.position = 0 AND p.colour_distance IS NOT NULL
    """,
    f"""
    UPDATE library_entry SET ({", ".join(FOLLOWING)}) = (
        SELECT {", ".join(FOLLOWING)} FROM library_facts AS f WHERE f.generation_id = library_entry.generation_id
    ) WHERE EXISTS (
        SELECT 1 FROM library_facts AS f WHERE f.generation_id = library_entry.generation_id
        AND ({" OR ".join(f"f.{name} IS NOT library_entry.{name}" for name in FOLLOWING)})
    )
    """,
    "DELETE FROM library_text WHERE rowid NOT IN (SELECT sort_key FROM library_entry WHERE deleted IS NULL)",
    f"""
    DELETE FROM library_text WHERE rowid IN (
        SELECT w.sort_key FROM library_words AS w JOIN library_text AS t ON t.rowid = w.sort_key
        WHERE {" OR ".join(f"t.{name} IS NOT w.{name}" for name in _texts)}
    )
    """,
    """
    INSERT INTO library_text (rowid, prompt, rewritten, note, tags, facts)
    SELECT sort_key, prompt, rewritten, note, tags, facts FROM library_words
    WHERE sort_key NOT IN (SELECT rowid FROM library_text)
    """,
)
# Django reads %s as a parameter.
ADD_ONE = add_entry("%s").replace("'%s'", "'%%s'")
