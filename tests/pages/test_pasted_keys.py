"""No key in pasted code gets into a table, a log, or a response."""

import logging
from typing import Any

import pytest
from django.apps import apps

from playground.generations.models import Generation
from playground.pages.draft_values import KEY_HIDDEN
from tests.cast import FLEX, Person
from tests.recall.code.examples import EXAMPLES, KEY

OTHERS = {
    "query": f'curl "https://api.bfl.ai/v1/flux-2-flex?api_key={KEY}" -d \'{{"prompt": "a cat"}}\'',
    "user": f'curl https://someone:{KEY}@api.bfl.ai/v1/flux-2-flex -u me:{KEY} -d \'{{"prompt": "a cat"}}\'',
    "bearer": f'fetch("https://api.bfl.ai/v1/flux-2-flex", {{headers: {{Authorization: "Bearer " + "{KEY}"}}, '
    'body: JSON.stringify({prompt: "a cat"})})',
    "cut off": EXAMPLES["javascript"][: EXAMPLES["javascript"].index(KEY) + len(KEY) + 2],
    "not read": f"$headers = @{{ 'API-KEY' = '{KEY}' }}",
    "unknown member": f'{{"prompt": "a cat", "webhook_secret": "{KEY}"}}',
}
# Of these only the page for pasted code can know that they are requests.
UNSENT = ("cut off", "not read", "unknown member")


# The answers that come before the code is a prompt.
PASTED = 4


def rows() -> str:
    """Return everything in the database."""
    return "\n".join(str(values) for model in apps.get_models() for values in model._base_manager.values_list())


def answers(person: Person, code: str) -> list[Any]:
    """Return the responses to everything that a person can do with the code."""
    parts = FLEX.split("/")
    return [
        person.post("paste", code=code),
        person.post("offer_to_fill", code=code),
        person.post("fill_form", code=code),
        person.get("home"),
        # What follows has the code as the prompt, too.
        person.post("fill_form", htmx=True, code=code, spec=FLEX, prompt=code),
        # The code stays in the prompt field, where it was pasted.
        person.post("save_draft", *parts, prompt=code),
        person.post("form_code", *parts, prompt=code),
        person.get("studio", *parts),
        person.generate(FLEX, prompt=code),
        person.generate(FLEX, prompt=code, steps="999", htmx=False),
        person.get("history"),
    ]


@pytest.mark.parametrize("name", [*EXAMPLES, *OTHERS])
def test_a_key_is_nowhere(bob: Person, caplog: pytest.LogCaptureFixture, name: str) -> None:
    code = (EXAMPLES | OTHERS)[name]
    assert KEY in code
    # Only a prompt that is a request with a key is changed.
    is_sent = name not in UNSENT
    with caplog.at_level(logging.DEBUG):
        found = answers(bob, code)[: None if is_sent else PASTED]
    for response in found:
        assert KEY not in response.content.decode()
        assert KEY not in str(response.headers)
        assert KEY not in str(response.cookies)
    if is_sent:
        assert KEY not in rows()
    assert KEY not in caplog.text


PROMPTS = [
    "A poster that says Authorization: granted, with curls of smoke and the API-KEY: 12345678",
    'A girl with a loose curl over her forehead, poster behind her reads "SUMMERFESTIVAL2026"',
    "Ocean waves curl over rocks; neon sign token: 'sunrise'",
]


@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_prompt_that_is_no_code_is_kept_as_it_is(bob: Person, prompt: str) -> None:
    saved = bob.post("save_draft", *FLEX.split("/"), prompt=prompt)
    assert saved.status_code == 204
    assert bob.studio().by_id("spec-form").fields()["prompt"] == [prompt]
    assert KEY_HIDDEN not in bob.generate(FLEX, prompt=prompt).content.decode()
    assert Generation.objects.get().params["prompt"] == prompt


def test_a_person_is_told_that_a_key_in_the_prompt_was_hidden(bob: Person) -> None:
    code = EXAMPLES["bash"]
    parts = FLEX.split("/")
    assert KEY_HIDDEN in bob.post("save_draft", *parts, prompt=code).content.decode()
    # Not again with each change.
    assert bob.post("save_draft", *parts, prompt=f"{code} ").status_code == 204
    assert KEY_HIDDEN in bob.generate(FLEX, prompt=code).content.decode()
    assert KEY_HIDDEN in bob.generate(FLEX, prompt=code, steps="999").content.decode()
    assert bob.generate(FLEX, prompt=code, htmx=False).status_code == 302
    assert KEY_HIDDEN in bob.get("studio", *parts).content.decode()
