"""What a person has spent in a month: by day, model and key, with the caps; and the same as a table to download."""

import csv
import re
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from playground.accounts.models import Owner
from playground.accounts.owners import ensure_owner, find_owner
from playground.generations.spending.totals import Total, read_totals
from playground.pages.cap_form import CapForm
from playground.pages.spending_figures import (
    Summary,
    chart,
    group_by_key,
    group_by_model,
    group_by_sweep,
    title_of_key,
    title_of_model,
)
from playground.prices.caps import OWN, SERVER, Spent, set_cap, this_month
from playground.prices.models import MonthlySpending
from playground.prices.money import dollars, plain
from playground.sweeps.spending import read_sweeps

MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
COLUMNS = (
    "day", "api", "model", "mode", "key", "requests", "pictures", "counted_usd", "quoted_usd", "charged_usd",
    "requests_with_charge", "requests_without_price",
)  # fmt: skip


@require_safe
def spending(request: HttpRequest) -> HttpResponse:
    """Show a month, the present one where none is named."""
    owner, month = find_owner(request), read_month(request)
    return show_month(request, owner, month, CapForm.of(owner))


@require_safe
def download_spending(request: HttpRequest) -> HttpResponse:
    """Send the month as CSV, with a line for each day, model and source of keys."""
    month = read_month(request)
    name = f"spending-{month:%Y-%m}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    response = HttpResponse(content_type="text/csv; charset=utf-8", headers=headers)
    table = csv.writer(response)
    table.writerow(COLUMNS)
    table.writerows(_row_of(total) for total in read_totals(find_owner(request), month))
    return response


@require_POST
def save_cap(request: HttpRequest) -> HttpResponse:
    """Set the person's cap for their own keys; an empty amount removes it."""
    form = CapForm(request.POST)
    if not form.is_valid():
        return show_month(request, find_owner(request), this_month(), form, status=422)
    owner, micros = ensure_owner(request), form.micros
    set_cap(owner, OWN, micros, refuses_unknown=form.cleaned_data["refuses_unknown"])
    messages.success(
        request,
        "Your own keys have no cap now."
        if micros is None
        else f"Your own keys may cost {dollars(micros)} in a calendar month.",
    )
    return redirect("spending")


def read_month(request: HttpRequest) -> date:
    """Return the month that the address names, as `2026-11`, or the present one."""
    text = request.GET.get("month", "")
    found = MONTH.fullmatch(text)
    if text and not found:
        raise Http404("There is no such month.")
    return date(int(found[1]), int(found[2]), 1) if found else this_month()


def show_month(
    request: HttpRequest, owner: Owner | None, month: date, form: CapForm, status: int = 200
) -> HttpResponse:
    totals = read_totals(owner, month)
    spent = {source: Spent.read(owner, source, month) for source in (OWN, SERVER)}
    summary = Summary.of(totals)
    # What was removed for good has left its sum, but no row.
    removed = max(0, sum(entry.micros for entry in spent.values()) - summary.amounts.counted)
    groups = [group_by_model(totals), group_by_key(totals), group_by_sweep(read_sweeps(owner, month))]
    context = {
        "month": month,
        "is_present": month == this_month(),
        "months": _months(owner, month),
        "own": spent[OWN],
        "server": spent[SERVER],
        "form": form,
        "summary": summary,
        "removed": dollars(removed) if removed else "",
        "chart": chart(month, totals),
        "groups": [group for group in groups if group.lines],
        "download": f"{reverse('download_spending')}?{urlencode({'month': f'{month:%Y-%m}'})}",
    }
    return render(request, "spending/spending.html", context, status=status)


def _months(owner: Owner | None, shown: date) -> list[date]:
    """Return the months that there is something of, the last one first, with the present one and the one shown."""
    found = MonthlySpending.objects.visible_to(owner).values_list("month", flat=True)
    return sorted({*found, this_month(), shown}, reverse=True)


def _row_of(total: Total) -> list[object]:
    parts, amounts = total.spec_id.split("/"), total.amounts
    return [
        total.day.isoformat(),
        parts[0],
        title_of_model(total.spec_id),
        parts[-1],
        title_of_key(total.spec_id, total.key_source),
        amounts.requests,
        amounts.pictures,
        plain(amounts.counted),
        plain(amounts.quoted),
        plain(amounts.charged) if amounts.reported else "",
        amounts.reported,
        amounts.unknown,
    ]
