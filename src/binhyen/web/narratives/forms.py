"""The forms with which a text is brought in, a figure is put right, and one that was missed is added."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor
from binhyen.orgunits.queries import UnitOnDay
from binhyen.web.access.forms import UnitField, suggestions, written

LONGEST_TITLE = 200
TAKEN_ENDINGS = ".docx,.pdf,.html,.htm,.txt"


class BringForm(forms.Form):
    """What is brought in beside the file: pasted words, whose they are, what they are called, who may read them."""

    text = forms.CharField(
        label=gettext_lazy("Hoặc dán nội dung vào đây"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Dùng khi không có tệp: chép từ thư, trang web hay cổng thông tin."),
    )
    title = forms.CharField(
        label=gettext_lazy("Tên văn bản"),
        required=False,
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy(
            "Không ghi tên người. Để trống thì lấy tên tệp, hoặc dòng đầu của nội dung dán vào."
        ),
    )
    public = forms.BooleanField(
        label=gettext_lazy("Đây là văn bản công khai"),
        required=False,
        help_text=gettext_lazy(
            "Bài báo, văn bản đã đăng trên cổng thông tin: giữ nguyên lời văn sau khi xong. "
            "Văn bản khác thì xong là bỏ, chỉ giữ các câu có số đã nhận, tên người được che."
        ),
    )

    def __init__(self, actor: Actor, at: UnitOnDay, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitField(
            actor,
            Permission.ENTER_FIGURES,
            label=gettext_lazy("Đơn vị mà số liệu nói đến"),
            initial=written(at),
            required=False,
        )
        self.units = suggestions(actor, Permission.ENTER_FIGURES)
        if self.units:
            self.fields["unit"].widget.attrs["list"] = "units"
        self.order_fields(["text", "unit", "title", "public"])
