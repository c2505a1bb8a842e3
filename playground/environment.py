"""Typed readers of environment variables; a value of the wrong kind stops the start with one sentence."""

import contextlib
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def read_text(name: str, default: str = "") -> str:
    """Return the variable, or the content of the file that `<name>_FILE` points to, or the default."""
    file = os.environ.get(f"{name}_FILE")
    if file:
        return Path(file).read_text().strip()
    return os.environ.get(name, default).strip()


def read_flag(name: str, default: bool) -> bool:
    """Return a boolean written as `true` or `false`, in any case."""
    value = read_text(name, str(default)).lower()
    if value not in {"true", "false"}:
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
    return value == "true"


def read_number(name: str, default: int, minimum: int = 0) -> int:
    """Return a whole number of at least `minimum`."""
    value = read_text(name, str(default))
    if not value.isascii() or not value.isdigit() or int(value) < minimum:
        raise ImproperlyConfigured(f"{name} must be a whole number of at least {minimum}, not {value!r}.")
    return int(value)


def read_seconds(name: str, default: float) -> float:
    """Return a duration in seconds, with or without a fraction."""
    value = read_text(name, str(default))
    try:
        seconds = float(value)
    except ValueError:
        seconds = -1
    if not 0 <= seconds < 86_400:
        raise ImproperlyConfigured(f"{name} must be seconds from 0 to 86400, not {value!r}.")
    return seconds


def read_list(name: str, default: str = "") -> list[str]:
    """Return the parts of a comma-separated list, without empty ones."""
    return [part.strip() for part in read_text(name, default).split(",") if part.strip()]


def read_choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    """Return one of `choices`."""
    value = read_text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def read_secret(name: str, file: Path) -> str:
    """Return the secret of the environment, else the one in `file`, which is made at the first start."""
    return read_text(name) or _keep_secret(file)


def read_secrets(name: str, file: Path) -> list[str]:
    """Return the secrets of the environment, the newest first, else the only one, which is in `file`."""
    return read_list(name) or [_keep_secret(file)]


def _keep_secret(file: Path) -> str:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError), open(file, "x", opener=_open_private) as new:
            new.write(secrets.token_urlsafe(48))
        kept = file.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"Cannot write to {file.parent}: {error.strerror}.") from error
    if not kept:
        raise ImproperlyConfigured(f"The secret in {file} is empty: put it back from a backup, or remove the file.")
    return kept


@dataclass(frozen=True, slots=True)
class RemoteApi:
    """What the environment says of one public API: this server's key, an address instead of its own, calls at once."""

    key: str = field(repr=False)
    base_url: str
    at_once: int


def read_remote_api(name: str) -> RemoteApi:
    """Return what `<NAME>_API_KEY`, `<NAME>_BASE_URL` and `<NAME>_AT_ONCE` say; "" where nothing is said."""
    start = name.upper()
    base_url = read_text(f"{start}_BASE_URL").rstrip("/")
    if base_url and not base_url.startswith(("https://", "http://")):
        raise ImproperlyConfigured(f"{start}_BASE_URL must begin with https:// or http://, not be {base_url!r}.")
    return RemoteApi(read_text(f"{start}_API_KEY"), base_url, read_number(f"{start}_AT_ONCE", 16, minimum=1))


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
