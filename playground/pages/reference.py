"""The API reference: shows the OpenAPI document as a page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from playground.accounts.public_origin import public_origin
from playground.catalog.loading import catalog, get_spec
from playground.catalog.spec import Json, ModelSpec
from playground.dialects.wire import EnvironmentVariable, FormBody, FormPicture, RequestPlan, WireRequest
from playground.openapi.document import build_document
from playground.pages.fragment_cache import FragmentCache
from playground.pages.schema_members import Member, MergedMember, list_members, merge_members, write_prose
from playground.pages.snippet import KEY_VARIABLE, Snippet
from playground.snippets.registry import LANGUAGES, print_snippet

# The file that the examples upload, or save.
PICTURE = "picture.png"
# An article is large and depends only on origin and catalog, so a few of them may fill the cache.
_articles = FragmentCache(megabytes=8, min_fragments=4)


@dataclass(frozen=True, slots=True)
class PossibleAnswer:
    """A status that an operation may return, and the headers that come with it."""

    status: str
    description: SafeString
    headers: tuple[str, ...]

    @property
    def is_error(self) -> bool:
        return self.status >= "400"


@dataclass(frozen=True, slots=True)
class Example:
    """A request in each language, and what it does if an operation has several examples."""

    id: str
    title: str
    snippets: tuple[Snippet, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `members` are the members of the bodies of all its models, each described once."""

    id: str
    method: str
    path: str
    summary: str
    description: SafeString
    needs_key: bool
    parameters: tuple[Member, ...]
    answers: tuple[PossibleAnswer, ...]
    errors: tuple[str, ...]
    models: tuple[ModelSpec, ...]
    members: tuple[MergedMember, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class ReferenceChapter:
    """The operations of one dialect, and the members of its error responses."""

    title: str
    description: str
    operations: tuple[Operation, ...]
    error_members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """The whole page: what can go wrong is described once, since it means the same at each operation."""

    chapters: list[ReferenceChapter]
    errors: list[PossibleAnswer]


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Show all operations of the APIs that this server provides."""
    origin = public_origin(request)

    models = catalog()

    def write() -> str:
        found = read_reference(build_document(origin, models))
        return render_to_string("reference/_article.html", {"reference": found, "languages": LANGUAGES.values()})

    # The origin is part of the key, because the examples contain it and a server may have several names.
    article = SafeString(_articles.get((origin, models), write))
    return render(request, "reference/reference.html", {"article": article})


def read_reference(document: Json) -> Reference:
    """Return the operations of the document, grouped by tag, and their errors."""
    operations: dict[str, list[Operation]] = {tag["name"]: [] for tag in document["tags"]}
    errors: dict[str, PossibleAnswer] = {}
    members: dict[str, tuple[str, ...]] = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            reader, tag = _OperationReader(document, path, method, operation), operation["tags"][0]
            operations[tag].append(reader.read())
            errors |= {error.status: error for error in reader.list_answers() if error.is_error}
            members[tag] = reader.list_error_members()
    chapters = [
        ReferenceChapter(tag["name"], tag["description"], tuple(operations[tag["name"]]), members[tag["name"]])
        for tag in document["tags"]
        if operations[tag["name"]]
    ]
    return Reference(chapters, [errors[status] for status in sorted(errors)])


def _list_fields(example: Mapping[str, str | list[str]]) -> Iterator[tuple[str, str | FormPicture]]:
    """Yield the fields of a form; a list has the names of files."""
    for name, value in example.items():
        if isinstance(value, str):
            yield name, value
        else:
            for number, file in enumerate(value):
                yield name, FormPicture(number, file, "image/png")


@dataclass(frozen=True, slots=True)
class _OperationReader:
    """Reads one operation of the document."""

    document: Json
    path: str
    method: str
    operation: Json

    def read(self) -> Operation:
        answers = tuple(self.list_answers())
        models = tuple(get_spec(spec_id) for spec_id in self.operation.get("x-specs", ()))
        return Operation(
            id=self.operation["operationId"],
            method=self.method.upper(),
            path=self.path,
            summary=self.operation["summary"],
            description=write_prose(self.operation["description"]),
            needs_key=bool(self.operation.get("security")),
            parameters=tuple(self._parameters()),
            answers=tuple(answer for answer in answers if not answer.is_error),
            errors=tuple(answer.status for answer in answers if answer.is_error),
            models=models,
            members=tuple(merge_members({spec: self._members(spec) for spec in models})),
            examples=tuple(self._examples(models)),
        )

    def list_error_members(self) -> tuple[str, ...]:
        """Return the names in the body of an invalid request's answer, which is the dialect's usual one."""
        schema = self._resolve(
            self._resolve(self.operation["responses"]["400"])["content"]["application/json"]["schema"]
        )
        return tuple(schema.get("properties", ()))

    def _parameters(self) -> Iterator[Member]:
        for parameter in self.operation.get("parameters", ()):
            schema = parameter["schema"] | {"description": parameter.get("description", "")}
            described = {"properties": {parameter["name"]: schema}}
            required = [parameter["name"]] if parameter["required"] else []
            yield from list_members(described | {"required": required})
        # The members of a body that each model has another schema of are listed beside the models.
        if self._content and not self.operation.get("x-specs"):
            yield from list_members(self._resolve(next(iter(self._content.values()))["schema"]))

    def list_answers(self) -> Iterator[PossibleAnswer]:
        for status, answer in sorted(self.operation["responses"].items()):
            found = self._resolve(answer)
            # Every response has this header, so listing it each time would only hide the others.
            headers = tuple(name for name in found["headers"] if name != "x-request-id")
            yield PossibleAnswer(status, write_prose(found["description"]), headers)

    def _members(self, spec: ModelSpec) -> list[Member]:
        return list(list_members(self.document["components"]["schemas"][spec.id.replace("/", ".")]))

    def _examples(self, models: tuple[ModelSpec, ...]) -> Iterator[Example]:
        """Yield one example for each mode: those of the other models differ only in what the table of members says."""
        identity = self.operation["operationId"]
        if not models:
            yield Example(identity, "", self._print(self._body()))
        for mode in dict.fromkeys(spec.mode for spec in models):
            spec = next(spec for spec in models if spec.mode == mode)
            example = self._content["application/json"]["examples"].get(f"{spec.id.replace('/', '.')}.1")
            if example:
                yield Example(f"{identity}-{mode}", f"{spec.title}, {mode}", self._print(example["value"]))

    @property
    def _content(self) -> Json:
        """The schemas and examples of the body by media type; empty if the operation has no body."""
        content: Json = self.operation.get("requestBody", {}).get("content", {})
        return content

    def _body(self) -> Json | FormBody | None:
        """Return the body of the one example of an operation that is the same for all models."""
        if "application/json" in self._content:
            example = next(iter(self._content["application/json"]["examples"].values()))
            return dict(example["value"])
        form = self._content.get("multipart/form-data")
        if form and "example" in form:
            return FormBody(tuple(_list_fields(form["example"])))
        return FormBody(tuple(_list_fields({form["schema"]["required"][0]: [PICTURE]}))) if form else None

    def _print(self, body: Json | FormBody | None) -> tuple[Snippet, ...]:
        request = WireRequest(self.method.upper(), self._url(), tuple(self._headers(body)), body)
        is_picture = "image/*" in self.operation["responses"].get("200", {}).get("content", {})
        plan = RequestPlan((), request, saves_as=PICTURE if is_picture else "")
        return tuple(Snippet(language, print_snippet(language, plan)) for language in LANGUAGES)

    def _headers(self, body: Json | FormBody | None) -> Iterator[tuple[str, str]]:
        ways = [next(iter(way)) for way in self.operation.get("security", ())]
        if ways:
            # The example shows the dialect's own header; the bearer token is an alternative.
            scheme = self.document["components"]["securitySchemes"][ways[0]]
            is_token = scheme["type"] == "http"
            key = EnvironmentVariable(KEY_VARIABLE, prefix="Bearer " if is_token else "")
            yield "Authorization" if is_token else scheme["name"], key
        if isinstance(body, Mapping):
            yield "Content-Type", "application/json"

    def _url(self) -> str:
        """Return the URL with a placeholder for each required part, and with what the document has as an example."""
        values: dict[str, str] = {}
        for parameter in self.operation.get("parameters", ()):
            examples = list(parameter.get("examples", {}).values())
            if parameter["in"] == "query" and (examples or parameter["required"]):
                values[parameter["name"]] = examples[0]["value"] if examples else f"<{parameter['name']}>"
        query = "&".join(f"{name}={value}" for name, value in values.items())
        path = self.path.replace("{", "<").replace("}", ">")
        return f"{self.document['servers'][0]['url']}{path}{'?' if query else ''}{query}"

    def _resolve(self, part: Json) -> Json:
        if "$ref" not in part:
            return part
        *_, kind, name = part["$ref"].split("/")
        found: Json = self.document["components"][kind][name]
        return found
