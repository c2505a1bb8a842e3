"""The columns of an entry that follow its generation, and how its sort key and its words are made."""

# Columns of `library_facts`, which have the same names in `library_entry`.
FOLLOWING = (
    "owner_id",
    "created",
    "deleted",
    "dialect",
    "model",
    "mode",
    "engine",
    "status",
    "seed",
    "steps",
    "guidance",
    "width",
    "height",
    "format",
    "cost",
    "price",
    '"references"',
    "shared",
    "prompt_key",
)
# Columns of a generation from which an entry's are computed. The others are copied, which takes less time.
COMPUTED_FROM = ("spec_id", "resolved")
COPIED = ("owner_id", "created", "deleted", "engine", "width", "height")
# What a run changes several times, apart from the rest: SQLite writes each index again that has a column of the UPDATE.
OUTCOME = ("status", "cost", "quoted", "charged")
# A change of these columns of an entry changes what it is found by.
FOUND_BY = (
    "owner_id",
    "sort_key",
    "deleted",
    "dialect",
    "model",
    "mode",
    "engine",
    "seed",
    "width",
    "height",
    "format",
    "note",
)
# The closeness of a picture with exactly the colours of its prompt; it is a hundred less for each ΔE.
CLOSEST = 20_001
# How close the first picture `p` comes to the colours of its prompt: more is closer, and 0 is not measured.
CLOSENESS = f"""CASE WHEN p.colour_distance IS NULL THEN 0
    WHEN p.colour_distance >= 200 THEN 1 ELSE {CLOSEST} - CAST(round(p.colour_distance * 100) AS INTEGER) END"""
# How many generations can be created in one microsecond. Higher numbers would end the range of times sooner.
KEYS_PER_MICROSECOND = 1024
# What a prompt is found by that is the same as another one: its length, and as much of its beginning and of its end.
PROMPT_BEGINNING, PROMPT_END = 24, 40
# Scripts without spaces between words: Thai to Khmer, kana, and Chinese characters. Each character is a word.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"


def price_of(row: str) -> str:
    """Return what the pictures cost in micros, as the API reported or as it was quoted; unknown for a failed one."""
    ended = f"{row}.status IN ('failed', 'cancelled')"
    return f"CASE WHEN {row}.charged IS NOT NULL OR {ended} THEN {row}.charged ELSE {row}.quoted END"


def state_of(row: str) -> str:
    """Return the state of an entry, which does not say whether an active generation runs.

    So starting one, which happens to each, changes no row of the library and none of its indexes.
    """
    return f"CASE WHEN {row}.status IN ('queued', 'running') THEN 'active' ELSE {row}.status END"


def compared(row: str, column: str) -> str:
    """Return what changes the entry of a generation when it changes."""
    return state_of(row) if column == "status" else f"{row}.{column}"


def copies_of(row: str) -> str:
    """Return the assignments of an entry that follow `COPIED`."""
    return ", ".join(f"{name} = {row}.{name}" for name in COPIED)


def outcome_of(row: str) -> str:
    """Return the assignments of an entry that follow `OUTCOME`."""
    return f"status = {state_of(row)}, cost = {row}.cost, price = {price_of(row)}"
