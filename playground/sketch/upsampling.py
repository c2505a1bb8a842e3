"""Extends a prompt by the light, colour and mood that it leaves open, in words that the sketch knows."""

from random import Random

from playground.sketch.words import read_brief

LIGHTS = ("low light from the side", "light that falls through haze", "even studio light", "a glow behind the subject")
FORMS = ("large calm shapes", "layers that overlap", "rounded forms with soft edges", "clear silhouettes")
ROOMS = ("plenty of room around the subject", "one strong diagonal", "a low point of view", "a quiet upper third")
MOODS = ("sunset", "autumn", "ocean", "pastel", "retro", "forest", "dusk", "tropical", "spring", "desert")


def rewrite_prompt(prompt: str, seed: int) -> str:
    """Return the extended prompt. It is the same for the same prompt and seed."""
    random = Random(f"{seed}:rewrite:{prompt[:500]}")
    brief = read_brief(prompt)
    additions = [random.choice(FORMS), random.choice(LIGHTS), random.choice(ROOMS)]
    if not brief.colours and not brief.moods and brief.background is None:
        additions.insert(0, f"colours of {random.choice(MOODS)}")
    return f"{prompt.rstrip(' .,;')}, {', '.join(additions)}" if prompt.strip() else ", ".join(additions)
