"""What staff see and do: find, cap, suspend and remove owners; end keys and links. They see no prompts or secrets."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.utils import display_for_value
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from playground.accounts.models import ApiKey, Owner
from playground.generations.models import Share
from playground.generations.remove_owner import remove_owner
from playground.generations.storage.quota import format_megabytes

HELP = {
    "pictures_a_day": "Pictures with this server's keys in a day; empty means as many as everybody.",
    "storage_mb": "What they may store, in megabytes; empty means as much as everybody.",
}


def read_id(text: str) -> UUID | None:
    """Return the id in what was typed, or None."""
    try:
        return UUID(text.strip())
    except ValueError:
        return None


if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    # The real one takes no type.
    ModelAdmin = admin.ModelAdmin


class Looked(ModelAdmin):
    """Rows that people made themselves: staff make none."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds them by hand."""
        return False


@admin.register(Owner)
class OwnerAdmin(Looked):
    """Owners, found by address, by their id, or by that of a generation, a job or a picture."""

    list_display = ("__str__", "created", "suspended", "stored", "number", "pictures_a_day", "storage_mb")
    list_filter = (("suspended", admin.EmptyFieldListFilter), ("user", admin.EmptyFieldListFilter))
    search_fields = ("user__email",)
    search_help_text = "An e-mail address, or the id of an owner, a generation, a job of the API or a picture"
    fields = ("id", "user", "created", "suspended", "stored", "number", "pictures_a_day", "storage_mb")
    readonly_fields = ("id", "user", "created", "suspended", "stored", "number")
    ordering = ("-created",)
    actions = ("suspend", "reinstate")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Owner]:
        """Return the owners with their users and how much they have made."""
        found: QuerySet[Owner] = super().get_queryset(request)
        return found.select_related("user").annotate(made=Count("generations"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Owner], search_term: str
    ) -> tuple[QuerySet[Owner], bool]:
        """Find by id where an id was typed, else by address."""
        id_ = read_id(search_term)
        if id_ is None:
            return super().get_search_results(request, queryset, search_term)
        made = Q(generations__id=id_) | Q(generations__wire_id=id_) | Q(generations__pictures__id=id_)
        found = Owner.objects.filter(Q(id=id_) | made | Q(assets__id=id_)).values("pk")
        return queryset.filter(pk__in=found), False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: ANN401
        """Explain what an empty limit means."""
        return super().get_form(request, obj, change, help_texts=HELP, **kwargs)

    @admin.display(description="stored")
    def stored(self, owner: Owner) -> str:
        """What their files take up."""
        return format_megabytes(owner.stored_bytes)

    @admin.display(description="generations", ordering="made")
    def number(self, owner: Any) -> str:  # noqa: ANN401
        """How many they have made."""
        return str(display_for_value(owner.made, "0"))

    @admin.action(description="Suspend: they may look and not make", permissions=["change"])
    def suspend(self, request: HttpRequest, queryset: QuerySet[Owner]) -> None:
        """Let them make nothing more; what waits is still made."""
        number = Owner.objects.filter(pk__in=queryset.values("pk"), suspended=None).update(suspended=timezone.now())
        self.message_user(request, f"Suspended: {number}.")

    @admin.action(description="Reinstate: they may make again", permissions=["change"])
    def reinstate(self, request: HttpRequest, queryset: QuerySet[Owner]) -> None:
        """Undo it."""
        number = Owner.objects.filter(pk__in=queryset.values("pk")).exclude(suspended=None).update(suspended=None)
        self.message_user(request, f"Reinstated: {number}.")

    def get_deleted_objects(
        self, objs: Iterable[Owner], request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """Return what the question names: the owners, not every picture of theirs."""
        owners = list(objs)
        made = sum(owner.generations.count() for owner in owners)
        allowed = self.has_delete_permission(request)
        refused = set() if allowed else {"owner"}
        return [str(owner) for owner in owners], {"owners": len(owners), "generations": made}, refused, []

    def delete_model(self, request: HttpRequest, obj: Owner) -> None:
        """Remove one with everything that was theirs."""
        remove_owner(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Owner]) -> None:
        """Remove several."""
        for owner in Owner.objects.filter(pk__in=queryset.values("pk")):
            remove_owner(owner)


class Ended(Looked):
    """Keys and links: looked at and ended, never changed or removed, since their traces are needed."""

    list_filter = (("revoked", admin.EmptyFieldListFilter),)
    actions = ("end",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401
        """Nobody removes them; they go with their owner."""
        return False

    @admin.action(description="End at once and for good", permissions=["change"])
    def end(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Revoke those that are alive."""
        number = queryset.filter(revoked=None).update(revoked=timezone.now())
        self.message_user(request, f"Ended: {number}.")


@admin.register(ApiKey)
class ApiKeyAdmin(Ended):
    """Keys of this server's API; what is left of the key itself, its digest, is a secret and not shown."""

    list_display = ("prefix", "name", "owner", "created", "last_used", "revoked")
    search_fields = ("owner__user__email", "prefix")
    fields = readonly_fields = ("id", "prefix", "name", "owner", "created", "last_used", "revoked")
    list_select_related = ("owner__user",)
    ordering = ("-created",)


@admin.register(Share)
class ShareAdmin(Ended):
    """Public links; their addresses open them, so they are named by their generation."""

    list_display = ("id", "generation_id", "owner", "created", "expires", "revoked")
    search_fields = ("generation__owner__user__email", "slug__exact")
    search_help_text = "An e-mail address, or the last part of the address of a link"
    fields = readonly_fields = ("generation_id", "owner", "include_inputs", "created", "expires", "revoked")
    list_select_related = ("generation__owner__user",)
    ordering = ("-created",)

    @admin.display(description="owner")
    def owner(self, share: Share) -> str:
        """Whose it is."""
        return str(share.generation.owner)
