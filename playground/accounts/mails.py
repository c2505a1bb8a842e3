"""Mail that is sent beside the requests: an answer takes no longer, and tells nobody whether a mail goes out."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

logger = logging.getLogger(__name__)

AT_ONCE = 2
# Past so many that wait for the server, a request waits itself, so that memory has an end.
MOST_WAITING = 200

# A process that ends sends first what waits, as far as it is given the time.
_pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="mail")
_places = BoundedSemaphore(MOST_WAITING)


class BackgroundBackend(EmailBackend):
    """Django's own backend for SMTP, in threads of its own."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Return at once how many are taken; what the server then refuses is a line of the log."""
        _places.acquire()
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
