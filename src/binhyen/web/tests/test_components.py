"""What the components write into a page; no database is asked."""

from __future__ import annotations

import re
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.template.base import NodeList
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from binhyen.foundations.authority import NOBODY, Actor, Mandate
from binhyen.foundations.clock import VIETNAM
from binhyen.web.frame import samples, toasts
from binhyen.web.frame.rail import ROOMS, Room, rail_for
from binhyen.web.frame.states import STATES
from binhyen.web.templatetags.components import Unchanging

TEMPLATES = Path(__file__).parent.parent / "templates"
OWN = sorted(path for path in TEMPLATES.rglob("*.html"))
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "path", "use", "rect", "line", "circle",
        "polyline"}  # fmt: skip


class Outline(HTMLParser):
    """Collects what is opened and never closed, levels of headings, ids, and attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        for name, value in attrs:
            self.attributes.append((tag, name, value or ""))
            if name == "id":
                self.ids.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag, f"</{tag}> closes something else"


def page(template: str, **context: Any) -> Outline:
    request = RequestFactory().get("/thu-vien/?q=da+bac&page=3")
    surroundings = {"actor": NOBODY, "rail": rail_for(NOBODY, "home"), "now": None}
    return Outline(render_to_string(template, surroundings | context, request=request))


@pytest.fixture
def gallery() -> Outline:
    return page("frame/gallery.html", **samples.gallery())


def test_the_gallery_is_well_formed_with_headings_in_order_and_no_id_twice(gallery: Outline) -> None:
    assert gallery.open == []
    assert gallery.levels[0] == 1
    assert gallery.levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(gallery.levels, gallery.levels[1:], strict=False))
    assert len(gallery.ids) == len(set(gallery.ids))


def test_every_description_and_label_leads_to_something(gallery: Outline) -> None:
    named = {
        word
        for _tag, attribute, value in gallery.attributes
        if attribute in {"aria-describedby", "aria-labelledby", "for"}
        for word in value.split()
    }
    assert named <= set(gallery.ids)


def test_nothing_on_a_page_needs_a_looser_policy(gallery: Outline) -> None:
    assert [each for each in gallery.attributes if each[1] == "style" or each[1].startswith("on")] == []
    assert [
        each for each in gallery.attributes if each[1] in {"src", "href"} and each[2].startswith("http")
    ] == []


@pytest.mark.parametrize("path", OWN, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_has_no_inline_style_or_script(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)|javascript:|\shx-on", text) is None


def test_every_drawing_that_is_named_exists() -> None:
    drawn = set(
        re.findall(r'id="icon-([a-z-]+)"', (TEMPLATES / "frame/icons.html").read_text(encoding="utf-8"))
    )
    named = {state.icon for state in STATES.values()} | {room.icon for room in ROOMS}
    for path in OWN:
        named |= set(re.findall(r'{% icon "([a-z-]+)"', path.read_text(encoding="utf-8")))
    assert named <= drawn


def test_every_module_that_is_imported_exists() -> None:
    folder = Path(finders.find("web/frame.js")).parent  # type: ignore[arg-type]
    for module in folder.glob("*.js"):
        for imported in re.findall(r'from "\./([a-z-]+\.js)"', module.read_text(encoding="utf-8")):
            assert (folder / imported).is_file()


@pytest.mark.parametrize("name", STATES)
def test_a_state_is_a_word_and_a_drawing_and_never_a_colour_alone(name: str) -> None:
    for tag in ("status", "state_mark"):
        written = Template(f'{{% load components %}}{{% {tag} "{name}" %}}').render(Context())
        assert str(STATES[name].label) in written
        assert f"#icon-{STATES[name].icon}" in written


class SampleForm(forms.Form):
    teams = forms.IntegerField(label="Số tổ", help_text="Số nguyên, không âm.")


def test_a_wrong_field_tells_where_why_and_is_linked_from_the_summary() -> None:
    form = SampleForm({"teams": "mười hai"})
    written = Template('{% include "components/error_summary.html" %}{{ form }}').render(
        Context({"form": form})
    )
    outline = Outline(written)
    assert ("a", "href", "#id_teams") in outline.attributes
    assert ("input", "aria-invalid", "true") in outline.attributes
    assert ("input", "aria-describedby", "id_teams_helptext id_teams_error") in outline.attributes
    assert {"id_teams", "id_teams_helptext", "id_teams_error"} <= set(outline.ids)


def test_words_of_a_person_cannot_become_markup() -> None:
    table = Template(
        "{% load components %}{% table_frame caption=words %}<tbody></tbody>{% endtable_frame %}"
    )
    assert "<b>" not in table.render(Context({"words": "<b>Xã</b>"}))


def test_a_column_head_keeps_the_filters_and_turns_round() -> None:
    head = Template('{% load components %}{% sort_header "Tên" "name" %}')
    first = head.render(Context({"request": RequestFactory().get("/?q=da+bac&page=3")}))
    assert 'href="?q=da+bac&amp;sort=name"' in first
    assert "aria-sort" not in first
    sorted_now = head.render(Context({"request": RequestFactory().get("/?sort=name")}))
    assert 'aria-sort="ascending"' in sorted_now
    assert 'href="?sort=-name"' in sorted_now
    assert 'aria-sort="descending"' in head.render(Context({"request": RequestFactory().get("/?sort=-name")}))


def test_a_message_with_an_undo_carries_its_address_and_others_none() -> None:
    assert toasts.undo_address(SimpleNamespace(extra_tags="undo:/don-vi/1/")) == "/don-vi/1/"
    assert toasts.undo_address(SimpleNamespace(extra_tags="khác")) == ""
    assert toasts.undo_address(SimpleNamespace(extra_tags=None)) == ""


def test_the_rail_shows_a_room_only_to_whoever_may_enter_it() -> None:
    rooms = (Room("first", "Đầu", "unit", "home"), Room("second", "Sau", "unit", "home", "view-trail"))  # type: ignore[arg-type]
    reader = Actor(
        account_id=1,
        name="lan",
        mandates=(Mandate("auditor", "kiểm toán", 1, "Xã Đà Bắc", "1.2.", frozenset({"view-trail"})),),
    )
    assert [entry.name for entry in rail_for(NOBODY, "", rooms)] == ["first"]
    assert [entry.name for entry in rail_for(reader, "", rooms)] == ["first", "second"]


def test_more_than_five_rooms_fold_into_one_line_on_a_phone() -> None:
    rooms = tuple(Room(f"room-{at}", f"Phần {at}", "unit", "home") for at in range(7))
    written = render_to_string("frame/rail.html", {"rail": rail_for(NOBODY, "", rooms)})
    assert written.count("beyond-bar") == 2
    assert "Thêm" in written
    assert "Thêm" not in render_to_string("frame/rail.html", {"rail": rail_for(NOBODY, "", rooms[:5])})


def test_a_demonstration_says_so_with_its_day() -> None:
    written = render_to_string(
        "frame/demonstration.html", {"demonstration": True, "fixed_day": date(2026, 2, 20)}
    )
    assert "Số liệu minh hoạ · hôm nay được đặt là 20/02/2026" in written
    assert render_to_string("frame/demonstration.html", {}).strip() == ""


def test_support_that_looks_on_is_announced_with_reason_and_end() -> None:
    written = render_to_string(
        "frame/support_banner.html",
        {
            "support_access": {
                "unit_name": "Xã Đà Bắc",
                "expires_at": datetime(2026, 2, 20, 15, 0, tzinfo=VIETNAM),
                "reason": "đơn vị nhờ xem lỗi",
                "close_url": "/ket-thuc/",
            },
            "actor": NOBODY,
        },
    )
    for words in ("Xã Đà Bắc", "15:00", "đơn vị nhờ xem lỗi", "/ket-thuc/"):
        assert words in written


def test_what_is_unchanging_is_rendered_once_for_each_language() -> None:
    template = Template(
        "{% load components i18n %}{% unchanging %}{% get_current_language as code %}{{ code }}{% endunchanging %}"
    )
    (kept,) = template.nodelist.get_nodes_by_type(Unchanging)
    for code in ("vi", "en", "vi"):
        with override(code):
            assert template.render(Context()) == code
    kept.nodelist = NodeList()
    with override("vi"):
        assert template.render(Context()) == "vi"


def test_what_is_unchanging_knows_nothing_of_the_page_around_it() -> None:
    template = Template(
        "{% load components %}{% unchanging %}[{{ reader }}{{ request }}{% csrf_token %}]{% endunchanging %}"
        "{{ reader }}"
    )
    request = RequestFactory().get("/")
    assert template.render(RequestContext(request, {"reader": "Hoa"})) == "[]Hoa"
    assert template.render(RequestContext(request, {"reader": "Duyên"})) == "[]Duyên"


def test_what_pages_fill_cannot_be_unchanging() -> None:
    with pytest.raises(TemplateSyntaxError):
        Template("{% load components %}{% unchanging %}{% block content %}{% endblock %}{% endunchanging %}")
