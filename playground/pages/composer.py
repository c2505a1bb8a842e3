"""The composer: a prompt in fields, beside the form in a dialog, or as a page that returns to the form."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.core import signing
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from playground.accounts.models import Owner
from playground.accounts.owners import ensure_owner, find_owner
from playground.catalog.composition import Colour, Composition, TextRow, read_text
from playground.catalog.composition.fields import MAX_COLOURS, MAX_OTHER, MAX_PHRASE, MAX_SHORT, MAX_TEXTS
from playground.catalog.composition.reading import Format
from playground.catalog.spec import ModelSpec
from playground.generations.storage.palettes import read_colours
from playground.generations.submission.inputs import find_by_key
from playground.imaging.errors import PictureError
from playground.pages.composer_fields import (
    PostedComposition,
    find_own_name,
    name_palette,
    read_posted,
    write,
)
from playground.pages.composer_sections import list_for_colours, list_rest
from playground.pages.current_form import read_current_form
from playground.pages.deletable import find_deletable, remember_deletion
from playground.pages.draft_values import hide_keys_in, load_draft, posted_values
from playground.pages.drafts import replace_draft
from playground.pages.forms import SpecForm
from playground.pages.panel import find_spec, show_panel, studio_url
from playground.pages.requests import HtmxHttpRequest
from playground.pages.toasts import refuse
from playground.pages.undo import offer_undo, offer_undo_draft
from playground.presets.models import Palette
from playground.presets.palettes import list_colours, save_palette
from playground.presets.saving import PresetRefused

PAGE = "composer/composer.html"
DIALOG = "composer/dialog.html"
# A button of a section replaces that section only.
TEXTS = "composer/_texts.html"
COLOURS = "composer/_palette.html"
COMPOSED = "The prompt was composed."
TOO_LONG = f"The prompt has {{count:,}} characters; the composer takes up to {MAX_OTHER:,}. Shorten it first."
TOO_MANY_COLOURS = f"A palette has at most {MAX_COLOURS} colors; the others were left out."
TOO_MANY_TEXTS = f"{MAX_TEXTS} texts are the maximum. Remove one first."
NO_COLOURS = "No colors were found in this picture."
UNREADABLE = "The file of this picture cannot be read now. Choose another picture."
REMOVED = "composer.removed"
LIMITS = {"phrase": MAX_PHRASE, "short": MAX_SHORT, "other": MAX_OTHER}


@dataclass(frozen=True, slots=True)
class _Shown:
    """The fields as they are shown, with what has to be said; `focus` names the row that gets the focus.

    `section` is the template of the only section that changed, "" for all.
    """

    composition: Composition
    format: Format
    section: str = ""
    remarks: Sequence[str] = ()
    problem: str = ""
    said: str = ""
    undo: str = ""
    focus: str = ""
    # Whether the colors were saved under the name that was typed.
    is_named: bool = False

    @property
    def is_about_texts(self) -> bool:
        return self.problem == TOO_MANY_TEXTS

    @property
    def texts(self) -> list[tuple[TextRow, bool]]:
        """The rows of texts, and whether the row gets the focus."""
        rows = enumerate(self.composition.texts)
        return [(row, self.focus == f"text-{number}") for number, row in rows]

    @property
    def colours(self) -> list[tuple[Colour, str, bool]]:
        """The colours, the name that each got by itself, and whether the row gets the focus."""
        rows = enumerate(self.composition.palette)
        return [(row, find_own_name(row), self.focus == f"colour-{number}") for number, row in rows]


@require_http_methods(["GET", "HEAD", "POST"])
def compose(request: HtmxHttpRequest, dialect: str, slug: str, mode: str) -> HttpResponse:
    """Show the prompt of the form in fields. Without script, POST first saves the form, which the page would lose."""
    spec = find_spec(dialect, slug, mode)
    if request.method == "POST" and not request.htmx:
        read_current_form(request, ensure_owner(request))
        return HttpResponseRedirect(request.path)
    values = posted_values(request, spec) if request.method == "POST" else load_draft(find_owner(request), spec)
    prompt = (values.get(_prompt_name(spec)) or [""])[0]
    if len(prompt) > MAX_OTHER:
        # Cut, it would lose words.
        return refuse(request, TOO_LONG.format(count=len(prompt)), studio_url(spec))
    reading = read_text(prompt)
    return _show(request, spec, _Shown(reading.composition, reading.format, remarks=reading.remarks))


def _prompt_name(spec: ModelSpec) -> str:
    prompt = spec.by_role("prompt")
    if prompt is None:
        raise Http404
    return prompt.name


@require_POST
def change_texts(request: HtmxHttpRequest, **address: str) -> HttpResponse:
    """Add a row for a text, or remove the one with the number in `remove`."""
    spec, posted = find_spec(**address), read_posted(request.POST)
    texts = posted.composition.texts
    removed = _read_number(request.POST.get("remove", ""), len(texts))
    if removed is not None:
        texts = texts[:removed] + texts[removed + 1 :]
        shown = _change(posted, texts=texts, focus=f"text-{removed}" if removed < len(texts) else "add-text")
    elif len(texts) >= MAX_TEXTS:
        shown = replace(_change(posted, texts=texts), problem=TOO_MANY_TEXTS, focus="add-text")
    else:
        shown = _change(posted, texts=(*texts, TextRow("")), focus=f"text-{len(texts)}")
    return _show(request, spec, shown)


@require_POST
def change_colours(request: HtmxHttpRequest, **address: str) -> HttpResponse:
    """Change the palette: `add` a colour, `remove` one, or take those of a `picture` or of a saved `palette`.

    With none of these, only the names and contrasts are brought up to date.
    """
    spec, posted = find_spec(**address), read_posted(request.POST)
    palette = posted.composition.palette
    removed = _read_number(request.POST.get("remove", ""), len(palette))
    if removed is not None:
        palette = palette[:removed] + palette[removed + 1 :]
        focus = f"colour-{removed}" if removed < len(palette) else "add-colour"
        return _show(request, spec, _change(posted, palette=palette, focus=focus))
    if "add" in request.POST:
        return _show(request, spec, _add(posted, [Colour(request.POST["add"])], focus=f"colour-{len(palette)}"))
    owner = find_owner(request)
    if "picture" in request.POST:
        return _show(request, spec, _take_colours(owner, posted, request.POST["picture"]))
    if "palette" in request.POST:
        colours = list_colours(_find_palette(owner, request.POST["palette"]))
        return _show(request, spec, _add(posted, colours, focus="saved-palettes"))
    return _show(request, spec, _change(posted))


def _read_number(text: str, count: int) -> int | None:
    """Return the number of a row, counted from 0, or None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 and int(text) < count else None


def _find_palette(owner: Owner | None, id: str) -> Palette:
    try:
        return get_object_or_404(Palette.objects.visible_to(owner), id=UUID(id))
    except ValueError as error:
        raise Http404 from error


def _take_colours(owner: Owner | None, posted: PostedComposition, key: str) -> _Shown:
    """Add the colours of one of the owner's pictures."""
    image = find_by_key(owner, [key.replace("\0", "")]).get(key)
    if image is None:
        raise Http404
    try:
        codes = read_colours(image)
    except (OSError, PictureError):
        return replace(_change(posted), problem=UNREADABLE, focus="from-picture")
    if not codes:
        return replace(_change(posted), problem=NO_COLOURS, focus="from-picture")
    # The list stays open, since the next picture may have better ones.
    return _add(posted, [Colour(code) for code in codes], focus="from-picture")


def _add(posted: PostedComposition, colours: Sequence[Colour], focus: str) -> _Shown:
    """Add the colours after those that are there; a code that the whole picture has already is not repeated."""
    palette = posted.composition.palette
    had = {(colour.hex.upper(), colour.of) for colour in palette}
    new = [colour for colour in colours if not colour.hex or (colour.hex.upper(), "") not in had]
    shown = _change(posted, palette=(*palette, *new)[:MAX_COLOURS], focus=focus)
    if len(palette) + len(new) <= MAX_COLOURS:
        return shown
    # The row that would get the focus may be one of those that were left out.
    return replace(shown, problem=TOO_MANY_COLOURS, focus="add-colour" if focus.startswith("colour-") else focus)


def _change(
    posted: PostedComposition,
    *,
    texts: tuple[TextRow, ...] | None = None,
    palette: tuple[Colour, ...] | None = None,
    focus: str = "",
) -> _Shown:
    given = posted.composition
    named = name_palette(given.palette if palette is None else palette)
    composition = replace(given, texts=given.texts if texts is None else texts, palette=named)
    section = COLOURS if texts is None else TEXTS
    return _Shown(composition, posted.format, section, focus=focus)


@require_POST
def save(request: HtmxHttpRequest, **address: str) -> HttpResponse:
    """Save the colours under the name that was typed, or bring back the palette that was deleted (`undo`)."""
    spec, posted = find_spec(**address), read_posted(request.POST)
    shown = _change(posted)
    removed = _read_removed(request.POST.get("undo", ""))
    name, colours = removed or (
        request.POST.get("palette_name", ""),
        shown.composition.tidied().palette,
    )
    try:
        saved = save_palette(ensure_owner(request), name, colours)
    except PresetRefused as error:
        return _show(request, spec, replace(shown, problem=error.sentence, focus="palette-name"), status=422)
    said = f"“{saved.name}” was saved."
    return _show(request, spec, replace(shown, said=said, focus="saved-palettes", is_named=removed is None))


def _read_removed(text: str) -> tuple[str, tuple[Colour, ...]] | None:
    """Return the name and colours of a deleted palette, or None for a text that this server did not write."""
    try:
        name, colours = signing.loads(text, salt=REMOVED)
    except signing.BadSignature:
        return None
    return name, tuple(Colour(*colour) for colour in colours)


@require_POST
def remove(request: HtmxHttpRequest, palette: UUID, **address: str) -> HttpResponse:
    """Delete a saved palette, and offer to bring it back; its colours stay in the composition."""
    spec, posted = find_spec(**address), read_posted(request.POST)
    found = find_deletable(request, Palette.objects.all(), pk=palette)
    remember_deletion(found, pk=palette)
    found.delete()
    undo = signing.dumps((found.name, [(colour.hex, colour.name) for colour in list_colours(found)]), salt=REMOVED)
    said = f"“{found.name}” was deleted."
    return _show(request, spec, replace(_change(posted), said=said, undo=undo, focus="saved-palettes"))


@require_POST
def apply(request: HtmxHttpRequest, **address: str) -> HttpResponse:
    """Write the composition into the prompt of the form, and offer to undo it."""
    spec, posted = find_spec(**address), read_posted(request.POST)
    owner = ensure_owner(request)
    before = load_draft(owner, spec)
    # The page without script has only the fields of the composer.
    values = posted_values(request, spec) if "spec" in request.POST else dict(before)
    named = replace(posted.composition, palette=name_palette(posted.composition.palette))
    values[_prompt_name(spec)] = [hide_keys_in(write(named, posted.format))]
    other = replace_draft(request, owner, spec, values)
    form = SpecForm(spec, owner, values)
    undo = offer_undo(request, form, COMPOSED) if "spec" in request.POST else offer_undo_draft(before, form, COMPOSED)
    return show_panel(request, form, [], undo, other)


def _show(request: HtmxHttpRequest, spec: ModelSpec, shown: _Shown, status: int = 200) -> HttpResponse:
    parts = spec.id.split("/")
    names = ("compose", "compose_texts", "compose_colours", "save_palette", "apply_composition")
    context: dict[str, object] = {
        "spec": spec,
        "shown": shown,
        "urls": {name: reverse(name, args=parts) for name in names},
        "limits": LIMITS,
        "palette_name": "" if shown.is_named else request.POST.get("palette_name", ""),
    }
    section = shown.section if request.htmx else ""
    if section != TEXTS:
        context |= list_for_colours(find_owner(request), shown.composition)
    if not section:
        context |= list_rest(spec, shown.composition, shown.format)
    return render(request, section or (DIALOG if request.htmx else PAGE), context, status=status)
