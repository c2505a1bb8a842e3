"""What a page leads to works wherever the page is shown: after a refused form, and from the notice of a deletion."""

from datetime import date
from typing import Any
from urllib.parse import urljoin

import pytest
from django.urls import reverse

from playground.prices.models import MonthlySpending
from tests.cast import Person
from tests.markup import Element, parse
from tests.sweeps.conftest import STEPS, make_grid


def relative_addresses(page: Element, address: str) -> list[str]:
    """Return the addresses of the links that depend on where the page is, and what scripts and browsers load again."""
    found = [link["href"] for link in page.all("a", href=True)]
    found += [form["action"] for form in page.all("form", action=True, method="get")]
    found += [grid["data-here"] for grid in page.all(data_here=True)]
    for refresh in page.all("meta", http_equiv="refresh"):
        found.append(refresh["content"].partition("url=")[2])
    return [urljoin(address, one) for one in found if not one or one.startswith(("?", address))]


def test_a_refused_cap_leads_to_the_months_of_the_page(bob: Person) -> None:
    MonthlySpending.objects.create(owner=bob.owner, month=date(2026, 1, 1), key_source="own", micros=1)
    page = parse(bob.post("save_cap", dollars="ten"))

    months = page.find("nav", aria_label="Months").all("a")
    assert [bob.client.get(urljoin(reverse("save_cap"), link["href"])).status_code for link in months] == [200, 200]
    assert relative_addresses(page, reverse("save_cap")) == []


def test_refused_columns_lead_to_the_grid(bob: Person) -> None:
    sweep = make_grid(bob.owner, STEPS)
    bob.post("buy_cells", sweep.id, row="0")
    response = bob.post("extend_sweep", sweep.id, axis="x", **{"x-text": "999"})
    assert response.status_code == 422
    page = parse(response)

    assert relative_addresses(page, reverse("extend_sweep", args=[sweep.id])) == []
    here = page.find("sweep-grid")["data-here"]
    assert bob.client.get(here).status_code == 200
    [by_rating] = [link for link in page.all("a", href=True) if link.text == "Columns by rating"]
    assert by_rating["href"] == f"{sweep.get_absolute_url()}?columns=rating"
    # Sorted, the grid is read again in this order.
    sorted_page = bob.see("sweep", sweep.id, columns="rating")
    assert sorted_page.find("sweep-grid")["data-here"] == by_rating["href"]


def delete_sweep(person: Person) -> Any:
    return person.post("delete_sweep", make_grid(person.owner, STEPS).id)


def delete_collection(person: Person) -> Any:
    made = person.post("collections", name="Foxes")
    return person.client.post(f"{made['Location']}delete/")


def delete_picture(person: Person) -> Any:
    return person.post("delete", person.make().id)


def star(person: Person) -> Any:
    return person.post("marks", person.make().id, rating="5")


@pytest.mark.parametrize("act", [delete_sweep, delete_collection, delete_picture, star])
def test_the_button_of_a_notice_belongs_to_a_form_of_its_page(bob: Person, act: Any) -> None:
    page = parse(bob.client.get(act(bob)["Location"]))

    [button] = page.by_id("notice").all("button", formaction=True)
    form = page.find("form", id=button["form"])
    assert form["method"] == "post"
    assert form.has("input", name="csrfmiddlewaretoken")
    assert bob.client.post(button["formaction"]).status_code == 302
