"""What the reference pictures of a form are for: one field, which has a role and the key of its picture."""

from collections.abc import Mapping, Sequence

from playground.catalog.reference_roles import REFERENCE_ROLES

FIELD = "reference_role"


def read_roles(values: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the roles that were chosen, by the keys of their pictures."""
    pairs = [text.partition(":") for text in values.get(FIELD, ())]
    return {key: role for role, _, key in pairs if key and role in REFERENCE_ROLES}


def write_roles(roles: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the field for a form whose pictures have these roles, or nothing if none has one."""
    chosen = [f"{role}:{key}" for key, role in roles.items() if role in REFERENCE_ROLES]
    return {FIELD: chosen} if chosen else {}
