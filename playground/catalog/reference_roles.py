"""What a reference picture is for. A role changes nothing of what an API is sent; it offers words for the prompt."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReferenceRole:
    """A role: its title, and the words that name a picture of it in a prompt."""

    title: str
    words: str

    def mention(self, number: int) -> str:
        return self.words.format(n=number)


REFERENCE_ROLES: Mapping[str, ReferenceRole] = {
    "subject": ReferenceRole("Subject", "the subject in image {n}"),
    "product": ReferenceRole("Product", "the product in image {n}"),
    "style": ReferenceRole("Style", "in the style of image {n}"),
    "palette": ReferenceRole("Palette", "in the colors of image {n}"),
    "layout": ReferenceRole("Layout", "in the layout of image {n}"),
}
NO_ROLE = ReferenceRole("No role", "image {n}")
ROLE_CHOICES: Mapping[str, ReferenceRole] = {"": NO_ROLE, **REFERENCE_ROLES}


def find_role(name: str) -> ReferenceRole:
    """Return the role, or for a name that is none what is said of a picture without one."""
    return REFERENCE_ROLES.get(name, NO_ROLE)
