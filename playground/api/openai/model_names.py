"""Finds the spec that a client means by `model`, and names the models that this server has."""

from django.conf import settings

from playground.accounts.models import Owner
from playground.accounts.remote_keys import chosen_source
from playground.catalog.loading import specs
from playground.catalog.spec import Mode, ModelSpec
from playground.catalog.values import shorten
from playground.catalog.words import suggest
from playground.dialects.errors import WireError

# Many clients send one of OpenAI's own names whatever server they talk to: LibreChat `gpt-image-1` and `dall-e-3`, Open
# WebUI what its administrator chose from a list of these.
WELL_KNOWN = ("dall-e-", "gpt-image-", "chatgpt-image-")
# Clients of these models expect addresses if they do not ask for anything else; later ones expect Base64.
ANSWERED_BY_ADDRESS = "dall-e-"
MOST_SUGGESTED = 4


def find_spec(owner: Owner, name: str, mode: Mode | None) -> ModelSpec:
    """Return the spec that `name` means for this mode, or for any; raise `WireError` with 404 or 400.

    A name is `onemin/flux-2-flex`, with or without the mode after it, or the API's own name for the model after the
    dialect, or either without the dialect. If several APIs have the model, it is the first one whose key the owner
    uses, in the order of the studio. Without a name, and for OpenAI's own names, it is the operator's default.
    """
    found = list_named(name)
    if not found and (not name or name.startswith(WELL_KNOWN)):
        found = list_named(settings.OPENAI_MODEL)
    if not found:
        sentence = f"There is no model {shorten(name)}{suggest(name, list_names()) or '.'}"
        raise WireError(sentence, status=404, code="model_not_found", field="model")
    # A model may take pictures in both modes. The spec of the mode itself then comes first.
    fitting = [spec for spec in sorted(found, key=lambda spec: spec.mode != mode) if _fits(spec, mode)]
    if not fitting:
        raise WireError(_explain_mode(name, mode), field="model")
    return _choose(owner, fitting)


def list_named(name: str) -> list[ModelSpec]:
    """Return the specs of all modes with this name: those of one API, if the name says which."""
    asked = name.lower()
    every = list(specs().values())
    exact = [spec for spec in every if asked in (spec.id, short_id(spec), f"{spec.dialect}/{spec.model}".lower())]
    return exact or [spec for spec in every if asked in (spec.slug, spec.model.lower())]


def short_id(spec: ModelSpec) -> str:
    """Return the name under which a model is listed, the same for all its modes: `onemin/flux-2-flex`."""
    return f"{spec.dialect}/{spec.slug}"


def list_names() -> list[str]:
    """Return the names of all models, each once, in the order of the studio."""
    return list(dict.fromkeys(short_id(spec) for spec in specs().values()))


def _fits(spec: ModelSpec, mode: Mode | None) -> bool:
    """Return whether the spec takes pictures for an edit, or needs none for a generation."""
    picture = spec.by_role("picture")
    if mode == "generate":
        return picture is None or not picture.required
    return mode is None or picture is not None


def _explain_mode(name: str, mode: Mode | None) -> str:
    fitting = list(dict.fromkeys(short_id(spec) for spec in specs().values() if _fits(spec, mode)))
    lacks = "takes no pictures to edit" if mode == "edit" else "only edits pictures, at /v1/images/edits"
    advice = f" Choose another, such as {', '.join(fitting[:MOST_SUGGESTED])}." if fitting else ""
    return f"{shorten(name or settings.OPENAI_MODEL)} {lacks}.{advice}"


def _choose(owner: Owner, fitting: list[ModelSpec]) -> ModelSpec:
    """Return the first spec whose API the owner has a key for, or else the first."""
    dialects = [name for name in settings.DIALECTS if any(spec.dialect == name for spec in fitting)]
    # Looking up the keys of one API takes a query.
    if len(dialects) > 1:
        dialects.sort(key=lambda name: chosen_source(owner, name) == "sketch")
    return next(spec for spec in fitting if spec.dialect == dialects[0])
