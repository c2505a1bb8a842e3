"""One public API as one account uses it, what a request to it is for, and where its key may be sent."""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal

import httpx

from playground.catalog.spec import ModelSpec
from playground.dialects.base import Dialect
from playground.engines.errors import Failed, KeyRefused
from playground.engines.remote.base import Account
from playground.engines.remote.large_answers import LargeAnswers
from playground.engines.remote.timeouts import DEFAULT_TIMEOUTS, Timeouts

# What a request is for: an input picture, the picture itself, the picture after a try that may have been paid for, a
# job that is under way, the names of the pictures of a finished job, the end of a job, or nothing but the key.
type Purpose = Literal["upload", "send", "send again", "poll", "result", "cancel", "test"]

LONGEST_QUOTE = 300
# A shorter piece of a key is not looked for in what is quoted.
SHORTEST_SECRET = 5


@dataclass(frozen=True)
class ApiSession:
    """A dialect, the account it is spoken with, how long to wait for it, and the model if it is asked for pictures.

    `large_answers` is shared by all requests of an event loop.
    """

    dialect: Dialect
    account: Account
    timeouts: Timeouts = DEFAULT_TIMEOUTS
    spec: ModelSpec | None = None
    large_answers: LargeAnswers = field(default_factory=LargeAnswers)

    @property
    def is_free(self) -> bool:
        """Whether the picture costs nothing, so that no sentence warns of a charge."""
        return self.dialect.is_free(self.spec)

    @property
    def title(self) -> str:
        """The name of the API on the page."""
        return self.dialect.title

    @cached_property
    def base_url(self) -> str:
        """The address of the API, without a slash at its end."""
        return (self.account.base_url or self.dialect.base_url).rstrip("/")

    @cached_property
    def base(self) -> httpx.URL:
        """The same address, parsed."""
        return parse_url(self.base_url)

    @property
    def answer_seconds(self) -> float:
        """How long the request for the picture may take, in seconds."""
        answer = self.timeouts.answer
        return self.dialect.policy.request_timeout if answer is None else answer

    def check_key(self) -> None:
        """Raise `KeyRefused` for a key that cannot be put into a header, or where one is needed and missing."""
        key = self.account.key
        if not key and not self.dialect.policy.needs_key:
            return
        # A line break in the key would begin another header, and other characters cannot be sent in one.
        if not key or not key.isascii() or not key.isprintable() or " " in key:
            raise KeyRefused(f"{self.key_name} for {self.title} is not valid: {self.key_advice}.")

    @property
    def key_name(self) -> str:
        """Whose key it is, as the start of a sentence."""
        return "Your key" if self.account.whose == "own" else "This server's key"

    @property
    def key_advice(self) -> str:
        """What to do about a key that is refused, as the end of a sentence."""
        if self.account.whose == "own":
            return "check it under Keys"
        return "tell the administrator of this server, or enter a key of your own under Keys"

    def read_address(self, text: str) -> httpx.URL:
        """Return the parsed URL; raise `Failed` where it is not a URL, or where the key must not be sent to it."""
        try:
            url = parse_url(text)
        except (httpx.InvalidURL, ValueError) as error:
            raise self._refuse("an invalid address") from error
        # The API's answer may name the address to poll, and each poll sends the key.
        if not is_same_origin(url, self.base) and not self._is_trusted(url):
            raise self._refuse(f"{url.scheme}://{url.host}"[:LONGEST_QUOTE])
        return url

    def is_at_home(self, url: httpx.URL) -> bool:
        """Whether the URL is at the origin that the settings or a person name in place of the API's own.

        Pictures are downloaded from there even if its address is private.
        """
        # A name that a person chose may lead to a public address now and to a private one in a moment.
        if self.account.reach == "public":
            return False
        # The usual address of a server that somebody runs is not that of an API: it is private, too.
        is_named = self.dialect.policy.is_own_server or self.base_url != self.dialect.base_url
        return is_named and is_same_origin(url, self.base)

    @property
    def account_name(self) -> str:
        """Whose account it is, as the start of a sentence."""
        return f"{self.key_name.removesuffix(' key')} account at {self.title}"

    def quote(self, text: str) -> str:
        """Return what the API said: on one line, shortened, and without the key."""
        line = " ".join(self._without_key(text).split())
        return line if len(line) <= LONGEST_QUOTE else line[:LONGEST_QUOTE] + "…"

    def _without_key(self, text: str) -> str:
        key = self.account.key
        if len(key) < SHORTEST_SECRET:
            return text
        # Some APIs repeat the key when they refuse it, and the sentence is stored and shown.
        text = text.replace(key, "…")
        # The API may have cut its sentence in the middle of the key.
        for length in range(len(key) - 1, SHORTEST_SECRET - 1, -1):
            for end in (key[:length], f"{key[:length]}…"):
                if text.endswith(end):
                    return text.removesuffix(end) + "…"
        return text

    def _is_trusted(self, url: httpx.URL) -> bool:
        domain = self.dialect.policy.domain
        # The person who runs a server has named its address exactly.
        if self.dialect.policy.is_own_server or not domain:
            return False
        # An API may name another host of its own domain for a job, but never without encryption.
        is_theirs = url.host in {self.base.host, domain} or url.host.endswith(f".{domain}")
        return url.scheme == "https" and not url.userinfo and is_theirs

    def _refuse(self, where: str) -> Failed:
        return Failed(
            f"{self.title} named {where} as the address to poll, but the key is not sent there."
            " The picture may have been charged."
        )


@dataclass(frozen=True)
class ApiCall:
    """One request to an API, what it is for, and the API's id of the job that it is about, if that is known."""

    api: ApiSession
    purpose: Purpose
    job: str = ""

    @property
    def may_be_charged(self) -> bool:
        """Whether the picture may have been paid for, even if this request fails."""
        return self.purpose in {"send again", "poll", "result"}


# Most requests to an API go to the same few addresses, and parsing one takes longer than the rest of a request's head.
parse_url = lru_cache(256)(httpx.URL)


def is_same_origin(one: httpx.URL, other: httpx.URL) -> bool:
    """Whether scheme, host and port are the same, and the first has no user name."""
    return _origin(one) == _origin(other) and not one.userinfo


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)
