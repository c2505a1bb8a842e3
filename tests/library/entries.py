"""The entries of pictures that the tests make."""

from playground.generations.models import Generation
from playground.library.models import Entry
from tests.cast import Person


def entry_of(generation: Generation) -> Entry:
    """Return the entry as it is now."""
    return Entry.objects.get(generation=generation)


def make_entries(person: Person, count: int) -> list[Entry]:
    """Return the entries of this many new pictures, the oldest first."""
    return [entry_of(person.make(prompt=f"picture {number}")) for number in range(count)]
