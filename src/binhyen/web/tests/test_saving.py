"""The requests of the entry page: what was typed goes in, what stands comes back, refusals in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from binhyen.access.models import Role
from binhyen.foundations import clock
from binhyen.reporting.models import State
from binhyen.web.reporting.saving import LARGEST_BODY
from binhyen.web.tests.reporting_desk import DAY, Desk, laid

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Iterator[Desk]:
    with clock.fixed_to(DAY):
        desk = laid()
        desk.people.add("bich", "Phan Thị Bích", (Role.ENTERING, desk.commune))
        yield desk


def address(desk: Desk) -> str:
    return f"/bao-cao/{desk.obligation().pk}/luu/"


def edit(line: str, value: str, *seen: str) -> dict[str, Any]:
    return {"line": line, "value": value, "seen": list(seen)}


def note(line: str, text: str, *seen: str) -> dict[str, Any]:
    return {"line": line, "note": text, "seen": list(seen)}


def post(client: Client, desk: Desk, *edits: Any, since: int = 0, notes: Any = (), status: int = 200) -> Any:
    content = {"since": since, "edits": list(edits), "notes": list(notes)}
    response: Any = client.post(address(desk), json.dumps(content), content_type="application/json")
    assert response.status_code == status, response.content
    return json.loads(response.content)


def poll(client: Client, desk: Desk, since: int) -> Any:
    response: Any = client.get(address(desk), {"since": since})
    assert response.status_code == 200
    return json.loads(response.content)


def test_what_was_typed_stands(desk: Desk) -> None:
    hoa = desk.client("hoa")
    answer = post(hoa, desk, edit("model_points", "12", ""), edit("model_households", "1.250", ""))
    assert answer["written"] == ["model_points", "model_households"]
    assert (answer["revision"], answer["state"], answer["faults"]) == (1, State.DRAFT, [])
    assert (answer["cells"], answer["conflicts"], answer["editors"]) == ([], [], [])
    assert len(answer["saved_at"]) == 5


def test_one_faulty_value_holds_up_no_other(desk: Desk) -> None:
    answer = post(
        desk.client("hoa"),
        desk,
        edit("model_points", "muoi hai", ""),
        edit("no-such-line", "1", ""),
        edit("force_safety_members", "-3", ""),
        edit("model_households", "50", ""),
        notes=[note("model_points", "a" * 301, ""), note("model_households", "Đã rà soát.", "")],
    )
    assert answer["written"] == ["model_households"]
    assert answer["notes_written"] == ["model_households"]
    assert [(fault["line"], fault["note"]) for fault in answer["faults"]] == [
        ("model_points", False),
        ("no-such-line", False),
        ("force_safety_members", False),
        ("model_points", True),
    ]
    assert all(fault["sentence"] and fault["remedy"] for fault in answer["faults"])


def test_two_see_each_other_and_meet_in_a_conflict(desk: Desk) -> None:
    hoa, bich = desk.client("hoa"), desk.client("bich")
    post(hoa, desk, edit("model_points", "12", ""), notes=[note("model_points", "Đếm lại.", "")])
    seen = poll(bich, desk, 0)
    (cell,) = seen["cells"]
    assert (cell["line"], cell["value"], cell["by"], cell["own"]) == (
        "model_points",
        "12",
        "Nguyễn Thị Hoa",
        False,
    )
    assert [each["note"] for each in seen["notes"]] == ["Đếm lại."]
    assert [editor["name"] for editor in seen["editors"]] == ["Nguyễn Thị Hoa"]

    post(hoa, desk, edit("model_points", "13", "", "12"), since=1)
    met = post(bich, desk, edit("model_points", "20", "", "12"), since=seen["revision"])
    (conflict,) = met["conflicts"]
    assert (conflict["mine"], conflict["theirs"], conflict["by"]) == ("20", "13", "Nguyễn Thị Hoa")
    assert (met["written"], met["cells"]) == ([], [])
    settled = post(bich, desk, edit("model_points", "20", "", "12", "13"), since=met["revision"])
    assert settled["written"] == ["model_points"]
    assert poll(hoa, desk, 2)["cells"][0]["value"] == "20"


def test_doubts_come_beside_their_lines_and_go_once_explained(desk: Desk) -> None:
    hoa = desk.client("hoa")
    desk.record(ctx_residential_units=10, force_areas_covered=12)
    (doubt, *_others) = [
        each for each in poll(hoa, desk, 0)["doubts"] if each["line"] == "force_areas_covered"
    ]
    assert (doubt["grave"], doubt["answered"]) == (True, False)
    answer = post(hoa, desk, notes=[note("force_areas_covered", "Một tổ ở hai thôn.", "")], since=1)
    assert any(each["line"] == "force_areas_covered" and each["answered"] for each in answer["doubts"])


def test_what_was_handed_in_is_taken_back_before_it_is_typed_into(desk: Desk) -> None:
    hoa = desk.client("hoa")
    desk.report()
    standing = post(hoa, desk, edit("model_points", "20", "5"))
    assert (standing["written"], standing["state"]) == (["model_points"], State.SUBMITTED)
    refused = post(hoa, desk, edit("model_points", "21", "20"), status=409)
    assert refused["code"] == "handed-in"
    assert "Rút lại để sửa" in refused["remedy"]
    taken: Any = hoa.post(f"/bao-cao/{desk.obligation().pk}/rut-lai/")
    assert taken.status_code == 302
    assert desk.submission().state == State.DRAFT
    assert post(hoa, desk, edit("model_points", "21", "20"))["written"] == ["model_points"]


def test_what_was_accepted_stays(desk: Desk) -> None:
    desk.accepted()
    hoa = desk.client("hoa")
    assert post(hoa, desk, edit("model_points", "21", "20"), status=409)["sentence"]
    refused: Any = hoa.post(f"/bao-cao/{desk.obligation().pk}/rut-lai/")
    assert refused.status_code == 403
    assert desk.submission().state == State.ACCEPTED


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b'{"since": -1}',
        b'{"since": "x"}',
        b'{"edits": 5}',
        b'{"edits": [5]}',
        b'{"edits": [{"line": "model_points"}]}',
        b'{"edits": [{"line": "model_points", "value": 12, "seen": []}]}',
        b'{"edits": [{"line": "model_points", "value": "12", "seen": [null]}]}',
        b"\xff\xfe",
        b"[" * 5000,
    ],
)
def test_what_cannot_be_read_is_answered_in_words(desk: Desk, body: bytes) -> None:
    response: Any = desk.client("hoa").post(address(desk), body, content_type="application/json")
    assert response.status_code == 400
    assert json.loads(response.content)["remedy"]


def test_signs_that_nobody_types_are_left_out(desk: Desk) -> None:
    answer = post(
        desk.client("hoa"),
        desk,
        edit("model_points", "1\x002", ""),
        notes=[note("model_points", "Đã\x00 rà \ud800soát", "")],
    )
    assert (answer["written"], answer["notes_written"]) == (["model_points"], ["model_points"])
    assert desk.submission().notes == {"model_points": "Đã rà soát"}


def test_too_much_at_once_is_refused(desk: Desk) -> None:
    post(desk.client("hoa"), desk, edit("model_points", "1" * LARGEST_BODY, ""), status=413)


def test_who_may_not_enter_figures_finds_nothing(desk: Desk) -> None:
    for username in ("dung", "duyet", "mai", "ngoai"):
        assert desk.client(username).get(address(desk)).status_code == 404
    assert Client().get(address(desk)).status_code == 302


def test_a_token_of_the_page_is_asked(desk: Desk) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(desk.people["hoa"])
    desk.people.second_factor("hoa")
    sent: Any = client.post(address(desk), "{}", content_type="application/json")
    assert sent.status_code == 403
    client.cookies["csrftoken"] = "a" * 32
    sent = client.post(
        address(desk), "{}", content_type="application/json", headers={"X-CSRFToken": "a" * 32}
    )
    assert sent.status_code == 200


def test_the_statements_do_not_grow_with_the_cells(desk: Desk) -> None:
    hoa = desk.client("hoa")
    post(hoa, desk, edit("model_points", "1", ""))

    def statements(*edits: Any) -> int:
        with CaptureQueriesContext(connection) as asked:
            post(hoa, desk, *edits, since=1)
        return len(asked)

    one = statements(edit("model_points", "2", "1"))
    many = statements(*(edit(line.code, "3", "", "2") for line in desk.layout.inputs if line.code != "x"))
    assert one == many
