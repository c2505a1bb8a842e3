"""One prompt, several models: chooses two or more, says what each cannot take, and generates on all of them at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from playground.accounts.models import Owner
from playground.accounts.owners import ensure_owner
from playground.accounts.public_origin import public_origin
from playground.catalog.loading import specs
from playground.catalog.spec import Issue, Value
from playground.catalog.validation import find_issue
from playground.errors import SubmissionRefused
from playground.generations.models import Generation
from playground.generations.submission.repeats import LONGEST_TOKEN
from playground.generations.submission.submit import Submission, submit_together
from playground.logs.context import with_cause
from playground.pages import form_lineage
from playground.pages.draft_values import posted_values, read_page_state, save_values
from playground.pages.first_wait import wait_for_end
from playground.pages.forms import SpecForm
from playground.pages.listing import generated_context
from playground.pages.panel import find_spec, new_token, run_url, studio_url
from playground.pages.posted_files import store_files
from playground.pages.prompt_expansion import is_confirmed
from playground.pages.reference_roles import read_roles
from playground.pages.requests import HtmxHttpRequest
from playground.pages.several_choices import FEWEST_MODELS, MOST_MODELS, SeveralChoice, list_choices
from playground.pages.too_busy import person_of
from playground.prices.quotes import Quote, add

PAGE = "several/several.html"


@dataclass(frozen=True, slots=True)
class _Asked:
    """The form, the models of each API, and what is wrong with the whole."""

    form: SpecForm
    apis: dict[str, list[SeveralChoice]]
    problems: list[str]

    @property
    def chosen(self) -> list[SeveralChoice]:
        return [choice for choices in self.apis.values() for choice in choices if choice.is_chosen]

    @property
    def price(self) -> Quote:
        """What all of them cost."""
        return add([(choice.label, choice.quote) for choice in self.chosen])


@require_POST
def several_models(request: HtmxHttpRequest, dialect: str, slug: str, mode: str) -> HttpResponseBase:
    """Show the models with check marks, and what those that are checked cannot take; `generate` generates on them."""
    # The person is determined before a new guest gets an owner; see `person_of`.
    person = person_of(request)
    spec = find_spec(dialect, slug, mode)
    owner = ensure_owner(request)
    values = posted_values(request, spec)
    refused = store_files(request, owner, spec, values, person)
    save_values(owner, spec, values, read_page_state(request))
    form = SpecForm(spec, owner, values)
    # When it is opened, the form's own model is checked.
    chosen = request.POST.getlist("models")[: len(specs()) + 1] or [spec.id]
    apis = list_choices(form, owner, list(specs().values()), chosen)
    asked = _Asked(form, apis, [issue.message for issue in refused])
    if "generate" not in request.GET:
        return _show(request, asked)
    _add_problems(asked)
    if form.expansion.has_alternatives and not is_confirmed(form.expansion, asked.price, request.POST):
        asked.problems.append(f"The alternatives make {form.expansion.words} for each model. Press the button again.")
    rows = [] if asked.problems else _submit(request, owner, asked)
    if not rows:
        return _show(request, asked, status=422)
    if not request.htmx:
        return redirect(run_url(spec, rows))
    return render(request, "studio/generated.html", generated_context(wait_for_end(rows, owner, person)))


def _add_problems(asked: _Asked) -> None:
    number = len(asked.chosen)
    if not FEWEST_MODELS <= number <= MOST_MODELS:
        asked.problems.append(f"{number} models are checked. Check {FEWEST_MODELS} to {MOST_MODELS}.")
    _, issues = asked.form.coerced
    asked.problems.extend(issue.message for issue in issues)
    asked.problems.extend(filter(None, [asked.form.expansion.problem]))
    for choice in asked.chosen:
        asked.problems.extend(
            f"{choice.label}: {issue.message}" for issue in choice.issues or _check_prompts(asked, choice)
        )


def _check_prompts(asked: _Asked, choice: SeveralChoice) -> list[Issue]:
    """Return the first issue of the prompts that the alternatives make: those of models have different limits."""
    prompt = choice.spec.by_role("prompt")
    each = _write_each(asked, choice)
    found = (find_issue(choice.spec, prompt, params) for params in each) if prompt else iter(())
    return [issue for issue in found if issue][:1]


def _write_each(asked: _Asked, choice: SeveralChoice) -> list[dict[str, Value]]:
    """Return what the model is asked for with each prompt; nothing without alternatives."""
    expansion, prompt = asked.form.expansion, choice.spec.by_role("prompt")
    if not expansion.has_alternatives or prompt is None:
        return []
    return [{**choice.recalled.params, prompt.name: one.text} for one in expansion.prompts]


def _submit(request: HttpRequest, owner: Owner, asked: _Asked) -> list[Generation]:
    """Return the new rows, or add a problem and return an empty list."""
    token = request.POST.get("token", "").replace("\0", "")[:LONGEST_TOKEN]
    lineage, expansion = form_lineage.find_lineage(asked.form), asked.form.expansion
    submissions = [
        Submission(
            owner=owner,
            spec=choice.spec,
            params=choice.recalled.params,
            each=_write_each(asked, choice),
            alternatives=expansion.labels() if expansion.has_alternatives else (),
            token=token,
            origin=public_origin(request),
            lineage=lineage,
            roles=read_roles(asked.form.values),
        )
        for choice in asked.chosen
    ]
    try:
        return submit_together(submissions)
    except SubmissionRefused as error:
        asked.problems.append(error.sentence)
    return []


def _show(request: HtmxHttpRequest, asked: _Asked, status: int = 200) -> HttpResponse:
    spec = asked.form.spec
    context = {
        "spec": spec,
        "expansion": asked.form.expansion,
        "pictures": asked.form.expansion.times * len(asked.chosen),
        "apis": asked.apis,
        "chosen": asked.chosen,
        "quote": asked.price,
        "confirmation": asked.form.expansion.confirmation(asked.price),
        "problems": asked.problems,
        "fewest": FEWEST_MODELS,
        "most": MOST_MODELS,
        "url": reverse("several_models", args=spec.id.split("/")),
        "back": studio_url(spec),
        "values": _list_values(asked.form),
        "token": new_token(),
    }
    response = render(request, f"{PAGE}#choices" if request.htmx else PAGE, context, status=status)
    if status != 200:
        # On success the response goes to the stage; problems belong to the list.
        response["HX-Retarget"], response["HX-Reswap"] = "#several", "innerHTML"
        return with_cause(response, "refused: several models")
    return response


def _list_values(form: SpecForm) -> Sequence[tuple[str, str]]:
    """Return the values of the form as hidden fields of a page without the form."""
    return [(name, value) for name, values in form.values.items() for value in values]
