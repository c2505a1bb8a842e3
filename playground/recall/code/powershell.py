"""Reads PowerShell with Invoke-RestMethod, Invoke-WebRequest or curl.exe."""

import re

from playground.recall.code.found import Reading
from playground.recall.code.powershell_commands import Reader

LOOKS = re.compile(
    r"\bInvoke-(?:RestMethod|WebRequest)\b|^[ \t]{0,40}(?:irm|iwr)\s|\bConvertTo-Json\b|\$env:\w"
    r"|^[ \t]{0,40}\$\w{1,99} ?= ?(?:@|\[)"
    r"|\bcurl\.exe\b|\bcurl\b[^\n]{0,2000}`$",
    re.MULTILINE | re.IGNORECASE,
)
NO_REQUEST = "There is no command in the PowerShell code that sends a request to an address."


def looks_like(text: str) -> bool:
    return LOOKS.search(text) is not None


def read(text: str) -> Reading:
    """Return the requests that the commands would send."""
    reader = Reader(text)
    reader.read_statements("")
    return reader.findings.reading(NO_REQUEST)
