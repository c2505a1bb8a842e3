"""Stores picture files that were posted with a form, as happens without JavaScript."""

from django.http import HttpRequest

from playground.accounts.models import Owner
from playground.catalog.spec import Issue, ModelSpec
from playground.generations.storage.store import store_asset
from playground.imaging.decoding import DECODES
from playground.imaging.errors import UploadRefused
from playground.stores.disk_space import DiskFull
from playground.work_limits import Person, TooBusy


def store_files(
    request: HttpRequest, owner: Owner, spec: ModelSpec, values: dict[str, list[str]], person: Person
) -> list[Issue]:
    """Store the files of the form and add their keys to the values; return an issue for each that is refused."""
    parameter = spec.by_role("picture")
    files = request.FILES.getlist(f"{parameter.name}__file") if parameter else []
    if parameter is None or not files:
        return []
    issues = []
    for file in files:
        try:
            # One place per file, not for all of them, so that others get their turn in between.
            with DECODES.take(person):
                asset = store_asset(owner, file)
        except (UploadRefused, DiskFull, TooBusy) as error:
            issues.append(Issue(parameter.name, error.sentence))
            continue
        kept = values.get(parameter.name, []) if parameter.kind == "images" else []
        values[parameter.name] = [*kept, asset.key]
    return issues
