"""Names of colours that designers and models share, and the nearest name of any colour.

The names are common English words, since a model has to know them from captions.
"""

from functools import lru_cache
from importlib import import_module
from typing import Any

NAMES = {
    "black": "#000000",
    "jet black": "#1A1A1A",
    "charcoal": "#36454F",
    "graphite": "#4B4E53",
    "slate gray": "#708090",
    "gray": "#808080",
    "ash gray": "#B2BEB5",
    "silver": "#C0C0C0",
    "light gray": "#D3D3D3",
    "pearl": "#EAE6DE",
    "off-white": "#F8F6F0",
    "white": "#FFFFFF",
    "ivory": "#FFFFF0",
    "cream": "#FFF5DC",
    "eggshell": "#F0EAD6",
    "linen": "#FAF0E6",
    "beige": "#E8DCC4",
    "sand": "#D9C3A0",
    "taupe": "#8B7E74",
    "khaki": "#C3B091",
    "tan": "#D2B48C",
    "camel": "#C19A6B",
    "caramel": "#AF6E2C",
    "cinnamon": "#9B5A3C",
    "chestnut": "#7B3F2B",
    "chocolate brown": "#5C3317",
    "brown": "#8B4513",
    "espresso": "#3C2415",
    "umber": "#635147",
    "sienna": "#A0522D",
    "terracotta": "#C4725A",
    "rust": "#B7410E",
    "copper": "#B87333",
    "bronze": "#CD7F32",
    "gold": "#D4AF37",
    "mustard": "#D6A21E",
    "ochre": "#CC7722",
    "amber": "#FFBF00",
    "honey": "#E3A857",
    "saffron": "#F4C430",
    "lemon yellow": "#FFF44F",
    "yellow": "#FFFF00",
    "butter yellow": "#FBE8A0",
    "pale yellow": "#FFFACD",
    "apricot": "#FBCEB1",
    "peach": "#FFCBA4",
    "tangerine": "#F28500",
    "orange": "#FFA500",
    "burnt orange": "#CC5500",
    "vivid orange": "#FF6A13",
    "coral": "#FF7F50",
    "salmon": "#FA8072",
    "tomato red": "#FF6347",
    "vermilion": "#E34234",
    "red": "#FF0000",
    "scarlet": "#E0201B",
    "crimson": "#DC143C",
    "ruby": "#9B111E",
    "brick red": "#A3352C",
    "dark red": "#8B0000",
    "burgundy": "#800020",
    "maroon": "#5C0A14",
    "wine": "#722F37",
    "raspberry": "#C72C5B",
    "rose": "#E8637F",
    "dusty rose": "#C08081",
    "blush pink": "#F4C2C2",
    "pink": "#FFC0CB",
    "pale pink": "#FADADD",
    "bubblegum pink": "#FF85C0",
    "hot pink": "#FF69B4",
    "deep pink": "#FF1493",
    "fuchsia": "#FF00FF",
    "magenta": "#C92695",
    "orchid": "#DA70D6",
    "mauve": "#B784A7",
    "plum": "#8E4585",
    "aubergine": "#472C4C",
    "purple": "#800080",
    "violet": "#7F3FBF",
    "amethyst": "#9966CC",
    "lavender": "#C9B6E4",
    "lilac": "#C8A2C8",
    "pale lavender": "#E6E6FA",
    "periwinkle": "#8E9CE0",
    "indigo": "#4B0082",
    "ultramarine": "#3F00C8",
    "midnight blue": "#191970",
    "navy": "#0B1F4B",
    "dark blue": "#00008B",
    "cobalt blue": "#0047AB",
    "royal blue": "#4169E1",
    "blue": "#0000FF",
    "azure": "#1E90FF",
    "cornflower blue": "#6495ED",
    "steel blue": "#4682B4",
    "denim blue": "#3B5B85",
    "slate blue": "#6A5ACD",
    "sky blue": "#87CEEB",
    "powder blue": "#B0D4E6",
    "ice blue": "#DCEFF7",
    "cerulean": "#2A8FBD",
    "petrol blue": "#1D4E5F",
    "cyan": "#00FFFF",
    "turquoise": "#40E0D0",
    "aqua": "#7FDBDA",
    "dark turquoise": "#00B2B5",
    "teal": "#008080",
    "deep teal": "#0F5E5C",
    "dark cyan": "#0E7C86",
    "seafoam": "#9FE2BF",
    "mint green": "#98FF98",
    "pale mint": "#D5F5E3",
    "jade": "#00A86B",
    "emerald": "#2FA866",
    "sea green": "#2E8B57",
    "viridian": "#40826D",
    "green": "#00A000",
    "lime green": "#32CD32",
    "neon green": "#39FF14",
    "bright green": "#00FF00",
    "chartreuse": "#B4E61E",
    "lime": "#D0FF14",
    "apple green": "#8DB600",
    "grass green": "#5C9A31",
    "forest green": "#228B22",
    "hunter green": "#355E3B",
    "dark green": "#0B3D1E",
    "bottle green": "#0A4B3A",
    "moss green": "#7A8450",
    "olive": "#808000",
    "olive drab": "#55602E",
    "sage": "#9CAF88",
    "pistachio": "#B5D89A",
    "celadon": "#ACE1AF",
}


def _colour(text: str) -> Any:  # noqa: ANN401
    # Loaded on first use: it costs each process that imports it some megabytes.
    return import_module("coloraide").Color(text)


@lru_cache(maxsize=1)
def _known() -> tuple[list[str], list[Any]]:
    return list(NAMES), [_colour(code).convert("lab-d65") for code in NAMES.values()]


@lru_cache(maxsize=2000)
def name_colour(code: str) -> str:
    """Return the name that is nearest to a code like `#0F766E` for the eye, by ΔE2000."""
    asked = _colour(code).convert("lab-d65")
    names, colours = _known()
    distances = [asked.delta_e(colour, method="2000") for colour in colours]
    return names[distances.index(min(distances))]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two codes by WCAG, from 1 to 21; text needs 4.5."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=2000)
def _luminance(code: str) -> float:
    return float(_colour(code).luminance())
