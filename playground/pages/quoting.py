"""What the picture of a form will cost."""

from collections.abc import Mapping

from django.http import HttpRequest

from playground.catalog.spec import ModelSpec, Size, Value
from playground.generations.submission.inputs import image_keys
from playground.pages.forms import SpecForm
from playground.pages.prompt_expansion import pictures_each
from playground.prices.quotes import Quote, quote

# The hidden field of the form that names the chosen engine.
FIELD = "paid_by"
PAID = ("server", "own")


def quote_form(form: SpecForm, source: str) -> Quote:
    """Return what the pictures of the form cost with an engine."""
    # Alternatives in the prompt do not change the price of each picture.
    return quote_params(form, form.offered, form.coerced[0], source, requests=form.variants * form.expansion.times)


def quote_context(form: SpecForm, source: str) -> dict[str, object]:
    """Return the price for the templates, and what says that the person has seen it with the prompts."""
    price, expansion = quote_form(form, source), form.expansion
    return {"quote": price, "confirmation": expansion.confirmation(price) if expansion.has_alternatives else ""}


def quote_params(
    form: SpecForm, spec: ModelSpec, params: Mapping[str, Value], source: str, *, requests: int = 1
) -> Quote:
    """Return what requests cost with the params of a spec, which may be another one than that of the form."""
    found = (form.images.get(key) for key in image_keys(spec, params))
    # A picture that was deleted meanwhile has no known size.
    references = [Size(image.width, image.height) if image else None for image in found]
    count, payer = pictures_each(spec, params), source if source in PAID else ""
    return quote(spec, params, count=count, references=references, source=payer, requests=requests)


def read_source(request: HttpRequest) -> str:
    """Return the engine that the page names. It only decides what is shown, so that nobody needs to be looked up."""
    return request.POST.get(FIELD, "")
