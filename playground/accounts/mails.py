"""Mail that is sent beside the requests: an answer takes no longer, and tells nobody whether a mail goes out."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

logger = logging.getLogger(__name__)

AT_ONCE = 2
# So many may wait for the server: what comes past them is not sent. A request that waited would hold a web thread for
# as long as a mail server that hangs.
MOST_WAITING = 200

# A process that ends sends first what waits, as far as it is given the time.
_pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="mail")
_places = BoundedSemaphore(MOST_WAITING)


class BackgroundBackend(EmailBackend):
    """Django's own backend for SMTP, in threads of its own."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Return at once how many are taken; what is not taken or what the server refuses is a line of the log."""
        if not _places.acquire(blocking=False):
            logger.error("a mail is not sent, as %s wait for %s already", MOST_WAITING, self.host)
            return 0
        _pool.submit(self._deliver, list(email_messages))
        return len(email_messages)

    def _deliver(self, messages: list[EmailMessage]) -> None:
        try:
            super().send_messages(messages)
        except OSError as error:
            # The address stays out of the log: who has an account here is nobody's business.
            logger.error("a mail could not be sent by %s: %s", self.host, error)
        finally:
            _places.release()
