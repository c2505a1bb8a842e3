"""Compresses pages, and serves static files under hashed names."""

import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import File
from django.core.files.storage import Storage
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Style sheets with imports, and the scripts that pages name. All other scripts are only imported by these.
SHEETS = ("css/studio.css", "css/composer.css", "css/picker.css", "css/presets.css")
ENTRIES = (
    "js/site.js",
    "js/studio.js",
    "js/history.js",
    "js/generation.js",
    "js/page-shortcuts.js",
    "js/find-anything.js",
    "js/away-news.js",
    "js/notice-settings.js",
    "js/sweep.js",
    "js/library-search.js",
    "js/full-screen.js",
    "js/picture-field.js",
    "js/picture-mentions.js",
    "js/prompt-mirror.js",
    "js/picture-picker.js",
    "js/prompt-hints.js",
    "js/file-recipe.js",
    "js/paste-offer.js",
    "js/size-presets.js",
    "js/boxes-field.js",
    "js/boxes-editor.js",
    "js/alternatives.js",
    "js/table-drop.js",
    "js/table-progress.js",
    "js/picture-viewer.js",
    "js/mark-keys.js",
    "js/note-field.js",
    "js/select-many.js",
    "js/shelf-order.js",
    "js/settings-beside.js",
    "js/several-models.js",
    "js/composer-panel.js",
    "js/compare-view.js",
    "js/presets-panel.js",
    "js/prompt-history.js",
    "js/compare-difference.js",
    "js/compare-flicker.js",
    "js/compare-slider.js",
    "js/cull-mode.js",
    "js/hold-compare.js",
    "js/idea-pictures.js",
    "js/local-time.js",
    "js/month-list.js",
    "js/picture-order.js",
    "js/show-password.js",
    "js/undo-window.js",
    "js/view-options.js",
)
IMPORT = re.compile(r'^import (?:\{[^}\n]*\} from )?"\./([\w-]+\.js)";\n', re.MULTILINE)
SHEET_IMPORT = re.compile(r'^@import "\./([\w-]+\.css)";\n', re.MULTILINE)
# The product's own files; those of the libraries are left as they are.
OWN = re.compile(r"js/[\w-]+\.js|css/[\w-]+\.css")
SCRIPT = re.compile(r"js/[\w-]+\.js")
EXPORT = re.compile(r"^export ", re.MULTILINE)
# What only people need who read the sources: a fifth of what a first visit would load.
SCRIPT_COMMENT = re.compile(r"^[ \t]*+//.*\n", re.MULTILINE)
# A comment that is not closed goes to the end, as in a browser.
SHEET_COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/))*+(?:\*/\n?)?")
INDENT = re.compile(r"^ +", re.MULTILINE)

type Paths = dict[str, tuple[Storage, str]]


class CachedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage with a cache, since each page has a dozen of these URLs, and with joined files.

    Scripts and style sheets are small files, which a first visit would fetch one by one. When static files are
    collected, each entry is replaced by itself with what it imports.
    """

    def post_process(self, paths: Paths, dry_run: bool = False, **options: Any) -> Iterator[Any]:  # noqa: ANN401
        if not dry_run:
            collected = paths
            # No page asks for a script that only others import, and compressing takes a good part of a first start.
            paths = {name: place for name, place in paths.items() if name in ENTRIES or not SCRIPT.fullmatch(name)}
            joined = {name: read_text(name, paths) for name in paths if OWN.fullmatch(name)}
            joined |= {entry: join_modules(entry, collected) for entry in ENTRIES if entry in paths}
            joined |= {sheet: join_sheets(sheet, collected) for sheet in SHEETS if sheet in paths}
            for name, text in joined.items():
                shorter = shorten_source(name, text)
                # The storage would otherwise save the second file under another name instead of replacing the first.
                self.delete(name)
                self.save(name, File(BytesIO(shorter.encode())))
                # The next step reads this mapping, and hashes and compresses the joined file instead of the first.
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)

    @cache  # noqa: B019 – there is one storage a process
    def url(self, name: str, force: bool = False) -> str:
        return str(super().url(name, force))


def join_modules(entry: str, paths: Paths) -> str:
    """Return one script with the modules that an entry imports, directly or not, each once and in their order.

    A module that exports something is left at the top level, where the others find it by its name. The others are each
    in a block of their own, so that their names do not meet. The entry itself goes on exporting: it may be imported on
    its first use.
    """
    joined: dict[str, str] = {}

    def add(name: str) -> None:
        source = read_text(name, paths)
        for imported in IMPORT.findall(source):
            module = str(PurePosixPath(name).with_name(imported))
            # Each module runs once, as in a browser, even if several modules import it.
            if module not in joined:
                add(module)
        body = IMPORT.sub("", source)
        plain, exports = EXPORT.subn("", body)
        joined[name] = (body if name == entry else plain) if exports else f"{{\n{body}}}\n"

    add(entry)
    return "".join(joined.values())


def shorten_source(name: str, text: str) -> str:
    """Return a script or a style sheet without its comments and indents.

    No text in them goes over several lines, so nothing that a page shows is changed.
    """
    comment = SCRIPT_COMMENT if name.endswith(".js") else SHEET_COMMENT
    return INDENT.sub("", comment.sub("", text))


def join_sheets(name: str, paths: Paths) -> str:
    """Return a style sheet with each imported sheet in place of its import."""
    return SHEET_IMPORT.sub(
        lambda found: join_sheets(str(PurePosixPath(name).with_name(found[1])), paths), read_text(name, paths)
    )


def read_text(name: str, paths: Paths) -> str:
    """Return the text of a collected static file."""
    storage, path = paths[name]
    with storage.open(path) as file:
        return str(file.read().decode())


class PageCompressionMiddleware(GZipMiddleware):
    """Compresses HTML. Pictures are compressed already, and the API compresses its own responses.

    Compression can leak secrets by the length of a response (BREACH). Django adds random bytes and masks the CSRF token
    against that.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        # Compressing a picture again would cost processor time and save nothing.
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Redirect to the icon, for clients that request it without having read a page."""
    response = redirect(static("icons/favicon.svg"))
    # The name of the icon changes with its content, so the redirect may only be cached for a while.
    response["Cache-Control"] = "public, max-age=86400"
    return response
