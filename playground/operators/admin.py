"""The administration for staff: find, limit, suspend and remove owners; revoke keys and links.

Staff see neither prompts nor secrets.
"""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.utils import display_for_value
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from playground.accounts.models import ApiKey, Owner
from playground.accounts.owners import retry_on_deadlock
from playground.generations.models import Share
from playground.generations.remove_owner import remove_owner
from playground.generations.storage.quota import format_megabytes
from playground.operators.owner_form import OwnerForm
from playground.prices.caps import SERVER, Spent, set_cap, this_month
from playground.prices.models import Cap
from playground.prices.money import dollars

HELP = {
    "pictures_a_day": "The limit of pictures per day on this server's keys. Empty means the general limit.",
    "storage_mb": "The storage limit in megabytes. Empty means the general limit.",
}


def read_id(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None


if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    # At run time the class is not generic.
    ModelAdmin = admin.ModelAdmin


class UneditableAdmin(ModelAdmin):
    """Rows that only people themselves can create."""

    # Django would count all rows of the table for it at each search, which is slow in a large table.
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Owner)
class OwnerAdmin(UneditableAdmin):
    """Owners. The search also finds the owner of a generation, a job or a picture by its id."""

    form = OwnerForm
    list_display = ("__str__", "created", "suspended", "stored", "number", "pictures_a_day", "server_cap", "storage_mb")
    list_filter = (("suspended", admin.EmptyFieldListFilter), ("user", admin.EmptyFieldListFilter))
    search_fields = ("user__email",)
    search_help_text = "An e-mail address, or the id of an owner, a generation, a job of the API or a picture"
    readonly_fields = ("id", "user", "created", "suspended", "stored", "number", "spent")
    fields = (*readonly_fields, "pictures_a_day", "server_cap", "refuses_unknown", "storage_mb")
    ordering = ("-created",)
    actions = ("suspend", "reinstate")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Owner]:
        found: QuerySet[Owner] = super().get_queryset(request)
        # One query counts the generations of all listed owners.
        caps = Prefetch("caps", Cap.objects.filter(key_source=SERVER), to_attr="server_caps")
        return found.select_related("user").prefetch_related(caps).annotate(made=Count("generations"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Owner], search_term: str
    ) -> tuple[QuerySet[Owner], bool]:
        """Search by id if the term is an id, otherwise by e-mail address."""
        id_ = read_id(search_term)
        if id_ is None:
            return super().get_search_results(request, queryset, search_term)
        # A subquery, because joins in the query itself would multiply the generations that it counts.
        made = Q(generations__id=id_) | Q(generations__wire_id=id_) | Q(generations__pictures__id=id_)
        found = Owner.objects.filter(Q(id=id_) | made | Q(assets__id=id_)).values("pk")
        return queryset.filter(pk__in=found), False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: ANN401
        return super().get_form(request, obj, change, help_texts=HELP, **kwargs)

    @admin.display(description="stored")
    def stored(self, owner: Owner) -> str:
        return format_megabytes(owner.stored_bytes)

    @admin.display(description="generations", ordering="made")
    def number(self, owner: Any) -> str:  # noqa: ANN401
        return str(display_for_value(owner.made, "0"))

    @admin.display(description="spent this month with this server's keys")
    def spent(self, owner: Owner) -> str:
        return Spent.read(owner, SERVER, this_month()).amount

    @admin.display(description="dollars a month")
    def server_cap(self, owner: Any) -> str:  # noqa: ANN401
        """Return the cap that replaces the general limit, in the list and for staff who may only look."""
        return dollars(owner.server_caps[0].micros) if owner.server_caps else str(display_for_value(None, "-"))

    @admin.display(description="refuses unknown prices", boolean=True)
    def refuses_unknown(self, owner: Any) -> bool:  # noqa: ANN401
        """Return whether the cap refuses them, for staff who may only look."""
        return any(cap.refuses_unknown for cap in owner.server_caps)

    def save_model(self, request: HttpRequest, obj: Owner, form: OwnerForm, change: bool) -> None:
        """Save the limits of the owner, and the cap, which is a row of its own."""
        super().save_model(request, obj, form, change)
        set_cap(obj, SERVER, form.micros, refuses_unknown=form.cleaned_data["refuses_unknown"])

    @admin.action(description="Suspend: prevent them from generating", permissions=["change"])
    def suspend(self, request: HttpRequest, queryset: QuerySet[Owner]) -> None:
        """Suspend owners. Generations that are already queued are still run."""
        # Owners who are suspended already keep the time of their suspension.
        number = Owner.objects.filter(pk__in=queryset.values("pk"), suspended=None).update(suspended=timezone.now())
        self.message_user(request, f"Suspended: {number}.")

    @admin.action(description="Reinstate: allow them to generate again", permissions=["change"])
    def reinstate(self, request: HttpRequest, queryset: QuerySet[Owner]) -> None:
        number = Owner.objects.filter(pk__in=queryset.values("pk")).exclude(suspended=None).update(suspended=None)
        self.message_user(request, f"Reinstated: {number}.")

    def get_deleted_objects(
        self, objs: Iterable[Owner], request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """Return what the confirmation page lists: owners, but not their pictures, of which there may be thousands."""
        owners = list(objs)
        made = sum(owner.generations.count() for owner in owners)
        allowed = self.has_delete_permission(request)
        refused = set() if allowed else {"owner"}
        return [str(owner) for owner in owners], {"owners": len(owners), "generations": made}, refused, []

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:  # noqa: ANN401
        # Django puts the view in a transaction, so after a deadlock all of it has to be repeated.
        return retry_on_deadlock(partial(super().delete_view, request, object_id, extra_context))

    def delete_model(self, request: HttpRequest, obj: Owner) -> None:
        # Django's own deletion would leave the files behind.
        remove_owner(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Owner]) -> None:
        for owner in Owner.objects.filter(pk__in=queryset.values("pk")):
            remove_owner(owner)


class RevocableAdmin(UneditableAdmin):
    """Keys and links. They can be revoked, but not changed or removed, so that there is a record of them."""

    list_filter = (("revoked", admin.EmptyFieldListFilter),)
    actions = ("revoke",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401
        return False

    @admin.action(description="Revoke immediately and for good", permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        # What is revoked already keeps the time of the revocation.
        number = queryset.filter(revoked=None).update(revoked=timezone.now())
        self.message_user(request, f"Revoked: {number}.")


@admin.register(ApiKey)
class ApiKeyAdmin(RevocableAdmin):
    """Keys of this server's API. Their digest is a secret, so it is not shown."""

    list_display = ("prefix", "name", "owner", "created", "last_used", "revoked")
    search_fields = ("owner__user__email", "prefix")
    fields = readonly_fields = ("id", "prefix", "name", "owner", "created", "last_used", "revoked")
    list_select_related = ("owner__user",)
    ordering = ("-created",)


@admin.register(Share)
class ShareAdmin(RevocableAdmin):
    """Public links. Their slugs give access, so the list shows the generation instead."""

    list_display = ("id", "generation_id", "owner", "created", "expires", "revoked")
    search_fields = ("generation__owner__user__email", "slug__exact")
    search_help_text = "An e-mail address, or the last part of the address of a link"
    fields = readonly_fields = ("generation_id", "owner", "include_inputs", "created", "expires", "revoked")
    list_select_related = ("generation__owner__user",)
    ordering = ("-created",)

    @admin.display(description="owner")
    def owner(self, share: Share) -> str:
        return str(share.generation.owner)
