"""Owners, guests and users alike, the project's own user model, keys of this server's API and keys for others."""

from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7


class UserManager(BaseUserManager["User"]):
    """Makes users, who are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None) -> "User":
        """Make a user; without a password they cannot sign in until they set one."""
        user = self.model(email=self.normalize_email(email).lower())
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None) -> "User":
        """Make a user who may do everything in the administration."""
        user = self.create_user(email, password)
        user.is_staff = user.is_superuser = True
        user.save(using=self._db, update_fields=["is_staff", "is_superuser"])
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signed up, known by e-mail address."""

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.email


class Owner(models.Model):
    """Whose things these are. A guest's session names the row; signing up links it to the user.

    `sources` is who draws for them, by dialect, where they have chosen: `sketch`, `server` or `own`. `suspended` is
    since when they may look and not make, `pictures_a_day` and `storage_mb` are limits of their own.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.OneToOneField(User, null=True, blank=True, on_delete=models.CASCADE, related_name="owner")
    created = models.DateTimeField(auto_now_add=True)
    # Says which page made the row, so that its first two requests, sent at once, make one row and not two.
    first_visit = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001
    sources = models.JSONField(default=dict, blank=True)
    # What the owner's files take up; changed with the rows of the files, in the same transaction.
    stored_bytes = models.BigIntegerField(default=0, editable=False)
    # Set by hand by who runs the server; empty means the same as for everybody.
    suspended = models.DateTimeField(null=True, blank=True, editable=False)
    pictures_a_day = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])
    storage_mb = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])

    def __str__(self) -> str:
        return str(self.user) if self.user_id else f"guest {self.id}"


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Looks keys up."""

    def alive(self) -> Self:
        """Keys that open the API: neither revoked nor of an account that was closed."""
        return self.filter(revoked=None).exclude(owner__user__is_active=False)

    def visible_to(self, owner: Owner | None) -> Self:
        """The owner's keys that are not revoked; a stranger finds none."""
        return self.none() if owner is None else self.filter(owner=owner, revoked=None)


class ApiKey(models.Model):
    """A key of this server's API, shown once and then known by its digest.

    `prefix` is the beginning of the key, to tell one from another. `digest` is the SHA-256 of the key in hex; webhooks
    are signed with it, so it is a secret itself. `last_used` is when the present minute of use began, `used` how many
    requests there were in it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=60, blank=True)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(default=timezone.now)
    last_used = models.DateTimeField(null=True, blank=True)
    used = models.PositiveIntegerField(default=0)
    revoked = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ApiKeyQuerySet] = ApiKeyQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"{self.prefix}…"

    def rename(self, name: str) -> None:
        """Give it another name."""
        self.name = name
        self.save(update_fields=["name"])

    def revoke(self) -> None:
        """Let it open nothing any more, at once and for good."""
        self.revoked = timezone.now()
        self.save(update_fields=["revoked"])


class Verdict(models.TextChoices):
    """What a public API said of a key when it was tested."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNTESTABLE = "untestable"
    UNKNOWN = "unknown"


class RemoteKey(models.Model):
    """Somebody's own key for a public API. It is never shown again: not whole, not in part, not encrypted.

    `checked` is when the API said last what it thinks of the key, and `verdict` what.
    """

    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="remote_keys")
    dialect = models.CharField(max_length=20)
    ciphertext = models.TextField()
    created = models.DateTimeField(default=timezone.now)
    checked = models.DateTimeField(default=timezone.now)
    verdict = models.CharField(max_length=12)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner", "dialect"], name="one_remote_key_a_dialect"),)

    def __str__(self) -> str:
        return f"key for {self.dialect}"

    def judge(self, verdict: Verdict) -> None:
        """Note what the API says of this very key; one that took its place meanwhile has a verdict of its own."""
        same = RemoteKey.objects.filter(pk=self.pk, ciphertext=self.ciphertext)
        same.update(verdict=verdict, checked=timezone.now())
