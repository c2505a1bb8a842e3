"""Encrypts people's secrets with the newest of this server's keys. Every key can decrypt."""

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from playground.accounts.ciphers import Cipher


class Unreadable(Exception):
    """None of this server's keys can decrypt the text: the right key is lost, or the text is damaged."""


def encrypt(text: str) -> str:
    return _cipher(tuple(settings.ENCRYPTION_KEYS)).encrypt(text)


def decrypt(ciphertext: str) -> str:
    """Decrypt the text with whichever key fits, or raise `Unreadable`."""
    text = _cipher(tuple(settings.ENCRYPTION_KEYS)).decrypt(ciphertext)
    if text is None:
        raise Unreadable
    return text


@lru_cache(maxsize=8)
def _cipher(secrets: tuple[str, ...]) -> "Cipher":
    # The module is imported on first use because it takes 6 MB of memory, which most processes do not need.
    make: type[Cipher] = import_string("playground.accounts.ciphers.Cipher")
    return make(secrets)
