"""Every address that lists or finds something."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.generations.models import Generation, Share, Status
from playground.library.collections import add_to_collection, ensure_collection
from playground.library.models import Entry
from tests.cast import EDIT, FLEX, JOB, Person

NAMES = (
    "home",
    "studio",
    "edit",
    "shown on the stage",
    "run on the stage",
    "history",
    "history, further on",
    "generation",
    "family",
    "compare",
    "found comparisons",
    "found comparisons, further on",
    "found comparisons of a picture",
    "settings beside",
    "export",
    "trash",
    "collections",
    "collection",
    "cull, further on",
    "changes",
    "share",
    "file",
    "thumbnail",
    "bare file",
    "shared file",
    "keys",
    "jobs",
    "jobs, further on",
    "jobs by status",
    "jobs by model",
    "jobs by model and status",
    "jobs by id",
    "jobs with models",
    "job",
    "result",
    "generate",
)


@dataclass(frozen=True)
class Visit:
    """Somebody with a history, in which one generation in the middle is shared."""

    person: Person
    key: str

    def fill_collection(self, row: Generation) -> str:
        """Return the address of a collection with this picture."""
        collection = ensure_collection(self.person.owner, "Summer")
        add_to_collection(collection, Entry.objects.get(generation=row))
        return collection.get_absolute_url()

    def addresses(self) -> dict[str, str]:
        """Return every address that lists or finds something, by name."""
        found = Generation.objects.visible_to(self.person.owner).filter(spec_id=JOB, status=Status.DONE)
        row = found.newest_first()[5]
        picture = row.pictures.get()
        slug = Share.objects.get_or_create(generation=row)[0].slug
        before = f"{row.created:%Y-%m-%dT%H:%M:%S.%f}%2B00:00_{row.id.hex}"
        pages = {
            "home": "/",
            "studio": f"/{FLEX}/",
            "edit": f"/{EDIT}/",
            "shown on the stage": f"/{FLEX}/?show={row.id}",
            "run on the stage": f"/{FLEX}/?run={row.batch}",
            "history": "/history/",
            "history, further on": f"/history/?before={before}",
            "generation": f"/generations/{row.id}/",
            "trash": "/trash/",
            "collections": "/collections/",
            "collection": self.fill_collection(row),
            "cull, further on": f"/history/cull/?at={row.id}&n=2&of=9",
            "family": f"/generations/{self.relate()}/",
            "compare": f"/compare/?picture={row.id}&picture={self.relate()}",
            "found comparisons": "/compare/found/",
            "found comparisons, further on": f"/compare/found/?before={Entry.objects.get(generation=row).sort_key}",
            "found comparisons of a picture": f"/compare/found/?picture={row.id}",
            "settings beside": f"/generations/{row.id}/settings/",
            "export": f"/export/?ids={row.id}",
            "changes": f"/generations/changes/?shown=card-{row.id}.1",
            "share": f"/s/{slug}/",
            "file": f"/files/{picture.id}/picture.png",
            "thumbnail": f"/files/{picture.id}/small.webp",
            "bare file": f"/{picture.key}",
            "shared file": f"/s/{slug}/picture-1.png",
            "keys": "/account/keys/",
        }
        return pages | self.addresses_of_jobs(row)

    def addresses_of_jobs(self, row: Generation) -> dict[str, str]:
        cursor = self.ask("/v2/jobs?limit=5").json()["nextCursor"]
        return {
            "jobs": "/v2/jobs",
            "jobs, further on": f"/v2/jobs?cursor={cursor}",
            "jobs by status": "/v2/jobs?status=FAILED",
            "jobs by model": "/v2/jobs?model=flux-2-max",
            "jobs by model and status": "/v2/jobs?model=flux-2-max&status=COMPLETED",
            "jobs by id": f"/v2/jobs?search={row.wire_id}",
            "jobs with models": "/v2/jobs?include_models=true",
            "job": f"/v2/jobs/{row.wire_id}",
            "result": f"/api/results/{row.wire_id}",
        }

    def relate(self) -> Any:
        """Return the id of a generation in the middle of a line, with a sibling and a child."""
        above, child, sibling, below = Generation.objects.visible_to(self.person.owner).newest_first()[6:10]
        Generation.objects.filter(id__in=[child.id, sibling.id]).update(parent=above, relation="reused")
        Generation.objects.filter(id=below.id).update(parent=child, relation="reroll")
        return child.id

    def ask(self, address: str) -> Any:
        return self.person.client.get(address, headers={"X-API-Key": self.key})

    def look(self, name: str) -> Callable[[], Any]:
        """Return what asks for the address, prepared, so that nothing else is seen when it is called."""
        if name == "generate":
            return self.person.generate
        address = self.addresses()[name]
        return lambda: self.ask(address)
