"""A minimal Django page for the same task: no queue, no history and no validation, but the same server.

The playground is compared with this page in the same run, because a busy machine slows both down.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.urls import path
from PIL import Image

from benchmarks.serving import free_port, serving, warm_up

FOLDER = "YARDSTICK_FOLDER"
PAGE = """<!DOCTYPE html><title>Yardstick</title>
<form id="spec-form"><input type="hidden" name="csrfmiddlewaretoken" value="{token}">
<textarea name="prompt"></textarea><button id="generate">Generate</button></form><div id="stage"></div>
<script>
document.querySelector("form").addEventListener("submit", async (event) => {{
  event.preventDefault();
  const answer = await fetch("/make/", {{ method: "POST", body: new FormData(event.target) }});
  document.querySelector("#stage").innerHTML = await answer.text();
}});
</script>"""


def show_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE.format(token=get_token(request)))


@cache
def blank_picture() -> bytes:
    """Return the picture that the blank engine makes, as a PNG of 1 megapixel."""
    target = BytesIO()
    Image.new("RGB", (1024, 1024), (226, 228, 232)).save(target, "PNG")
    return target.getvalue()


def make_picture(request: HttpRequest) -> HttpResponse:
    """Store a picture and return the HTML that shows it."""
    name = uuid4().hex
    (Path(str(settings.HOME)) / name).write_bytes(blank_picture())
    return HttpResponse(f'<img src="/files/{name}.png" width="1024" height="1024" alt="">')


def send_picture(request: HttpRequest, name: str) -> HttpResponseBase:
    return FileResponse((Path(str(settings.HOME)) / name).open("rb"), content_type="image/png")


urlpatterns = [path("", show_page), path("make/", make_picture), path("files/<slug:name>.png", send_picture)]


def make_application() -> object:
    """Return the WSGI application, which stores its pictures in the folder of the environment."""
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        SECRET_KEY="yardstick",
        ROOT_URLCONF=__name__,
        HOME=os.environ[FOLDER],
        MIDDLEWARE=["django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware"],
    )
    return get_wsgi_application()


@contextmanager
def yardstick(folder: Path) -> Iterator[str]:
    """Serve the page with granian, like the playground, while the block runs, and yield its URL."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    granian = [
        str(Path(sys.executable).parent / "granian"),
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "--workers",
        "2",
    ]
    command = [*granian, "--blocking-threads", "12", "--factory", "benchmarks.yardstick:make_application"]
    environment = dict(os.environ) | {FOLDER: str(folder)}
    with serving(command, environment, "Started worker"):
        warm_up(address)
        yield address
