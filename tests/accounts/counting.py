"""A password hasher that counts, for tests that the response time reveals nothing."""

from typing import Any, ClassVar

from django.contrib.auth.hashers import MD5PasswordHasher


class CountingHasher(MD5PasswordHasher):
    """Costs nothing and counts how often a real one would have cost its time."""

    counted: ClassVar[list[str]] = []

    def encode(self, password: str, salt: str) -> Any:
        self.counted.append(password)
        return super().encode(password, salt)
