"""Whatever stands in the query of an address, the answer is a page, a refusal or a 404, and never a fault."""

import re
from itertools import product
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.urls import reverse

import playground
from playground.accounts.models import Owner
from playground.generations.models import Share
from tests.cast import FLEX, Person

# Every place in the code where a query parameter is read by its name.
READ = re.compile(r"""(?:GET|query)\.(?:get|getlist)\("(\w+)"|"(\w+)" in request\.GET""")
NO_ID = "f" * 32
HOSTILE = [
    "",
    "\0",
    "\ud800",
    "%",
    "-1",
    "9" * 400,
    "1e309",
    "NaN",
    "\N{FULLWIDTH DIGIT THREE}",
    "../../etc/passwd",
    "' OR 1=1 --",
    "{{ 7 }}<script>",
    f"0001-01-01T00:00:00+23:59_{NO_ID}",
    f"9999-12-31T23:59:59.999999-23:59_{NO_ID}",
    f"0001-01-01T00:00:00+00:00_{NO_ID}",
    f"2026-02-30T00:00:00+00:00_{NO_ID}",
    f"2026-01-01T00:00:00_{NO_ID}",
    f"card-{NO_ID}.0",
    f"card-{NO_ID}.99999999999999999999",
    NO_ID,
    "tag:\0",
    "in:\0 fox\0",
    "0001-01-01T00:00+23:00_1",
]


def find_names() -> set[str]:
    """Return the names of all query parameters that the code reads."""
    sources = Path(playground.__file__).parent.rglob("*.py")
    return {name for source in sources for pair in READ.findall(source.read_text()) for name in pair if name}


@pytest.fixture
def addresses(bob: Person) -> list[str]:
    made = bob.make()
    slug = Share.objects.create(generation=made).slug
    pages = [
        "home",
        "history",
        "about_sketches",
        "changes",
        "remote_keys",
        "account_login",
        "account_signup",
        "openapi",
        "export",
        "compare",
        "found_comparisons",
        "library_months",
        "library_filters",
        "complete_search",
        "saved_searches",
        "cull",
        "trash",
        "collections",
        "known_tags",
        "known_collections",
        "paste",
        "recall",
    ]
    return [
        *(reverse(name) for name in pages),
        f"/{FLEX}/",
        f"/{FLEX}/code/",
        *(reverse(name, args=[made.id]) for name in ("generation", "stage", "generation_code")),
        f"/files/{made.pictures.get().id}/picture.png",
        f"/s/{slug}/",
        f"/api/{made.pictures.get().key}",
        "/models",
        "/v2/models",
    ]


@pytest.mark.thorough
def test_any_value_of_any_query_parameter_is_handled(bob: Person, addresses: list[str]) -> None:
    names = find_names()
    assert {"before", "shown", "show", "language", "signature", "download"} <= names
    owners = Owner.objects.count()
    # A place that cannot be read ends a request early, so it is asked for apart from the rest.
    for together in ({"before"}, names - {"before"}):
        for address, value in product(addresses, HOSTILE):
            text = value.encode("utf-8", "surrogatepass")
            query = urlencode(dict.fromkeys(sorted(together), text) | {"hold": "no"})
            assert bob.fetch(f"{address}?{query}").status < 500, (address, together, value)
    assert Owner.objects.count() == owners


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59.999999-23:59"])
def test_a_history_key_beyond_the_calendar_is_not_found(bob: Person, moment: str) -> None:
    assert bob.get("history", before=f"{moment}_{NO_ID}").status_code == 404
    assert bob.get("history", before=f"2026-01-01T00:00:00+00:00_{NO_ID}").status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {"q": "fox\0", "everything": "on", "confirmed": "on", "rating": "3"},
        {"q": "tag:\0", "everything": "on", "confirmed": "on", "rating": "3"},
        {"do": "uncollect", "from": "\0"},
        {"do": "collect", "collection": "\0"},
        {"do": "untag", "tag": "a\0"},
        {"id": "\0", "rating": "3"},
    ],
)
def test_a_change_of_many_handles_nul(bob: Person, sent: dict[str, str]) -> None:
    made = bob.make(prompt="a fox")
    answer = bob.client.post(reverse("change_many"), {"id": str(made.id)} | sent)
    assert answer.status_code < 500


def test_a_tag_with_thousands_of_digits_is_no_tag(bob: Person) -> None:
    made = bob.make()
    assert bob.client.post(reverse("tags", args=[made.id]), {"remove": "9" * 5000}).status_code == 302
