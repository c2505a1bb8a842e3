"""The values of a form as posted strings by field name: read from a request, stored as a draft."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

from django.core.exceptions import RequestDataTooBig
from django.db.models import F, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Length
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.crypto import salted_hmac

from playground.accounts.models import Owner
from playground.catalog.loading import names_by_role, specs
from playground.catalog.spec import ModelSpec
from playground.generations.models import Draft
from playground.pages import code_options
from playground.pages.field_widgets import LONG_PROMPT
from playground.pages.forms import VARIANTS
from playground.pages.prompt_expansion import SAMPLE

# Fields of the form that are not parameters: the options of the code panel, the key of the picture that is being
# edited, the form that the person came from to edit it, what the form was filled from, and how many of the prompts that
# its alternatives make are drawn.
PANEL_FIELDS = (
    "language",
    "all_parameters",
    "server",
    "without_jq",
    *code_options.FIELDS,
    "editing",
    "came_from",
    "made_from",
    # What each reference is for, and the hints about the prompt that the person has dismissed.
    "reference_role",
    "dismissed_hints",
    SAMPLE,
)
# A prompt that is too long for every model is kept as it was pasted, so that it can be shortened. Other values are only
# longer than a valid form needs where somebody wants to fill the database, and are cut.
MAX_PROMPT_BYTES = 2 * 1024 * 1024
MAX_VALUE_LENGTH = 40_000
MAX_OTHER_BYTES = 100_000
TOO_LONG = "The prompt is {size:.1f} MB; the maximum is {limit} MB. Shorten it. It was not saved."
# Nobody shortens prompts in all forms at once.
MAX_LONG_PROMPTS = 4
TOO_MANY_LONG = (
    f"{MAX_LONG_PROMPTS} other forms have a prompt of more than {LONG_PROMPT:,} characters, which is the maximum."
    " Shorten this prompt or one of those. It was not saved."
)


# What code has beside a key. A prompt with it is looked at.
NAMES_KEY = re.compile(r"key|authorization|bearer|token|cookie|secret|://[^\s/]{1,400}@", re.IGNORECASE)
KEY_MASK = "•••"
KEY_HIDDEN = f"The prompt is a request with a key. Wherever the prompt is kept, {KEY_MASK} replaces the key."

# The owner of all guests' drafts in a browser. They move to the account that signs in, like the guest's pictures.
GUEST = "guest"


class PromptTooLong(RequestDataTooBig):
    """The prompt is longer than a draft may be, or there are too many long ones; the message is for the person."""


@dataclass(frozen=True, slots=True)
class PageState:
    """Which version of the draft a page has seen, and the random name of the page."""

    version: int
    writer: str


def read_page_state(request: HttpRequest) -> PageState | None:
    """Return the state that the page's script has sent, or None without script."""
    sent = request.POST if request.method == "POST" else request.GET
    version, writer = sent.get("draft_version", ""), sent.get("draft_writer", "").replace("\0", "")[:40]
    # More digits would not fit into the column.
    return PageState(int(version), writer) if writer and version.isdecimal() and len(version) < 10 else None


def draft_owner(request: HttpRequest) -> str:
    """Return a name of the signed-in person under which their browser may keep drafts."""
    if not request.user.is_authenticated:
        return GUEST
    return salted_hmac("playground.drafts", str(request.user.pk), algorithm="sha256").hexdigest()[:20]


def posted_values(request: HttpRequest, spec: ModelSpec) -> dict[str, list[str]]:
    """Return the posted values of the spec's fields as typed; a switch that is off is not posted."""
    return read_values(request.POST, spec)


def read_values(posted: QueryDict, spec: ModelSpec) -> dict[str, list[str]]:
    """Return the values of the spec's fields, without those of other names, and bounded in size.

    Raise `PromptTooLong` for a prompt over 2 MB, which would lose words if it were cut.
    """
    # PostgreSQL cannot store NUL in text, and no person types it.
    names = [parameter.name for parameter in spec.parameters] + [VARIANTS.name, *PANEL_FIELDS]
    prompt = spec.by_role("prompt")
    left = MAX_OTHER_BYTES
    values: dict[str, list[str]] = {}
    for name in (name for name in names if name in posted):
        if prompt and name == prompt.name:
            values[name] = [_read_prompt(posted.get(name) or "")]
            continue
        values[name] = []
        # No field takes more than ten values, and a body could repeat one name thousands of times.
        for text in posted.getlist(name)[:20]:
            # Cutting the bytes first bounds the work; a character has four bytes at most. A character that is cut is
            # dropped.
            kept = (
                text.replace("\0", "")
                .encode(errors="replace")[: min(left, 4 * MAX_VALUE_LENGTH)]
                .decode(errors="ignore")[:MAX_VALUE_LENGTH]
            )
            left -= len(kept.encode())
            values[name].append(kept)
    return values


def _read_prompt(text: str) -> str:
    kept = hide_keys_in(text.replace("\0", "")).encode(errors="replace")
    if len(kept) > MAX_PROMPT_BYTES:
        megabyte = 1024 * 1024
        raise PromptTooLong(TOO_LONG.format(size=len(kept) / megabyte, limit=MAX_PROMPT_BYTES // megabyte))
    return kept.decode()


def hide_keys_in(prompt: str) -> str:
    """Return the prompt without the keys that it sends, if it is a request that was pasted into the prompt field."""
    # Neither a draft nor a picture may keep a key. Most prompts have no such word, and load no parser.
    if not NAMES_KEY.search(prompt):
        return prompt
    return str(import_module("playground.recall.code.pasted").hide_keys(prompt, list(specs().values())))


def has_hidden_key(posted: QueryDict, spec: ModelSpec, values: Mapping[str, Sequence[str]]) -> bool:
    """Return whether the posted prompt has a key that the `values` read from it have not."""
    prompt = spec.by_role("prompt")
    if prompt is None or not values.get(prompt.name):
        return False
    sent = posted.get(prompt.name, "").replace("\0", "").encode(errors="replace").decode()
    return sent != values[prompt.name][0]


def keeps_mask(owner: Owner, spec: ModelSpec) -> bool:
    """Return whether a key in the stored draft's prompt was hidden."""
    prompt = spec.by_role("prompt")
    return prompt is not None and KEY_MASK in "".join(load_draft(owner, spec).get(prompt.name, []))


def latest_spec(owner: Owner | None) -> ModelSpec:
    """Return the spec whose form the owner used last, or the first spec of the catalog."""
    drafts = Draft.objects.filter(owner=owner).order_by("-updated") if owner else Draft.objects.none()
    latest = drafts.values_list("spec_id", flat=True).first()
    return specs().get(latest or "") or next(iter(specs().values()))


def find_draft(owner: Owner | None, spec: ModelSpec) -> Draft | None:
    return Draft.objects.filter(owner=owner, spec_id=spec.id).first() if owner else None


def load_draft(owner: Owner | None, spec: ModelSpec) -> dict[str, list[str]]:
    """Return the values of the stored draft, or an empty form."""
    draft = find_draft(owner, spec)
    return dict(draft.values) if draft else {}


def find_version(owner: Owner | None, spec: ModelSpec) -> int:
    """Return the version of the stored draft; 0 means that there is none."""
    drafts = Draft.objects.filter(owner=owner, spec_id=spec.id) if owner else Draft.objects.none()
    return drafts.values_list("version", flat=True).first() or 0


def is_behind(owner: Owner | None, spec: ModelSpec, state: PageState | None) -> bool:
    """Return whether another page has changed the draft since."""
    draft = find_draft(owner, spec)
    if draft is None or state is None:
        return False
    return draft.version != state.version and draft.writer != state.writer


def save_values(
    owner: Owner,
    spec: ModelSpec,
    values: Mapping[str, Sequence[str]],
    state: PageState | None = None,
    *,
    force: bool = False,
) -> bool:
    """Store the draft. With a `state`, return False if another page has changed the draft since, and store nothing.

    With `force` it is stored in any case, in the name of the page. Raise `PromptTooLong` for one more long prompt than
    an owner may keep.
    """
    drafts = Draft.objects.filter(owner=owner, spec_id=spec.id)
    writer = {"writer": state.writer} if state else {}
    # A reloaded page may be rendered before the last request of the old one arrives. If that changes nothing, the new
    # page has seen everything. The values are compared here, since databases compare JSON differently.
    if drafts.values_list("values", flat=True).first() == values:
        return bool(drafts.update(updated=timezone.now(), **writer))
    _limit_long_prompts(owner, spec, values)
    # A page may write again before it knows the version that its last write made, for example as it is left.
    known = drafts.filter(Q(version=state.version) | Q(writer=state.writer)) if state and not force else drafts
    changes = {"values": values, "version": F("version") + 1, "writer": "", "updated": timezone.now()} | writer
    if known.update(**changes):
        return True
    _, made = Draft.objects.get_or_create(owner=owner, spec_id=spec.id, defaults={"values": values} | writer)
    # Without a state, another request may have made the row between the two queries.
    return made or bool((known if force or state is None else drafts.none()).update(**changes))


def _limit_long_prompts(owner: Owner, spec: ModelSpec, values: Mapping[str, Sequence[str]]) -> None:
    """Raise `PromptTooLong` if the prompt is long and the owner's other drafts have as many long ones as they may."""
    # Drafts do not count towards the owner's storage. What is shorter than this takes little in all forms together.
    prompt = spec.by_role("prompt")
    if prompt is None or len((values.get(prompt.name) or [""])[0]) <= LONG_PROMPT:
        return
    others = Draft.objects.filter(owner=owner).exclude(spec_id=spec.id)
    names = names_by_role("prompt")
    is_long = Q(*((f"length_{name}__gt", LONG_PROMPT) for name in names), _connector=Q.OR)
    lengths = {f"length_{name}": Length(KT(f"values__{name}__0")) for name in names}
    if others.annotate(**lengths).filter(is_long).count() >= MAX_LONG_PROMPTS:
        raise PromptTooLong(TOO_MANY_LONG)
