"""Reads the recipe that a picture file carries, ours or another tool's, and puts it into a form.

The page's script posts only what a file says about itself, without the picture: it is a few kilobytes instead of
megabytes, and an ordinary picture is not sent at all. The page without script posts the whole file. Both are read in
the same way, before anything re-encodes the file and with that removes what it says.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_POST, require_safe

from playground.accounts.owners import ensure_owner, find_owner
from playground.catalog.loading import specs
from playground.generations.models.lineage import Relation
from playground.generations.submission.inputs import find_by_sha256
from playground.imaging.decoding import DECODES
from playground.imaging.uploads import FILE_TOO_LARGE, MOST_BYTES
from playground.pages.current_form import read_current_form
from playground.pages.draft_values import latest_spec, load_draft, save_values
from playground.pages.field_text import as_text, list_losses
from playground.pages.form_lineage import note_origin
from playground.pages.forms import SpecForm
from playground.pages.picture_models import name_model
from playground.pages.reference_roles import write_roles
from playground.pages.requests import HtmxHttpRequest
from playground.pages.reuse import show_loaded
from playground.pages.toasts import refuse
from playground.pages.too_busy import person_of
from playground.pages.typed_values import as_typed
from playground.recall.files.registry import TOOLS, read_file
from playground.recall.files.tool import FileRecipe
from playground.recall.from_file import bring_file, by_role, choose_spec, from_json, source_of, to_json

NO_FILE = "No file was sent. Choose a PNG, JPEG or WebP picture of up to 20 MB."
NO_RECIPE = "This file carries no recipe that can be read here."
BROKEN = "The recipe of this picture was changed on its way. Open the picture again."
LOADED = "The settings of the picture’s file were loaded."
NOT_ALL = {
    1: "1 setting was changed or left out; it is listed above the form.",
    2: "{} settings were changed or left out; they are listed above the form.",
}
CARRIES = "This picture carries a recipe of {tool}: {parts}."
LONGEST_PROMPT_SAID = 80


@require_safe
def recall(request: HttpRequest) -> HttpResponse:
    """Show the page with a file field."""
    return render(request, "recall/recall.html", {"tools": _list_tools()})


@require_POST
def read_picture(request: HtmxHttpRequest) -> HttpResponse:
    """Show the recipe of the posted file. For the script, answer 204 for a file without one."""
    recipe, problem = _read(request)
    if request.htmx:
        if recipe is None:
            return HttpResponse(status=204)
        context = _offer(recipe) | {"targets": _list_targets(request, recipe), "has_panel": "spec" in request.POST}
        return render(request, "recall/offer.html", context)
    context = {"tools": _list_tools(), "problem": problem}
    if recipe:
        context |= _offer(recipe) | _describe(request, recipe)
    return render(request, "recall/recall.html", context, status=422 if problem else 200)


def _read(request: HttpRequest) -> tuple[FileRecipe | None, str]:
    """Return the recipe in the posted file, or why there is none."""
    file = request.FILES.get("picture")
    if file is None:
        return None, NO_FILE
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        return None, FILE_TOO_LARGE
    # Reading takes processor time from the pages of everybody, so it takes one of the places for decoding.
    with DECODES.take(person_of(request)):
        recipe = read_file(content)
    return recipe, "" if recipe else NO_RECIPE


def _list_tools() -> list[str]:
    return [tool.title for tool in TOOLS.values()]


def _offer(recipe: FileRecipe) -> dict[str, object]:
    """Return the sentence about the recipe, and the recipe as the button carries it."""
    found = by_role(recipe)
    prompt = Truncator(str(found.get("prompt", ""))).chars(LONGEST_PROMPT_SAID)
    parts = [f"prompt “{prompt}”"] if prompt else []
    parts += [f"{as_text(found['steps'])} steps"] if "steps" in found else []
    parts += [f"seed {as_text(found['seed'])}"] if "seed" in found else []
    said = CARRIES.format(tool=TOOLS[recipe.tool].title, parts=", ".join(parts) or f"{len(recipe.values)} settings")
    return {"sentence": said, "recipe": to_json(recipe)}


def _describe(request: HttpRequest, recipe: FileRecipe) -> dict[str, object]:
    """Return the rows of the recipe, and the models that it can be brought into, the nearest one first."""
    nearest = _list_targets(request, recipe)
    others = [(spec.id, name_model(spec)) for spec in specs().values()]
    rows = [(name, as_text(value)) for name, value in recipe.values.items() if not isinstance(value, list)]
    return {
        "rows": [*rows, *recipe.unused],
        "model": recipe.model or recipe.spec_id,
        "targets": [*nearest, *[entry for entry in others if entry not in nearest]],
    }


def _list_targets(request: HttpRequest, recipe: FileRecipe) -> list[tuple[str, str]]:
    """Return the id and the name of the model that the recipe names, and of that of the form, if it is another one."""
    present = specs().get(request.POST.get("spec", "")) or latest_spec(find_owner(request))
    return [(spec.id, name_model(spec)) for spec in dict.fromkeys((choose_spec(recipe, present), present))]


@require_POST
def use_recipe(request: HtmxHttpRequest) -> HttpResponse:
    """Put the posted recipe into the form: sets all its fields, and clears the others. `to` names another spec."""
    owner = ensure_owner(request)
    recipe = from_json(request.POST.get("recipe", ""))
    form = read_current_form(request, owner)
    if recipe is None:
        return refuse(request, BROKEN, reverse("recall"))
    target = specs().get(request.POST.get("to", "")) or choose_spec(recipe, form.spec)
    keys = find_by_sha256(owner, recipe.references)
    recalled = bring_file(recipe, target, keys)
    values = as_typed(recalled.params) | form.panel | note_origin(Relation.FILE)
    values |= write_roles({keys[name]: role for name, role in recipe.roles.items() if name in keys})
    before = load_draft(owner, target)
    save_values(owner, target, values)
    notices = list_losses(source_of(recipe), recalled.losses) + [unknown.sentence for unknown in recalled.unknown]
    # On a small screen the list is in the sheet with the settings, where nobody looks without a reason.
    said = f"{LOADED} {NOT_ALL[min(len(notices), 2)].format(len(notices))}" if notices else LOADED
    return show_loaded(request, SpecForm(target, owner, values), said, notices, before=before)
