"""What a visitor sends wrongly is no fault of this server: a warning in one line, without a trace."""

import logging


class RefusalFilter(logging.Filter):
    """Shortens what Django logs of suspicious requests: a wrong host name comes with every scan of the internet."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        if record.name.startswith("django.security."):
            record.exc_info = record.exc_text = None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True
