"""Saves prompt templates."""

from playground.accounts.models import Owner
from playground.catalog.blanks import MOST_BLANKS, find_blanks
from playground.presets.models import Template
from playground.presets.saving import PresetRefused, clean_name, save_named

LONGEST_TEXT = 20_000


def save_template(owner: Owner, name: str, text: str) -> Template:
    """Save the prompt under the name, in place of a template that has it. Raise `PresetRefused`."""
    tidied = clean_name(name, "template", "Product on a table")
    kept = text.replace("\0", "").encode(errors="replace").decode().replace("\r\n", "\n").strip()
    if not kept:
        raise PresetRefused("The template is empty. Write a prompt, with blanks such as [product].")
    if len(kept) > LONGEST_TEXT:
        raise PresetRefused(f"The template has {len(kept):,} characters; the maximum is {LONGEST_TEXT:,}. Shorten it.")
    blanks = len(find_blanks(kept))
    if blanks > MOST_BLANKS:
        raise PresetRefused(f"The template has {blanks} blanks; the maximum is {MOST_BLANKS}. Remove some.")
    return save_named(Template, owner, tidied, {"text": kept})
