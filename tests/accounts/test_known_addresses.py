"""Neither messages nor response times reveal whether an address has an account."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from playground.accounts.models import User
from tests.accounts.counting import CountingHasher
from tests.cast import Person

pytestmark = pytest.mark.usefixtures("fresh_counts")
PASSWORD = "correct-horse-battery"
KNOWN, NEW = "alice@example.com", "new@example.com"
# What differs between any two answers: the page's token, and the address that was typed.
CHANGING = re.compile(rb"\b[A-Za-z0-9]{64}\b|[\w.+-]+@example\.com")


@pytest.fixture
def with_mail(settings: Any) -> None:
    """Check addresses, as with a mail server."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


@pytest.fixture
def hashed(settings: Any, alice: Person) -> Callable[[], int]:
    """Return a function that says how many passwords were hashed since it was asked last."""
    settings.PASSWORD_HASHERS = ["tests.accounts.counting.CountingHasher"]
    user = User.objects.get()
    user.set_password(PASSWORD)
    user.save()
    CountingHasher.counted.clear()

    def count() -> int:
        number = len(CountingHasher.counted)
        CountingHasher.counted.clear()
        return number

    return count


def send(path: str, **fields: str) -> tuple[int, str, list[str], bytes, bytes]:
    """Return what a new browser sees of an answer and of the page that it leads to."""
    client = Client()
    client.get(path)
    answer: Any = client.post(path, fields)
    led_to = client.get(answer["Location"]).content if "Location" in answer else b""
    plain = [CHANGING.sub(b"", content) for content in (answer.content, led_to)]
    return (answer.status_code, answer.get("Location", ""), sorted(answer.cookies), plain[0], plain[1])


def test_signing_up_does_not_reveal_accounts(
    with_mail: None, hashed: Callable[[], int], mailoutbox: list[EmailMessage]
) -> None:
    known = send("/account/signup/", email=KNOWN, password1=PASSWORD)
    assert hashed() == 1
    new = send("/account/signup/", email=NEW, password1=PASSWORD)
    assert hashed() == 1
    assert known == new
    assert known[0] == 302
    assert [message.to for message in mailoutbox] == [[KNOWN], [NEW]]
    assert User.objects.count() == 2


def test_signing_in_does_not_reveal_accounts(hashed: Callable[[], int]) -> None:
    User.objects.create_user("keys-only@example.com")
    hashed()
    answers = []
    for email in (KNOWN, "keys-only@example.com", NEW):
        answers.append(send("/account/login/", login=email, password="wrong"))
        assert hashed() == 1
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 200


def test_resetting_does_not_reveal_accounts_or_mail_strangers(
    with_mail: None, hashed: Callable[[], int], mailoutbox: list[EmailMessage]
) -> None:
    known = send("/account/password/reset/", email=KNOWN)
    new = send("/account/password/reset/", email=NEW)
    assert known == new
    assert known[0] == 302
    assert [message.to for message in mailoutbox] == [[KNOWN]]
    assert hashed() == 0


def test_a_reset_takes_the_same_work_for_a_stranger(
    with_mail: None, hashed: Callable[[], int], django_assert_max_num_queries: Any
) -> None:
    """The mail is rendered in both cases, so the lists of templates are equal."""
    templates = []
    for email in (KNOWN, NEW):
        answer: Any = Client().post("/account/password/reset/", {"email": email})
        templates.append(sorted({template.name for template in answer.templates if template.name}))
    assert templates[0] == templates[1]
    assert any("password_reset_key" in name for name in templates[0])


def test_without_mail_signing_up_reveals_an_account(alice: Person) -> None:
    """Nothing else is possible: a new account is open at once, and one that exists is not."""
    answer = send("/account/signup/", email=KNOWN, password1=PASSWORD)
    assert answer[0] == 200
    assert b"already" in answer[3]
