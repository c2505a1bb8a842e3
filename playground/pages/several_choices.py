"""The models that can answer one form together, and what each of them cannot take of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from playground.accounts.models import Owner
from playground.accounts.own_servers import find_offered
from playground.accounts.remote_keys import Source, chosen_source
from playground.catalog.spec import Issue, ModelSpec, Value
from playground.catalog.validation import validate
from playground.dialects.registry import get_dialect
from playground.pages.chooser import describe_price, plain_name
from playground.pages.field_text import list_losses
from playground.recall.mapping import bring_into
from playground.recall.recipe import Recalled

# As many fit on the stage without becoming small.
MOST_MODELS = 8
FEWEST_MODELS = 2
PAID_BY: Mapping[Source, str] = {
    "sketch": "A sketch, at no cost",
    "server": "With this server’s key",
    "own": "With your key",
}
NEEDS_PICTURE = "Needs a picture: add one to the form."


@dataclass(frozen=True, slots=True)
class SeveralChoice:
    """One model: its spec for this form, whether it is chosen, and what of the form it cannot take.

    `refusal` says why it cannot be chosen, or "".
    """

    spec: ModelSpec
    is_chosen: bool
    engine: str
    refusal: str
    recalled: Recalled
    losses: tuple[str, ...]
    issues: tuple[Issue, ...]

    @property
    def name(self) -> str:
        return plain_name(self.spec)

    @property
    def api(self) -> str:
        return get_dialect(self.spec.dialect).title

    @property
    def price(self) -> str:
        return describe_price(self.spec.price)


def list_choices(
    source: ModelSpec, params: Mapping[str, Value], owner: Owner, models: Sequence[ModelSpec], chosen: Collection[str]
) -> dict[str, list[SeveralChoice]]:
    """Return the models by the title of their API. `chosen` has the ids of those that the person chose."""
    engines = {name: PAID_BY[chosen_source(owner, name)] for name in dict.fromkeys(spec.dialect for spec in models)}
    picture = source.by_role("picture")
    has_pictures = bool(picture and params.get(picture.name))
    found: dict[str, list[SeveralChoice]] = {}
    for spec in _pick_specs(source, models, has_pictures=has_pictures):
        # A server of the person's own may take less than its API documents.
        offered = find_offered(owner, spec)
        recalled = Recalled(spec.id, dict(params)) if spec == source else bring_into(offered, source, params)
        choice = SeveralChoice(
            spec=spec,
            is_chosen=spec.id in chosen,
            engine=engines[spec.dialect],
            refusal="" if _fits(spec, has_pictures=has_pictures) or has_pictures else NEEDS_PICTURE,
            recalled=recalled,
            losses=tuple(list_losses(source, recalled.losses)),
            issues=tuple(validate(offered, recalled.params)),
        )
        found.setdefault(choice.api, []).append(choice)
    return found


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
