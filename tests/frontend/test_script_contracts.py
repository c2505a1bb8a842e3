"""The README beside the scripts lists what ties them to each other, to the templates and to the views."""

import re

from tests.frontend.sources import PAGES, SCRIPTS, TEMPLATES, long_files, long_lines, read_all, table, without_comments

DOCUMENT = (SCRIPTS / "README.md").read_text()
TEXTS = {name: without_comments(text) for name, text in read_all(SCRIPTS, "*.js").items()}
DEFINED = re.compile(r'customElements\.define\("([a-z-]+)"')
DISPATCHED = re.compile(r'new CustomEvent\("([a-z-]+)"')
TRIGGERED = re.compile(r'trigger_client_event\(\w+, "([a-z-]+)"')
ATTRIBUTE = re.compile(r"\bdata-[a-z]+(?:-[a-z]+)*")
PROPERTY = re.compile(r"\bdataset\??\.(\w+)")


def attributes_of(script: str) -> set[str]:
    """Return the data attributes that a script names, in selectors or as properties."""
    properties = {re.sub(r"[A-Z]", lambda found: f"-{found[0].lower()}", name) for name in PROPERTY.findall(script)}
    return set(ATTRIBUTE.findall(script)) | {f"data-{name}" for name in properties}


def heard_by(event: str) -> set[str]:
    """Return the scripts that listen to an event, by name or by the list of a loop."""
    listened = re.compile(rf'addEventListener\(\s*"{event}"|const type of \[[^\]]*"{event}"')
    return {name for name, text in TEXTS.items() if listened.search(text)}


def test_each_custom_element_has_a_file_of_its_own_and_a_line() -> None:
    defined = {name: DEFINED.findall(text) for name, text in TEXTS.items() if DEFINED.search(text)}
    assert defined == {f"{element}.js": [element] for [element], *_ in table(DOCUMENT, "Custom elements")}
    assert len(defined) > 10


def test_each_module_is_named() -> None:
    elements = {f"{element}.js" for [element], *_ in table(DOCUMENT, "Custom elements")}
    assert [name for name in TEXTS if name not in elements and f"`{name}`" not in DOCUMENT] == []


def test_each_custom_event_has_its_senders_and_listeners() -> None:
    sent: dict[str, set[str]] = {}
    for name, text in (TEXTS | read_all(PAGES, "*.py")).items():
        for event in {*DISPATCHED.findall(text), *TRIGGERED.findall(text)}:
            sent.setdefault(event, set()).add(name)
    listed = {event: (senders, listeners) for [event], senders, listeners, _ in table(DOCUMENT, "Custom events")}
    assert listed == {event: (senders, heard_by(event)) for event, senders in sent.items()}
    assert len(sent) > 3


def test_each_event_of_htmx_that_is_heard_is_named() -> None:
    heard = set(re.findall(r'"(htmx:\w+)"', "\n".join(TEXTS.values())))
    assert heard == set(re.findall(r"`(htmx:\w+)`", DOCUMENT))


def test_each_data_attribute_has_its_scripts() -> None:
    used: dict[str, set[str]] = {}
    for name, text in TEXTS.items():
        for attribute in attributes_of(text):
            used.setdefault(attribute, set()).add(name)
    assert {attribute: scripts for [attribute], scripts, _ in table(DOCUMENT, "Data attributes")} == used
    assert len(used) > 50


def test_each_data_attribute_that_is_not_the_scripts_own_is_in_a_template() -> None:
    written = set(ATTRIBUTE.findall("\n".join(read_all(TEMPLATES, "*.html").values())))
    rows = re.findall(r"(?m)^\| `(data-[a-z-]+)` \| [^|]+ \| (?!script: )", DOCUMENT)
    assert [attribute for attribute in rows if attribute not in written] == []


def test_scripts_and_styles_keep_their_measures() -> None:
    assert long_files(SCRIPTS, "*.js", 150) == []
    assert long_lines(SCRIPTS.parent, "*.js") == []
    assert long_lines(SCRIPTS.parent, "*.css") == []


def test_each_module_is_loaded_by_a_page_an_element_or_another_module() -> None:
    templates = "\n".join(read_all(TEMPLATES, "*.html").values())
    loaded = {*re.findall(r"'js/([a-z-]+\.js)'", templates)}
    loaded |= {name for text in TEXTS.values() for name in re.findall(r'(?:from|import) "\./([a-z-]+\.js)"', text)}
    assert loaded == set(TEXTS)


def test_modules_are_only_loaded_by_the_one_that_tries_again() -> None:
    assert [name for name, text in TEXTS.items() if "import(" in text] == ["load-module.js"]
