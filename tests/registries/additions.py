"""What the recipes of CONTRIBUTING.md add, as files of a copy of the product: a dialect, an engine and a language."""

import json
import shutil
from pathlib import Path

from playground.catalog.loading import FOLDER
from tests.documents import ROOT

DIALECT = """
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from playground.catalog.spec import ModelSpec
from playground.dialects.apiframe import Apiframe
from playground.dialects.wire import WireRequest


@dataclass(frozen=True, slots=True)
class Acme(Apiframe):
    name: str = "acme"
    title: str = "Acme Pictures"
    base_url: str = "https://api.acme.example"
    key_header: str = "X-Acme-Key"
    order: int = 9

    def write_request(
        self, spec: ModelSpec, params: Mapping[str, Any], *, base_url: str = "", key: str = ""
    ) -> WireRequest:
        request = Apiframe.write_request(self, spec, params, base_url=base_url, key=key)
        return replace(request, url=request.url.replace("/v2/images/generate", "/zap/pictures"))


DIALECT = Acme()
"""
SERVED = """
from playground.api.acme.chapter import write_chapter
from playground.api.served import ServedDialect

SERVED = ServedDialect(
    name="acme",
    root="/zap",
    order_path="/zap/pictures",
    urls="playground.api.acme.urls",
    write_chapter=write_chapter,
)
"""
URLS = """
from django.urls import path

from playground.api.acme import views

urlpatterns = [path("zap/models", views.models)]
"""
VIEWS = """
from playground.api.endpoint import endpoint
from playground.catalog.loading import specs


@endpoint("acme", "GET", needs_key=False)
def models(request):
    return {"models": [spec.model for spec in specs().values() if spec.dialect == request.dialect.name]}
"""
CHAPTER = """
from playground.dialects.registry import get_dialect
from playground.openapi.responses import NO_KEY, Chapter, error_responses, json_response, write_errors, write_security


def write_chapter(origin, specs):
    dialect = get_dialect("acme")
    models = {
        "operationId": "listAcmeModels",
        "tags": [dialect.title],
        "summary": "List the models",
        "description": "Needs no key.",
        "security": NO_KEY,
        "responses": {"200": json_response("The models.", {"type": "object"}), **error_responses(dialect)},
    }
    return Chapter(
        tag={"name": dialect.title, "description": "Pictures."},
        paths={"/zap/models": {"get": models}},
        schemas={},
        responses=write_errors(dialect, {}, {"type": "object"}),
        security=write_security(dialect),
    )
"""
STANDIN = """
from playground.standins.apiframe import ApiframeStandin


class AcmeStandin(ApiframeStandin):
    name = "acme"


STANDIN = AcmeStandin
"""
ENGINE = """
from playground.engines.blank import BlankEngine


class PlainEngine(BlankEngine):
    name = "plain"
"""
LANGUAGE = """
def print_ruby(plan):
    return f'puts "{plan.request.method} {plan.request.url}"'
"""

FILES = {
    "dialects/acme.py": DIALECT,
    "api/acme/__init__.py": SERVED,
    "api/acme/urls.py": URLS,
    "api/acme/views.py": VIEWS,
    "api/acme/chapter.py": CHAPTER,
    "standins/acme.py": STANDIN,
    "engines/plain.py": ENGINE,
    "snippets/ruby.py": LANGUAGE,
}
# A file, the line below which the new one is, and the new line: all that an engine or a language needs besides.
LINES = (
    (
        "engines/registry.py",
        "ENGINES: dict[",
        '    "plain": EngineEntry(_load("playground.engines.plain.PlainEngine")),',
    ),
    ("snippets/registry.py", "    for language in (", '        Language("ruby", "Ruby", print_ruby, RubyLexer),'),
    (
        "snippets/registry.py",
        "from playground.snippets.python import",
        "from pygments.lexers.ruby import RubyLexer; from playground.snippets.ruby import print_ruby",
    ),
)


def copy_with_additions(folder: Path) -> Path:
    """Copy the product into the folder and add to the copy what the recipes say; return the folder."""
    shutil.copytree(ROOT / "playground", folder / "playground", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("templates", "static"):
        (folder / name).symlink_to(ROOT / name)
    for name, text in FILES.items():
        target = folder / "playground" / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(text)
    for name, start, line in LINES:
        _add_line(folder / "playground" / name, start, line)
    spec = json.loads((FOLDER / "apiframe_flux_2_dev_generate.json").read_text())
    spec |= {"x-dialect": "acme", "x-model": "flux-zap", "x-title": "FLUX [zap]"}
    (folder / "playground/catalog/specs/acme_flux_zap_generate.json").write_text(json.dumps(spec))
    return folder


def _add_line(path: Path, start: str, line: str) -> None:
    lines = path.read_text().splitlines()
    [place] = [number for number, found in enumerate(lines) if found.startswith(start)]
    path.write_text("\n".join([*lines[: place + 1], line, *lines[place + 1 :], ""]))
