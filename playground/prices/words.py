"""The words of a price list."""

# What a row may charge for, each an amount in the unit of the file.
AMOUNTS = ("run", "picture", "first_megapixel", "further_megapixel", "reference_megapixel", "reference", "step")
ROW_TEXTS = ("model", "source", "read")
ROW_KEYS = (*ROW_TEXTS, "mode", "when", "reference_limit", *AMOUNTS)
FILE_KEYS = ("api", "unit", "credit", "source", "read", "rows")
UNITS = ("USD", "credits")
