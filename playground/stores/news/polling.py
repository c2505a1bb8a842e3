"""No news, for a PostgreSQL behind a pooler that does not pass messages on: waiting requests poll."""

import time

# Seconds between two looks at the database.
POLL_SECONDS = 0.25


class PollingNews:
    """Says after each pause that something may have changed."""

    def wait(self) -> bool:
        """Return True after a pause."""
        time.sleep(POLL_SECONDS)
        return True

    def close(self) -> None:
        """Do nothing: there is no connection."""

    @staticmethod
    def publish() -> None:
        """Do nothing: nobody would hear it."""
