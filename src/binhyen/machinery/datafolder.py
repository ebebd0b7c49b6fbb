"""Where does this installation keep what is its own? In one folder, which this module knows.

``binhyen.yaml`` holds settings that a person may edit and the program never rewrites by itself, ``state.yaml`` what
the program notes for itself, ``secrets.yaml`` (readable by the owner alone) the keys and the passwords of the
database roles, ``postgres-18`` the embedded database.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

DEFAULT_NAME = "binhyen-data"
SOCKET_PATH_LIMIT = 107  # bytes of a Unix socket's address on Linux; macOS has 103
SOCKET_FILE = ".s.PGSQL.5432"


class FolderUnusable(Exception):
    """The folder cannot serve; the message is a Vietnamese sentence with the remedy."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """By which server letters go out. ``security`` is ``starttls``, ``ssl`` or ``none``."""

    host: str
    port: int
    sender: str
    security: str = "starttls"
    user: str = ""
    password: str = ""


SECURITIES = {"starttls": 587, "ssl": 465, "none": 25}
"""How a connection to a mail server is kept private, with the port that is usual then."""


@dataclass(frozen=True)
class DataFolder:
    """One installation's folder. Making the value touches nothing; ``create`` writes."""

    path: Path

    @classmethod
    def from_environment(cls) -> DataFolder:
        """The folder that ``BINHYEN_DATA`` names, else ``binhyen-data`` in the working directory."""
        return cls(Path(os.environ.get("BINHYEN_DATA") or DEFAULT_NAME).expanduser().absolute())

    @property
    def exists(self) -> bool:
        return self._settings_file.is_file()

    @property
    def _settings_file(self) -> Path:
        return self.path / "binhyen.yaml"

    @property
    def _state_file(self) -> Path:
        return self.path / "state.yaml"

    @property
    def _secrets_file(self) -> Path:
        return self.path / "secrets.yaml"

    def create(self, **settings: Any) -> None:
        """Make the folder with its settings and fresh secrets; what is there already stays as it is."""
        if self.path.exists() and not self.path.is_dir():
            raise FolderUnusable(f"{self.path} là một tệp. Hãy chọn một thư mục khác bằng --data.")
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self.path / "log").mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            raise FolderUnusable(
                f"Không tạo được thư mục {self.path} ({error.strerror}). "
                "Hãy chọn nơi khác bằng --data hoặc cấp quyền ghi."
            ) from error
        if not self._secrets_file.exists():
            keys = {
                "secret_key": secrets.token_urlsafe(48),
                "second_factor_key": secrets.token_urlsafe(32),
                "superuser_password": secrets.token_urlsafe(24),
                "owner_password": secrets.token_urlsafe(24),
                "app_password": secrets.token_urlsafe(24),
            }
            self._write_private(self._secrets_file, yaml.safe_dump(keys))
        if not self._settings_file.exists():
            self.change_settings(**settings)
        self.__dict__.pop("settings", None)
        self.__dict__.pop("secrets", None)

    def change_settings(self, **changes: Any) -> None:
        """Write settings into ``binhyen.yaml``, keeping the others; comments in it are lost."""
        now = dict(self.settings) | changes
        self._write_private(self._settings_file, yaml.safe_dump(now, allow_unicode=True, sort_keys=True))
        self.__dict__.pop("settings", None)

    def note(self, **changes: Any) -> None:
        """Note something for the program itself, in ``state.yaml``."""
        now = self._read(self._state_file) | changes
        self._write_private(self._state_file, yaml.safe_dump(now, allow_unicode=True, sort_keys=True))
        self.__dict__.pop("state", None)

    def replace_secrets(self, keys: dict[str, str]) -> None:
        """Take over the keys of another installation, as a restored backup needs; passwords stay."""
        merged = dict(self.secrets) | {k: keys[k] for k in ("secret_key", "second_factor_key") if k in keys}
        self._write_private(self._secrets_file, yaml.safe_dump(merged))
        self.__dict__.pop("secrets", None)

    @staticmethod
    def _write_private(file: Path, text: str) -> None:
        scratch = file.with_suffix(".new")
        descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.write(text)
        scratch.replace(file)

    @cached_property
    def settings(self) -> dict[str, Any]:
        """What ``binhyen.yaml`` says; empty before the folder is made."""
        return self._read(self._settings_file)

    @cached_property
    def state(self) -> dict[str, Any]:
        """What the program has noted for itself: where the cluster stands, what was bootstrapped."""
        return self._read(self._state_file)

    @cached_property
    def secrets(self) -> dict[str, str]:
        return self._read(self._secrets_file)

    @staticmethod
    def _read(file: Path) -> dict[str, Any]:
        try:
            content = yaml.safe_load(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, yaml.YAMLError) as error:
            raise FolderUnusable(
                f"Không đọc được {file}: {error}. Hãy sửa tệp này hoặc khôi phục từ bản sao lưu."
            ) from error
        if content is None:
            return {}
        if not isinstance(content, dict):
            raise FolderUnusable(f"{file} phải gồm các dòng “tên: giá trị”. Hãy sửa lại tệp này.")
        return content

    @property
    def demonstration(self) -> bool:
        """Whether everything in it is invented, which every page then says."""
        return bool(self.settings.get("demonstration", False))

    @property
    def fixed_day(self) -> date | None:
        """The day that "today" is held at, from the setting ``today: 2026-02-20``."""
        day = self.settings.get("today")
        if day is None or isinstance(day, date):
            return day
        raise FolderUnusable(
            f"{self._settings_file}: “today: {day}” không phải ngày. Hãy ghi như 2026-02-20 hoặc bỏ dòng này."
        )

    @property
    def mail(self) -> MailServer | None:
        """The mail server, from the setting ``mail`` (``host``, ``from``; ``port``, ``tls``, ``user``), and
        ``mail_password`` among the secrets; None where none is set, and then nothing is ever sent."""
        told = self.settings.get("mail")
        if told is None:
            return None
        security = told.get("tls", "starttls") if isinstance(told, dict) else None
        if (
            not isinstance(told, dict)
            or not all(isinstance(told.get(key), str) and told[key] for key in ("host", "from"))
            or security not in SECURITIES
            or not isinstance(told.get("port", 1), int)
        ):
            raise FolderUnusable(
                f"{self._settings_file}: mục “mail” không dùng được. Hãy ghi “host”, “from”, và nếu cần “port” (số), "
                "“tls” (starttls, ssl hoặc none), “user”; hoặc bỏ mục này để không gửi thư."
            )
        return MailServer(
            told["host"],
            told.get("port", SECURITIES[security]),
            told["from"],
            security,
            str(told.get("user", "")),
            self.secrets.get("mail_password", ""),
        )

    @property
    def address(self) -> str:
        """Where people open the pages, without a slash at the end, from the setting ``address``; empty if unknown."""
        return str(self.settings.get("address", "")).rstrip("/")

    @property
    def second_factor_required(self) -> bool:
        """Whether every account must have a second factor; only a demonstration may do without."""
        return bool(self.settings.get("second_factor_required", True)) or not self.demonstration

    @property
    def database_url(self) -> str | None:
        """The server of one's own, from ``DATABASE_URL`` or the setting; ``None`` means the embedded one."""
        return os.environ.get("DATABASE_URL") or self.settings.get("database_url")

    @property
    def log(self) -> Path:
        return self.path / "log"

    @property
    def drawings(self) -> Path:
        """Where charts stay once they are drawn; what is missing there is drawn again."""
        return self.path / "drawings"

    @property
    def cluster(self) -> Path:
        """Where the embedded database lives; elsewhere only when root's folders are closed to its account."""
        elsewhere = self.state.get("cluster")
        return Path(elsewhere) if elsewhere else self.path / "postgres-18"

    @property
    def sockets(self) -> Path:
        """A folder for the database's socket whose address is short enough for the operating system."""
        beside = self.cluster.with_name(self.cluster.name + "-socket")
        if len(os.fsencode(beside / SOCKET_FILE)) < min(SOCKET_PATH_LIMIT, 100):
            return beside
        mark = hashlib.sha256(os.fsencode(self.cluster)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"binhyen-{os.getuid()}-{mark}"
