"""From a slip of paper to the first page: an operator makes the first account, its owner signs in for good."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import urllib.request
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode

import pytest

from tests.journeys.installation import Installation

PASSWORD = "tre-xanh-lang-ta-2026"


class Browser:
    """Follows redirects, keeps cookies, sends forms with their token, as a browser without script does."""

    def __init__(self, house: str) -> None:
        self.house = house
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.page = ""
        self.address = ""
        self.status = 0

    def open(self, path: str, form: dict[str, str] | None = None) -> str:
        data = None
        if form is not None:
            self.open(path)
            (token, *_rest) = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page)
            data = urlencode({"csrfmiddlewaretoken": token, **form}).encode()
        try:
            answer = self.opener.open(f"{self.house}{path}", data, timeout=20)
        except HTTPError as error:
            answer = error
        self.page = answer.read().decode()
        self.status = int(answer.status)
        self.address = answer.geturl().removeprefix(self.house)
        return self.page


def code_now(secret: str, moment: float) -> str:
    """The six digits that an authenticator shows (RFC 6238), reckoned without the program's own code."""
    mark = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(moment) // 30), hashlib.sha1).digest()
    at = mark[-1] & 15
    return f"{(struct.unpack('>I', mark[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def the_servers_time(house: str) -> float:
    """What the server's clock says, in seconds since 1970."""
    with urllib.request.urlopen(f"{house}/suc-khoe/", timeout=20) as answer:
        return parsedate_to_datetime(answer.headers["Date"]).timestamp()


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path / "data")
    made.run("init")
    yield made
    made.kill_everything()


@pytest.mark.slow
def test_a_slip_leads_to_the_first_page_through_password_and_second_factor(
    installation: Installation, tmp_path: Path
) -> None:
    slip = tmp_path / "phieu.html"
    made = installation.ask(
        "user", "add", "Vũ Hồng Sơn", "--unit", "TW", "--role", "quản trị hệ thống", "--username", "son",
        "--slip", str(slip), "--show",
    )  # fmt: skip
    (account,) = made["accounts"]
    assert slip.stat().st_mode & 0o077 == 0
    server, house = installation.serve()
    try:
        wrong = Browser(house)
        wrong.open("/dang-nhap/", {"login": "son", "password": "đoán bừa"})
        assert "không đúng" in wrong.page

        browser = Browser(house)
        browser.open("/quan-tri/tai-khoan/")
        assert browser.address.startswith("/dang-nhap/")
        browser.open(
            "/kich-hoat/",
            {"username": "son", "code": account["code"], "password1": PASSWORD, "password2": PASSWORD},
        )
        assert browser.address == "/tai-khoan/xac-thuc-hai-lop/thiet-lap/"
        browser.open("/tai-khoan/")
        assert browser.address == "/tai-khoan/xac-thuc-hai-lop/thiet-lap/", "nothing else opens before"
        (secret,) = re.findall(r'class="secret">([^<]+)<', browser.page)
        token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.page)[0]
        code = code_now(secret.replace(" ", ""), the_servers_time(house))
        form = urlencode({"csrfmiddlewaretoken": token, "code": code}).encode()  # the page as it was shown
        answer = browser.opener.open(f"{house}{browser.address}", form, timeout=20)
        codes = re.findall(r"<code>(\d{8})</code>", answer.read().decode())
        assert len(codes) == 10
        browser.open("/quan-tri/tai-khoan/")
        assert browser.status == 200
        assert "Vũ Hồng Sơn" in browser.page

        again = Browser(house)
        again.open("/dang-nhap/", {"login": "son", "password": PASSWORD})
        assert again.address == "/xac-thuc/"
        again.open("/xac-thuc/", {"code": codes[0]})
        assert again.address == "/"
    finally:
        server.terminate()
        server.wait(timeout=20)
    told = installation.run("audit", "verify")
    assert "Nhật ký nguyên vẹn" in told
