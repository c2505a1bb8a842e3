"""The contact sheet of an export: one page of HTML that needs nothing but the pictures beside it."""

from django.utils.html import format_html

from playground.library.export.patterns import PictureFacts

# No script at all, whatever a prompt contains: every text is escaped, and the page forbids scripts as well.
BEGINNING = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="script-src 'none'; object-src 'none'; base-uri 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Contact sheet</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0; padding: 1.5rem; font: 0.875rem/1.45 system-ui, sans-serif;
  color: light-dark(#181818, #f0f0ee); background: light-dark(#f4f4f3, #141414); }
h1 { margin: 0 0 1rem; font-size: 1.25rem; }
ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); gap: 1.25rem;
  margin: 0; padding: 0; list-style: none; }
li { min-width: 0; }
a { display: grid; place-items: center; aspect-ratio: 1; background: light-dark(#e7e7e6, #0d0d0d);
  border-radius: 7px; overflow: hidden; }
img { max-width: 100%; max-height: 100%; width: auto; height: auto; }
p { margin: 0.375rem 0 0; overflow-wrap: anywhere; }
.prompt { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 4; overflow: hidden; }
.facts { color: light-dark(#565654, #aeaeab); font-size: 0.75rem; }
@media print { body { padding: 0; } li { break-inside: avoid; } }
</style>
</head>
<body>
<h1>Contact sheet</h1>
<ul>
"""
END = "</ul>\n</body>\n</html>\n"
# Of a prompt on the sheet; the recipe beside the picture has all of it.
LONGEST_PROMPT = 1000


def write_item(facts: PictureFacts, file: str) -> str:
    """Return the item of a picture. Names of files are ASCII without spaces, so that they are relative addresses."""
    prompt, model, rating = facts.generation.prompt, facts.names[1], facts.generation.entry.rating
    about = " · ".join(
        [f"{facts.picture.size}", model, f"seed {facts.picture.seed}", *(["★" * rating] if rating else [])]
    )
    return format_html(
        '<li><a href="{0}"><img src="{0}" alt="" width="{1}" height="{2}" loading="lazy"></a>'
        '<p class="prompt" dir="auto">{3}</p><p class="facts">{4}</p><p class="facts">{0}</p></li>\n',
        file,
        facts.picture.width,
        facts.picture.height,
        prompt[:LONGEST_PROMPT] + ("…" if len(prompt) > LONGEST_PROMPT else ""),
        about,
    )
