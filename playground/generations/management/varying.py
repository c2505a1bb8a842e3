"""Varies generations of a filled history by their numbers, so that there is something to search for."""

from zlib import crc32

from playground.generations.models import Generation, Status

# The first ones are in a third of all prompts, the last ones in a twentieth.
WORDS = (
    *("light", "portrait", "poster", "photo", "soft", "studio", "fox", "red", "morning", "street", "paper", "glass"),
    *("forest", "winter", "harbour", "coffee", "linen", "neon", "marble", "lantern", "bicycle", "orchard", "ceramic"),
    *("velvet", "tram", "lighthouse", "origami", "falcon", "dune", "saffron", "meadow", "bridge", "garden", "violin"),
    *("market", "window", "copper", "silver", "canyon", "island", "kitchen", "library", "mountain", "ocean", "palace"),
    *("quilt", "river", "shadow", "temple", "umbrella", "valley", "willow", "yellow", "zebra", "anchor", "balcony"),
    *("candle", "desert", "engine", "feather", "granite", "helmet", "ivory", "jungle", "kettle", "ladder", "mirror"),
)
LENGTH = 18
# Each of these words is in 50 of 100,000 prompts.
RARE_WORDS = 2000
FAILED_EVERY = 211
COSTS_EVERY = 3


def vary(generation: Generation, number: int) -> None:
    """Give an unsaved generation a prompt, a seed and values that follow from the number."""
    chosen = [WORDS[_place(number * LENGTH + index)] for index in range(LENGTH)]
    prompt = f"{' '.join(chosen)}, plate{number % RARE_WORDS} frame{number}"
    seed = number * 7919 % 1_000_003
    values = {"prompt": prompt, "seed": seed}
    if "steps" in generation.resolved:
        values["steps"] = 10 + number % 41
    if "guidance" in generation.resolved:
        values["guidance"] = 1.5 + number % 17 / 2
    generation.params = generation.params | {"prompt": prompt}
    generation.resolved = generation.resolved | values
    if number % FAILED_EVERY == 0:
        generation.status, generation.error = Status.FAILED, "The API answered 500."
    if number % COSTS_EVERY == 0:
        generation.cost = 0.01 + number % 50 / 1000


def _place(number: int) -> int:
    """Return a place among the words, low ones more often; equal numbers give equal places."""
    fraction = (crc32(number.to_bytes(8)) % 2**32) / 2**32
    return int(len(WORDS) * fraction**1.3)
