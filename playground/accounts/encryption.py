"""Secrets of people, encrypted with this server's keys: the newest encrypts, every one of them decrypts."""

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from playground.accounts.ciphers import Cipher


class Unreadable(Exception):
    """None of this server's keys decrypts the text: the one that did is lost, or the text is damaged."""


def encrypt(text: str) -> str:
    """Return the text encrypted with the newest key."""
    return _cipher(tuple(settings.ENCRYPTION_KEYS)).encrypt(text)


def decrypt(ciphertext: str) -> str:
    """Return what was encrypted with any of the keys; raise `Unreadable`."""
    text = _cipher(tuple(settings.ENCRYPTION_KEYS)).decrypt(ciphertext)
    if text is None:
        raise Unreadable
    return text


@lru_cache(maxsize=8)
def _cipher(secrets: tuple[str, ...]) -> "Cipher":
    # Loaded with the first key that is read or written; it takes 6 MB that most processes can do without.
    make: type[Cipher] = import_string("playground.accounts.ciphers.Cipher")
    return make(secrets)
