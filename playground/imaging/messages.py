"""The sentences about picture files that several places use, and the list of accepted formats."""

# The formats of uploads, as a sentence lists them and as the `accept` attribute of a file field does. The media
# types are named one by one, because an iPhone then converts its HEIC photos to JPEG.
FORMATS = "PNG, JPEG, WebP, AVIF or GIF"
ACCEPTED = f"a {FORMATS} picture"
MEDIA_TYPES = ("image/png", "image/jpeg", "image/webp", "image/avif", "image/gif")

# What to do with a file that is refused.
EXPORT_HINT = "Export it as PNG or JPEG and use the new file."
HEIC_HINT = (
    "Export it as JPEG and use the new file. On an iPhone, “Most Compatible” in Settings, Camera, Formats makes new"
    " photos JPEG."
)
RAW_HINT = "Convert it to JPEG in a photo editor and use the new file."
SCREENSHOT_HINT = "Save one of its frames as PNG or JPEG and use that."
XCODE_HINT = (
    "Use the original PNG of the project, or convert this one with `xcrun pngcrush -revert-iphone-optimizations`."
)
