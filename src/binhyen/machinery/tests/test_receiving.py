"""The three fates of a file, and what remains of each."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta

import pytest
import xlsxwriter
from django.db import connection

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import fixed_to, today
from binhyen.foundations.decisions import NotAllowed
from binhyen.machinery.database.reach import OPERATOR, SYSTEM, acting_as
from binhyen.machinery.files.keeping import ToKeep, keep
from binhyen.machinery.files.receiving import Receipt, receive, remove_expired
from binhyen.machinery.models import AuditEntry, Fate, ReceivedFile
from tests.places import BACH_MA, DOI_CHE, SUOI_HOA, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_tree")]

PLAIN = "Số liệu minh hoạ: 12 tổ bảo vệ an ninh, trật tự.".encode()
SECRET = "TỐI MẬT\nSố: 12/BC-XYZ\nNội dung".encode()
WITH_NUMBER = "Danh sách: 001085012345".encode()


def workbook(text: str) -> bytes:
    """An Excel workbook with one cell."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write_string(0, 0, text)
    return out.getvalue()


def send(data: bytes, name: str = "ghi-chu.txt", by: Actor | None = None) -> Receipt:
    actor = by or officer(SUOI_HOA)
    with acting_as(actor):
        return receive(by=actor, unit_id=SUOI_HOA.key, unit_path=SUOI_HOA.path, name=name, data=data)


def kept() -> list[ReceivedFile]:
    with acting_as(OPERATOR):
        return list(ReceivedFile.objects.visible_to(OPERATOR))


def trail() -> list[AuditEntry]:
    with acting_as(OPERATOR):
        return list(AuditEntry.objects.visible_to(OPERATOR).order_by("id"))


def test_a_plain_file_is_taken_with_its_bytes() -> None:
    receipt = send(PLAIN)
    assert receipt.refused is None
    (file,) = kept()
    assert (file.fate, bytes(file.content), file.kept_until) == (Fate.TAKEN, PLAIN, None)
    assert file.unit_path == SUOI_HOA.path


def test_the_same_file_again_changes_nothing_and_says_so() -> None:
    send(PLAIN)
    again = send(PLAIN, name="tên khác.txt")
    assert again.again
    assert len(kept()) == 1
    assert len(trail()) == 1


@pytest.mark.parametrize(("data", "reason"), [(SECRET, "secrecy-mark"), (WITH_NUMBER, "identity-number")])
def test_of_a_file_not_kept_only_hash_time_account_and_reason_remain(data: bytes, reason: str) -> None:
    receipt = send(data, name="Nguyễn Văn An 001085012345.txt")
    assert receipt.refused is not None
    assert receipt.refused.code == reason
    assert receipt.refused.sentence
    assert kept() == []
    (entry,) = trail()
    mark = hashlib.sha256(data).hexdigest()
    assert (entry.subject, entry.detail) == (f"sha256:{mark}", {"fate": "not-kept", "reason": reason})
    assert entry.account_id == SUOI_HOA.key
    with connection.cursor() as cursor:  # nowhere in the database, not even in a job
        cursor.execute("select count(*) from procrastinate_jobs")
        assert cursor.fetchone() == (0,)


def test_a_refused_file_is_kept_for_the_unit_until_it_is_corrected() -> None:
    receipt = send(workbook("12 tổ"), name="ghi-chu.docx")  # the ending says something else than the content
    assert receipt.refused is not None
    assert receipt.refused.remedy
    (file,) = kept()
    assert (file.fate, file.reason_code) == (Fate.KEPT_FOR_CORRECTION, "wrong-extension")
    assert file.kept_until == today() + timedelta(days=30)
    with acting_as(officer(DOI_CHE)) as beside:
        assert not ReceivedFile.objects.visible_to(beside).exists()


def test_a_superior_who_sends_a_faulty_file_for_a_unit_gets_it_back() -> None:
    send(workbook("12 tổ"), name="ghi-chu.docx")
    receipt = send(workbook("12 tổ"), name="ghi-chu.docx", by=officer(BACH_MA))
    assert receipt.refused is not None
    assert sorted(file.unit_id for file in kept()) == [BACH_MA.key, SUOI_HOA.key]


def test_after_30_days_a_refused_file_is_gone_and_a_taken_one_stays() -> None:
    send(PLAIN)
    send(workbook("13 tổ"), name="ghi-chu.docx")
    with fixed_to(today() + timedelta(days=30)), acting_as(SYSTEM):
        assert remove_expired(by=SYSTEM) == 0
    with fixed_to(today() + timedelta(days=31)), acting_as(SYSTEM):
        assert remove_expired(by=SYSTEM) == 1
    assert [file.fate for file in kept()] == [Fate.TAKEN]


def test_a_refused_file_that_is_taken_after_all_stays() -> None:
    content = workbook("12 tổ")
    send(content, name="ghi-chu.docx")
    with acting_as(officer(SUOI_HOA)) as by:
        mark = hashlib.sha256(content).hexdigest()
        assert keep(by, [ToKeep(SUOI_HOA.key, "so.xlsx", content, mark)])[SUOI_HOA.key, mark].again
    (file,) = kept()
    assert (file.fate, file.reason_code, file.kept_until) == (Fate.TAKEN, "", None)


def test_nobody_sends_for_a_unit_beyond_their_reach() -> None:
    with pytest.raises(NotAllowed, match="không được nộp tệp"):
        send(PLAIN, by=officer(DOI_CHE))
    assert kept() == []


def test_expired_files_are_no_persons_to_remove() -> None:
    with acting_as(officer(BACH_MA)) as by, pytest.raises(NotAllowed):
        remove_expired(by=by)
