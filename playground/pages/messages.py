"""Sentences that several pages use."""

GONE = "The model that made this picture is no longer available, so its settings cannot be loaded."

# Comments in code, about files that the person does not have on disk.
PICTURE_OF_HISTORY = "{name} is a picture of your history. Download it from {url}"
SHARED_PICTURE = "{name} is a picture that was shared with you. Download it from {url}"
PICTURE_GONE = "{name} takes the place of a picture that was deleted."
