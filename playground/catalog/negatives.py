"""Negative words in a prompt, and what to say instead.

FLUX has no negative prompt: what a prompt names is more likely to appear, also after "no". The makers advise to
describe what is there instead. A replacement is offered only for what has a good one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

# A prompt with more is not a prompt.
MOST_FOUND = 20

# What nobody wants in a picture, in one expression, by what to ask for instead.
INSTEAD = {
    "deserted": "people|persons?|humans?|crowds?|pedestrians?|tourists?|passers-?by|bystanders?|onlookers?|figures",
    "clean, unmarked surfaces": "text|texts|words?|letters?|lettering|writing|typography|captions?|subtitles?"
    "|watermarks?|signatures?|stamps|timestamps?|logos?|branding|brands?|labels?|trademarks?|brand names?",
    "crisp, clean detail": "artifacts?|artefacts?|compression|jpeg artifacts|low quality|pixelation",
    "sharp focus throughout": "blur|blurs|blurring|blurriness|motion blur|bokeh|depth of field|blurry background",
    "smooth, clean tones": "noise|grain|film grain|graininess",
    "a plain, seamless backdrop": "background|backgrounds|backdrop|scenery|background elements|background objects",
    "soft, even light": "shadows?|harsh shadows?|hard shadows?|drop shadows?|harsh light|harsh lighting|flash",
    "a clear blue sky": "clouds?",
    "an empty road": "cars?|traffic|vehicles?|trucks?|motorbikes?",
    "open landscape": "buildings?|houses?|trees?|fences?|skyscrapers|plants?|bushes",
    "tidy and minimal": "clutter|mess|distractions?|distracting elements|props|decorations?|ornaments?|accessories"
    "|cables|wires|wiring",
    "clearly visible eyes": "glasses|sunglasses|eyeglasses|spectacles",
    "a bare head": "hats?|caps?|helmets?|hoods?|headwear",
    "clean-shaven": "beard|beards|facial hair|moustaches?|mustaches?|stubble",
    "natural, bare skin": "make-?up|cosmetics|lipstick|tattoos?|piercings?",
    "a bare neck and bare wrists": "jewell?ery|necklaces?|earrings?|bracelets?|watches",
    "a neutral expression": "smiles?|smiling|grins?|laughter",
    "bare feet": "shoes?|socks?|footwear|sandals",
    "black and white": "colou?rs?|colou?r",
    "a matte finish": "reflections?|glare|gloss|shine|highlights|lens flares?",
    "full-bleed, edge to edge": "borders?|frames?|margins?|letterboxing|vignettes?|vignetting|white edges?",
    "overcast light": "sun|sunlight|sunshine|direct sunlight",
    "dry ground and clear air": "rain|fog|haze|mist|smoke|dust|snow",
    "calm, still water": "waves?|ripples?",
    "solid walls": "windows?",
    "an empty room": "furniture|chairs?",
    "an empty sky": "birds?|planes?|aircraft|airplanes?|drones?",
    "smooth and even": "wrinkles?|creases?|texture|textures",
    "bare branches": "leaves|foliage",
    "natural hands with five fingers": "extra fingers|extra hands|deformed hands|bad hands|missing fingers|six fingers",
    "natural anatomy": "deformities|deformity|distortions?|extra limbs|extra arms|extra legs|bad anatomy|mutations?",
    "the whole subject in the frame": "cropping|cut-?offs?|cut off parts",
    "flat, solid colors": "gradients?|shading|patterns?",
    "soft edges": "outlines?|hard edges|lines",
    "pristine": "scratches|stains?|dirt|dents?|cracks|rust|damage|imperfections|blemishes",
    "an untouched wilderness": "roads?|power lines|pylons",
    "empty, open water": "boats?|ships?",
    "a single subject": "duplicates?|repetitions?|other objects|other subjects|other people|other animals",
    "a natural, photographic look": "cgi|3d|3d render|render|cartoons?|anime|illustrations?|painting|filters?",
}
# What follows "not", by what to ask for instead.
POSITIVE = {
    "sharp": "blurry|blurred|out of focus|fuzzy",
    "brightly lit": "dark|dim|gloomy|underexposed",
    "softly lit": "bright|overexposed|harsh|contrasty",
    "photographic": "cartoonish|cartoony|animated|illustrated|cgi|3d",
    "with a neutral expression": "smiling|laughing|grinning",
    "looking away from the camera": "looking at the camera|looking at camera|looking into the camera|facing the camera",
    "fully in the frame": "cropped|cut off",
    "with muted, natural colors": "saturated|oversaturated|over-saturated|colourful|colorful|garish",
    "candid": "posed|staged",
    "tidy": "cluttered|messy|busy|crowded",
    "matte": "shiny|glossy|reflective",
    "off-centre": "centred|centered",
    "asymmetrical": "symmetrical|symmetric",
    "smooth": "grainy|noisy|pixelated|rough",
    "natural and well proportioned": "distorted|deformed|ugly|disfigured|mutated|warped",
}
_MORE = r"(?:(?:any|visible|other|extra|additional|a|an|the|of) ){0,2}"
_NOUN = "|".join(INSTEAD.values())
_END = r"(?![0-9A-Za-z]|-[A-Za-z])"
_DONT = r"(?:please )?(?:do not|don['’]?t|dont|never|must not|should not|shouldn['’]t)"
_SHOW = r"(?:include|show|add|use|have|put|draw|depict|render|generate|want|display|contain|make|create)"
# "with no people", "without text", "don't show logos", "free of clutter", and Midjourney's "--no people".
_LEAD = (
    r"(?:there (?:is|are|should be|must be) |with |has |have |having |but )?(?:absolutely )?(?:no|zero)"
    rf"|--no|without|(?:free|devoid) of|{_DONT} {_SHOW}|avoid(?:ing)?|excluding|exclude"
)
_BEGIN = r"(?<![0-9A-Za-z_-])"
NEGATED = re.compile(
    rf"{_BEGIN}(?:{_LEAD}) {_MORE}({_NOUN}){_END}"
    rf"((?:(?: or | and | nor |, ?(?:or |and |no |without )?){_MORE}(?:{_NOUN}){_END}){{0,5}})",
    re.IGNORECASE,
)
# Of a list, each noun.
_NOUNS = re.compile(rf"{_BEGIN}({_NOUN}){_END}", re.IGNORECASE)
NOT = re.compile(
    rf"{_BEGIN}not (?:be |too |very |so |overly |at all ){{0,2}}({'|'.join(POSITIVE.values())}){_END}", re.IGNORECASE
)
NOBODY = re.compile(
    rf"{_BEGIN}(?:with |and )?(?:nobody|no[ -]one)(?: else)?"
    r"(?: is| should be)? (?:around|visible|there|in (?:sight|view|(?:the|this) (?:picture|image|frame|scene|shot)))",
    re.IGNORECASE,
)
# What shall stay: "don't change the background".
KEEP = re.compile(
    rf"{_BEGIN}{_DONT} (?:change|alter|modify|touch|edit|move|affect) ((?:the|her|his|their|its|my) [a-z]+(?: [a-z]+)?)"
    r"(?=[.,;:!\n]|$| and | or | in | of | when | while | but | at all)",
    re.IGNORECASE,
)
# A clause of its own that only says what shall not be there. "No" means something else in "no longer" and "no. 5".
CLAUSE = re.compile(
    r"(?:^|(?<=[.,;!\n])) ?((?:and |but )?(?:absolutely )?no|--no) (?!longer\b|more\b|matter\b|less\b|fewer\b|doubt\b"
    r"|sooner\b|idea\b|one\b|man['’]s\b|limits?\b|smoking\b|parking\b|entry\b|exit\b|trespassing\b|stopping\b|need\b"
    r"|problem\b|time\b|way\b|rush\b|hurry\b|wonder\b|frills\b|nonsense\b|filter\b|fear\b|end\b|doubt\b|changes?\b)"
    r"([a-z][a-z-]*(?: [a-z][a-z-]*){0,2})(?= ?(?:[.,;!\n]|$))",
    re.IGNORECASE,
)
DONT = re.compile(
    r"(?<![0-9A-Za-z_-])(?:do not|don['’]t) (?!disturb\b|enter\b|cross\b|worry\b|forget\b|panic\b|miss\b)[a-z]+"
    r"(?: [a-z]+){0,3}",
    re.IGNORECASE,
)
PROMPT = re.compile(r"(?<![0-9A-Za-z])negative[ -]prompts? ?:", re.IGNORECASE)
# Part of a thing is kept: "no text except the title".
_EXCEPT = re.compile(
    r" ?,? ?(?:other than|except|besides|apart from|but (?:the|for|a)\b|only\b|more than)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Negative:
    """Negative words from `start` to `end` of the prompt, and what to write in their place, or None.

    `positive` is the same for a sentence, without what joins it to the words before.
    """

    start: int
    end: int
    positive: str | None = None
    replacement: str | None = None


def find_negatives(text: str) -> list[Negative]:
    """Return the negative words in the order of the text, those with a replacement first where two overlap."""
    found: list[Negative] = []
    for negative in islice(_find_all(text), MOST_FOUND):
        if all(negative.end <= other.start or other.end <= negative.start for other in found):
            found.append(negative)
    return sorted(found, key=lambda negative: negative.start)


def _find_all(text: str) -> Iterator[Negative]:
    for match in NEGATED.finditer(text):
        if not _EXCEPT.match(text, match.end()):
            yield _replace(text, match, ", ".join(_list_positives(match)))
    for match in NOT.finditer(text):
        yield Negative(match.start(), match.end(), positive := _look_up(POSITIVE, match[1]), positive)
    for match in NOBODY.finditer(text):
        yield _replace(text, match, "deserted")
    for match in KEEP.finditer(text):
        yield _replace(text, match, f"keep {match[1]} unchanged")
    for match in PROMPT.finditer(text):
        yield Negative(match.start(), match.end())
    for match in CLAUSE.finditer(text):
        yield Negative(match.start(1), match.end())
    for match in DONT.finditer(text):
        yield Negative(match.start(), match.end())


def _list_positives(match: re.Match[str]) -> list[str]:
    """Return what to ask for instead of each noun of a list, each once."""
    nouns = [match[1], *(found[1] for found in _NOUNS.finditer(match[2]))]
    return list(dict.fromkeys(_look_up(INSTEAD, noun) for noun in nouns))


# Each noun alone, so that the one which matched can be looked up.
_SINGLE = {pattern: re.compile(pattern, re.IGNORECASE) for words in (INSTEAD, POSITIVE) for pattern in words.values()}


def _look_up(words: dict[str, str], found: str) -> str:
    return next(positive for positive, pattern in words.items() if _SINGLE[pattern].fullmatch(found))


def _replace(text: str, match: re.Match[str], positive: str) -> Negative:
    """Return the negative with a replacement that reads well where it is: after a comma, or with one of its own."""
    start = match.start()
    before = text[:start].rstrip(" ")
    if not before or before[-1] in ".!?\n":
        written = positive[0].upper() + positive[1:] if match[0][0].isupper() else positive
        comma = "," if text[match.end() : match.end() + 1] == " " else ""
        return Negative(start, match.end(), positive, written + comma)
    if before[-1] in ",;:([{\"'—–-" or before.endswith((" and", " with")):
        return Negative(start, match.end(), positive, positive)
    # The space before belongs to the words that are replaced.
    return Negative(len(before), match.end(), positive, f", {positive}")
