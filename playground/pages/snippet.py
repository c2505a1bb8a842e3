"""The contents of the code panel: the request of a form or a generation, printed in a language."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from playground.accounts.models import Owner
from playground.accounts.owners import find_owner
from playground.accounts.public_origin import public_origin
from playground.accounts.remote_keys import find_own_address
from playground.catalog.coercion import resolve
from playground.catalog.sizes import picture_size
from playground.catalog.spec import ModelSpec, Size, Value
from playground.dialects.planning import plan_request
from playground.dialects.registry import DIALECTS, get_dialect
from playground.dialects.wire import EnvironmentVariable
from playground.generations.models import Asset, Generation, Picture
from playground.generations.submission.inputs import image_keys
from playground.openapi.registry import is_served
from playground.pages.code_options import list_choices, read_options
from playground.pages.forms import SpecForm
from playground.pages.fragment_cache import FragmentCache
from playground.pages.lookups import has_inputs
from playground.pages.picture_models import picture_limit
from playground.pages.picture_urls import source_files
from playground.snippets.job import SUBMIT, CodeOptions
from playground.snippets.registry import LANGUAGES, POWERSHELL, find_printed, highlight, print_snippet, uses_jq

# The placeholder for an input picture in code that strangers see.
IMAGE_PLACEHOLDER = "<your-image>"
# Code for this server reads its key from the environment, so that no page ever contains a key.
KEY_VARIABLE = "PLAYGROUND_KEY"


_highlighted = FragmentCache(megabytes=6)


# A longer prompt is more than any model takes. To highlight megabytes would take many seconds for each key.
MOST_PRINTED = 40_000
TOO_LONG = f"The prompt has more than {MOST_PRINTED:,} characters. Shorten it to see the code."


@dataclass(frozen=True, slots=True)
class Snippet:
    """A request as code: plain text for copying, and highlighted HTML.

    A note is a sentence in place of code. `printed` is the language of the code if the tab has several, or "".
    """

    language: str
    text: str
    printed: str = ""
    # Whether it would use jq, if it is not printed without.
    uses_jq: bool = False
    is_note: bool = False

    @property
    def title(self) -> str:
        return LANGUAGES[self.language].title

    @property
    def marks(self) -> str:
        """Words by which style and script know what the code has in it."""
        # In a text of PowerShell with variables, more characters than quotes are escaped.
        expands = self.printed == POWERSHELL and '@"\n' in self.text
        return " ".join(word for word, is_so in (("uses-jq", self.uses_jq), ("expands", expands)) if is_so)

    @property
    def html(self) -> SafeString:
        """The highlighted code, or the escaped note."""
        if self.is_note:
            return conditional_escape(self.text)
        # The cache does not measure its keys, so a long text is replaced by its digest.
        language = self.printed or self.language
        key = (language, hashlib.sha256(self.text.encode()).digest())
        return SafeString(_highlighted.get(key, lambda: highlight(language, self.text)))


def known_language(name: str) -> str:
    """Return the name if it is a known language, else the first language."""
    return name if name in LANGUAGES else next(iter(LANGUAGES))


@dataclass(frozen=True, slots=True)
class CodeServer:
    """The server that the code is for; by default the public API, with a placeholder for the key."""

    name: str = "public"
    base_url: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class CodeOption:
    """The switch of the code panel: its field, its label, and whether it is on."""

    name: str
    value: str
    label: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Api:
    """The public API that the code is for, and whether this server provides it too."""

    title: str
    is_served: bool


def find_api(dialect: str) -> Api | None:
    """Return the API of a dialect, or None for the dialect of an old picture that no longer exists."""
    return Api(DIALECTS[dialect].title, is_served(dialect)) if dialect in DIALECTS else None


def find_server(request: HttpRequest, name: str, dialect: str, owner: Owner | None) -> CodeServer:
    """Return this server for the name `here` if it provides the API, else the public API or the owner's own server.

    The code is for the owner's eyes: a page for others has the documented address.
    """
    if dialect not in DIALECTS:
        return CodeServer()
    if name == "here" and is_served(dialect):
        return CodeServer("here", public_origin(request), EnvironmentVariable(KEY_VARIABLE))
    address, has_key = find_own_address(owner, dialect)
    return CodeServer(base_url=address, key=EnvironmentVariable(DIALECTS[dialect].key_variable) if has_key else "")


@dataclass(frozen=True, slots=True)
class SnippetOptions:
    """The language and the server for which a request is printed.

    With `strangers` the input pictures and ignored fields are omitted. `variants` is the number of pictures. `origin`
    is the address of this server, from which pictures of the history can be downloaded. `remarks` are comments.
    """

    language: str
    server: CodeServer = field(default_factory=CodeServer)
    strangers: bool = False
    code: CodeOptions = SUBMIT
    variants: int = 1
    origin: str = field(default_factory=lambda: settings.PUBLIC_URL)
    remarks: tuple[str, ...] = ()


def print_request(
    spec: ModelSpec, params: Mapping[str, Value], images: Iterable[Asset | Picture | None], options: SnippetOptions
) -> Snippet:
    """Print a request; `images` are its input pictures, in order."""
    files = source_files(images, options.origin)[: picture_limit(spec)]
    dialect, server = get_dialect(spec.dialect), options.server
    # Code for a whole job is run as it is. A single request has the placeholder of the API's documents.
    own = dialect.policy.needs_key and options.code.follow != "submit"
    key = server.key or (EnvironmentVariable(dialect.key_variable) if own else "")
    # The storage key of an input would let strangers open the picture for a day.
    references = [IMAGE_PLACEHOLDER] * len(image_keys(spec, params)) if options.strangers else []
    plan = plan_request(
        dialect,
        spec,
        params,
        base_url=server.base_url,
        key=key,
        files=[file.name for file in files],
        references=references,
        variants=options.variants,
    )
    # Strangers get a placeholder instead of files.
    remarks = dict.fromkeys(file.origin for file in files if file.origin and not references)
    plan = replace(plan, remarks=(*options.remarks, *remarks))
    code = print_snippet(options.language, plan, options.code)
    return Snippet(
        options.language,
        code,
        find_printed(options.language, options.code),
        uses_jq(options.language, plan, options.code),
    )


def size_context(form: SpecForm) -> dict[str, object]:
    """Return the size of the picture that the form would make, and the resolution on which the ratios depend."""
    params, _ = form.coerced
    keys = image_keys(form.spec, params)
    first = form.images.get(keys[0]) if keys else None
    size = picture_size(form.offered, params, Size(first.width, first.height) if first else None)
    return {"size": size, "shown_area": form.chosen_area}


def snippet_context(request: HttpRequest, form: SpecForm) -> dict[str, object]:
    """Return the context of the code panel for the current form, even if the form is not valid."""
    params = form.expansion.write(form.coerced[0])
    keys = image_keys(form.spec, params)
    found = form.images
    show_all = bool(form.values.get("all_parameters", [""])[-1])
    if show_all:
        # The seed 0 is only a filler. A seed that the person did not set stays random, so it is not printed.
        filled = resolve(form.offered, params, 0)
        params = {name: params.get(name, value) for name, value in filled.items() if name != "seed" or name in params}
    language = known_language((form.values.get("language") or [""])[-1])
    api = find_api(form.spec.dialect)
    server = find_server(request, (form.values.get("server") or [""])[-1], form.spec.dialect, form.owner)
    code = read_options(lambda name: (form.values.get(name) or [""])[-1])
    options = SnippetOptions(
        language,
        server,
        code=code,
        variants=form.variants,
        origin=public_origin(request),
        remarks=form.expansion.remarks,
    )
    # A picture that was deleted meanwhile gets a general name, so that the code stays complete.
    images = [found.get(key) for key in keys]
    prompt = form.spec.by_role("prompt")
    is_too_long = prompt is not None and len(str(params.get(prompt.name, ""))) > MOST_PRINTED
    note = Snippet(language, TOO_LONG, is_note=True)
    return {
        "snippet": note if is_too_long else print_request(form.spec, params, images, options),
        "server": server.name,
        "api": api,
        "key_variable": KEY_VARIABLE,
        "languages": LANGUAGES.values(),
        "code_option": CodeOption("all_parameters", "on", "all parameters", show_all),
        "jq_option": CodeOption("without_jq", "on", "without jq", code.without_jq),
        "code_choices": [*list_choices(code, get_dialect(form.spec.dialect).describe_job(form.spec))],
    }


def print_generation(generation: Generation, options: SnippetOptions, *, seed: bool = True) -> Snippet | None:
    """Print the request of a past generation, with or without its seed; None when its spec no longer exists."""
    spec = generation.spec
    if spec is None:
        return None
    params = dict(generation.params) | (generation.seed_param if seed else {})
    hidden = {*([] if seed else ["seed"]), *(generation.ignored if options.strangers else [])}
    params = {name: value for name, value in params.items() if name not in hidden}
    images = [entry.image for entry in generation.inputs.all()] if has_inputs(generation) else []
    return print_request(spec, sort_params(spec, params), images, options)


def generation_code_context(request: HttpRequest, generation: Generation) -> dict[str, object]:
    """Return the context of the code panel of a past generation; the query selects language, seed and server."""
    with_seed = request.GET.get("seed") != "none"
    api = find_api(generation.dialect)
    server = find_server(request, request.GET.get("server", ""), generation.dialect, find_owner(request))
    code = read_options(lambda name: request.GET.get(name, ""))
    language = known_language(request.GET.get("language", ""))
    options = SnippetOptions(language, server, code=code, origin=public_origin(request))
    spec = generation.spec
    return {
        "generation": generation,
        "snippet": print_generation(generation, options, seed=with_seed),
        "languages": LANGUAGES.values(),
        "code_option": CodeOption("seed", "none", "without the seed", not with_seed),
        "jq_option": CodeOption("without_jq", "on", "without jq", code.without_jq),
        "code_choices": [*list_choices(code, get_dialect(spec.dialect).describe_job(spec) if spec else None)],
        "api": api,
        "server": server.name,
        "key_variable": KEY_VARIABLE,
    }


def sort_params(spec: ModelSpec, params: Mapping[str, Value]) -> dict[str, Value]:
    """Return the params in the order of the documents, unknown ones last."""
    known = [parameter.name for parameter in spec.parameters if parameter.name in params]
    return {name: params[name] for name in [*known, *(name for name in params if name not in known)]}
