"""Reads addresses from environment variables as people write them: with capitals, a port, or more than is needed."""

from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured

from playground.configuration.environment import lower_scheme, read_address, read_list

WEB_PORTS = {"http": 80, "https": 443}


def read_origin(name: str) -> str:
    """Return an HTTP URL that consists of a scheme, a host and optionally a port, or ""."""
    value = read_address(name)
    origin = _find_origin(value)
    if value and not origin:
        raise ImproperlyConfigured(f"{name} must be like https://play.example.com, without a path, not {value!r}.")
    return origin


def read_origins(name: str, public_url: str) -> list[str]:
    """Return the origins of a comma-separated list, with that of the public address."""
    origins = [public_url] if public_url else []
    for value in read_list(name):
        if not lower_scheme(value).startswith(("https://", "http://")):
            raise ImproperlyConfigured(f"{name}: each address must begin with https:// or http://, not be {value!r}.")
        origin = _find_origin(value.rstrip("/"))
        if not origin:
            raise ImproperlyConfigured(
                f"{name}: each address must be like https://play.example.com, without a path, not {value!r}."
            )
        origins.append(origin)
    return list(dict.fromkeys(origins))


def read_hosts(name: str, default: str, public_url: str) -> list[str]:
    """Return the host names of a comma-separated list, with that of the public address.

    Django compares names without a port, so a port, and also a scheme, is left out.
    """
    hosts = read_list(name, default)
    found = [_find_host(value) for value in hosts]
    if "" in found:
        wrong = hosts[found.index("")]
        raise ImproperlyConfigured(f"{name}: each name must be like play.example.com, not {wrong!r}.")
    return list(dict.fromkeys([*found, *([_find_host(public_url)] if public_url else [])]))


def _find_host(value: str) -> str:
    """Return the host of a name or URL, or "" if there is none."""
    parts = _split(value if "://" in value else f"http://{value}")
    # A leading full stop means all names below the host, and a lone asterisk for every name.
    return _shown_host(parts) if parts and not (parts.path.strip("/") or parts.query or parts.fragment) else ""


def _find_origin(value: str) -> str:
    """Return scheme, host and port as a browser sends them in `Origin`, or "" if there is more or less in the value."""
    parts = _split(value)
    if not parts or parts.path or parts.query or parts.fragment or parts.username is not None:
        return ""
    # Browsers leave out the usual port.
    port = f":{parts.port}" if parts.port and parts.port != WEB_PORTS[parts.scheme] else ""
    return f"{parts.scheme}://{_shown_host(parts)}{port}"


def _split(url: str) -> SplitResult | None:
    """Return the parts of an HTTP URL whose host and port can be read, else None."""
    try:
        parts = urlsplit(url)
        # Reading the port checks it.
        is_complete = parts.hostname and parts.port != 0
    except ValueError:
        return None
    has_spaces = any(character.isspace() for character in url)
    return parts if is_complete and parts.scheme in WEB_PORTS and not has_spaces else None


def _shown_host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    try:
        # Browsers send names with other letters than those of ASCII in this form.
        name = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return ""
    return f"[{name}]" if ":" in name else name
