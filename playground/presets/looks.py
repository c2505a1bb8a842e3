"""Saves looks, and brings them back into a form."""

from collections.abc import Mapping

from playground.accounts.models import Owner
from playground.catalog.composition import read_text
from playground.catalog.composition.fields import MAX_COLOURS
from playground.catalog.reference_roles import REFERENCE_ROLES
from playground.catalog.spec import ModelSpec, Value
from playground.generations.submission.inputs import image_keys
from playground.presets.models import Look
from playground.presets.palettes import store_colours
from playground.presets.saving import PresetRefused, clean_name, save_named

NO_ROLES: Mapping[str, str] = {}
# What belongs to one picture and not to its look.
NOT_OF_LOOK = frozenset({"prompt", "seed", "layout", "count"})
EMPTY = "This look would hold nothing: all settings have their defaults, and there are no references. Change one first."


def save_look(
    owner: Owner, spec: ModelSpec, name: str, params: Mapping[str, Value], roles: Mapping[str, str] = NO_ROLES
) -> Look:
    """Save the settings, the references and the colours of the prompt under the name. Raise `PresetRefused`.

    `params` are valid params of the spec, and `roles` says what references are for, by their keys.
    """
    tidied = clean_name(name, "look", "Soft window light")
    kept = {key: value for key, value in params.items() if belongs_to_look(spec, key)}
    prompt = spec.by_role("prompt")
    text = params.get(prompt.name, "") if prompt else ""
    colours = store_colours(read_text(str(text)).composition.palette)[:MAX_COLOURS]
    if not kept and not colours:
        raise PresetRefused(EMPTY)
    said = keep_roles(spec, kept, roles)
    return save_named(Look, owner, tidied, {"spec_id": spec.id, "params": kept, "colours": colours, "roles": said})


def keep_roles(spec: ModelSpec, params: Mapping[str, Value], roles: Mapping[str, object]) -> dict[str, str]:
    """Return the roles of the references in the params."""
    keys = image_keys(spec, params)
    return {
        key: role for key, role in roles.items() if key in keys and isinstance(role, str) and role in REFERENCE_ROLES
    }


def belongs_to_look(spec: ModelSpec, name: str) -> bool:
    """Return whether the parameter is part of a look."""
    parameter = spec.get(name)
    return parameter is not None and parameter.role not in NOT_OF_LOOK
