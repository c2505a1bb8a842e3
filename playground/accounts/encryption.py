"""Secrets of people, encrypted with this server's keys: the newest encrypts, every one of them decrypts."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """None of this server's keys decrypts the text: the one that did is lost, or the text is damaged."""


def encrypt(text: str) -> str:
    """Return the text encrypted with the newest key."""
    return _fernet(tuple(settings.ENCRYPTION_KEYS)).encrypt(text.encode()).decode()


def decrypt(ciphertext: str) -> str:
    """Return what was encrypted with any of the keys; raise `Unreadable`."""
    try:
        return _fernet(tuple(settings.ENCRYPTION_KEYS)).decrypt(ciphertext).decode()
    except (InvalidToken, ValueError) as error:
        raise Unreadable from error


@lru_cache(maxsize=8)
def _fernet(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([_make(secret) for secret in secrets])


def _make(secret: str) -> Fernet:
    """Return the key that the secret is; of any other text, the one that follows from it."""
    try:
        return Fernet(secret)
    except ValueError:
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"playground keys for other APIs")
        return Fernet(base64.urlsafe_b64encode(derived.derive(secret.encode())))
