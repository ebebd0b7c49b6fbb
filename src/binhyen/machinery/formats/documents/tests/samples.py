"""A monthly report as a province writes it, with every element of the form that we produce."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from binhyen.machinery.formats.documents import (
    Alignment,
    Annex,
    Column,
    Header,
    HeaderCell,
    Heading,
    Note,
    OfficialDocument,
    Paragraph,
    Run,
    Signature,
    Table,
)

COMMITTEE = "Ban Chỉ đạo phong trào Toàn dân bảo vệ an ninh Tổ quốc tỉnh Phú Thọ"
HEADER = Header(COMMITTEE, "BC-BCĐ", "Phú Thọ", parent_body="Ủy ban nhân dân tỉnh Phú Thọ", year=2026)
RESULTS = Table(
    columns=(Column("Nội dung", 4), Column("Số vụ", 1, Alignment.RIGHT), Column("Tỷ lệ", 1, Alignment.RIGHT)),
    rows=(("Tin do Nhân dân cung cấp", "1.204", "61,5%"), ("Trong đó có giá trị", "980", "50,1%")),
    notes=("Số liệu chưa gồm 03 xã gửi chậm.",),
)


def by_commune(rows: int) -> Table:
    """A table with a header of two rows, as annexes have it."""
    return Table(
        columns=(
            Column("", 0.5, Alignment.CENTRE),
            Column("", 3),
            *(Column("", 1, Alignment.RIGHT) for _ in range(5)),
            Column("", 2),
        ),
        header=(
            (
                HeaderCell("STT", rows=2),
                HeaderCell("Xã, phường", rows=2),
                HeaderCell("Tin báo", columns=3),
                HeaderCell("Mô hình", columns=2),
                HeaderCell("Ghi chú", rows=2),
            ),
            tuple(HeaderCell(text) for text in ("Tổng số", "Có giá trị", "Đã giải quyết", "Cũ", "Mới")),
        ),
        rows=tuple(
            (
                str(number),
                "Thị trấn Yên Lập, nay thuộc xã Yên Lập mở rộng" if number % 40 == 0 else f"Xã số {number}",
                *(str(number * step) for step in range(1, 6)),
                "",
            )
            for number in range(1, rows + 1)
        ),
        total=("", "Cộng", "11.026", "22.052", "33.078", "44.104", "55.130", ""),
        unit="Đơn vị tính: vụ, mô hình",
        notes=("Dấu “-” là không phát sinh.",),
        text_size=11,
    )


REPORT = OfficialDocument(
    header=HEADER,
    type_name="Báo cáo",
    subject="Kết quả thực hiện phong trào Toàn dân bảo vệ an ninh Tổ quốc tháng 02 năm 2026",
    addressees=("Ban Chỉ đạo phong trào Toàn dân bảo vệ an ninh Tổ quốc của Chính phủ",),
    body=(
        Paragraph.of(
            "Thực hiện Kế hoạch số 05/KH-BCĐ ngày 09 tháng 01 năm 2026, Ban Chỉ đạo tỉnh Phú Thọ báo cáo kết quả "
            "công tác tháng 02 năm 2026 như sau:"
        ),
        Heading("I. Tình hình và kết quả"),
        Heading("1. Công tác tham mưu, chỉ đạo", 2),
        Paragraph.of(
            "Trong tháng có ",
            Run("145/148", bold=True),
            " xã, phường gửi báo cáo (",
            Run("98,0%", italic=True),
            "). Nhân dân cung cấp 1.204 tin, trong đó 980 tin có giá trị, giúp lực lượng Công an giải quyết kịp "
            "thời các vụ việc phát sinh ở cơ sở, không để bị động, bất ngờ.",
            figures=("units-reported", "tips"),
        ),
        Heading("a) Kết quả theo nội dung", 3),
        RESULTS,
        Paragraph.of("So với tháng 01, số tin tăng 12,5%; so với cùng kỳ năm 2025 tăng 8,3%."),
        Heading("2. Xây dựng, nhân rộng mô hình", 2),
        *(
            Paragraph.of(
                f"Mô hình thứ {number} được duy trì ở các khu dân cư, cơ quan, doanh nghiệp, nhà trường; cấp ủy, "
                "chính quyền địa phương quan tâm lãnh đạo, chỉ đạo, bố trí kinh phí; Mặt trận Tổ quốc và các tổ "
                "chức chính trị - xã hội phối hợp tuyên truyền, vận động Nhân dân tham gia."
            )
            for number in range(1, 9)
        ),
        Heading("II. Tồn tại, hạn chế và nguyên nhân"),
        Paragraph.of("Một số xã gửi báo cáo chậm; chất lượng số liệu chưa đồng đều."),
        Heading("III. Nhiệm vụ trọng tâm tháng 3 năm 2026"),
        Paragraph.of("Chuẩn bị tổ chức Ngày hội Toàn dân bảo vệ an ninh Tổ quốc năm 2026."),
        Heading("IV. Đề xuất, kiến nghị"),
        Paragraph.of("Đề nghị Ban Chỉ đạo xem xét, hướng dẫn."),
    ),
    signature=Signature(
        ("TM. Ban Chỉ đạo",), ("KT. Trưởng ban", "Phó Trưởng ban"), office_posts=("Giám đốc Công an tỉnh",)
    ),
    recipients=(
        "Thường trực Tỉnh ủy, HĐND tỉnh (để báo cáo)",
        "Các thành viên Ban Chỉ đạo phong trào Toàn dân bảo vệ an ninh Tổ quốc tỉnh",
        "UBND các xã, phường",
        "Lưu: VT, PV05 (03 bản)",
    ),
    composed_at=datetime(2026, 2, 20, 8, 30, tzinfo=UTC),
    annexes=(
        Annex("Số liệu phong trào theo xã, phường tháng 02 năm 2026", (by_commune(148),)),
        Annex(
            "Danh sách mô hình tiêu biểu",
            (Paragraph.of("Các mô hình được chọn theo đề nghị của cơ sở."), RESULTS, Note("Xếp theo tên.")),
            landscape=False,
        ),
    ),
)
NUMBERED = replace(HEADER, number=7, day=date(2026, 2, 9))


def report(**changes: Any) -> OfficialDocument:
    """The report with some parts replaced."""
    return replace(REPORT, **changes)


NOTICE = OfficialDocument(
    header=replace(HEADER, mark="TB-BCĐ"),
    type_name="Thông báo",
    subject="Kết luận về kết quả công tác tháng 02 năm 2026",
    body=(
        Paragraph.of("Ban Chỉ đạo thông báo kết luận như sau:"),
        Heading("I. Kết luận"),
        Paragraph.of("Các xã, phường chưa có báo cáo hoàn thành trước ngày 05 tháng 3 năm 2026."),
    ),
    signature=Signature(("TM. Ban Chỉ đạo",), ("KT. Trưởng ban", "Phó Trưởng ban")),
    recipients=("Ủy ban nhân dân các xã, phường", "Lưu: VT, PV05"),
    composed_at=REPORT.composed_at,
)
LETTER = OfficialDocument(
    header=replace(
        HEADER,
        issuing_body="Ủy ban nhân dân tỉnh Phú Thọ",
        parent_body="",
        mark="UBND-NC",
        number=7,
        day=date(2026, 3, 5),
    ),
    type_name="",
    subject="Gửi báo cáo kết quả công tác xây dựng phong trào Toàn dân bảo vệ an ninh Tổ quốc tháng 02 năm 2026",
    addressees=("Bộ Công an", "Thường trực Tỉnh ủy"),
    body=(
        Paragraph.of("Ủy ban nhân dân tỉnh gửi kèm báo cáo kết quả công tác tháng 02 năm 2026."),
        Paragraph.of("Đề nghị các cơ quan xem xét."),
    ),
    signature=Signature(("TM. Ủy ban nhân dân",), ("KT. Chủ tịch", "Phó Chủ tịch")),
    recipients=("Lưu: VT, NC",),
    composed_at=REPORT.composed_at,
    annexes=(Annex("Danh mục tài liệu gửi kèm", (RESULTS,)),),
)
"""A letter of a People's Committee whose number and day are known."""
