"""Logs invalid requests as warnings without a traceback, because they are not errors of this server."""

import logging

VARIABLE = "PLAYGROUND_ALLOWED_HOSTS"


class RefusalFilter(logging.Filter):
    """Shortens Django's records of suspicious requests. Every scan of the internet causes some by a wrong host name."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten the record. All records pass."""
        if record.name.startswith("django.security."):
            record.exc_info = record.exc_text = None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            # Django names its own setting, which is read from this variable.
            record.msg, record.args = record.getMessage().replace("to ALLOWED_HOSTS", f"to {VARIABLE}"), ()
        return True
