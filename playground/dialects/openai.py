"""OpenAI's images API, as many servers speak it: one synchronous call, with the pictures in the response.

A generation is JSON, an edit is a form with files. What the servers do differently is in `openai_profiles.py`. This
module is tolerant where their documents are vague: pictures may come as Base64 or as addresses, also relative ones, and
errors in any of four shapes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playground.catalog.spec import ModelSpec
from playground.dialects.base import (
    Answer,
    Body,
    ClientPolicy,
    DialectDefaults,
    Refusal,
    auth_header,
    near_miss,
    order_params,
    shorten_name,
)
from playground.dialects.errors import AnswerError, WireError
from playground.dialects.openai_fields import read_fields, read_form, write_fields, write_form
from playground.dialects.openai_profiles import profile_at, profile_named
from playground.dialects.reading import (
    first_sentence,
    mentions_moderation,
    need_address,
    need_answer,
    need_list,
    read_detail,
    read_id,
    read_number,
    read_prompt,
    read_whole,
    refuses_content,
)
from playground.dialects.wire import EACH, FormBody, JobDescription, Outcome, WireRequest

# The paths of all profiles end with one of these.
GENERATION_ENDINGS = ("/images/generations", "/images")
EDIT_ENDING = "/images/edits"

# OpenAI's words for the kinds of errors, by status.
ERROR_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
ERROR_CODES = {401: "invalid_api_key", 429: "rate_limit_exceeded"}
# The codes with which OpenAI, mlx-openai-server and OpenRouter refuse content.
CONTENT_CODES = frozenset({"content_policy_violation", "moderation_blocked", "contentFilter", "content_filter"})

# A picture of 4 megapixels can have 20 MB as PNG, and a third more as Base64. The first request to a server may have to
# wait until the model is loaded. OpenRouter, the only one to name costs, counts in US dollars.
POLICY = ClientPolicy(
    # The person who runs the server names its address.
    "",
    request_timeout=600.0,
    cost_unit="USD",
    needs_key=False,
    is_own_server=True,
    hint=(
        "A server of your own with vLLM-Omni, SGLang, LocalAI, mlx-openai-server or oMLX, or a host: for Together enter"
        " https://api.together.ai, for OpenRouter https://openrouter.ai/api, and your key there. A model's title says"
        " which server it is for; there is one address for all of them."
    ),
    largest_answer=64 * 1024 * 1024,
)


@dataclass(frozen=True, slots=True)
class OpenAi(DialectDefaults):
    """The dialect of OpenAI's images API."""

    name: str = "openai"
    title: str = "OpenAI-compatible server"
    # Without an address of its own, each profile has that of its documents.
    base_url: str = "http://127.0.0.1:8000"
    key_header: str = "Authorization"
    key_prefix: str = "Bearer "
    key_placeholder: str = "<your-api-key>"
    key_variable: str = "OPENAI_API_KEY"
    policy: ClientPolicy = POLICY
    order: int = 6

    def is_free(self, spec: ModelSpec | None = None) -> bool:
        """Return whether the model's server is one that people run themselves."""
        return spec is not None and profile_named(spec.profile).is_free

    def write_request(
        self, spec: ModelSpec, params: Mapping[str, Any], *, base_url: str = "", key: str = ""
    ) -> WireRequest:
        """Return the JSON of a generation, or the form of an edit."""
        profile = profile_named(spec.profile)
        model = {"model": spec.model} if profile.sends_model else {}
        written = write_fields(spec, profile, order_params(spec, params, ("prompt",)))
        fields: Body = {**model, **written, **profile.constants}
        # A key that was given is always sent: also a server that needs none may stand behind one that does.
        headers = (auth_header(self, key),) if key or profile.needs_key else ()
        server = base_url or profile.base_url
        if spec.mode == "edit":
            return WireRequest("POST", _join(server, profile.edits), headers, write_form(profile, fields))
        headers = (*headers, ("Content-Type", "application/json"))
        return WireRequest("POST", _join(server, profile.generations), headers, fields)

    def read_request(self, request: WireRequest, specs: Iterable[ModelSpec]) -> tuple[str, Body]:
        """Return the spec id and the params of a JSON body or a form."""
        path = urlsplit(request.url).path.rstrip("/")
        is_edit = path.endswith(EDIT_ENDING)
        # Without an address only the name of a model says that a request is for this API.
        if path and not is_edit and not path.endswith(GENERATION_ENDINGS):
            raise WireError(f"There is nothing at {shorten_name(path)}.", field="url")
        if not request.body or not isinstance(request.body, FormBody | Mapping):
            raise WireError("The body must be a JSON object or a form.", field="body")
        known = [spec for spec in specs if spec.dialect == self.name and (spec.mode == "edit") == is_edit]
        body = read_form(request.body) if isinstance(request.body, FormBody) else dict(request.body)
        spec = _find_spec(known, body, has_address=bool(path))
        profile = profile_named(spec.profile)
        left_out = {*profile.constants, *(("model",) if profile.sends_model else ())}
        given = {name: value for name, value in body.items() if name not in left_out}
        return spec.id, read_fields(spec, profile, given, is_text=isinstance(request.body, FormBody))

    def write_response(self, outcome: Outcome) -> Body:
        """Return the pictures by their addresses; there are none before the request is done."""
        moment = outcome.completed or outcome.created
        return {
            "created": int(moment.timestamp()),
            "data": [{"url": result.temporary_url} for result in outcome.results],
        }

    def write_error(self, error: WireError) -> Body:
        kind = ERROR_TYPES.get(error.status, "server_error" if error.status >= 500 else "invalid_request_error")
        code = error.code or ERROR_CODES.get(error.status)
        return {"error": {"message": error.sentence, "type": kind, "param": error.field or None, "code": code}}

    def read_response(self, answer: object, *, base_url: str = "") -> Answer:
        """Read the pictures, as Base64 or as addresses."""
        body = need_answer(answer, self.title)
        # Some proxies answer with 200 and an error.
        if body.get("error"):
            sentence = _find_sentence(body)
            return Answer("", "failed", None, (), sentence, refused=mentions_moderation(sentence))
        data = [item for item in need_list(body.get("data"), self.title, "data") if isinstance(item, Mapping)]
        pictures = tuple(text for item in data if (text := _encoded(item)))
        urls = () if pictures else tuple(self._address(item.get("url"), base_url) for item in data)
        if not pictures and not urls:
            raise AnswerError(f"{self.title}'s response has no picture in data.")
        usage, first = body.get("usage"), data[0]
        seeds = (read_whole(first.get("seed")), read_whole(body.get("seed")))
        return Answer(
            read_id(body.get("id")),
            "done",
            None,
            urls,
            "",
            seed=next((seed for seed in seeds if seed is not None), None),
            prompt=read_prompt(first.get("revised_prompt")),
            cost=read_number(usage.get("cost")) if isinstance(usage, Mapping) else None,
            pictures=pictures,
        )

    def describe_job(self, spec: ModelSpec, *, base_url: str = "", key: str = "") -> JobDescription:
        """Return where the response has its pictures; a response with status 2xx is that of a finished job."""
        extension = profile_named(spec.profile).extension
        return JobDescription(pictures=("data", EACH, "b64_json"), is_base64=True, extension=extension)

    def write_poll(self, id: str, poll_url: str, *, base_url: str = "", key: str = "") -> WireRequest | None:
        """Return None: a synchronous call has no job to poll."""
        return None

    def write_key_test(self, *, base_url: str = "", key: str = "") -> WireRequest:
        """Return the request for the list of models, which also tests the address of a server without keys."""
        server = base_url or self.base_url
        headers = (auth_header(self, key),) if key else ()
        return WireRequest("GET", _join(server, profile_at(server).key_path), headers, None)

    def read_refusal(self, status: int, body: object) -> Refusal:
        """Read `{"error": {…}}`, `{"error": "…"}`, `{"detail": "…"}` or `{"detail": [{"loc": …, "msg": …}]}`."""
        sentence = _find_sentence(body)
        error = body.get("error") if isinstance(body, Mapping) else None
        words = [error.get("code"), error.get("type")] if isinstance(error, Mapping) else []
        is_content = any(isinstance(word, str) and word in CONTENT_CODES for word in words)
        return Refusal(sentence, content=is_content or refuses_content(status, sentence))

    def _address(self, address: object, base_url: str) -> str:
        """Return the address of a picture; one without a host is on the server itself."""
        # `//host/path` has a host, although it looks relative.
        if isinstance(address, str) and address and "://" not in address and not address.startswith("//"):
            address = f"{_origin(base_url or self.base_url)}/{address.lstrip('/')}"
        return need_address(address, self.title, "data.url")


DIALECT = OpenAi()


def _find_spec(known: list[ModelSpec], body: Mapping[str, Any], *, has_address: bool) -> ModelSpec:
    model = body.get("model")
    if model is None and has_address:
        known, model = [spec for spec in known if not profile_named(spec.profile).sends_model], ""
        found = known[:1]
    else:
        known = [spec for spec in known if profile_named(spec.profile).sends_model]
        found = [spec for spec in known if spec.model == model]
        # vLLM-Omni and Together have models of one name, but ask for Base64 in different words.
        found.sort(key=lambda spec: not profile_named(spec.profile).constants.items() <= body.items())
    if not found and body.get("model") is None:
        raise WireError("model is missing.", field="model")
    if not found:
        suggestion = near_miss(model, (spec.model for spec in known))
        raise WireError(
            f"There is no model {shorten_name(model)}{suggestion}", status=404, code="model_not_found", field="model"
        )
    return found[0]


def _join(base_url: str, path: str) -> str:
    # The clients of OpenAI's library are given an address that ends with the version.
    return base_url.rstrip("/").removesuffix("/v1") + path


def _origin(base_url: str) -> str:
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc}"


def _encoded(item: Mapping[str, Any]) -> str:
    """Return the Base64 of a picture, which may also come as a data URL, or ""."""
    for value in (item.get("b64_json"), item.get("url")):
        if isinstance(value, str) and value.startswith("data:"):
            return value.partition(",")[2]
    encoded = item.get("b64_json")
    return encoded if isinstance(encoded, str) else ""


def _find_sentence(body: object) -> str:
    """Return the message of an error."""
    if not isinstance(body, Mapping):
        return ""
    error = body.get("error")
    inner = error.get("message") if isinstance(error, Mapping) else None
    # sd-server has a word in `error`, and the sentence beside it in `message`.
    return first_sentence([inner, body.get("message"), error]) or read_detail(body.get("detail"))
