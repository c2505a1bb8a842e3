"""A key is hidden where it stands, and nothing else changes: neither the prompt nor another value."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.recall.code.pasted import hide_keys, read_pasted
from tests.recall.code.examples import KEY
from tests.specs import SPECS

ALL = list(SPECS.values())
URL = "https://api.bfl.ai/v1/flux-2-flex"
HEADERS = {
    "accept": "*/*",
    "prefer": "wait",
    "sec-fetch-dest": "empty",
    "sec-fetch-mode": "cors",
    "x-custom": "golden1",
    "authorization": "Key waiting",
    "x-key": "corsair",
}
WORDS = [
    "an",
    "empty",
    "room",
    "waiting",
    "corsair",
    "wait",
    "Key",
    "x-key: corsair",
    "golden1",
    "Bearer",
    "'",
    '"',
    "\n",
]
CODES = {
    "cURL": lambda prompt: (
        "curl '"
        + "' -H '".join([URL, *(f"{name}: {value}" for name, value in HEADERS.items())])
        + "' --data-raw '"
        + json.dumps({"prompt": prompt}).replace("'", "'\\''")
        + "'"
    ),
    "Python": lambda prompt: (
        f"import requests\nrequests.post({URL!r}, headers={HEADERS!r}, json={{'prompt': {prompt!r}}})"
    ),
    "JavaScript": lambda prompt: (
        f"fetch({json.dumps(URL)}, {{method: 'POST', headers: {json.dumps(HEADERS)},"
        f" body: JSON.stringify({{prompt: {json.dumps(prompt)}}})}})"
    ),
}


@settings(deadline=None, derandomize=True, max_examples=60)
@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=8),
    st.sampled_from([" ", ", ", ""]),
    st.sampled_from(list(CODES)),
)
def test_a_prompt_with_the_words_of_headers_stays_as_it_is(words: list[str], between: str, language: str) -> None:
    prompt = between.join(words)
    read = read_pasted(CODES[language](prompt), ALL)
    assert (read.language, read.fields.params["prompt"]) == (language, prompt)
    again = read_pasted(read.text, ALL)
    assert (again.spec, again.fields) == (read.spec, read.fields)


def test_a_prompt_with_the_words_of_headers_is_kept_while_the_key_is_hidden() -> None:
    read = read_pasted(CODES["cURL"]("an empty room, waiting corsair"), ALL)
    assert "x-key: •••'" in read.text
    assert "authorization: Key •••'" in read.text
    assert "prefer: wait'" in read.text
    assert "an empty room, waiting corsair" in read.text


def test_a_name_that_only_ends_like_that_of_a_key_has_none() -> None:
    code = '{"prompt": "a golden hotkey", "hotkey": "golden", "keyword": "golden"}'
    assert read_pasted(code, ALL).text == code


BODY = '-d \'{"prompt": "a cat"}\''
JSON_BODY = 'json={"prompt": "a cat"}'
PLACES = {
    "query": f'curl "{URL}?api_key={KEY}" {BODY}',
    "any query": f'curl "{URL}?code={KEY}" {BODY}',
    "user": f"curl https://someone:{KEY}@api.bfl.ai/v1/flux-2-flex -u me:{KEY} {BODY}",
    "certificate": f"curl -E me:{KEY} {URL} {BODY}",
    "cookie": f'curl --cookie "sid={KEY}" {URL} {BODY}',
    "referer": f'curl {URL} -e "https://x/?token={KEY}" {BODY}',
    "header": f'curl {URL} -H "X-Custom-Auth: {KEY}" {BODY}',
    "unused variable": f'SECOND_TOKEN={KEY}\ncurl {URL} -H "x-key: $BFL" {BODY}',
    "member": f'{{"prompt": "a cat", "webhook_secret": "{KEY}"}}',
    "address in a member": f'{{"prompt": "a cat", "webhook_address": "https://x.example/h?secret={KEY}"}}',
    "camel case in Python": f'import requests\nfalKey = "{KEY}"\nrequests.post("{URL}", {JSON_BODY})',
    "camel case": f'const bflApiKey = "{KEY}";\nfetch("{URL}", {{body: JSON.stringify({{prompt: "a cat"}})}})',
    "auth": f'import requests\nrequests.post("{URL}", auth=("bob", "{KEY}"), {JSON_BODY})',
    "params": f'import requests\nrequests.post("{URL}", params={{"k": "{KEY}"}}, {JSON_BODY})',
    "cookies": f'import requests\nrequests.post("{URL}", cookies={{"sid": "{KEY}"}}, {JSON_BODY})',
    "secure string": f'$t = ConvertTo-SecureString "{KEY}" -AsPlainText -Force\n'
    f'Invoke-RestMethod -Uri {URL} -Method Post -Token $t -Body (@{{prompt="a cat"}} | ConvertTo-Json)',
    "escaped": f'curl {URL} -H "x-key: ab\\"{KEY}" {BODY}',
    "behind a picture": f'import requests\nx = "{"Ab1x" * 40_000}"\n'
    f'requests.post("{URL}", headers={{"x-key": "{KEY}"}}, {JSON_BODY})',
}


@pytest.mark.parametrize("place", PLACES)
def test_a_key_is_hidden_wherever_a_request_has_one(place: str) -> None:
    read = read_pasted(PLACES[place], ALL)
    assert read.fields.params == {"prompt": "a cat"}
    assert KEY in PLACES[place]
    assert KEY not in read.text
    assert read_pasted(read.text, ALL).fields == read.fields


@pytest.mark.parametrize(
    "code",
    [
        f"$headers = @{{ 'API-KEY' = '{KEY}' }}",
        f"POST /v1/flux-2-flex HTTP/1.1\nHost: api.bfl.ai\nx-key: {KEY}\n\n{{}}",
        f"import requests\nx = '{KEY}'\nrequests.post(",
    ],
)
def test_code_that_is_not_read_is_not_shown_again_if_it_may_have_a_key(code: str) -> None:
    read = read_pasted(code, ALL)
    assert read.text == ""
    assert read.problem.endswith("What you pasted is not shown again, because it may contain a key.")
    assert KEY not in read.problem


def test_other_code_that_is_not_read_is_shown_again() -> None:
    assert read_pasted("curl https://example.com/", ALL).text == "curl https://example.com/"


@pytest.mark.parametrize(
    "prompt",
    [
        'A girl with a loose curl over her forehead, poster behind her reads "SUMMERFESTIVAL2026"',
        "Ocean waves curl over rocks; neon sign token: 'sunrise'",
        'Photo of a woman, hair curl detail, bearer token1234 of arms, key: "portrait"',
        f"Bearer {KEY}",
        f"A poster that says Authorization: granted, with curls of smoke and the API-KEY: {KEY}",
        "a curl of smoke\ncurl https://x/ -H 'x-key: waiting' about people waiting",
        f"curl {URL} -H 'Prefer: wait' -d '{{\"prompt\": \"people waiting\"}}'",
    ],
)
def test_a_prompt_that_is_no_request_with_a_key_is_kept(prompt: str) -> None:
    assert hide_keys(prompt, ALL) == prompt


@pytest.mark.parametrize("before", ["", "$ ", "```sh\n"])
def test_of_a_request_in_a_prompt_only_the_key_that_it_sends_is_hidden(before: str) -> None:
    code = f'{before}NOTE="token: {KEY[::-1]}" curl {URL} -H "x-key: {KEY}" -d \'{{"prompt": "a cat"}}\''
    code += "\n```" if before == "```sh\n" else ""
    assert hide_keys(code, ALL) == code.replace(KEY, "•••")


ASSEMBLED = {
    "quotes of a shell beside each other": f"""curl {URL} -H 'x-key: '"%s%s" -d '{{"prompt": "a cat"}}'""",
    "texts one after the other": f"import requests\nrequests.post('{URL}', headers={{'x-key': '%s' '%s'}},"
    " json={'prompt': 'a cat'})",
    "a sum": f"fetch('{URL}', {{headers: {{'x-key': '%s' + '%s'}}, body: JSON.stringify({{prompt: 'a cat'}})}})",
    "the environment": f"import os, requests\nos.environ['BFL'] = '%s%s'\n"
    f"requests.post('{URL}', headers={{'x-key': os.environ['BFL']}}, json={{'prompt': 'a cat'}})",
    "a member": "class Api { constructor() { this.k = '%s%s'; } send() {"
    f" return fetch('{URL}', {{headers: {{'x-key': this.k}}, body: JSON.stringify({{prompt: 'a cat'}})}}) }} }}",
    "a secure string": f"irm '{URL}' -Authentication Bearer -Token (ConvertTo-SecureString '%s%s' -AsPlainText)"
    """ -Body '{"prompt": "a cat"}'""",
}


@pytest.mark.parametrize("name", ASSEMBLED)
@pytest.mark.parametrize("parts", [("q7Zp4mN8v", "X2cL6kT9w"), ("letters", "without"), ("12345678", "87654321")])
def test_a_key_that_the_code_assembles_is_hidden(name: str, parts: tuple[str, str]) -> None:
    code = ASSEMBLED[name] % parts
    read = read_pasted(code, ALL)
    assert read.fields.params == {"prompt": "a cat"}
    for text in (read.text, hide_keys(code, ALL)):
        assert "a cat" in text
        assert not any(part in text for part in parts)


CAT = '-d \'{"prompt": "a cat"}\''
LETTERS = ("QwErTyUiOpAsDfGhJk", "qxzvkjwpbtrmhdfgslnyczqx")


@pytest.mark.parametrize("key", LETTERS)
def test_a_key_of_letters_in_any_header_is_hidden(key: str) -> None:
    code = f"curl {URL} -H 'X-Studio: {key}' {CAT}"
    assert read_pasted(code, ALL).text == hide_keys(code, ALL) == code.replace(key, "•••")


@pytest.mark.parametrize(
    "word", ["watercolour", "internationalization", "MyImageStudio", "OpenRouterPlayground", "keep-alive-for-everybody"]
)
def test_a_word_in_a_header_is_shown(word: str) -> None:
    code = f"curl {URL} -H 'X-Studio: {word}' {CAT}"
    assert read_pasted(code, ALL).text == code


JAVASCRIPT = f'fetch("{URL}", {{body: JSON.stringify({{prompt: "a cat"}})}})'
COMMENTS = {
    "bash": f"# {{}}\ncurl {URL} {CAT}",
    "after the code": f"curl {URL} {CAT} # {{}}",
    "JavaScript": f"// {{}}\n{JAVASCRIPT}",
    "a block": f"/*\n * {{}}\n */\n{JAVASCRIPT}",
    "Python": f"import requests  # {{}}\nrequests.post('{URL}', {JSON_BODY})",
    "cmd": f'rem {{}}\ncurl.exe {URL} -d "{{\\"prompt\\": \\"a cat\\"}}"',
}


@pytest.mark.parametrize("comment", [f"my key is {KEY}", f"API key: {KEY} (old)", f"{KEY}3k"])
@pytest.mark.parametrize("language", COMMENTS)
def test_a_key_without_quotes_in_a_comment_is_hidden(language: str, comment: str) -> None:
    read = read_pasted(COMMENTS[language].replace("{}", comment), ALL)
    hidden = comment.replace(f"{KEY}3k", "•••").replace(KEY, "•••")
    assert (read.text, read.fields.params) == (COMMENTS[language].replace("{}", hidden), {"prompt": "a cat"})


@pytest.mark.parametrize(
    "comment",
    [
        "uses FLUX1-Kontext-Pro-2025 with 28 steps of 1024x1024, see https://docs.bfl.ai/flux_2/flux2_overview",
        "the key is in 1Password, token: BFL_API_KEY_2, key: flux-2-flex",
        "the key to success: internationalization, 20240512T101500Z",
    ],
)
def test_the_words_of_a_comment_are_shown(comment: str) -> None:
    code = f"# {comment}\ncurl {URL} {CAT}"
    assert read_pasted(code, ALL).text == code


def test_what_looks_like_a_comment_in_a_prompt_is_kept() -> None:
    prompt = f"a poster\n# key: {KEY}"
    code = f"import requests\n# key: {KEY}\nrequests.post('{URL}', json={{'prompt': '''{prompt}'''}})"
    read = read_pasted(code, ALL)
    assert read.text == code.replace(KEY, "•••", 1)
    assert read.fields.params == {"prompt": prompt}
