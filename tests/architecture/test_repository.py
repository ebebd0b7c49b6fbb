"""Is the repository free of hosts, secrets and places of one machine, and do its papers have their form?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.architecture.codebase import PACKAGE, ROOT, packages, project, said, tracked_files

# The patterns are put together from parts, so that this file does not hold what it looks for.
_HOSTS = (
    *("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "unpkg" + ".com"),
    *(
        "jsdel" + "ivr.net",
        "cdn" + "js.com",
        "proxy.go" + "lang.org",
        "crates" + ".io",
        "hugging" + "face.co",
    ),
)
_FOLDERS = ("/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/Us" + "ers/", "/mnt" + "/", "/builds" + "/")
_KEY = "-----BEGIN (?:[A-Z]+ )?PRIV" + "ATE KEY"
_TOKENS = (
    "gh[pousr]_[A-Za-z0-9]{30,}",
    "AK" + "IA[0-9A-Z]{16}",
    "xox[baprs]-[0-9A-Za-z-]{10,}",
    "https?://[^/\\s:@{]+:[^/\\s:@{]+@",
)

FORBIDDEN: dict[str, re.Pattern[str]] = {
    "the host of a package registry": re.compile("|".join(re.escape(host) for host in _HOSTS)),
    "a folder of one machine": re.compile(
        r"(?<![\w.~$})/-])(?:" + "|".join(re.escape(folder) for folder in _FOLDERS) + ")"
    ),
    "a private key": re.compile(_KEY),
    "a token or a password in an address": re.compile("|".join(_TOKENS)),
    "the number of a ticket": re.compile(r"\b[Ii]ssue #?\d|\b[Tt]icket #?\d|\b(?:PR|MR) #?\d"),
}

PAPERS_BESIDE = re.compile(r"\.\./sha" + "red")
MAY_READ_PAPERS = ("Makefile", ".ci/run")
"""Where the folder of papers beside the project may be named, besides tests marked ``shared``."""

ALLOWED: dict[tuple[str, str], str] = {}
"""File and what was found in it: why it may stand there."""


def texts(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Name and text of each file that is text."""
    for name in names:
        content = (ROOT / name).read_bytes()
        if b"\0" not in content[:4096]:
            yield name, content.decode("utf-8", errors="replace")


def unwanted(files: Iterable[tuple[str, str]]) -> list[str]:
    """Complaints about what belongs to a machine or a secret, and not into a repository."""
    found = []
    for name, text in files:
        for number, line in enumerate(text.splitlines(), start=1):
            for what, pattern in FORBIDDEN.items():
                if pattern.search(line) and (name, what) not in ALLOWED:
                    found.append(f"{name}:{number}: {what}.")
            if PAPERS_BESIDE.search(line) and name not in MAY_READ_PAPERS and "mark.shared" not in text:
                found.append(f"{name}:{number}: only tests marked shared read the papers beside the project.")
    return found


def test_no_tracked_file_holds_a_host_a_secret_or_a_place_of_one_machine() -> None:
    files = list(texts(tracked_files()))
    assert len(files) > 100
    complaints = unwanted(files)
    assert not complaints, said(complaints)


@pytest.mark.parametrize(
    "line",
    [
        f"--index-url https://{_HOSTS[0]}/simple",
        f'PAPERS = "{_FOLDERS[0]}shared/design"',
        f"cd {_FOLDERS[2]}hoa/binhyen",
        f"-----BEGIN RSA PRIV{'ATE KEY'}-----",
        f"-----BEGIN PRIV{'ATE KEY'}-----",
        f"https://hoa:mat{'khau'}@example.test/",
        f"see {'issue'} #12",
        f"{'../sha'}red/design",
    ],
)
def test_what_does_not_belong_into_a_repository_is_noticed(line: str) -> None:
    assert unwanted([("docs/x.md", line)])


@pytest.mark.parametrize(
    "line",
    ["a/work/b", "network/", "https://vi.wikipedia.org/wiki/H", "the issue of a decision", "~/homes/x"],
)
def test_a_harmless_line_is_not_taken_for_one(line: str) -> None:
    assert not unwanted([("docs/x.md", line)])


# ---- requirements -----------------------------------------------------------------------------------------


def requirement_faults(name: str, text: str) -> list[str]:
    """Complaints about a file of requirements that names a place, or locks without versions and hashes."""
    found = [
        f"{name}:{number}: names, versions and hashes alone."
        for number, line in enumerate(text.splitlines(), start=1)
        if re.search(r"://|^\s*-(?:i|f|-index|-extra|-find|-trusted)|\s@\s|^\s*git\+", line)
    ]
    if name.endswith(".txt"):
        for block in re.split(r"\n(?=\S)", text):
            first = block.strip().splitlines()[0] if block.strip() else "#"
            if not first.startswith(("#", "-r ", "-c ")) and (
                "==" not in first or "--hash=sha256:" not in block
            ):
                found.append(f"{name}: {first.split()[0]} is not locked by version and hash.")
    return found


def requirements(text: str) -> dict[str, str]:
    """Requirement without spaces → the words of its comment."""
    found = {}
    for line in text.splitlines():
        requirement, _hash, comment = line.partition("#")
        cleaned = requirement.replace(" ", "").strip('",')
        if cleaned and not cleaned.startswith("-"):
            found[cleaned] = comment.strip()
    return found


def declared_dependencies(pyproject: str) -> dict[str, str]:
    """The dependencies of ``pyproject.toml``, each with the reason beside it."""
    block = re.search(r"^dependencies = \[\n(.*?)^\]", pyproject, re.MULTILINE | re.DOTALL)
    return requirements(block[1]) if block else {}


def dependencies_without_reason(pyproject: str) -> list[str]:
    return [
        f"{name}: a dependency says in a comment why it is there."
        for name, reason in declared_dependencies(pyproject).items()
        if len(reason) < 10
    ]


def test_requirements_name_no_place() -> None:
    files = sorted(ROOT.glob("requirements*"))
    assert len(files) == 4
    complaints = [
        each for file in files for each in requirement_faults(file.name, file.read_text(encoding="utf-8"))
    ]
    assert not complaints, said(complaints)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("requirements.in", "django @ https://example.test/django.whl"),
        ("requirements.txt", "--index-url https://example.test/simple"),
        ("requirements.txt", "--find-links=wheels"),
        ("requirements.txt", "django==5.2.1"),
        ("requirements.txt", "django>=5 \\\n    --hash=sha256:00"),
    ],
)
def test_a_place_in_requirements_and_a_loose_lock_are_noticed(name: str, line: str) -> None:
    assert requirement_faults(name, line)


def test_every_dependency_says_why_it_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    declared = project()["project"]["dependencies"]
    assert set(declared_dependencies(text)) == {each.replace(" ", "") for each in declared}
    assert not dependencies_without_reason(text), said(dependencies_without_reason(text))
    assert dependencies_without_reason('dependencies = [\n    "django>=5",\n]\n')


def test_both_lists_of_dependencies_are_one() -> None:
    kept = requirements((ROOT / "requirements.in").read_text(encoding="utf-8"))
    declared = {each.replace(" ", "") for each in project()["project"]["dependencies"]}
    assert set(kept) == declared


# ---- papers -----------------------------------------------------------------------------------------------

NEEDS_NO_README = {"config": "the wiring of the house: each of its few modules says what it is"}

HEADINGS = ("Context", "Decision", "Rejected", "Consequences")


def missing_readmes(folder: Path, rooms: Iterable[str], exempted: Mapping[str, str]) -> list[str]:
    """Complaints about rooms whose page is missing or says next to nothing."""
    return [
        f"{room}: a room has a README.md that says what it is for."
        for room in rooms
        if room not in exempted
        and (
            not (folder / room / "README.md").is_file() or (folder / room / "README.md").stat().st_size < 300
        )
    ]


def decision_faults(records: Mapping[str, str]) -> list[str]:
    """Complaints about decision records (file name → text) out of number or of form."""
    found = []
    numbers = []
    for name, text in sorted(records.items()):
        match = re.fullmatch(r"(\d{4})-[a-z0-9]+(?:-[a-z0-9]+)*\.md", name)
        if not match:
            found.append(f"docs/decisions/{name}: a record is called NNNN-title.md.")
            continue
        numbers.append(int(match[1]))
        headings = re.findall(r"^## (.+?)\s*$", text, re.MULTILINE)
        if [each for each in headings if each in HEADINGS] != list(HEADINGS):
            found.append(f"docs/decisions/{name}: it has the headings {', '.join(HEADINGS)}, in this order.")
        if not re.match(r"# \S", text):
            found.append(f"docs/decisions/{name}: it begins with its title.")
        for heading, body in re.findall(r"^## (.+?)\s*$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL):
            if not body.strip():
                found.append(f"docs/decisions/{name}: nothing stands under {heading}.")
    if numbers != list(range(1, len(numbers) + 1)):
        found.append(f"docs/decisions: records are numbered from 0001 without gaps: {numbers}.")
    return found


def test_every_room_has_its_page() -> None:
    complaints = missing_readmes(PACKAGE, packages(), NEEDS_NO_README)
    assert not complaints, said(complaints)


def test_a_room_without_its_page_is_noticed(tmp_path: Path) -> None:
    for room in ("full", "empty", "none"):
        (tmp_path / room).mkdir()
    (tmp_path / "full" / "README.md").write_text("What the room is for. " * 30)
    (tmp_path / "empty" / "README.md").write_text("To do.")
    assert [each.split(":")[0] for each in missing_readmes(tmp_path, ("full", "empty", "none"), {})] == [
        "empty",
        "none",
    ]


def test_decisions_have_their_form() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("*"))
    records = {file.name: file.read_text(encoding="utf-8") for file in files if file.name != "README.md"}
    assert records
    complaints = decision_faults(records)
    assert not complaints, said(complaints)


def test_a_decision_without_its_form_is_noticed() -> None:
    good = "# Title\n\n" + "".join(f"## {heading}\n\nWords.\n\n" for heading in HEADINGS)

    def faults(*names: str, text: str = good) -> list[str]:
        return decision_faults(dict.fromkeys(names, text))

    assert not faults("0001-first.md", "0002-the-second-one.md")
    assert faults("0001-first.md", "0003-third.md"), "a gap"
    assert faults("0001-first.md", "0001-again.md"), "one number twice"
    assert faults("01-first.md")
    assert faults("0001-First.md")
    assert faults("0001-first.md", text=good.replace("## Rejected", "## Alternatives"))
    assert faults("0001-first.md", text=good.replace("## Decision\n\nWords.", "## Decision\n\n"))
    assert faults("0001-first.md", text=good.removeprefix("# Title"))
