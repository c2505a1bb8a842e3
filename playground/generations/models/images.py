"""Stored images: pictures of generations, uploaded assets, and which of them are inputs of a generation."""

from pathlib import PurePosixPath
from typing import ClassVar, Self

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from uuid_utils.compat import uuid7

from playground.accounts.models import Owner
from playground.catalog.spec import Size
from playground.generations.models.generation import Generation
from playground.generations.models.states import Status

FILE_LOST = "file_lost"
FILE_LOST_SENTENCE = "The file of this picture is missing on this server. Retry makes it again with the same seed."
CONTENT_TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}


class StoredImage(models.Model):
    """An image in our own storage. `key` is its unguessable name in URLs and in storage.

    `derived_bytes` is the size of its thumbnails and its preview for share links. `lost` means that the file was
    missing when it was looked for.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=160, unique=True)
    format = models.CharField(max_length=4)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    byte_size = models.PositiveBigIntegerField()
    derived_bytes = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    created = models.DateTimeField(default=timezone.now)
    lost = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key

    @property
    def size(self) -> Size:
        """Width and height in pixels."""
        return Size(self.width, self.height)

    @property
    def content_type(self) -> str:
        """The media type, such as `image/png`."""
        return CONTENT_TYPES[self.format]

    @property
    def file_key(self) -> str:
        """The name of the file in storage."""
        return self.key

    @property
    def thumbnail_keys(self) -> dict[str, str]:
        """The names in storage of the thumbnails, by size (`small`, `large`)."""
        stem = PurePosixPath(self.file_key).with_suffix("")
        return {name: f"{stem}.{name}.webp" for name in ("small", "large")}

    @property
    def link_preview_key(self) -> str:
        """The name in storage of the JPEG that other sites show as the preview of a share link."""
        return str(PurePosixPath(self.file_key).with_suffix(".card.jpg"))

    def read(self) -> bytes:
        """Return the encoded file."""
        with default_storage.open(self.file_key) as file:
            return bytes(file.read())

    def remove_files(self) -> None:
        """Delete the file, its thumbnails and its preview from storage."""
        for name in (self.file_key, *self.thumbnail_keys.values(), self.link_preview_key):
            # Deleting a file that does not exist is not an error, so the thumbnails may be missing.
            default_storage.delete(name)

    def mark(self, *, lost: bool) -> None:
        """Save that the file is missing, or that it is back."""
        type(self)._default_manager.filter(pk=self.pk).update(lost=lost)


class PictureQuerySet(models.QuerySet["Picture"]):
    """Finds the pictures of an owner."""

    def visible_to(self, owner: Owner | None) -> Self:
        """Return the pictures of the owner's generations that are not deleted."""
        if owner is None:
            return self.none()
        return self.filter(generation__owner=owner, generation__deleted=None)


class Picture(StoredImage):
    """One image that a generation produced.

    `measured` is None until the colours that the prompt asks for were looked for: `{"colours": [{"hex", "closest",
    "delta_e", "share"}]}`. `colour_distance` is the mean of their ΔE2000, None without colours.
    """

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="pictures")
    position = models.PositiveSmallIntegerField(default=0)
    seed = models.BigIntegerField()
    measured = models.JSONField(null=True, blank=True)
    colour_distance = models.FloatField(null=True, blank=True)

    objects: ClassVar[PictureQuerySet] = PictureQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=["generation", "position"], name="one_picture_a_position"),)

    def mark(self, *, lost: bool) -> None:
        """Save it, and mark the generation as failed while all of its pictures are missing."""
        with transaction.atomic():
            super().mark(lost=lost)
            same = Generation.objects.filter(id=self.generation_id)
            if not Picture.objects.filter(generation=self.generation_id, lost=False).exists():
                changes = {"status": Status.FAILED, "error_code": FILE_LOST, "error": FILE_LOST_SENTENCE}
                same.filter(status=Status.DONE).advance(**changes)
            # Of several pictures one may be lost or found while the state stays; open pages still have to change.
            elif not same.filter(error_code=FILE_LOST).advance(status=Status.DONE, error_code="", error=""):
                same.advance()


class AssetQuerySet(models.QuerySet["Asset"]):
    """Finds the assets of an owner."""

    def visible_to(self, owner: Owner | None) -> Self:
        """Return the owner's assets."""
        return self.none() if owner is None else self.filter(owner=owner)


class Asset(StoredImage):
    """A file that a person uploaded, to edit or to refer to; `name` is its original file name.

    An asset that was copied from a shared recipe uses the file of another image, which is stored as `stored_as`.
    """

    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="assets")
    name = models.CharField(max_length=200, blank=True)
    stored_as = models.CharField(max_length=160, blank=True)

    objects: ClassVar[AssetQuerySet] = AssetQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        # Few assets share a file, and the index contains only those.
        indexes = (models.Index(fields=["stored_as"], condition=~Q(stored_as=""), name="asset_stored_as"),)

    @property
    def file_key(self) -> str:
        """The name of the file in storage, which may be another image's."""
        return self.stored_as or self.key


class Input(models.Model):
    """One input picture of a generation, in order: an asset or a picture of the history.

    `role` is what the person uses it for, "" if they did not say; the API is not sent it.
    """

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="inputs")
    position = models.PositiveSmallIntegerField(default=0)
    role = models.CharField(max_length=12, blank=True, default="", db_default="")
    # A retry and a shared recipe need the inputs, so these cannot be removed while a generation refers to them.
    asset = models.ForeignKey(Asset, null=True, on_delete=models.PROTECT, related_name="uses")
    picture = models.ForeignKey(Picture, null=True, on_delete=models.PROTECT, related_name="uses")

    class Meta:
        ordering = ("position",)
        constraints = (
            models.CheckConstraint(
                condition=Q(asset=None, picture__isnull=False) | Q(asset__isnull=False, picture=None),
                name="input_is_asset_or_picture",
            ),
        )

    def __str__(self) -> str:
        return f"input {self.position + 1}"

    @property
    def image(self) -> Asset | Picture:
        """The row that holds the file."""
        image = self.asset or self.picture
        assert image is not None, "A database constraint demands one of the two."  # noqa: S101
        return image
