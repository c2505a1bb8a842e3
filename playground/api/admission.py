"""Who may use the API: the key of a request, and how often it may be used."""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest

from playground.accounts.api_keys import count_request, find_api_key
from playground.accounts.models import ApiKey
from playground.accounts.standing import NotAllowed, check_standing
from playground.dialects.errors import WireError

KEY_HEADERS = ("API-KEY", "X-API-Key")
LONGEST_KEY = 200
# When a client that was turned away may come again, in seconds.
RETRY_AFTER = {"Retry-After": "5"}


def admit(request: HttpRequest) -> ApiKey:
    """Return the key that the request carries; raise `WireError` with 401 or 403, or with 429 past a limit."""
    key = _find_key(request)
    try:
        check_standing(key.owner)
    except NotAllowed as error:
        raise WireError(error.sentence, status=403) from error
    most = settings.API_REQUESTS_A_MINUTE
    seconds = count_request(key, most)
    if seconds:
        sentence = f"You may send {most} requests a minute, with all your keys together; try again in {seconds} s."
        raise WireError(sentence, status=429, headers={"Retry-After": str(seconds)})
    return key


def _find_key(request: HttpRequest) -> ApiKey:
    """Return the first key that is known among those that the headers name: clients send more than one at times."""
    for raw in _sent_keys(request):
        if len(raw) <= LONGEST_KEY and (key := find_api_key(raw)):
            return key
    headers = {"WWW-Authenticate": "Bearer"}
    raise WireError("The API key is missing, unknown or revoked.", status=401, headers=headers)


def _sent_keys(request: HttpRequest) -> Iterator[str]:
    sent = [request.headers.get(name, "") for name in KEY_HEADERS]
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        sent.append(token)
    yield from dict.fromkeys(key.strip() for key in sent if key.strip())
