"""Sentences that several pages use."""

GONE = "The model that made this picture is no longer available, so its settings cannot be loaded."

# Comments in code, about files that the person does not have on disk.
PICTURE_OF_HISTORY = "{name} is from your history. {download}"
SHARED_PICTURE = "{name} is a picture that was shared with you. {download}"
DOWNLOAD_FROM = "Download it from {url}"
DOWNLOAD_FIRST = "Download it first, from its page in the playground."
PICTURE_GONE = "{name} is a placeholder for a deleted picture."
