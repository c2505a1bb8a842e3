"""Keys for the public APIs, people's own and this server's, and the choice of where pictures come from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from playground.accounts.encryption import Unreadable, decrypt, encrypt
from playground.accounts.membership import is_member
from playground.accounts.models import Owner, RemoteKey, Verdict
from playground.accounts.own_servers import allows_own_servers, is_own_server, own_reach
from playground.accounts.owners import lock_owners
from playground.dialects.registry import DIALECTS
from playground.errors import SentenceError

type Source = Literal["sketch", "server", "own"]
type Reach = Literal["configured", "public", "private"]

SOURCES: tuple[Source, ...] = ("sketch", "server", "own")
LONGEST_REMOTE_KEY = 500
# People often copy a key together with the header name around it, and with the word before it. Replicate's older
# examples have `Token`.
PREFIXES = sorted({dialect.key_prefix.strip() for dialect in DIALECTS.values() if dialect.key_prefix} | {"Token"})
HEADER_PREFIX = re.compile(
    rf"^(?:(?:(?:x-)?api-key|x-key|authorization)\s*:\s*)?(?:(?:{'|'.join(map(re.escape, PREFIXES))})(?:\s+|$))?",
    re.IGNORECASE,
)
# Spaces, quotation marks, and the zero-width characters that web pages add to copied text.
SURROUNDING_CHARACTERS = " \t\r\n\"'`\u00a0\u200b\u2060\ufeff"
VISIBLE = re.compile(r"[!-~]+")


class InvalidKey(SentenceError):
    """The entered text cannot be a key. `sentence` says why without repeating any of it."""


class KeyUnavailable(SentenceError):
    """The chosen key can no longer be used. `sentence` says why and what to do."""


@dataclass(frozen=True, slots=True)
class Access:
    """The key for an API and the address to send it to; `reach` says where an address that a person named may lead."""

    key: str = field(repr=False)
    address: str
    reach: Reach = "configured"


def possible_sources(owner: Owner | None, dialect: str) -> tuple[Source, ...]:
    """Return the available sources: always `sketch`, then the server's key and the owner's own key if they exist.

    Costs one query, or none for an owner who never entered a key or chose a source.
    """
    able = {"sketch": True, "server": may_use_server_key(owner, dialect), "own": _has_own_key(owner, dialect)}
    return tuple(source for source in SOURCES if able[source])


def chosen_source(owner: Owner | None, dialect: str) -> Source:
    """Return the owner's choice if it is still available; otherwise the server's key or a sketch."""
    return preferred_source(owner, dialect, possible_sources(owner, dialect))


def preferred_source(owner: Owner | None, dialect: str, possible: tuple[Source, ...]) -> Source:
    """Choose among the available sources without a query."""
    choice = owner.sources.get(dialect) if owner else None
    # Their own key costs people money and may be untested, so it serves only where it was chosen.
    fallback: Source = "server" if "server" in possible else "sketch"
    return next((source for source in possible if source == choice), fallback)


def choose_source(owner: Owner, dialect: str, source: Source) -> None:
    with transaction.atomic():
        # Locked because another request may change the choice for another API, which is in the same JSON value.
        [row] = lock_owners(owner)
        row.sources[dialect] = source
        row.save(update_fields=["sources"])
    owner.sources = row.sources


def may_use_server_key(owner: Owner | None, dialect: str) -> bool:
    """Return whether this server has a key for the API, or the address of one, and the owner may use it."""
    return has_server_key(dialect) and (settings.SERVER_KEYS_FOR == "everyone" or is_member(owner))


def has_server_key(dialect: str) -> bool:
    api = settings.REMOTE_APIS[dialect]
    # A server that the administrator runs is known by its address and may have no key.
    return bool(api.base_url if is_own_server(dialect) else api.key)


def _has_own_key(owner: Owner | None, dialect: str) -> bool:
    # Saving a key also records a choice, so an owner without one has no key and costs no query.
    if owner is None or dialect not in owner.sources:
        return False
    if is_own_server(dialect) and not allows_own_servers():
        return False
    key = find_own_key(owner, dialect)
    return key is not None and is_readable(key)


def find_own_key(owner: Owner | None, dialect: str) -> RemoteKey | None:
    return RemoteKey.objects.filter(owner=owner, dialect=dialect).first() if owner else None


def is_readable(key: RemoteKey) -> bool:
    """Return whether this server can still decrypt the key."""
    try:
        decrypt(key.ciphertext)
    except Unreadable:
        return False
    return True


def find_usable_key(owner: Owner, dialect: str, source: str, *, title: str = "") -> str:
    """Return the key for the source, `server` or `own`.

    `title` is the name of the API in error messages. Raises `KeyUnavailable` if the owner can no longer use the key.
    """
    name = title or dialect
    if source == "own":
        return _read_own_key(owner, dialect, name)
    if not has_server_key(dialect):
        raise KeyUnavailable(_explain_lost(dialect, name))
    if not may_use_server_key(owner, dialect):
        raise KeyUnavailable(_explain_members(dialect, name))
    return str(settings.REMOTE_APIS[dialect].key)


def _explain_lost(dialect: str, name: str) -> str:
    if not is_own_server(dialect):
        return f"This server no longer has a key for {name}: enter your own under Keys."
    return f"This playground no longer has a shared server for {name}: {_advise_other()}."


def _explain_members(dialect: str, name: str) -> str:
    who = "Only members with a confirmed e-mail address can use"
    if not is_own_server(dialect):
        return f"{who} this server's key for {name}: sign in and confirm yours, or enter your own key under Keys."
    return f"{who} the shared server for {name}: sign in and confirm yours, or {_advise_other()}."


def _advise_other() -> str:
    return ("enter your own under Keys, or " if allows_own_servers() else "") + "choose another engine"


def find_access(owner: Owner, dialect: str, source: str, default: str, *, title: str = "") -> Access:
    """Return the key for the source with the address to send it to, or raise `KeyUnavailable` as `find_usable_key`.

    `default` is the API's own address.
    """
    if source != "own" or not is_own_server(dialect):
        return Access(find_usable_key(owner, dialect, source, title=title), read_base_url(dialect, default))
    name = title or dialect
    if not allows_own_servers():
        raise KeyUnavailable("This playground no longer uses people's own servers: choose another engine.")
    server = find_own_key(owner, dialect)
    if server is None:
        raise KeyUnavailable(
            f"Your server for {name} was removed: enter its address again under Keys, or choose another engine."
        )
    return Access(read_key(server, name), server.address, own_reach())


def find_own_address(owner: Owner | None, dialect: str) -> tuple[str, bool]:
    """Return the address of the owner's own server, or "" if there is none, and whether it has a key.

    Costs one query for an owner who entered one, and none for others.
    """
    is_entered = owner is not None and dialect in owner.sources
    if not is_entered or not is_own_server(dialect) or not allows_own_servers():
        return "", False
    server = find_own_key(owner, dialect)
    return (server.address, bool(read_kept_key(server))) if server else ("", False)


def read_kept_key(key: RemoteKey) -> str:
    """Return the decrypted key, or "" if it is empty or cannot be decrypted."""
    try:
        return decrypt(key.ciphertext)
    except Unreadable:
        return ""


def read_base_url(dialect: str, default: str) -> str:
    return settings.REMOTE_APIS[dialect].base_url or default


def _read_own_key(owner: Owner, dialect: str, title: str) -> str:
    key = find_own_key(owner, dialect)
    if key is None:
        raise KeyUnavailable(f"Your key for {title} was removed: enter it again under Keys, or choose another engine.")
    return read_key(key, title)


def read_key(key: RemoteKey, title: str) -> str:
    """Return the decrypted key, or raise `KeyUnavailable`."""
    try:
        return decrypt(key.ciphertext)
    except Unreadable as error:
        raise KeyUnavailable(f"Your key for {title} can no longer be decrypted: enter it again under Keys.") from error


def clean_key(pasted: str) -> str:
    """Return the key in the pasted text, without a header name or quotation marks. Raises `InvalidKey`."""
    key = HEADER_PREFIX.sub("", pasted.strip(SURROUNDING_CHARACTERS)).strip(SURROUNDING_CHARACTERS)
    if not key:
        raise InvalidKey("Paste a key.")
    if len(key) > LONGEST_REMOTE_KEY:
        raise InvalidKey(f"The key has {len(key)} characters; the maximum is {LONGEST_REMOTE_KEY}.")
    if not VISIBLE.fullmatch(key):
        raise InvalidKey("Keys contain only letters, digits and symbols, no spaces. Copy it again.")
    return key


def save_key(
    owner: Owner,
    dialect: str,
    key: str,
    verdict: str,
    *,
    address: str = "",
    offers: Mapping[str, Any] | None = None,
) -> None:
    """Encrypt and save the key, replacing the previous one; a server of one's own has an address and offers, too.

    An accepted key is chosen for the next picture. Any other one waits until a test accepts it or the person chooses
    it.
    """
    now = timezone.now()
    values = {"ciphertext": encrypt(key), "created": now, "checked": now, "verdict": verdict}
    values |= {"address": address, "offers": offers}
    with transaction.atomic():
        lock_owners(owner)
        RemoteKey.objects.update_or_create(owner=owner, dialect=dialect, defaults=values)
        choose_source(owner, dialect, "own" if verdict == Verdict.ACCEPTED else _source_without_own_key(owner, dialect))


def _source_without_own_key(owner: Owner, dialect: str) -> Source:
    """Return the owner's choice, or what serves instead if that is their own key."""
    others: tuple[Source, ...] = ("sketch", "server") if may_use_server_key(owner, dialect) else ("sketch",)
    return preferred_source(owner, dialect, others)


def is_used(owner: Owner | None, dialect: str) -> bool:
    """Return whether the owner's own key is chosen for their next picture."""
    return owner is not None and owner.sources.get(dialect) == "own"


def remove_key(owner: Owner, dialect: str) -> bool:
    """Delete the owner's key. Return False if there was none."""
    return RemoteKey.objects.filter(owner=owner, dialect=dialect).delete()[0] > 0


def adopt_keys(guest: Owner, owner: Owner) -> None:
    """Move the guest's keys and choices to the owner. Where both have one, the owner's is kept."""
    with transaction.atomic():
        kept = RemoteKey.objects.filter(owner=owner).values("dialect")
        moving = RemoteKey.objects.filter(owner=guest).exclude(dialect__in=kept)
        moved = list(moving.values_list("dialect", flat=True))
        moving.update(owner=owner)
        [row] = lock_owners(owner)
        # The owner may have chosen a key that they removed since. An untested one must not take its place.
        stale = {
            dialect: guest.sources.get(dialect, "sketch") for dialect in moved if row.sources.get(dialect) == "own"
        }
        row.sources = guest.sources | row.sources | stale
        row.save(update_fields=["sources"])
    owner.sources = row.sources


def rotate_keys() -> tuple[int, int]:
    """Re-encrypt every key with the newest encryption key. Return the numbers of re-encrypted and unreadable keys."""
    done = lost = 0
    for key in RemoteKey.objects.iterator():
        try:
            ciphertext = encrypt(decrypt(key.ciphertext))
        except Unreadable:
            lost += 1
            continue
        # Conditional, because the owner may have replaced the key in the meantime. Theirs already uses the newest
        # encryption key.
        done += RemoteKey.objects.filter(pk=key.pk, ciphertext=key.ciphertext).update(ciphertext=ciphertext)
    return done, lost
