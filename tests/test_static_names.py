"""Under which names are the files served that pages load?"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

from binhyen.config.static import HashedNames

IMPORTED = re.compile(r'(?:from|import\()\s*"\./([^"]+)"')


@pytest.fixture
def served(tmp_path: Path) -> Path:
    """A folder with our scripts, and one of a library, as ``binhyen init`` leaves them."""
    scripts = {
        name: Path(finders.find(name))  # type: ignore[arg-type]
        for name in (
            *(f"web/{script.name}" for script in Path(finders.find("web/frame.js")).parent.glob("*.js")),  # type: ignore[arg-type]
            "django_htmx/ext/hx-sse-2.js",
        )
    }
    for name, script in scripts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(script, tmp_path / name)
    storage = HashedNames(location=tmp_path, base_url="/static/")
    here = FileSystemStorage(location=tmp_path)
    for name, _hashed, outcome in storage.post_process({name: (here, name) for name in scripts}):
        assert not isinstance(outcome, Exception), f"{name}: {outcome}"
    return tmp_path


def test_our_scripts_import_one_another_by_names_that_tell_their_content(served: Path) -> None:
    (frame,) = (served / "web").glob("frame.*.js")
    imported = IMPORTED.findall(frame.read_text(encoding="utf-8"))
    assert len(imported) > 3
    for name in imported:
        assert re.fullmatch(r"[a-z-]+\.[0-9a-f]{12}\.js", name)
        assert (served / "web" / name).is_file()


def test_scripts_of_libraries_stay_as_they_are(served: Path) -> None:
    (hashed,) = (served / "django_htmx/ext").glob("hx-sse-2.*.js")
    assert hashed.read_bytes() == (served / "django_htmx/ext/hx-sse-2.js").read_bytes()
