"""The models for users, owners (guests or users), keys of this server's API and keys for other APIs."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None) -> "User":
        """Create a user. Without a password they cannot sign in until they set one."""
        # `normalize_email` only changes the domain, but two accounts must not differ in capitals alone.
        user = self.model(email=self.normalize_email(email).lower())
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None) -> "User":
        user = self.create_user(email, password)
        user.is_staff = user.is_superuser = True
        user.save(using=self._db, update_fields=["is_staff", "is_superuser"])
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account, identified by e-mail address."""

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
    """The owner of generations and files. A guest's session names the row; signing up links it to the user.

    `sources` maps dialects to the chosen source of pictures: `sketch`, `server` or `own`. A suspended owner can see
    everything but not generate. `pictures_a_day` and `storage_mb` override the general limits.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.OneToOneField(User, null=True, blank=True, on_delete=models.CASCADE, related_name="owner")
    created = models.DateTimeField(auto_now_add=True)
    # Identifies the page that created the row, so that two first requests sent at once create only one row.
    first_visit = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001
    # A keyed digest of the network from which a guest came first, "" if it is unknown.
    network = models.CharField(max_length=32, default="", db_default="", blank=True, editable=False)
    sources = models.JSONField(default=dict, blank=True)
    # How downloaded files are named, "" for the playground's own way.
    file_pattern = models.CharField(max_length=120, blank=True, default="", db_default="")
    # The size of the owner's files. It changes in the same transaction as the rows of the files.
    stored_bytes = models.BigIntegerField(default=0, editable=False)
    # Set by the administrator. Empty means that the general limits apply.
    suspended = models.DateTimeField(null=True, blank=True, editable=False)
    pictures_a_day = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])
    storage_mb = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])

    def __str__(self) -> str:
        return str(self.user) if self.user_id else f"guest {self.id}"

    @property
    def party(self) -> str:
        """Identifies who shares the threads of a worker with others: a user, or all guests of one network.

        One person can be any number of guests, so guests of one network count together.
        """
        return self.network if self.network and self.user_id is None else str(self.id)


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def alive(self) -> Self:
        """Return the keys that are valid: not revoked, and not of a closed account."""
        return self.filter(revoked=None).exclude(owner__user__is_active=False)

    def visible_to(self, owner: Owner | None) -> Self:
        """Return the owner's keys that are not revoked."""
        return self.none() if owner is None else self.filter(owner=owner, revoked=None)


class ApiKey(models.Model):
    """A key of this server's API. It is shown once; afterwards only its digest is known.

    `prefix` is the beginning of the key, so that people can tell their keys apart. `digest` is the SHA-256 of the key
    in hex. Webhooks are signed with the digest, so it is a secret itself. `last_used` is the start of the current
    window of the rate limit, and `used` the number of requests in it.
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
        self.name = name
        self.save(update_fields=["name"])

    def revoke(self) -> None:
        self.revoked = self.revoked or timezone.now()
        self.save(update_fields=["revoked"])


class Verdict(models.TextChoices):
    """The result of testing a key with its API."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNTESTABLE = "untestable"
    UNKNOWN = "unknown"


class RemoteKey(models.Model):
    """A person's own key for a public API, or their own server. A key is never shown again, in any form.

    `checked` is when it was last tested, and `verdict` the result. A server has an `address`, perhaps no key, and the
    `offers` with which it answered the last test.
    """

    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="remote_keys")
    dialect = models.CharField(max_length=20)
    ciphertext = models.TextField()
    created = models.DateTimeField(default=timezone.now)
    checked = models.DateTimeField(default=timezone.now)
    verdict = models.CharField(max_length=12)
    address = models.CharField(max_length=500, blank=True, default="", db_default="")
    offers = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner", "dialect"], name="one_remote_key_a_dialect"),)

    def __str__(self) -> str:
        return f"key for {self.dialect}"

    def record_verdict(self, verdict: str, offers: Mapping[str, Any] | None = None) -> None:
        """Record the result of a test, unless the key was replaced in the meantime. Earlier offers are kept."""
        # Filtering by the ciphertext makes this conditional: a new key in the same row keeps its own verdict. Even an
        # empty key has a new ciphertext each time.
        same = RemoteKey.objects.filter(pk=self.pk, ciphertext=self.ciphertext)
        same.update(verdict=verdict, checked=timezone.now(), **({} if offers is None else {"offers": offers}))


class KnownNetwork(models.Model):
    """A network from which somebody has signed in to an account; `digest` is keyed, since addresses are personal data.

    Wrong passwords from elsewhere do not close the account to it. An account has a limited number of these rows.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="known_networks")
    digest = models.CharField(max_length=32)
    seen = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "digest"], name="one_row_a_known_network"),)

    def __str__(self) -> str:
        return f"network of {self.user_id}"
