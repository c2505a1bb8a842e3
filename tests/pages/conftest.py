"""Programs beside the people, for what pages and API have in common."""

from tests.api.conftest import program, stranger

__all__ = ["program", "stranger"]
