"""Prints as JSON what a server shows of the additions. Runs in a process of its own, on the copy of the product."""

import json
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings

django.setup()

from playground.engines.registry import get_engine  # noqa: E402 - needs Django to be set up
from playground.standins.registry import STANDINS  # noqa: E402

STUDIO = "/acme/flux-zap/generate/"


def main() -> None:
    """Prepare a home and ask for the pages and the API."""
    call_command("check", fail_level="WARNING", stdout=sys.stderr)
    call_command("migrate", verbosity=0)
    client = Client(headers={"Host": "localhost"})
    code = client.post(f"{STUDIO}code/", {"prompt": "A fox", "language": "ruby", "server": "here"})
    found = {
        "package": str(Path(settings.BASE_DIR)),
        "home": client.get("/").content.decode(),
        "studio": client.get(STUDIO).content.decode(),
        "code": code.content.decode(),
        "keys": client.get("/account/keys/apis/").content.decode(),
        "reference": client.get("/reference/").content.decode(),
        "openapi": client.get("/api/openapi.json").json(),
        "models": client.get("/zap/models").json(),
        "nothing": client.get("/zap/nothing").json(),
        "refused": dict(client.post("/zap/models").headers.items()),
        "preflight": dict(client.options("/v2/me").headers.items()),
        "elsewhere": client.get("/v9/models", headers={"Accept": "application/json"}).json(),
        "engine": get_engine(settings.ENGINE).name,
        "variables": sorted(settings.REMOTE_APIS),
        "standins": sorted(STANDINS),
    }
    sys.stdout.write(json.dumps(found))


plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
with override_settings(STORAGES=settings.STORAGES | {"staticfiles": plain}):
    main()
