"""Opens the zip packages that DOCX and XLSX files are, without trusting them.

Guarded against: archives that unpack to very much, thousands of parts, names that occur twice (two readers
would see two files), encrypted parts, document type declarations and entities, macros, and parts that
nobody here can read. XML is read as a stream of events: no tree is built, so memory does not grow with it.
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import partial
from typing import Any, Literal, NamedTuple, TypeVar
from urllib.parse import unquote
from xml.parsers import expat

from binhyen.machinery.formats.text import Unreadable, damaged

MAX_PARTS = 2_000
MAX_UNPACKED = 120 * 1024 * 1024
# XML seldom packs better than 1:100; smaller files may do what they like.
MAX_RATIO = 200
RATIO_FROM = 10 * 1024 * 1024
_CHUNK = 64 * 1024
# A tag or a word this long is no document; some versions of expat read it again with every chunk.
_MAX_TOKEN = 1024 * 1024
# Parts beyond this are read anew each time.
_REMEMBERED = 256 * 1024
_MOST_SEEN = 1_000_000
_TYPES = "[Content_Types].xml"

T = TypeVar("T")

_ZIP_TROUBLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    IndexError,
    OverflowError,
    RuntimeError,  # with it NotImplementedError: methods of packing that Python does not know
)
_PICTURES = ("png", "jpg", "jpeg", "jpe", "gif", "bmp", "tif", "tiff", "emf", "wmf", "wdp", "ico")
_FONTS = ("odttf", "ttf", "otf", "fntdata")
_OFFICE_FILES = (".docx", ".xlsx")
_XML_ENDINGS = (".xml", ".rels", ".vml", ".svg")


class Event(NamedTuple):
    """One step through an XML part: names are local (without namespace), ``text`` is set for "text" only."""

    what: Literal["start", "end", "text"]
    name: str
    attributes: dict[str, str]
    text: str


class Relation(NamedTuple):
    kind: str
    target: str
    external: bool


class Memory:
    """What parts of packages said, so that a part which many files share byte for byte is read once.

    For one batch of files, then to be dropped: it holds what it read, also of files that are refused afterwards.
    What is remembered must follow from the bytes alone and must not be changed by whoever gets it.
    """

    def __init__(self, most: int = 2_000) -> None:
        self._said: dict[tuple[Hashable, ...], Any] = {}
        self._seen: dict[tuple[str, int], object] = {}
        self._opened: tuple[bytes, Package] | None = None
        self._most = most

    def recall(self, key: tuple[Hashable, ...], work: Callable[[], T]) -> T:
        """What ``work`` answered for this key, or answers now; what it raises is not remembered."""
        if key in self._said:
            answer: T = self._said[key]
            return answer
        answer = work()
        if len(self._said) < self._most:
            self._said[key] = answer
        return answer

    def package(self, data: bytes) -> Package:
        """The file opened; for the very bytes of last time the very same package, not unpacked anew."""
        if self._opened is None or self._opened[0] is not data:
            self._opened = data, Package(data, memory=self)
        return self._opened[1]

    def unseen(self, where: str, things: Sequence[T]) -> list[T]:
        """The things that were not noted as seen there: the very same objects, as :meth:`recall` gives them."""
        return [thing for thing in things if self._seen.get((where, id(thing))) is not thing]

    def note_seen(self, where: str, things: Sequence[object]) -> None:
        """Note that these were searched, and nothing was found."""
        if len(self._seen) < _MOST_SEEN:
            self._seen.update({(where, id(thing)): thing for thing in things})


class Package:
    """An opened DOCX or XLSX: its parts, their content types and relations.

    Raises :class:`Unreadable` when the package breaks one of this module's guards. With a ``memory`` small parts
    that it knows are not read again.
    """

    def __init__(self, data: bytes, max_unpacked: int = MAX_UNPACKED, memory: Memory | None = None) -> None:
        self._memory, self._digests = memory, dict[str, bytes]()
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        except _ZIP_TROUBLE as trouble:
            raise damaged() from trouble
        self._entries = {_part_name(entry.filename): entry for entry in entries}
        self.unpacked = sum(entry.file_size for entry in entries)
        self._guard(entries, len(data), max_unpacked)
        self._defaults, self._overrides = self._content_types()
        for name in self.parts:
            self._guard_part(name)
        self.main = self._find_main()

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self._entries)

    def content_type(self, part: str) -> str:
        """The declared content type in small letters; "" when the package declares none."""
        ending = part.rpartition(".")[2].lower()
        return self._overrides.get(part.lower(), self._defaults.get(ending, ""))

    def of_type(self, ending: str) -> list[str]:
        """The parts whose content type ends in ``ending``, such as "wordprocessingml.header+xml"."""
        return [part for part in self.parts if self.content_type(part).endswith(ending)]

    def is_xml(self, part: str) -> bool:
        kind = self.content_type(part)
        return kind.endswith(("+xml", "/xml", "vmldrawing")) or part.lower().endswith(_XML_ENDINGS)

    @property
    def office_files(self) -> list[str]:
        """The documents and workbooks embedded in this one."""
        return [part for part in self.parts if part.lower().endswith(_OFFICE_FILES)]

    def read(self, part: str) -> bytes:
        entry = self._entries.get(part)
        if entry is None:
            raise damaged(f"thiếu phần {part}")
        try:
            # zipfile never hands out more than the declared size, which the guard has added up.
            return self._zip.read(entry)
        except _ZIP_TROUBLE as trouble:
            raise damaged(f"phần {part}") from trouble

    def once(self, what: str, parts: Sequence[str], work: Callable[[], T]) -> T:
        """What ``work`` answers, which must follow from the bytes of these parts alone.

        It is asked once for the same bytes in parts of the same names, if the package has a memory.
        """
        entries = [self._entries.get(each) for each in parts]
        small = all(entry is not None and entry.file_size <= _REMEMBERED for entry in entries)
        if self._memory is None or not (entries and small):
            return work()
        return self._memory.recall((what, *parts, *map(self._digest, parts)), work)

    def _digest(self, part: str) -> bytes:
        if part not in self._digests:
            self._digests[part] = hashlib.blake2b(self.read(part), digest_size=32).digest()
        return self._digests[part]

    def events(self, part: str) -> Iterator[Event]:
        """Walk through an XML part from start to end."""
        return _events(self.read(part), part)

    def walk(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
        *,
        content: bytes | None = None,
    ) -> None:
        """Walk through an XML part with calls instead of events, which costs a third.

        Names of elements and attributes are whole: look the local ones up in :data:`LOCAL`. ``content`` is what is
        left of the part where something was taken out of it before.
        """
        for _ in _parsed(self.read(part) if content is None else content, part, start, end, text):
            pass

    def relations(self, part: str) -> dict[str, Relation]:
        """The relations that start at ``part``, by their id; targets inside are names of parts."""
        folder = part.rpartition("/")[0]
        for rels in self.relations_part(part):
            return self.once("relations", [rels], partial(self._read_relations, folder, rels))
        return {}

    def relations_part(self, part: str) -> list[str]:
        """The part that holds the relations of ``part``, if there is one."""
        folder, _, file = part.rpartition("/")
        rels = posixpath.join(folder, "_rels", f"{file}.rels")
        return [rels] if rels in self._entries else []

    def _read_relations(self, folder: str, rels: str) -> dict[str, Relation]:
        found = {}
        for event in self.events(rels):
            if event.what != "start" or event.name != "Relationship":
                continue
            target = event.attributes.get("Target", "")
            external = event.attributes.get("TargetMode", "") == "External"
            if not external:
                target = _part_name(posixpath.normpath(posixpath.join("/", folder, unquote(target))))
            kind = event.attributes.get("Type", "").rpartition("/")[2]
            found[event.attributes.get("Id", "")] = Relation(kind, target, external)
        return found

    def _guard(self, entries: list[zipfile.ZipInfo], packed: int, max_unpacked: int) -> None:
        if len(entries) > MAX_PARTS:
            raise _bomb()
        if len({_part_name(entry.filename).lower() for entry in entries}) != len(entries):
            raise damaged("hai phần trùng tên")
        if any(entry.flag_bits & 0x1 for entry in entries):
            raise encrypted()
        if self.unpacked > max_unpacked or self.unpacked > max(RATIO_FROM, MAX_RATIO * packed):
            raise _bomb()

    def _guard_part(self, part: str) -> None:
        kind, ending = self.content_type(part), part.rpartition(".")[2].lower()
        if "macro" in kind or "vba" in kind or part.lower().endswith(("vbaproject.bin", "vbadata.xml")):
            raise macros()
        known = (
            self.is_xml(part)
            or part.lower().endswith(_OFFICE_FILES)
            or kind.endswith("printersettings")
            or ending in (*_PICTURES, *_FONTS)
        )
        if not known or "activex" in part.lower() or "oleobject" in kind:
            raise embedded()

    def _content_types(self) -> tuple[dict[str, str], dict[str, str]]:
        return self.once("content types", [_TYPES], self._read_content_types)

    def _read_content_types(self) -> tuple[dict[str, str], dict[str, str]]:
        """The content types by ending, and by part."""
        defaults, overrides = dict[str, str](), dict[str, str]()
        for event in self.events(_TYPES):
            if event.what != "start":
                continue
            kind = event.attributes.get("ContentType", "").lower()
            if event.name == "Default":
                defaults[event.attributes.get("Extension", "").lower()] = kind
            elif event.name == "Override":
                overrides[_part_name(event.attributes.get("PartName", "")).lower()] = kind
        return defaults, overrides

    def _find_main(self) -> str:
        mains = [r.target for r in self.relations("").values() if r.kind == "officeDocument"]
        if len(mains) != 1 or mains[0] not in self._entries:
            raise damaged("không rõ phần chính")
        return mains[0]


def encrypted() -> Unreadable:
    """The refusal of a file that opens with a password only."""
    return Unreadable(
        "encrypted",
        "Tệp được đặt mật khẩu nên không kiểm tra được nội dung.",
        "Bỏ mật khẩu của tệp rồi gửi lại. Tài liệu bí mật nhà nước không được đưa vào phần mềm này.",
    )


def embedded() -> Unreadable:
    """The refusal of a file with something inside that nobody here can look into."""
    return Unreadable(
        "embedded-object",
        "Tệp có chứa đối tượng nhúng mà phần mềm không đọc được bên trong.",
        "Bỏ đối tượng nhúng (hoặc dán dưới dạng bảng) rồi gửi lại.",
    )


def macros() -> Unreadable:
    """The refusal of a file that carries programs."""
    return Unreadable(
        "macros",
        "Tệp chứa macro nên không được nhận.",
        "Lưu lại thành .xlsx hoặc .docx (không có macro) rồi gửi lại.",
    )


def _bomb() -> Unreadable:
    return Unreadable(
        "unpacks-too-large",
        "Tệp nén bất thường: nội dung bung ra quá lớn.",
        "Sao chép phần cần gửi sang một tệp mới rồi gửi lại.",
    )


def _part_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")


class _LocalNames(dict[str, str]):
    """The local part of a name that bears its namespace before a space; names are few, so each is cut once."""

    def __missing__(self, name: str) -> str:
        local = name.rpartition(" ")[2]
        if len(self) < _MOST_NAMES:
            self[name] = local
        return local


_MOST_NAMES = 5_000
LOCAL = _LocalNames()


def _events(data: bytes, part: str) -> Iterator[Event]:
    pending: list[Event] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = {LOCAL[key]: value for key, value in attributes.items()}
        pending.append(Event("start", LOCAL[name], local, ""))

    def end(name: str) -> None:
        pending.append(Event("end", LOCAL[name], {}, ""))

    def text(characters: str) -> None:
        pending.append(Event("text", "", {}, characters))

    for _ in _parsed(data, part, start, end, text):
        yield from pending
        pending.clear()


def _parsed(
    data: bytes,
    part: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None,
    text: Callable[[str], None] | None,
) -> Iterator[None]:
    """Parse a part, calling for each element and text; stops after every chunk, and once more at the end."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def doctype(*_: object) -> None:
        # Office files never declare a document type; entities, inner or outer, need one.
        raise Unreadable(
            "declares-entities",
            f"Tệp có khai báo XML không được phép (phần {part}).",
            "Mở tệp bằng Word hoặc Excel, lưu lại thành tệp mới rồi gửi lại.",
        )

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = doctype
    try:
        for offset in range(0, len(data), _CHUNK):
            parser.Parse(data[offset : offset + _CHUNK], False)
            yield
            if offset - parser.CurrentByteIndex > _MAX_TOKEN:
                raise damaged(f"phần {part}")
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as trouble:
        raise damaged(f"phần {part}") from trouble
    yield
