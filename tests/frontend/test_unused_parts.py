"""Every class, icon, template and element that exists is used."""

import re
from pathlib import Path

from playground.pages.cards import STATE_ICONS
from playground.pages.templatetags.icons import drawings
from tests.frontend.sources import CATALOG, PAGES, SCRIPTS, STYLES, TEMPLATES, read_all, without_comments

# Pygments writes these into the code it highlights; Django and htmx write the others.
FOREIGN = {"errorlist", "nonfield", "htmx-request"}
ICON = re.compile(r'{% icon "([a-z-]+)"')


def used_words() -> set[str]:
    """Return all words of templates and scripts, and of the Python that writes HTML."""
    sources = [
        *read_all(TEMPLATES, "*.html").values(),
        *map(without_comments, read_all(SCRIPTS, "*.js").values()),
        *read_all(PAGES, "*.py").values(),
    ]
    return {word for source in sources for word in re.findall(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", source)}


def rules() -> str:
    """Return the styles without comments, texts and the classes of highlighted code."""
    text = "\n".join(read_all(STYLES, "*.css").values())
    text = re.sub(r"/\*.*?\*/|\"[^\"]*\"|\d\.\d+", "", text, flags=re.DOTALL)
    return re.sub(r"\.code :is\([^)]*\)", "", text)


def test_every_class_of_the_styles_is_used() -> None:
    classes = set(re.findall(r"\.([a-z][a-z0-9-]*)", rules()))
    assert len(classes) > 100
    assert sorted(classes - used_words() - FOREIGN) == []


def test_every_attribute_of_the_styles_is_used() -> None:
    attributes = set(re.findall(r"\[(data-[a-z-]+)", rules()))
    written = used_words() | {f"data-{name}" for name in dataset_names()}
    assert len(attributes) > 20
    assert sorted(attributes - written) == []


def dataset_names() -> set[str]:
    """Return the data attributes that scripts write by their property, in the spelling of HTML."""
    names = re.findall(r"dataset\.(\w+)", "\n".join(read_all(SCRIPTS, "*.js").values()))
    return {re.sub(r"[A-Z]", lambda found: f"-{found[0].lower()}", name) for name in names}


def test_every_icon_is_used_and_every_used_icon_exists() -> None:
    used = {name for text in read_all(TEMPLATES, "*.html").values() for name in ICON.findall(text)}
    assert set(drawings()) == used | set(STATE_ICONS.values())


def test_every_template_is_used() -> None:
    places = [*PAGES.rglob("*.py"), *TEMPLATES.rglob("*.html"), *CATALOG.rglob("*.py")]
    texts = "\n".join(path.read_text() for path in places)
    unused = [name for name in read_all(TEMPLATES, "*.html") if not is_used(name, texts)]
    assert unused == []


def is_used(name: str, texts: str) -> bool:
    """Whether a template is named somewhere, or looked up by Django, its forms or allauth."""
    by_django = name in ("400.html", "403.html", "403_csrf.html", "404.html")
    return by_django or Path(name).parts[0] in ("account", "allauth", "django") or f'"{name}' in texts
