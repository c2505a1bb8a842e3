"""Removes quotation marks around the value of a variable. It imports nothing, since the launcher uses it too."""


def unquote(value: str) -> str:
    """Return the value without quotation marks around it, which a shell removes but `docker --env-file` does not."""
    is_quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1].strip() if is_quoted else value
