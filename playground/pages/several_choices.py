"""The models that can answer one form together, and what each of them cannot take of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from playground.accounts.models import Owner
from playground.accounts.own_servers import find_offers, is_own_server
from playground.accounts.remote_keys import Source, chosen_source
from playground.catalog.narrowing import narrow
from playground.catalog.spec import Issue, ModelSpec
from playground.catalog.validation import validate
from playground.dialects.registry import get_dialect
from playground.pages.chooser import plain_name
from playground.pages.engine_choices import SERVER_LABELS
from playground.pages.field_text import list_losses
from playground.pages.forms import SpecForm
from playground.pages.quoting import quote_params
from playground.prices.quotes import Quote
from playground.recall.mapping import bring_into
from playground.recall.recipe import Recalled

# As many fit on the stage without becoming small.
MOST_MODELS = 8
FEWEST_MODELS = 2
SKETCH = "A sketch, at no cost"
PAID_BY: Mapping[Source, str] = {
    "sketch": SKETCH,
    "server": "With this server’s key",
    "own": "With your key",
}
MADE_BY: Mapping[Source, str] = {**SERVER_LABELS, "sketch": SKETCH}
NEEDS_PICTURE = "Needs a picture: add one to the form."


@dataclass(frozen=True, slots=True)
class SeveralChoice:
    """One model: its spec for this form, whether it is chosen, and what of the form it cannot take.

    `refusal` says why it cannot be chosen, or "".
    """

    spec: ModelSpec
    is_chosen: bool
    source: Source
    refusal: str
    recalled: Recalled
    losses: tuple[str, ...]
    issues: tuple[Issue, ...]
    quote: Quote

    @property
    def name(self) -> str:
        return plain_name(self.spec)

    @property
    def api(self) -> str:
        return get_dialect(self.spec.dialect).title

    @property
    def engine(self) -> str:
        return (MADE_BY if is_own_server(self.spec.dialect) else PAID_BY)[self.source]

    @property
    def label(self) -> str:
        return f"{self.name} on {self.api}"


def list_choices(
    form: SpecForm, owner: Owner | None, models: Sequence[ModelSpec], chosen: Collection[str]
) -> dict[str, list[SeveralChoice]]:
    """Return the models for a form by the title of their API. `chosen` has the ids of those that the person chose.

    A model is chosen whichever of its modes the form has. Costs up to two queries for each API of which the person has
    entered a key or a server.
    """
    dialects = dict.fromkeys(spec.dialect for spec in models)
    sources = {name: chosen_source(owner, name) for name in dialects}
    # A server of the person's own may take less than its API documents.
    offers = {name: find_offers(owner, name) for name in dialects}
    chosen_models = {_model_of(spec_id) for spec_id in chosen}
    # Of the prompts that alternatives make, the first stands for all.
    source, params = form.spec, form.expansion.write(form.coerced[0])
    picture = source.by_role("picture")
    has_pictures = bool(picture and params.get(picture.name))
    found: dict[str, list[SeveralChoice]] = {}
    for spec in _pick_specs(source, models, has_pictures=has_pictures):
        offered = narrow(spec, offers[spec.dialect])
        refusal = "" if _fits(spec, has_pictures=has_pictures) or has_pictures else NEEDS_PICTURE
        recalled = Recalled(spec.id, dict(params)) if spec == source else bring_into(offered, source, params)
        choice = SeveralChoice(
            spec=spec,
            is_chosen=not refusal and _model_of(spec.id) in chosen_models,
            source=sources[spec.dialect],
            refusal=refusal,
            recalled=recalled,
            losses=tuple(list_losses(source, recalled.losses)),
            issues=tuple(validate(offered, recalled.params)),
            quote=quote_params(form, offered, recalled.params, sources[spec.dialect], requests=form.expansion.times),
        )
        found.setdefault(choice.api, []).append(choice)
    return found


def _model_of(spec_id: str) -> str:
    """Return dialect and slug, without the mode."""
    return spec_id.rpartition("/")[0]


def _pick_specs(source: ModelSpec, models: Sequence[ModelSpec], *, has_pictures: bool) -> list[ModelSpec]:
    """Return one spec for each model of each API: that of the form, or else the one that fits its pictures best."""
    by_model: dict[tuple[str, str], list[ModelSpec]] = {}
    for spec in models:
        by_model.setdefault((spec.dialect, spec.slug), []).append(spec)

    def rank(spec: ModelSpec) -> tuple[bool, bool, bool]:
        return not _fits(spec, has_pictures=has_pictures), spec != source, spec.mode != source.mode

    return [min(specs, key=rank) for specs in by_model.values()]


def _fits(spec: ModelSpec, *, has_pictures: bool) -> bool:
    """Return whether the spec takes the pictures of the form, or needs none where it has none."""
    picture = spec.by_role("picture")
    return picture is not None if has_pictures else picture is None or not picture.required
