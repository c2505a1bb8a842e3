"""Settings of outgoing mail. No mail is sent until the environment names a server."""

from playground.configuration.environment import read_flag, read_number, read_raw, read_text

# On this port mail servers expect TLS from the first byte; on others, STARTTLS.
TLS_PORT = 465

type Mailers = dict[str, dict[str, object]]


def read_mailers() -> Mailers:
    """Return `MAILERS`. Without a server, all mail is discarded."""
    host = read_text("PLAYGROUND_EMAIL_HOST")
    if not host:
        return {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    port = read_number("PLAYGROUND_EMAIL_PORT", 587, minimum=1, maximum=65535)
    has_tls = read_flag("PLAYGROUND_EMAIL_TLS", True)
    options = {
        "host": host,
        "port": port,
        "username": read_text("PLAYGROUND_EMAIL_USER"),
        "password": read_raw("PLAYGROUND_EMAIL_PASSWORD"),
        "use_tls": has_tls and port != TLS_PORT,
        "use_ssl": has_tls and port == TLS_PORT,
        # Without a time limit, a mail server that hangs would hold a mail thread forever.
        "timeout": 30,
    }
    return {"default": {"BACKEND": "playground.accounts.mails.BackgroundBackend", "OPTIONS": options}}
