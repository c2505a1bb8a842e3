"""The code examples of the documents: cut out of their pages where these are there, else printed from the records."""

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from playground.catalog.loading import specs
from playground.dialects.planning import plan_request
from playground.dialects.registry import get_dialect
from playground.dialects.wire import WireRequest
from playground.snippets.registry import LANGUAGES, print_snippet

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = ROOT.parent / "shared" / "seeds"
SAMPLES = ROOT / "tests" / "dialects" / "samples"
BASES = {"onemin": "https://api.1min.ai", "apiframe": "https://api.apiframe.ai"}
KEYS = ("<api-key>", "<your-api-key>", "YOUR_API_KEY", "afk_your_api_key_here")
PICTURE = "development/images/2025_12_04_18_10_29_882_cat.png"

COMMANDS = {"curl": ["bash"], "javascript": ["node"], "python": [sys.executable]}
# Where each example begins, and what comes after it on the page.
PATTERNS = {
    "curl": r"^curl .*?^\}'$",
    "javascript": r"^(?:const response = await )?fetch\(.*?(?=^import requests|^POST$|\Z)",
    "python": r"^import requests$.*?(?=^Interactive Playground|^const response|\Z)",
}


@dataclass(frozen=True)
class Example:
    """One example: the API, the language, and the code for the public host with a placeholder for the key."""

    name: str
    dialect: str
    language: str
    code: str

    def against(self, address: str, key: str, picture: str) -> str:
        """Return the code with host, key and picture replaced, printing what is answered."""
        code = self.code.replace(BASES[self.dialect], address).replace(PICTURE, picture)
        for placeholder in KEYS:
            code = code.replace(placeholder, key)
        return _print_answer(self.language, code)


def find_examples() -> list[Example]:
    """Return every example of the documents, or those that stand for them."""
    pages = sorted(PAGES.glob("*.txt")) if PAGES.is_dir() else []
    return [example for page in pages for example in _cut_out(page)] or _print_records()


def _cut_out(page: Path) -> list[Example]:
    text = page.read_text()
    dialect = "apiframe" if BASES["apiframe"] in text else "onemin"
    # On some pages one example begins in the line in which the other ends.
    text = re.sub(r"(?<=['\)])(import requests|const response)", r"\n\1", text).replace(";Try it", ";")
    return [
        Example(f"{page.stem}-{language}-{number}", dialect, language, found.strip())
        for language, pattern in PATTERNS.items()
        for number, found in enumerate(re.findall(pattern, text, re.MULTILINE | re.DOTALL), 1)
    ]


def _print_records() -> list[Example]:
    examples = []
    for path in sorted(SAMPLES.glob("*.request.json")):
        dialect = get_dialect(path.name.partition("_")[0])
        body = json.loads(path.read_text())
        spec_id, params = dialect.read_request(WireRequest("POST", "", (), body), specs().values())
        plan = plan_request(dialect, specs()[spec_id], params)
        for language in LANGUAGES:
            name = f"{path.name.partition('.')[0]}-{language}"
            examples.append(Example(name, dialect.name, language, print_snippet(language, plan)))
    return examples


def _print_answer(language: str, code: str) -> str:
    """Return the code with what shows the answer as JSON, where the example leaves that out."""
    if language == "python":
        shown = code.replace("print(response.json())", "")
        return f"{shown}\nprint(response.text)\n"
    if language == "javascript":
        shown = re.sub(
            r"^(const \w+ = await )?(?=fetch\()", "const answered = await ", code, count=1, flags=re.MULTILINE
        )
        shown = re.sub(r"^console\.log\(.*\);?$", "", shown, flags=re.MULTILINE).rstrip().rstrip(";")
        return f"{shown};\nconsole.log(await answered.text());\n"
    return code
