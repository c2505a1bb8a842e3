"""The cipher behind `encryption`. It is a separate module because most processes never need to load cryptography."""

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Cipher:
    """Encrypts with the first of its secrets and decrypts with any of them."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._keys = MultiFernet([_make_key(secret) for secret in secrets])

    def encrypt(self, text: str) -> str:
        return self._keys.encrypt(text.encode()).decode()

    def decrypt(self, ciphertext: str) -> str | None:
        """Return the decrypted text, or None if none of the secrets fits."""
        try:
            return self._keys.decrypt(ciphertext).decode()
        except (InvalidToken, ValueError):
            return None


def _make_key(secret: str) -> Fernet:
    """Use the secret as a Fernet key if it is one; otherwise derive a key from it."""
    try:
        return Fernet(secret)
    except ValueError:
        # A Fernet key has exactly 32 bytes, but an operator may choose a secret of any length.
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"playground keys for other APIs")
        return Fernet(base64.urlsafe_b64encode(derived.derive(secret.encode())))
