"""Reads environment variables of several types. An invalid value raises `ImproperlyConfigured` with one sentence."""

import contextlib
import os
import re
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from playground import __version__
from playground.configuration.quotes import unquote

# How long another process may take to write the secret into the file that it has created.
SECRET_SECONDS = 1.0
# What a header may contain; a comment in it ends at a parenthesis.
CONTACT = re.compile(r"(?:https?://|[^\s()@]{1,64}@)[^\s()]{1,200}")
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}(?=://)")
PATH_WORD = re.compile(r"[A-Za-z0-9_-]+")


def read_text(name: str, default: str = "") -> str:
    """Return the variable, the content of the file named by `<name>_FILE`, or the default."""
    file = unquote(os.environ.get(f"{name}_FILE", ""))
    if not file:
        return unquote(os.environ.get(name, default).strip())
    try:
        # Files usually end with a newline, which is not part of the value.
        return Path(file).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise ImproperlyConfigured(f"{name}_FILE names {file}, which cannot be read: {reason}.") from error


def read_flag(name: str, default: bool) -> bool:
    value = read_text(name, str(default)).lower()
    if value not in {"true", "false"}:
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
    return value == "true"


def read_number(name: str, default: int, minimum: int = 0, maximum: int | None = None) -> int:
    value = read_text(name, str(default))
    # `isdigit` also accepts characters such as ², and `int` raises an error of its own for thousands of digits.
    is_number = value.isascii() and value.isdigit() and len(value) < 20
    if not is_number or int(value) < minimum or (maximum is not None and int(value) > maximum):
        bounds = f"of at least {minimum}" if maximum is None else f"from {minimum} to {maximum}"
        raise ImproperlyConfigured(f"{name} must be a whole number {bounds}, not {value!r}.")
    return int(value)


def read_seconds(name: str, default: float) -> float:
    value = read_text(name, str(default))
    try:
        seconds = float(value)
    except ValueError:
        seconds = -1
    # NaN fails every comparison, so it is refused too.
    if not 0 <= seconds < 86_400:
        raise ImproperlyConfigured(f"{name} must be a number of seconds from 0 to 86400, not {value!r}.")
    return seconds


def read_listener(name: str) -> tuple[str, int] | None:
    """Return the host and port of an address such as `127.0.0.1:9108`, or None if it is not set."""
    value = read_text(name)
    if not value:
        return None
    host, _, port = value.rpartition(":")
    is_port = port.isascii() and port.isdigit() and len(port) <= 5 and int(port) <= 65535
    if not host or not is_port:
        raise ImproperlyConfigured(f"{name} must be an address and a port, such as 127.0.0.1:9108, not {value!r}.")
    # In front of a port an IPv6 address needs brackets, but a socket takes it without them.
    return host.strip("[]"), int(port)


def read_path(name: str) -> str:
    """Return one path segment without slashes, or ""."""
    value = read_text(name).strip("/")
    if value and not PATH_WORD.fullmatch(value):
        raise ImproperlyConfigured(f"{name} must be one word of letters, digits, - and _, not {value!r}.")
    return value


def read_list(name: str, default: str = "") -> list[str]:
    """Return the non-empty parts of a comma-separated list."""
    return split_list(read_text(name, default))


def split_list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def read_user_agent(public_url: str) -> str:
    """Return the header by which this server names itself: product, version, and whom to ask about its requests."""
    contact = read_text("PLAYGROUND_CONTACT", public_url)
    if contact and not (contact.isascii() and CONTACT.fullmatch(contact)):
        raise ImproperlyConfigured(
            f"PLAYGROUND_CONTACT must be an email address or a URL of a page, in plain ASCII, not {contact!r}."
        )
    return f"flux-playground/{__version__}" + (f" (+{contact})" if contact else "")


def read_choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    value = read_text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def lower_scheme(url: str) -> str:
    """Return the URL with its scheme in lower case, as clients compare it."""
    return SCHEME.sub(lambda found: found[0].lower(), url, count=1)


def read_address(name: str, default: str = "") -> str:
    """Return an HTTP URL without a trailing slash, or ""."""
    value = lower_scheme(read_text(name, default)).rstrip("/")
    if value and not value.startswith(("https://", "http://")):
        raise ImproperlyConfigured(f"{name} must begin with https:// or http://, not be {value!r}.")
    return value


def read_folder(name: str) -> str:
    """Return the path of an existing folder, or ""."""
    value = read_text(name)
    if value and not Path(value).is_dir():
        raise ImproperlyConfigured(f"{name} names {value}, which is not a folder.")
    return value


def read_secret(name: str, file: Path) -> str:
    """Return the secret from the environment, or else from `file`, which is created at the first start."""
    return read_raw(name) or _keep_secret(file)


def read_secrets(name: str, file: Path) -> list[str]:
    """Return the secrets from the environment, the newest first, or else the one in `file`."""
    return split_list(read_raw(name)) or [_keep_secret(file)]


def read_raw(name: str) -> str:
    """Return a secret like `read_text`, but with its quotation marks, without which it would be another one."""
    return read_text(name) if os.environ.get(f"{name}_FILE") else os.environ.get(name, "").strip()


def _keep_secret(file: Path) -> str:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # Several processes may start at once; the first one creates the file and the others read it.
        with contextlib.suppress(FileExistsError):
            _make_secret(file)
        kept = _read_secret(file)
    except OSError as error:
        reason = f"where {file.name} cannot be written or read: {error.strerror}"
        raise ImproperlyConfigured(f"PLAYGROUND_HOME is {file.parent}, {reason}.") from error
    if not kept:
        raise ImproperlyConfigured(f"The secret in {file} is empty: restore it from a backup, or remove the file.")
    return kept


def _read_secret(file: Path) -> str:
    """Return the content of the file, or "" if it is still empty after a while."""
    deadline = time.monotonic() + SECRET_SECONDS
    # The process that has just created the file may not have written it yet.
    while not (kept := file.read_text().strip()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return kept


def _make_secret(file: Path) -> None:
    # The file is private from its creation; a later `chmod` would leave it readable for a moment.
    with open(file, "x", opener=_open_private) as new:
        try:
            new.write(secrets.token_urlsafe(48))
            new.flush()
        except OSError:
            # The disk may be full. An empty file would look like a lost secret at the next start.
            file.unlink()
            raise


@dataclass(frozen=True, slots=True)
class RemoteApi:
    """The settings for a public API: this server's key, another base URL, and the number of concurrent calls."""

    key: str = field(repr=False)
    base_url: str
    at_once: int


def read_remote_api(name: str) -> RemoteApi:
    """Read `<NAME>_API_KEY`, `<NAME>_BASE_URL` and `<NAME>_AT_ONCE`."""
    start = name.upper()
    base_url = read_address(f"{start}_BASE_URL")
    return RemoteApi(read_text(f"{start}_API_KEY"), base_url, read_number(f"{start}_AT_ONCE", 16, minimum=1))


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
