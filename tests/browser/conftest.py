"""The demonstration's house, served as its user would, and a browser in front of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from binhyen.cli.demonstration import PASSWORD
from tests.journeys.installation import Installation

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))),
    None,
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"1440": {"width": 1440, "height": 900}, "390": {"width": 390, "height": 844}}
SCHEMES = ("light", "dark")


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A furnished demonstration."""
    made = Installation(tmp_path_factory.mktemp("browser") / "data")
    made.run("demo", "--no-serve")
    yield made
    made.kill_everything()


@pytest.fixture(scope="session")
def house(installation: Installation) -> Iterator[str]:
    """The address of a served demonstration."""
    server, address = installation.serve()
    yield address
    server.terminate()
    server.wait(timeout=20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert CHROMIUM is not None, "no Chromium on this machine"
    # Playwright keeps an event loop in this thread until the session ends; Django would then refuse other
    # tests of this worker their database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


@pytest.fixture(scope="session")
def signed_in_state(house: str, browser: Browser) -> Callable[[str], dict[str, object]]:
    """Signs an account in once a session and hands out its cookies."""
    states: dict[str, dict[str, object]] = {}

    def state_of(username: str) -> dict[str, object]:
        if username not in states:
            context = browser.new_context(locale="vi-VN")
            page = context.new_page()
            page.goto(f"{house}/dang-nhap/")
            page.get_by_label("Tên đăng nhập").fill(username)
            page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "dang-nhap" not in url)
            states[username] = context.storage_state()  # type: ignore[assignment]
            context.close()
        return states[username]

    return state_of


@pytest.fixture(scope="session")
def context_of(
    browser: Browser, signed_in_state: Callable[[str], dict[str, object]]
) -> Iterator[Callable[..., BrowserContext]]:
    """One browser for each account, size and scheme, so that fonts and styles are fetched once."""
    contexts: dict[tuple[str | None, str, str], BrowserContext] = {}

    def context(username: str | None, size: str, scheme: str) -> BrowserContext:
        key = (username, size, scheme)
        if key not in contexts:
            contexts[key] = browser.new_context(
                viewport=SIZES[size],  # type: ignore[arg-type]
                color_scheme=scheme,  # type: ignore[arg-type]
                locale="vi-VN",
                storage_state=signed_in_state(username) if username else None,  # type: ignore[arg-type]
                reduced_motion="reduce",
            )
            contexts[key].set_default_timeout(10_000)
        return contexts[key]

    yield context
    for each in contexts.values():
        each.close()


@pytest.fixture
def open_as(house: str, context_of: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """``open_as(username, path, size, scheme)``: a page as that account sees it; ``None`` is a stranger.

    It is there with its script. Where a link or a form leads on, ``wait_for_load_state`` or ``wait_for_url`` says when
    the next page is: a key pressed before does what it does without script.
    """
    opened_pages: list[Page] = []

    def opened(username: str | None, path: str, size: str = "1440", scheme: str = "light") -> Page:
        page = context_of(username, size, scheme).new_page()
        opened_pages.append(page)
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.faults = faults  # type: ignore[attr-defined]
        page.goto(f"{house}{path}")
        return page

    yield opened
    for page in opened_pages:
        page.close()


@pytest.fixture(scope="session")
def pictures(request: pytest.FixtureRequest) -> Path | None:
    """Where screenshots go when they are asked for (``--screenshots DIR``)."""
    chosen = request.config.getoption("--screenshots")
    if not chosen:
        return None
    folder = Path(chosen)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
