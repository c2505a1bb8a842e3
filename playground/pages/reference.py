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
from playground.dialects.wire import EnvironmentVariable, FilePart, RequestPlan, WireRequest
from playground.openapi.document import build_document
from playground.pages.fragment_cache import FragmentCache
from playground.pages.schema_members import Member, list_members, write_prose
from playground.pages.snippet import KEY_VARIABLE, Snippet
from playground.snippets.registry import print_snippet

LANGUAGE = "curl"

# An article is large and depends only on origin and catalog, so a few of them may fill the cache.
_articles = FragmentCache(megabytes=8, min_fragments=4)


@dataclass(frozen=True, slots=True)
class PossibleAnswer:
    """A status that an operation may return, and the headers that come with it."""

    status: str
    description: SafeString
    headers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A model of an operation: its spec, the members of the body, and an example."""

    spec: ModelSpec
    members: tuple[Member, ...]
    snippet: Snippet | None


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    method: str
    path: str
    summary: str
    description: SafeString
    needs_key: bool
    parameters: tuple[Member, ...]
    answers: tuple[PossibleAnswer, ...]
    models: tuple[Model, ...]
    snippet: Snippet | None


@dataclass(frozen=True, slots=True)
class ReferenceChapter:
    """The operations of one dialect."""

    title: str
    description: str
    operations: tuple[Operation, ...]


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Show all operations of the APIs that this server provides."""
    origin = public_origin(request)

    models = catalog()

    def write() -> str:
        chapters = list_chapters(build_document(origin, models))
        return render_to_string("reference/_article.html", {"chapters": chapters})

    # The origin is part of the key, because the examples contain it and a server may have several names.
    article = SafeString(_articles.get((origin, models), write))
    return render(request, "reference/reference.html", {"article": article})


def list_chapters(document: Json) -> list[ReferenceChapter]:
    """Return the operations of the document, grouped by tag."""
    operations: dict[str, list[Operation]] = {tag["name"]: [] for tag in document["tags"]}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            operations[operation["tags"][0]].append(_OperationReader(document, path, method, operation).read())
    return [
        ReferenceChapter(tag["name"], tag["description"], tuple(operations[tag["name"]]))
        for tag in document["tags"]
        if operations[tag["name"]]
    ]


@dataclass(frozen=True, slots=True)
class _OperationReader:
    """Reads one operation of the document."""

    document: Json
    path: str
    method: str
    operation: Json

    def read(self) -> Operation:
        models = tuple(self._models())
        return Operation(
            id=self.operation["operationId"],
            method=self.method.upper(),
            path=self.path,
            summary=self.operation["summary"],
            description=write_prose(self.operation["description"]),
            needs_key=bool(self.operation.get("security")),
            parameters=tuple(self._parameters()),
            answers=tuple(self._answers()),
            models=models,
            snippet=None if models else self._print(self._file()),
        )

    def _parameters(self) -> Iterator[Member]:
        for parameter in self.operation.get("parameters", ()):
            schema = parameter["schema"] | {"description": parameter.get("description", "")}
            described = {"properties": {parameter["name"]: schema}}
            required = [parameter["name"]] if parameter["required"] else []
            yield from list_members(described | {"required": required})
        form = self.operation.get("requestBody", {}).get("content", {}).get("multipart/form-data")
        if form:
            yield from list_members(form["schema"])

    def _answers(self) -> Iterator[PossibleAnswer]:
        for status, answer in sorted(self.operation["responses"].items()):
            found = self._resolve(answer)
            # Every response has this header, so listing it each time would only hide the others.
            headers = tuple(name for name in found["headers"] if name != "x-request-id")
            yield PossibleAnswer(status, write_prose(found["description"]), headers)

    def _models(self) -> Iterator[Model]:
        for spec_id in self.operation.get("x-specs", ()):
            name = spec_id.replace("/", ".")
            members = tuple(list_members(self.document["components"]["schemas"][name]))
            example = self._json()["examples"].get(f"{name}.1")
            yield Model(get_spec(spec_id), members, self._print(example["value"]) if example else None)

    def _json(self) -> Json:
        body: Json = self.operation["requestBody"]["content"]["application/json"]
        return body

    def _file(self) -> FilePart | None:
        form = self.operation.get("requestBody", {}).get("content", {}).get("multipart/form-data")
        return FilePart(form["schema"]["required"][0], "picture.png", "image/png") if form else None

    def _print(self, body: Json | FilePart | None) -> Snippet:
        headers = tuple(self._headers(body))
        plan = RequestPlan((), WireRequest(self.method.upper(), self._url(), headers, body))
        return Snippet(LANGUAGE, print_snippet(LANGUAGE, plan))

    def _headers(self, body: Json | FilePart | None) -> Iterator[tuple[str, str]]:
        ways = [next(iter(way)) for way in self.operation.get("security", ())]
        if ways:
            # The example shows the dialect's own header; the bearer token is an alternative.
            yield self.document["components"]["securitySchemes"][ways[0]]["name"], EnvironmentVariable(KEY_VARIABLE)
        if isinstance(body, Mapping):
            yield "Content-Type", "application/json"

    def _url(self) -> str:
        """Return the URL with a placeholder for each required part."""
        needed = [parameter for parameter in self.operation.get("parameters", ()) if parameter["required"]]
        query = "&".join(f"{entry['name']}=<{entry['name']}>" for entry in needed if entry["in"] == "query")
        path = self.path.replace("{", "<").replace("}", ">")
        return f"{self.document['servers'][0]['url']}{path}{'?' if query else ''}{query}"

    def _resolve(self, part: Json) -> Json:
        if "$ref" not in part:
            return part
        *_, kind, name = part["$ref"].split("/")
        found: Json = self.document["components"][kind][name]
        return found
