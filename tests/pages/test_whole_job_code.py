"""The options of the code panel: the whole job, its picture, and the shell, also as a plain form sends them."""

from typing import Any

from playground.dialects.registry import DIALECTS
from tests.cast import FLEX, JOB, Person
from tests.markup import Element, parse

# A server that answers with the picture itself.
SYNCHRONOUS = "openai/vllm-flux-2-klein-4b/generate"


def shown_code(person: Person, spec_id: str = JOB, **data: Any) -> str:
    response = person.post("form_code", *spec_id.split("/"), htmx=True, prompt="a fox", **data)
    assert response.status_code == 200
    return parse(response).by_id("snippet-text").raw_text


def chosen(page: Element, name: str) -> str:
    """Return the value of the option that a menu of the page has chosen."""
    found = [option for option in page.by_id(name).all("option") if "selected" in option]
    return found[0]["value"] if found else ""


def test_only_the_request_is_printed_until_the_whole_job_is_asked_for(bob: Person) -> None:
    alone = shown_code(bob)
    assert alone == shown_code(bob, code_job="submit") == shown_code(bob, code_job="anything", code_result="x")
    assert "<your-api-key>" in alone or DIALECTS["apiframe"].key_placeholder in alone
    whole = shown_code(bob, code_job="poll")
    assert "$APIFRAME_API_KEY" in whole
    assert DIALECTS["apiframe"].key_placeholder not in whole
    assert "save" in whole
    assert "save" not in shown_code(bob, code_job="poll", code_result="address")


def test_an_api_without_jobs_is_waited_for(bob: Person) -> None:
    code = shown_code(bob, SYNCHRONOUS, code_job="poll", language="python")
    assert "b64_json" in code
    assert "while" not in code


def test_an_api_that_holds_the_call_is_polled_if_it_is_asked_to_answer_at_once(bob: Person) -> None:
    waiting, polling = (shown_code(bob, FLEX, code_job=way, language="python") for way in ("wait", "poll"))
    assert 'os.environ["ONEMIN_API_KEY"]' in waiting
    assert ("async" in waiting, "while" in waiting) == (False, False)
    assert '"async": True' in polling
    assert "/api/results/" in polling
    assert "while" in polling
    assert "async" not in shown_code(bob, FLEX)


def test_code_for_this_server_keeps_the_key_of_this_server(bob: Person) -> None:
    code = shown_code(bob, code_job="poll", server="here")
    assert "$PLAYGROUND_KEY" in code
    assert "APIFRAME" not in code


def test_powershell_is_another_way_to_print_what_curl_sends(bob: Person) -> None:
    code = shown_code(bob, code_shell="powershell")
    assert "Invoke-RestMethod" in code
    assert "curl" not in code
    assert "requests" in shown_code(bob, code_shell="powershell", language="python")


def test_the_options_are_kept_with_the_form_and_go_along_to_another_model(bob: Person) -> None:
    options = {"code_job": "poll", "code_result": "address", "code_shell": "powershell"}
    bob.post("save_draft", *JOB.split("/"), prompt="a fox", **options)
    page = bob.studio(JOB)
    assert [chosen(page, name) for name in ("code-job", "code-result", "code-shell")] == [*options.values()]
    assert page.by_id("snippet-text").raw_text == shown_code(bob, **options)
    bob.post("switch_spec", *JOB.split("/"), prompt="a fox", target=FLEX, **options)
    assert chosen(bob.studio(FLEX), "code-job") == "poll"
    bob.post("switch_spec", *FLEX.split("/"), prompt="a fox", target=SYNCHRONOUS, **options)
    # It has no jobs to poll, so its only way is chosen.
    assert chosen(bob.studio(SYNCHRONOUS), "code-job") == "wait"


def test_a_past_picture_has_the_same_options_in_its_address(bob: Person) -> None:
    page = parse(bob.get("generation_code", bob.make().id, code_job="wait", language="javascript"))
    assert "process.env.ONEMIN_API_KEY" in page.by_id("snippet-text").raw_text
    assert chosen(page, "code-job") == "wait"
