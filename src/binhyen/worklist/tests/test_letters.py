"""Notices by mail: to whom, what they say, and what happens when the server does not answer."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
import yaml
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from binhyen.access.models import Account
from binhyen.foundations.clock import fixed_to
from binhyen.foundations.decisions import NotAllowed
from binhyen.machinery.database.reach import OPERATOR, SYSTEM, acting_as
from binhyen.machinery.datafolder import DataFolder, FolderUnusable
from binhyen.worklist.actions import choose_mail, mark_all_read, note_letters
from binhyen.worklist.mailing import send_what_waits
from binhyen.worklist.models import Notice
from binhyen.worklist.rules.letters import News, letter_of, subject_of
from binhyen.worklist.tests.conftest import World
from tests.places import DOI_CHE


@pytest.fixture
def wanting(world: World, settings: Any) -> World:
    """Mail is set up, and ``binh`` wants it; ``lan`` does not."""
    settings.MAIL_SET_UP, settings.SITE_ADDRESS = True, "https://binhyen.example"
    for name in ("binh", "lan"):
        Account.objects.filter(pk=world.accounts[name].pk).update(email=f"{name}@example.vn")
    choose(world, "binh", True)
    mail.outbox.clear()
    return world


def choose(world: World, name: str, wanted: bool) -> None:
    actor = world.actor(name)
    with acting_as(actor):
        choose_mail(by=actor, account=world.accounts[name], wanted=wanted)


def test_one_letter_tells_all_that_is_new_and_is_sent_once(wanting: World) -> None:
    wanting.report("hoa")
    wanting.report("che", DOI_CHE)
    assert send_what_waits() == 1
    (letter,) = mail.outbox
    assert letter.to == ["binh@example.vn"]
    assert letter.subject == "Bình Yên: 2 thông báo mới"
    assert "- Chờ duyệt: Biểu thử, tháng 01/2026 · 2 đơn vị." in letter.body
    assert "https://binhyen.example/viec-cua-toi/thong-bao/" in letter.body
    assert send_what_waits() == 0
    assert len(mail.outbox) == 1


def test_a_letter_names_no_person_and_no_figure(wanting: World) -> None:
    wanting.report("hoa")
    send_what_waits()
    body = mail.outbox[0].body
    assert "Xã Suối Hoa" in body
    for account in wanting.accounts.values():
        assert account.full_name not in body
        assert account.username not in body
    numbers = set(re.findall(r"[0-9]+(?:,[0-9]+)?", body.replace("tháng 01/2026", "")))
    assert numbers == set()


def test_nothing_is_sent_where_mail_is_not_set_up_or_not_wanted_any_more(
    wanting: World, settings: Any
) -> None:
    wanting.report("hoa")
    settings.MAIL_SET_UP = False
    assert send_what_waits() == 0
    settings.MAIL_SET_UP = True
    choose(wanting, "binh", False)
    assert send_what_waits() == 0
    assert not mail.outbox


def test_what_came_before_the_choice_what_was_read_and_what_is_old_is_not_sent(wanting: World) -> None:
    wanting.report("hoa")
    choose(wanting, "lan", True)
    binh = wanting.actor("binh")
    with acting_as(binh):
        mark_all_read(by=binh)
    assert send_what_waits() == 0
    wanting.report("che", DOI_CHE)
    with fixed_to(date(2026, 1, 18)):
        assert send_what_waits() == 0


def test_a_letter_that_is_refused_waits_and_keeps_no_other_back(
    wanting: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(wanting, "lan", True)
    wanting.report("hoa")
    send = mail.EmailMessage.send

    def refusing(message: Any, *arguments: Any, **named: Any) -> int:
        if message.to == ["binh@example.vn"]:
            raise SMTPRecipientsRefused({})
        return send(message, *arguments, **named)

    monkeypatch.setattr(mail.EmailMessage, "send", refusing)
    assert send_what_waits() == 1
    assert [letter.to for letter in mail.outbox] == [["lan@example.vn"]]
    monkeypatch.undo()
    assert send_what_waits() == 1
    assert mail.outbox[-1].to == ["binh@example.vn"]


def test_a_server_that_fails_fails_the_run_and_what_went_before_is_not_sent_again(
    wanting: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(wanting, "lan", True)
    wanting.report("hoa")
    send, tried = mail.EmailMessage.send, []

    def failing(message: Any, *arguments: Any, **named: Any) -> int:
        tried.append(message.to)
        if len(tried) > 1:
            raise ConnectionResetError
        return send(message, *arguments, **named)

    monkeypatch.setattr(mail.EmailMessage, "send", failing)
    with pytest.raises(ConnectionResetError):
        send_what_waits()
    monkeypatch.undo()
    assert send_what_waits() == 1
    assert sorted(letter.to[0] for letter in mail.outbox) == ["binh@example.vn", "lan@example.vn"]


def test_an_act_is_done_though_no_letter_can_be_sent(wanting: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("binhyen.worklist.mailing.get_connection", lambda: (_ for _ in ()).throw(OSError()))
    submission = wanting.report("hoa")
    assert submission.state == "submitted"
    with acting_as(SYSTEM):
        assert Notice.objects.visible_to(SYSTEM).filter(mailed_at=None).count() == 2


def test_nobody_notes_letters_but_the_program_and_nobody_chooses_for_another(wanting: World) -> None:
    lan = wanting.actor("lan")
    with acting_as(lan):
        with pytest.raises(NotAllowed):
            note_letters(by=lan, notice_ids=[1])
        with pytest.raises(NotAllowed):
            choose_mail(by=lan, account=wanting.accounts["binh"], wanted=False)


NEWS = st.builds(
    News,
    what=st.sampled_from(["asked", "returned", "accepted", "extended", "submitted", "part-ready"]),
    report=st.sampled_from(["Biểu A, tháng 01/2026", "Rà soát Tết"]),
    unit_name=st.sampled_from(["Xã Suối Hoa", "Phường {Hai}"]),
    due=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)


@given(st.lists(NEWS, min_size=1, max_size=8))
def test_every_report_of_the_news_is_in_the_letter_once(news: list[News]) -> None:
    told = [line for line in letter_of(news, "").splitlines() if line.startswith("- ")]
    assert len(told) == len({(each.what, each.report) for each in news})
    assert all(any(each.report in line for line in told) for each in news)
    assert str(len(news)) in subject_of(news)


def folder_with(path: Path, **told: Any) -> DataFolder:
    (path / "binhyen.yaml").write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    return DataFolder(path)


def test_the_folder_says_by_which_server(tmp_path: Path) -> None:
    assert folder_with(tmp_path).mail is None
    server = folder_with(tmp_path, mail={"host": "thu.example.vn", "from": "binhyen@example.vn"}).mail
    assert server is not None
    assert (server.port, server.security, server.user, server.password) == (587, "starttls", "", "")
    server = folder_with(tmp_path, mail={"host": "a", "from": "b", "tls": "ssl", "user": "c"}).mail
    assert server is not None
    assert (server.port, server.user) == (465, "c")
    assert folder_with(tmp_path, address="https://binhyen.example/").address == "https://binhyen.example"


@pytest.mark.parametrize(
    "told",
    [
        "thu.example.vn",
        {},
        {"host": "a"},
        {"host": "a", "from": "b", "tls": "co"},
        {"host": "a", "from": "b", "port": "x"},
    ],
)
def test_a_server_that_is_half_told_is_refused_in_words(tmp_path: Path, told: Any) -> None:
    with pytest.raises(FolderUnusable, match="không dùng được"):
        folder_with(tmp_path, mail=told).mail  # noqa: B018 - reading it is what is tried


def test_the_jobs_come_down_to_the_same(wanting: World) -> None:
    from binhyen.worklist.jobs import remove_old_notices_of_the_day, send_notices

    wanting.report("hoa")
    send_notices.func(0)
    assert len(mail.outbox) == 1
    with fixed_to(date(2026, 1, 16) + timedelta(days=400)):
        remove_old_notices_of_the_day.func(0)
    with acting_as(OPERATOR):
        assert not Notice.objects.visible_to(OPERATOR).exists()
