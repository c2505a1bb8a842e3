"""The prompts that a person has used, the latest first."""

from playground.accounts.models import Owner
from playground.generations.models import Generation

# So many pictures are looked at: most clicks make several with one prompt.
LOOKED_AT = 400
# Longer ones would take long to list. They are found in the history.
LONGEST = 20_000


def list_prompts(owner: Owner | None, most: int = 50) -> list[str]:
    """Return up to `most` different prompts of the owner's latest pictures that are not deleted."""
    rows = Generation.objects.visible_to(owner).newest_first().values_list("params__prompt", flat=True)[:LOOKED_AT]
    prompts = dict.fromkeys(prompt for prompt in rows if isinstance(prompt, str) and prompt.strip())
    return [prompt for prompt in prompts if len(prompt) <= LONGEST][:most]
