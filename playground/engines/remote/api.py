"""One public API as one account uses it, how far a request to it has come, and where its key may go."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import httpx

from playground.dialects.base import Dialect
from playground.engines.errors import Failed, KeyRefused
from playground.engines.remote.base import Account

# What a request is for: an input picture, the picture itself, the picture when an earlier try may have been paid for
# already, a job that was taken on, or nothing but the key.
type Step = Literal["upload", "send", "send again", "poll", "test"]

LONGEST_QUOTE = 300


@dataclass(frozen=True)
class Api:
    """A dialect and the account it is spoken with."""

    dialect: Dialect
    account: Account

    @property
    def title(self) -> str:
        """What the API is called on the page."""
        return self.dialect.title

    @cached_property
    def base_url(self) -> str:
        """The address of the API, without a slash at its end."""
        return (self.account.base_url or self.dialect.base_url).rstrip("/")

    @cached_property
    def base(self) -> httpx.URL:
        """The same, taken apart."""
        return httpx.URL(self.base_url)

    def check_key(self) -> None:
        """Raise `KeyRefused` for what no header can carry."""
        key = self.account.key
        if not key or not key.isascii() or not key.isprintable() or " " in key:
            raise KeyRefused(f"{self.key_name} for {self.title} cannot be one: {self.key_advice}.")

    @property
    def key_name(self) -> str:
        """Whose key it is, as the start of a sentence."""
        return "Your key" if self.account.whose == "own" else "This server's key"

    @property
    def key_advice(self) -> str:
        """What to do about a key that opens nothing, as the end of a sentence."""
        if self.account.whose == "own":
            return "check it under Keys"
        return "tell whoever runs this server, or enter a key of your own under Keys"

    def check_address(self, url: httpx.URL) -> None:
        """Raise `Failed` for an address that must not see the key."""
        if is_same_origin(url, self.base):
            return
        domain, host = self.dialect.manners.domain, url.host
        known = host in {self.base.host, domain} or host.endswith("." + domain)
        if url.scheme != "https" or url.userinfo or not known:
            where = f"{url.scheme}://{host}"[:LONGEST_QUOTE]
            raise Failed(
                f"{self.title} says to ask after the picture at {where}, where your key is not sent. The picture may "
                f"have been charged: look into the account at {self.title} before you try again."
            )

    def is_at_home(self, url: httpx.URL) -> bool:
        """Whether the URL lies at the very origin that was configured in place of the API's own."""
        return self.base_url != self.dialect.base_url and is_same_origin(url, self.base)

    @property
    def account_name(self) -> str:
        """Whose account it is, as the start of a sentence."""
        return f"{self.key_name.removesuffix(' key')} account at {self.title}"

    def quote(self, text: str) -> str:
        """Return what the API said, on one line, not too long and without the key, should it repeat that."""
        line = " ".join(text.replace(self.account.key, "…").split()) if self.account.key else " ".join(text.split())
        return line if len(line) <= LONGEST_QUOTE else line[:LONGEST_QUOTE] + "…"


@dataclass(frozen=True)
class Call:
    """One request to an API, and what it is for."""

    api: Api
    step: Step

    @property
    def may_be_charged(self) -> bool:
        """Whether the picture may have been paid for, whatever becomes of this request."""
        return self.step in {"send again", "poll"}


def is_same_origin(one: httpx.URL, other: httpx.URL) -> bool:
    """Whether scheme, host and port are the same, and no user name is in the first."""
    return _origin(one) == _origin(other) and not one.userinfo


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)
