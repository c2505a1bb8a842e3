"""Offers to bring back what was in the form before an action replaced it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from playground.catalog.coercion import coerce_form
from playground.catalog.loading import specs
from playground.catalog.spec import ModelSpec
from playground.pages.draft_values import posted_values
from playground.pages.forms import SpecForm


@dataclass(frozen=True, slots=True)
class Undo:
    """A notice that the values of a form were replaced. Without `values` there is nothing to bring back."""

    sentence: str
    spec: ModelSpec
    values: Mapping[str, Sequence[str]]
    label: str = "Undo"

    @property
    def url(self) -> str:
        return reverse("restore_form", args=self.spec.id.split("/"))

    @property
    def encoded(self) -> str:
        """The values as one text, as a form would post them."""
        return urlencode(self.values, doseq=True)


def offer_undo(request: HttpRequest, form: SpecForm, sentence: str) -> Undo | None:
    """Return an undo for the posted form if `form` lacks something that the posted one had, else None."""
    source = specs().get(request.POST.get("spec", ""))
    if source is None:
        return None
    return _offer(source, posted_values(request, source), form, sentence)


def offer_undo_draft(
    before: Mapping[str, Sequence[str]], form: SpecForm, sentence: str, *, source: ModelSpec | None = None
) -> Undo | None:
    """Return an undo for the draft that `form` has replaced, of its spec or of `source`; None if it lacks nothing."""
    return _offer(source or form.spec, before, form, sentence)


def _offer(source: ModelSpec, before: Mapping[str, Sequence[str]], form: SpecForm, sentence: str) -> Undo | None:
    had, _ = coerce_form(source, before)
    has, _ = form.coerced
    is_kept = source == form.spec and all(has.get(name) == value for name, value in had.items())
    return Undo(sentence, source, before) if had and not is_kept else None
