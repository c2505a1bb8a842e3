"""What a person has saved, as a JSON file: written for another account or installation, and read again.

{"format": "playground-presets", "version": 1,
 "templates": [{"name": …, "text": …}],
 "looks": [{"name": …, "spec": "onemin/flux-2-flex/generate", "params": {…}, "roles": {picture: "style"},
            "colors": [{"hex": …, "name": …}]}],
 "palettes": [{"name": …, "colors": […]}],
 "settings": [{"name": "FLUX.2 flex on 1min.ai", "spec": …, "params": {…}}],
 "prompts": [the latest first]}

The settings are those that each model's form remembers; the pages read and write them, since forms are theirs.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction

from playground.accounts.models import Owner
from playground.accounts.owners import lock_owners, retry_on_deadlock
from playground.catalog.composition.fields import MAX_COLOURS, Colour, read_hex, tidy_name
from playground.catalog.loading import specs
from playground.catalog.spec import ModelSpec, Value
from playground.catalog.validation import validate
from playground.catalog.values import find_unusable
from playground.generations.submission.inputs import find_by_key
from playground.presets.looks import belongs_to_look, keep_roles
from playground.presets.models import Look, Palette, Template
from playground.presets.models.named import LONGEST_NAME
from playground.presets.palettes import save_palette, store_colours
from playground.presets.prompts import MOST_KEPT, keep_prompts, list_prompts
from playground.presets.saving import MOST, PresetRefused, clean_name, save_named
from playground.presets.templates import save_template

# Saves one entry; what it returns was left out of it.
type Reader = Callable[[Owner, dict[str, Any]], str]

FORMAT = "playground-presets"
VERSION = 1
LARGEST_FILE = 5 * 1024 * 1024
NOT_PRESETS = "The file is not a file of presets. Choose one that was exported here."


@dataclass(slots=True)
class Imported:
    """What was read from a file: how many of each kind, and a sentence for each thing that was left out."""

    counts: dict[str, int] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def export_presets(owner: Owner | None, settings: Sequence[Mapping[str, Any]] = ()) -> str:
    """Return all that the owner has saved as JSON, with the settings of each model."""
    own: list[Any] = [kind.objects.visible_to(owner).order_by("key") for kind in (Template, Look, Palette)]
    templates, looks, palettes = own
    document = {
        "format": FORMAT,
        "version": VERSION,
        "templates": [{"name": row.name, "text": row.text} for row in templates],
        "looks": [
            {"name": row.name, "spec": row.spec_id, "params": row.params, "roles": row.roles, "colors": row.colours}
            for row in looks
        ],
        "palettes": [{"name": row.name, "colors": row.colours} for row in palettes],
        "settings": settings,
        "prompts": list_prompts(owner, MOST_KEPT),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def import_presets(owner: Owner, content: bytes, read_settings: Reader) -> Imported:
    """Save what the file has. What has the name of something that is there replaces it. Raise `PresetRefused`.

    A part that cannot be saved is left out, and said. `read_settings` saves the settings of one model.
    """
    document = _read(content)
    return retry_on_deadlock(partial(_import, owner, document, read_settings))


def _import(owner: Owner, document: Mapping[str, Any], read_settings: Reader) -> Imported:
    imported = Imported()
    readers: dict[str, Reader] = {
        "templates": _read_template,
        "looks": _read_look,
        "palettes": _read_palette,
        "settings": read_settings,
    }
    with transaction.atomic():
        # Prompts are read and then written, so two imports at once would lose those of one.
        lock_owners(owner)
        for kind, reader in readers.items():
            entries = document.get(kind, [])
            if not isinstance(entries, list) or len(entries) > MOST:
                raise PresetRefused(f"“{kind}” must be a list of at most {MOST} entries.")
            imported.counts[kind] = _save_all(owner, kind, entries, reader, imported.left_out)
        imported.counts["prompts"] = _save_prompts(owner, document.get("prompts", []))
    return imported


def _save_prompts(owner: Owner, prompts: object) -> int:
    if not isinstance(prompts, list) or not all(isinstance(prompt, str) for prompt in prompts):
        raise PresetRefused("“prompts” must be a list of texts.")
    if prompts:
        keep_prompts(owner, prompts)
    return min(len(prompts), MOST_KEPT)


def _read(content: bytes) -> dict[str, Any]:
    if len(content) > LARGEST_FILE:
        size, most = len(content) / 1024 / 1024, LARGEST_FILE // 1024 // 1024
        raise PresetRefused(f"The file has {size:.1f} MB; the maximum is {most} MB.")
    try:
        document = json.loads(content, parse_constant=_refuse_constant)
        # Half of a pair of surrogates cannot be stored.
        json.dumps(document, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise PresetRefused(NOT_PRESETS) from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise PresetRefused(NOT_PRESETS)
    if document.get("version") != VERSION:
        raise PresetRefused(f"The file has a version that this server cannot read; it reads version {VERSION}.")
    return document


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not valid JSON.")


def _save_all(
    owner: Owner,
    kind: str,
    entries: Iterable[object],
    reader: Reader,
    left_out: list[str],
) -> int:
    saved = 0
    for number, entry in enumerate(entries, start=1):
        name = entry.get("name") if isinstance(entry, dict) else None
        which = f"Number {number} of “{kind}”"
        if not isinstance(entry, dict) or not isinstance(name, str):
            left_out.append(f"{which} has no name.")
            continue
        try:
            with transaction.atomic():
                remark = reader(owner, entry)
        except PresetRefused as error:
            left_out.append(f"{which} was left out. {error.sentence}")
            continue
        saved += 1
        if remark:
            left_out.append(f"{which}: {remark}")
    return saved


def _read_template(owner: Owner, entry: dict[str, Any]) -> str:
    text = entry.get("text")
    if not isinstance(text, str):
        raise PresetRefused("Its text is missing.")
    save_template(owner, entry["name"], text)
    return ""


def _read_palette(owner: Owner, entry: dict[str, Any]) -> str:
    save_palette(owner, entry["name"], _read_colours(entry))
    return ""


def _read_look(owner: Owner, entry: dict[str, Any]) -> str:
    name = clean_name(entry["name"], "look", "Soft window light")
    spec, kept, lost = read_params(owner, entry)
    roles = entry.get("roles", {})
    said = keep_roles(spec, kept, roles if isinstance(roles, dict) else {})
    colours = store_colours(_read_colours(entry))
    save_named(Look, owner, name, {"spec_id": spec.id, "params": kept, "colours": colours, "roles": said})
    return "its reference pictures were left out, because they are not yours or no longer exist." if lost else ""


def read_params(owner: Owner, entry: Mapping[str, Any]) -> tuple[ModelSpec, dict[str, Value], Sequence[str]]:
    """Return the spec and the valid params of an entry, and the pictures that are not the owner's.

    Raise `PresetRefused`.
    """
    spec, params = specs().get(str(entry.get("spec"))), entry.get("params", {})
    if spec is None:
        raise PresetRefused("This server does not have its model.")
    if not isinstance(params, dict):
        raise PresetRefused("Its params are not an object.")
    kept = {key: value for key, value in params.items() if belongs_to_look(spec, key)}
    kept, lost = _keep_own_pictures(owner, spec, kept)
    issues = [issue for issue in validate(spec, kept | _placeholders(spec)) if issue.field in kept]
    if issues:
        raise PresetRefused(issues[0].message)
    return spec, kept, lost


def _placeholders(spec: ModelSpec) -> dict[str, Value]:
    """Return what a request must have and a look has not."""
    prompt = spec.by_role("prompt")
    return {prompt.name: "a"} if prompt else {}


def _keep_own_pictures(
    owner: Owner, spec: ModelSpec, params: dict[str, Value]
) -> tuple[dict[str, Value], Sequence[str]]:
    """Return the params with those pictures that are the owner's, and the keys of the others."""
    picture = spec.by_role("picture")
    if picture is None or picture.name not in params:
        return params, ()
    value = params[picture.name]
    if reason := find_unusable(picture, value):
        raise PresetRefused(f"{reason}.")
    keys = [str(key) for key in (value if isinstance(value, list) else [value])]
    found = find_by_key(owner, keys)
    own = [key for key in keys if key in found]
    rest = {name: each for name, each in params.items() if name != picture.name}
    kept: dict[str, Value] = {picture.name: own if isinstance(value, list) else own[0]} if own else {}
    return rest | kept, [key for key in keys if key not in found]


def _read_colours(entry: dict[str, Any]) -> tuple[Colour, ...]:
    colours = entry.get("colors", [])
    if not isinstance(colours, list) or len(colours) > MAX_COLOURS:
        raise PresetRefused(f"Its colors must be a list of at most {MAX_COLOURS}.")
    read = []
    for colour in colours:
        code = colour.get("hex") if isinstance(colour, dict) else None
        if not isinstance(code, str) or not read_hex(code):
            raise PresetRefused("A color has no hex code such as #0F766E.")
        name = colour.get("name", "")
        read.append(Colour(read_hex(code), tidy_name(name)[:LONGEST_NAME] if isinstance(name, str) else ""))
    return tuple(read)
