"""Put the working tree's package and its command into the virtual environment.

Does what an editable install would, without a build back end, so that nothing but the locked requirements
is ever fetched.
"""

from __future__ import annotations

import stat
import sys
import sysconfig
import tomllib
from pathlib import Path

root = Path(__file__).resolve().parent.parent
project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
site = Path(sysconfig.get_path("purelib"))
scripts = Path(sysconfig.get_path("scripts"))

(site / "binhyen.pth").write_text(f"{root / 'src'}\n", encoding="utf-8")

info = site / f"binhyen-{project['version']}.dist-info"
info.mkdir(exist_ok=True)
(info / "METADATA").write_text(
    f"Metadata-Version: 2.1\nName: binhyen\nVersion: {project['version']}\n", encoding="utf-8"
)
(info / "INSTALLER").write_text("make\n", encoding="utf-8")
(info / "RECORD").write_text("", encoding="utf-8")

for name, target in project["scripts"].items():
    module, function = target.split(":")
    command = scripts / name
    command.write_text(
        f"#!{sys.executable}\nimport sys\n\nfrom {module} import {function}\n\nsys.exit({function}())\n",
        encoding="utf-8",
    )
    command.chmod(command.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
