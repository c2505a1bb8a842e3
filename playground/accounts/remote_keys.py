"""Keys for the public APIs, the people's own and this server's, and who draws the next picture."""

import re
from dataclasses import dataclass, field
from typing import Literal

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from playground.accounts.encryption import Unreadable, decrypt, encrypt
from playground.accounts.membership import is_member
from playground.accounts.models import Owner, RemoteKey, Verdict
from playground.accounts.owners import lock_owners

type Source = Literal["sketch", "server", "own"]

SOURCES: tuple[Source, ...] = ("sketch", "server", "own")
LONGEST_KEY = 500
# What is pasted along with a key from a command or a header.
PASTED = re.compile(r"^(?:(?:(?:x-)?api-key|x-key|authorization)\s*:\s*)?(?:bearer(?:\s+|$))?", re.IGNORECASE)
# Blanks, quotation marks, and the blanks without width that pages put around what one copies.
AROUND = " \t\r\n\"'`\u00a0\u200b\u2060\ufeff"
VISIBLE = re.compile(r"[!-~]+")


class BadKey(ValueError):
    """What was entered cannot be a key; `sentence` says why without repeating any of it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class KeyGone(Exception):
    """The key that was chosen can no longer be used; `sentence` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class RemoteAccount:
    """With which key an API is asked, at which address, and whose key it is: this server's or the person's own."""

    base_url: str
    key: str = field(repr=False)
    whose: Literal["server", "own"]


def possible_sources(owner: Owner | None, dialect: str) -> tuple[Source, ...]:
    """Return who could draw for the owner: always `sketch`, then the server's key and their own where there is one.

    Takes one query, none for whoever never entered a key or chose.
    """
    able = {"sketch": True, "server": may_use_server_key(owner, dialect), "own": _has_own(owner, dialect)}
    return tuple(source for source in SOURCES if able[source])


def chosen_source(owner: Owner | None, dialect: str) -> Source:
    """Return who draws: the owner's choice where it is still possible, else their own key, the server's, a sketch."""
    return prefer(owner, dialect, possible_sources(owner, dialect))


def prefer(owner: Owner | None, dialect: str, possible: tuple[Source, ...]) -> Source:
    """Return the one of the possible sources that is chosen; asks the database for nothing."""
    wanted = owner.sources.get(dialect) if owner else None
    chosen = next((source for source in possible if source == wanted), None)
    return chosen or possible[-1]


def choose_source(owner: Owner, dialect: str, source: Source) -> None:
    """Remember who draws for the owner with this API from now on."""
    with transaction.atomic():
        row = Owner.objects.select_for_update(no_key=True).get(pk=owner.pk)
        row.sources[dialect] = source
        row.save(update_fields=["sources"])
    owner.sources = row.sources


def may_use_server_key(owner: Owner | None, dialect: str) -> bool:
    """Say whether there is a key of this server and the owner is one of those that it is for."""
    return has_server_key(dialect) and (settings.SERVER_KEYS_FOR == "everyone" or is_member(owner))


def has_server_key(dialect: str) -> bool:
    """Say whether this server has a key of its own for an API."""
    return bool(settings.REMOTE_APIS[dialect].key)


def _has_own(owner: Owner | None, dialect: str) -> bool:
    # Whoever entered a key chose it by that, so that those who never did cost no query.
    if owner is None or dialect not in owner.sources:
        return False
    key = find_own(owner, dialect)
    return key is not None and is_readable(key)


def find_own(owner: Owner | None, dialect: str) -> RemoteKey | None:
    """Return the owner's key for an API, or None."""
    return RemoteKey.objects.filter(owner=owner, dialect=dialect).first() if owner else None


def is_readable(key: RemoteKey) -> bool:
    """Say whether this server can still decrypt the key."""
    try:
        decrypt(key.ciphertext)
    except Unreadable:
        return False
    return True


def account_for(owner: Owner, dialect: str, source: str, *, default_base_url: str, title: str = "") -> RemoteAccount:
    """Return the key that `source` (`server` or `own`) means for the owner, and the address to send it to.

    `title` is what sentences call the API. Raises `KeyGone` where there is no such key for the owner any more.
    """
    name = title or dialect
    base_url = read_base_url(dialect, default_base_url)
    if source == "own":
        return RemoteAccount(base_url, _read_own(owner, dialect, name), "own")
    if not has_server_key(dialect):
        raise KeyGone(f"This server has no key for {name} any more: enter your own under Keys.")
    if not may_use_server_key(owner, dialect):
        raise KeyGone(
            f"This server's key for {name} is for members whose e-mail address is confirmed: sign in and confirm"
            " yours, or enter a key of your own under Keys."
        )
    return RemoteAccount(base_url, settings.REMOTE_APIS[dialect].key, "server")


def read_base_url(dialect: str, default: str) -> str:
    """Return the address at which this server asks the API."""
    return settings.REMOTE_APIS[dialect].base_url or default


def _read_own(owner: Owner, dialect: str, title: str) -> str:
    key = find_own(owner, dialect)
    if key is None:
        raise KeyGone(f"Your key for {title} was removed: enter one under Keys, or choose another engine.")
    return read_key(key, title)


def read_key(key: RemoteKey, title: str) -> str:
    """Return the key itself, or raise `KeyGone` where this server can no longer decrypt it."""
    try:
        return decrypt(key.ciphertext)
    except Unreadable as error:
        raise KeyGone(f"Your key for {title} cannot be read any more: enter it again under Keys.") from error


def clean_key(pasted: str) -> str:
    """Return the key in what was pasted, without a header's name around it; raise `BadKey`."""
    key = PASTED.sub("", pasted.strip(AROUND)).strip(AROUND)
    if not key:
        raise BadKey("Paste a key.")
    if len(key) > LONGEST_KEY:
        raise BadKey(f"A key has at most {LONGEST_KEY} characters, and this has {len(key)}.")
    if not VISIBLE.fullmatch(key):
        raise BadKey("A key is one word of plain letters, digits and signs, without blanks. Copy it once more.")
    return key


def save_key(owner: Owner, dialect: str, key: str, verdict: Verdict) -> None:
    """Keep a clean key for the owner, encrypted, in place of the one before, and let it draw from now on."""
    now = timezone.now()
    values = {"ciphertext": encrypt(key), "created": now, "checked": now, "verdict": verdict}
    with transaction.atomic():
        lock_owners(owner)
        RemoteKey.objects.update_or_create(owner=owner, dialect=dialect, defaults=values)
        choose_source(owner, dialect, "own")


def remove_key(owner: Owner, dialect: str) -> bool:
    """Forget the owner's key at once; False where there was none."""
    return RemoteKey.objects.filter(owner=owner, dialect=dialect).delete()[0] > 0


def adopt_keys(guest: Owner, owner: Owner) -> None:
    """Move the guest's keys and choices to the owner, who keeps what they have."""
    with transaction.atomic():
        kept = RemoteKey.objects.filter(owner=owner).values("dialect")
        RemoteKey.objects.filter(owner=guest).exclude(dialect__in=kept).update(owner=owner)
        row = Owner.objects.select_for_update(no_key=True).get(pk=owner.pk)
        row.sources = guest.sources | row.sources
        row.save(update_fields=["sources"])
    owner.sources = row.sources


def rotate_keys() -> tuple[int, int]:
    """Encrypt every key anew with the newest encryption key; return how many were, and how many cannot be read."""
    done = lost = 0
    for key in RemoteKey.objects.iterator():
        try:
            anew = encrypt(decrypt(key.ciphertext))
        except Unreadable:
            lost += 1
            continue
        # Whoever has replaced the key meanwhile has encrypted theirs with the newest one already.
        done += RemoteKey.objects.filter(pk=key.pk, ciphertext=key.ciphertext).update(ciphertext=anew)
    return done, lost
