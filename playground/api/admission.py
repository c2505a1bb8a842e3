"""Authenticates API requests by their key and limits their rate."""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest

from playground.accounts.api_keys import count_request, find_api_key
from playground.accounts.models import ApiKey
from playground.accounts.standing import NotAllowed, check_standing
from playground.api.registry import KEY_HEADERS
from playground.dialects.errors import WireError

# Keys of this server have 36 characters. A text that is much longer is refused before it is hashed.
LONGEST_API_KEY = 200


def admit(request: HttpRequest) -> ApiKey:
    """Return the key of the request; raise `WireError` with 401, 403, or 429 above the rate limit."""
    key = _find_key(request)
    try:
        # Checked at each request, because an owner can be suspended after the key was created.
        check_standing(key.owner)
    except NotAllowed as error:
        raise WireError(error.sentence, status=403) from error
    limit = settings.API_REQUESTS_A_MINUTE
    seconds = count_request(key, limit)
    if seconds:
        sentence = f"All your keys together may send {limit} requests a minute. Try again in {seconds} s."
        raise WireError(sentence, status=429, headers={"Retry-After": str(seconds)})
    return key


def _find_key(request: HttpRequest) -> ApiKey:
    """Return the first valid key in the headers."""
    # Some clients send a placeholder in one header and the real key in another.
    for raw in _sent_keys(request):
        if len(raw) <= LONGEST_API_KEY and (key := find_api_key(raw)):
            return key
    # HTTP requires this header in a response with status 401.
    headers = {"WWW-Authenticate": "Bearer"}
    raise WireError("The API key is missing, unknown or revoked.", status=401, headers=headers)


def _sent_keys(request: HttpRequest) -> Iterator[str]:
    sent = [request.headers.get(name, "") for name in KEY_HEADERS]
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        sent.append(token)
    # A client that sends the same key in two headers costs one query.
    yield from dict.fromkeys(key.strip() for key in sent if key.strip())
