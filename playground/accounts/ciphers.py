"""The cipher behind `encryption`, in a module of its own since most processes never need what it loads."""

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Cipher:
    """Encrypts with the first of its secrets and decrypts with any of them."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._keys = MultiFernet([_make(secret) for secret in secrets])

    def encrypt(self, text: str) -> str:
        """Return the text encrypted."""
        return self._keys.encrypt(text.encode()).decode()

    def decrypt(self, ciphertext: str) -> str | None:
        """Return what was encrypted, or None where none of the secrets did it."""
        try:
            return self._keys.decrypt(ciphertext).decode()
        except (InvalidToken, ValueError):
            return None


def _make(secret: str) -> Fernet:
    """Return the key that the secret is; of any other text, the one that follows from it."""
    try:
        return Fernet(secret)
    except ValueError:
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"playground keys for other APIs")
        return Fernet(base64.urlsafe_b64encode(derived.derive(secret.encode())))
