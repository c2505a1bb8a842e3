"""Sends mail in background threads, so that the response time does not reveal whether a mail was sent."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

logger = logging.getLogger(__name__)

MAIL_THREADS = 2
# When this many mails wait for the server, further ones are dropped. If requests waited instead, a mail server that
# hangs would block the web threads.
MAX_QUEUED_MAILS = 200

# When the process exits, the interpreter first lets the pool send the waiting mails.
_pool = ThreadPoolExecutor(MAIL_THREADS, thread_name_prefix="mail")
_queue_slots = BoundedSemaphore(MAX_QUEUED_MAILS)


class BackgroundBackend(EmailBackend):
    """Django's SMTP backend, but sending in background threads."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue the messages and return immediately. Failures are only logged."""
        if not _queue_slots.acquire(blocking=False):
            logger.error("a mail was not sent: %s mails are already waiting for %s", MAX_QUEUED_MAILS, self.host)
            return 0
        _pool.submit(self._deliver, list(email_messages))
        return len(email_messages)

    def _deliver(self, messages: list[EmailMessage]) -> None:
        try:
            super().send_messages(messages)
        except OSError as error:
            # The recipient stays out of the log, because it would reveal who has an account here.
            logger.error("a mail could not be sent through %s: %s", self.host, error)
        finally:
            _queue_slots.release()
