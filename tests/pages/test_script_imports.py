"""Scripts that import each other still find each other under their hashed names."""

import re
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from playground.pages.delivery import CachedStaticFilesStorage

SOURCES = Path(settings.BASE_DIR) / "static"


def test_an_import_uses_the_hashed_file_name(tmp_path: Path) -> None:
    storage = CachedStaticFilesStorage(location=tmp_path, base_url="/static/")
    scripts = sorted(path.relative_to(SOURCES).as_posix() for path in (SOURCES / "js").glob("*.js"))
    for name in scripts:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((SOURCES / name).read_bytes())
    source = FileSystemStorage(location=SOURCES)
    outcomes = list(storage.post_process({name: (source, name) for name in scripts}))
    assert [outcome for *_, outcome in outcomes if isinstance(outcome, Exception)] == []
    imported = {
        name
        for path in tmp_path.glob("js/picture-field.*.js")
        for name in re.findall(r'from "\./([^"]+)"', path.read_text())
    }
    assert len(imported) == 3
    assert all(re.fullmatch(r"[a-z-]+\.[0-9a-f]{12}\.js", name) for name in imported)
    assert all((tmp_path / "js" / name).exists() for name in imported)
