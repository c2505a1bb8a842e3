"""What a person learns of pictures that an API made and withheld."""

from typing import Any

import pytest

from playground.engines.remote.base import RemoteResult
from playground.pages.details import list_answers
from tests.cast import Person
from tests.pictures import picture
from tests.remote.dispatching import ended
from tests.remote.scripted_engines import Asked, result

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("server_key")]


@pytest.mark.parametrize(
    ("withheld", "noted"),
    [
        (0, []),
        (1, ["1 of 4 pictures was withheld by the content filter of 1min.ai."]),
        (2, ["2 of 5 pictures were withheld by the content filter of 1min.ai."]),
    ],
)
def test_the_facts_say_how_many_are_missing(bob: Person, start: Any, withheld: int, noted: list[str]) -> None:
    async def act(asked: Asked) -> RemoteResult:
        await asked.journal.sending()
        return result(*[picture()] * 3, withheld=withheld)

    row = bob.ask()
    start(act)
    assert ended(row).status == "done"
    row.refresh_from_db()
    said = {detail.title: detail.value for detail in list_answers(row)}
    assert [value for title, value in said.items() if title == "Content filter"] == noted
