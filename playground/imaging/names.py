"""Names for picture files: unguessable in URLs, readable for downloads."""

import re
import secrets
import unicodedata
from base64 import b32encode
from datetime import datetime

_LONGEST_WORDS = 40
_LONGEST_DOWNLOAD = 80
_FEWEST_LETTERS = 8
_EXTENSION = re.compile(r"\.(png|jpe?g|webp|gif)$", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")
_APOSTROPHES = str.maketrans("", "", "'’`")
# Latin letters that Unicode does not decompose into a letter and an accent.
_LETTERS = str.maketrans(
    {"ß": "ss", "ẞ": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ð": "d", "đ": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h"}
)


def wire_name(words: str, format: str, now: datetime, token: str | None = None) -> str:
    """Return a path like `images/2026_03_27_10_00_05_001_summer-fest-<token>.png`.

    `words` is the prompt or a file name, of which at most 40 characters are kept. `now` is used as it is, without
    conversion of the time zone. Without `token`, a random one with 128 bits is used.
    """
    token = token or b32encode(secrets.token_bytes(16)).decode("ascii").rstrip("=").lower()
    moment = f"{now:%Y_%m_%d_%H_%M_%S}_{now.microsecond // 1000:03d}"
    return f"images/{moment}_{_slug(_EXTENSION.sub('', words.strip()), _LONGEST_WORDS)}-{token}.{format}"


def download_name(prompt: str, model_slug: str, seed: int, format: str) -> str:
    """Return a file name of about 80 characters at most, like `summer-fest-2026-flux-2-flex-seed-42.png`."""
    ending = f"-{_slug(model_slug, _LONGEST_WORDS)}-seed-{seed}.{format}"
    return _slug(prompt, max(_LONGEST_DOWNLOAD - len(ending), _FEWEST_LETTERS)) + ending


def _slug(words: str, longest: int) -> str:
    """Return lower-case ASCII words joined by hyphens, cut between words if possible, or "picture"."""
    # A prompt can have thousands of characters; a name needs only the first.
    letters = unicodedata.normalize("NFKD", words[: 20 * longest].lower().translate(_LETTERS))
    plain = letters.translate(_APOSTROPHES).encode("ascii", "ignore").decode("ascii")
    slug = _BETWEEN_WORDS.sub("-", plain.lower()).strip("-")
    if len(slug) > longest:
        whole = slug[: longest + 1].rpartition("-")[0]
        slug = whole or slug[:longest]
    return slug or "picture"
