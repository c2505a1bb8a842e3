"""System checks for who can use this server's own API keys and for the address of visitors."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004


@register("accounts")
def check_server_keys(app_configs: Sequence[Any] | None, **kwargs: object) -> list[CheckMessage]:
    """Warn if strangers can spend the server's keys or members cannot use them."""
    has_keys = any(api.key for api in settings.REMOTE_APIS.values())
    return list(_check_server_keys()) if has_keys and not settings.IS_LOCAL else []


@register("accounts")
def check_proxy(app_configs: Sequence[Any] | None, **kwargs: object) -> list[CheckMessage]:
    """Warn if HTTPS is on but the proxy is not declared, so that all visitors appear to have one address."""
    # This server does not terminate TLS itself, so a public HTTPS address always means that there is a proxy.
    if not settings.HTTPS or settings.BEHIND_PROXY:
        return []
    hint = (
        "Set PLAYGROUND_BEHIND_PROXY=true once the proxy sets X-Forwarded-For and X-Forwarded-Proto itself, as"
        " docs/deploy/nginx.conf does."
    )
    sentence = (
        f"The public address {settings.PUBLIC_URL} needs a proxy, but PLAYGROUND_BEHIND_PROXY is not set:"
        " all visitors seem to come from the proxy's address, so every limit counts them together."
    )
    return [Warning(sentence, hint=hint, id="accounts.W004")]


@register("accounts")
def check_sender(app_configs: Sequence[Any] | None, **kwargs: object) -> list[CheckMessage]:
    """Warn if mails have a sender that mail servers refuse."""
    sender = settings.DEFAULT_FROM_EMAIL
    if settings.ACCOUNT_EMAIL_VERIFICATION != "mandatory" or not sender.endswith("@localhost"):
        return []
    hint = "Set PLAYGROUND_EMAIL_FROM to an address that your mail server may send from."
    return [Warning(f"Mails are sent from {sender}, which mail servers refuse.", hint=hint, id="accounts.W005")]


def _check_server_keys() -> Iterator[CheckMessage]:
    # Other people can also open a server without a public address, by the name or address of its machine.
    address = settings.PUBLIC_URL or ", ".join(settings.ALLOWED_HOSTS)
    if settings.SERVER_KEYS_FOR == "everyone":
        hint = "Set PLAYGROUND_SERVER_KEYS_FOR=members, or unset it."
        yield Warning(
            f"Everyone who can open {address} can spend this server's API keys without signing in.",
            hint=hint,
            id="accounts.W001",
        )
    elif settings.ACCOUNT_EMAIL_VERIFICATION != "mandatory":
        hint = (
            "Set PLAYGROUND_EMAIL_HOST, or confirm the accounts that may use the keys yourself:"
            " python manage.py confirm_address you@example.com"
        )
        yield Warning(
            f"This server has its own API keys and other people can open {address}, but it has no mail server:"
            " nobody who signs up can confirm their address, so nobody can use the keys.",
            hint=hint,
            id="accounts.W002",
        )
    if not settings.SERVER_KEYS_IN_ALL_A_DAY:
        hint = "Set PLAYGROUND_SERVER_KEYS_IN_ALL_A_DAY to the number of pictures that you are ready to pay for."
        yield Warning("There is no daily limit on the use of this server's API keys.", hint=hint, id="accounts.W003")
