"""The prompts that a person has used, the latest first."""

from collections.abc import Sequence

from django.utils import timezone

from playground.accounts.models import Owner
from playground.generations.models import Generation
from playground.presets.models import PromptList

# How many pictures are looked at: most clicks make several with one prompt.
LOOKED_AT = 400
# Longer ones would take long to list. They are found in the history.
LONGEST = 20_000
MOST_KEPT = 50


def list_prompts(owner: Owner | None, most: int = 50) -> list[str]:
    """Return up to `most` different prompts: of the owner's latest pictures that are not deleted, then kept ones."""
    rows = Generation.objects.visible_to(owner).newest_first().values_list("params__prompt", flat=True)[:LOOKED_AT]
    prompts = dict.fromkeys(prompt for prompt in rows if isinstance(prompt, str) and prompt.strip())
    own = [prompt for prompt in prompts if len(prompt) <= LONGEST][:most]
    return own if len(own) == most else list(dict.fromkeys([*own, *_read_kept(owner)]))[:most]


def _read_kept(owner: Owner | None) -> list[str]:
    return list(PromptList.objects.filter(owner=owner).values_list("prompts", flat=True).first() or ()) if owner else []


def keep_prompts(owner: Owner, prompts: Sequence[str]) -> None:
    """Keep prompts that belong to no picture, before those that were kept earlier. The caller has a transaction."""
    tidied = (prompt.replace("\0", "").strip() for prompt in prompts)
    new = [prompt for prompt in tidied if prompt and len(prompt) <= LONGEST]
    kept = list(dict.fromkeys([*new, *_read_kept(owner)]))[:MOST_KEPT]
    PromptList.objects.update_or_create(owner=owner, defaults={"prompts": kept, "updated": timezone.now()})
