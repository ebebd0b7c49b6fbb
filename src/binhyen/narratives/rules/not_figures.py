"""Which numbers of a text say nothing of how much there is: days, names, documents, the text's own counting?

Judged by the words around a number alone, never by what the number is good for.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from binhyen.narratives.rules.finding import Phrases, beginnings, holds_any, words_in
from binhyen.narratives.rules.numerals import Number
from binhyen.narratives.rules.shadow import Shadow

_DAY = r"[0-3]?[0-9]"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_YEAR = r"(?:19|20)[0-9]{2}"
_ROMAN = r"(?:i{1,3}|iv|vi{0,3}|ix|xi{0,3}|xiv|xvi{0,3}|xix|xxi{0,3})"
_MONTH_WORD = r"(?:một|giêng|hai|ba|tư|năm|sáu|bảy|tám|chín|mười một|mười hai|mười|chạp)"
_SPOKEN = r"(?:một|hai|ba|bốn|tư|năm|sáu|bảy|tám|chín|mười|mươi|lăm|mốt|trăm|chục)"
_COUNT = rf"(?:[0-9][0-9.,]*|{_SPOKEN}(?: {_SPOKEN})*)"
_TO = r" ?(?:-|đến|tới|và|,|/) ?"
_SPAN_OF_TIME = (
    r"(?:ngày(?! (?:hội|công))|tháng|năm(?! (?:mươi|trăm|nghìn|ngàn|triệu|tỷ|chục))"
    r"|quý|tuần(?! tra)|giờ(?! (?:phát|tuần|tuyên|ngoại))|tiếng|phút|giây|thập kỷ|thế kỷ|thập niên|nhiệm kỳ|"
    r"khóa(?! (?:tập huấn|bồi dưỡng|đào tạo|huấn luyện|học|số|cửa|chống|còng))|mùa)"
)
_DOCUMENT = (
    r"(?:nghị quyết|nghị định|thông tư(?: liên tịch)?|quyết định|chỉ thị|kết luận|kế hoạch|công văn|công điện|"
    r"hướng dẫn|thông báo|tờ trình|báo cáo|đề án|dự án|quy chế|quy định|pháp lệnh|luật|bộ luật|chương trình|"
    r"chuyên đề|chuyên án|văn bản|điện|thông tri|biên bản|hợp đồng|giấy phép|giấy mời|tiêu chuẩn|iso)"
)
_CHAPTER = (
    r"(?:điều|khoản|(?<!dứt )điểm|mục|tiểu mục|(?<!niệm )(?<!huy )(?<!huân )chương|phần|phụ lục|biểu|"
    r"biểu mẫu|biểu đồ|sơ đồ|bảng|mẫu|mẫu số|hình|ảnh|trang|câu|bài|"
    r"tiết|tiêu chí|tiêu chí số|chỉ tiêu số|nội dung|nhiệm vụ|nguyên tắc|vấn đề|bước|giai đoạn|đợt|lần|lần thứ|"
    r"vòng|kỳ họp|kỳ|khóa|hạng|bậc|cấp độ|mức độ|mức|(?<!hòa )giải|tập|quyển|số báo|top|thứ|hợp phần|cột|dòng)"
)
_ROAD = (
    r"(?:quốc lộ|tỉnh lộ|đường tỉnh|đường huyện|ql|tl|đt|km|lý trình|ngõ|ngách|hẻm|kiệt|lô|kênh|cống|thửa)"
)
_CALLED = (
    r"(?:ban chỉ đạo|chỉ đạo|bcđ|tổ công tác|tổ đề án|đường dây nóng|tổng đài|cảnh sát|số máy|hotline|"
    r"sư đoàn|trung đoàn|lữ đoàn|tiểu đoàn|đại đội|trung đội|quân khu|binh đoàn|đoàn kinh tế|hải đoàn|"
    r"hải đội|vùng|đồn|trạm|chốt|tàu|covid|vneid|windows|công nghiệp|thế hệ|phiên bản|bí số|biển số|covid 19|"
    r"cách mạng)"
)

_LENGTH = (
    rf"{_COUNT}(?:{_TO}{_COUNT})? ?{_SPAN_OF_TIME}\b(?! (?:tổ chức|xã|thôn)\b)(?: (?:đầu|cuối|qua|nay|tới))?"
)
_AGE = rf"{_COUNT}(?:{_TO}{_COUNT})? (?:tuổi|tháng tuổi)\b"
_EVENINGS = rf"{_COUNT} (?:đêm|buổi|tối|buổi tối|ngày|lần) ?(?:/ ?|một |mỗi |trong )(?:tháng|tuần)\b"

_TIMES = Phrases(
    digits=(
        rf"{_YEAR}-[01][0-9](?:-[0-3][0-9])?\b",
        rf"{_DAY} ?[/.\-] ?{_MONTH} ?[/.\-] ?{_YEAR}\b",
        rf"{_MONTH}[/\-]{_YEAR}\b",
        rf"{_DAY}[/\-]{_MONTH}{_TO}{_DAY}[/\-]{_MONTH}(?:[/\-]{_YEAR})?\b",
        rf"{_DAY} tháng {_MONTH}\b(?: năm {_YEAR})?",
        rf"{_DAY} (?:tết|âm lịch|tháng chạp)\b",
        rf"{_YEAR} ?- ?{_YEAR}\b",
        # clock
        r"[0-2]?[0-9] ?(?:h|giờ)(?: ?[0-5]?[0-9](?: ?(?:phút|p|'))?)?(?: ?(?:-|"
        r"đến) ?[0-2]?[0-9] ?(?:h|giờ)"
        r"(?: ?[0-5][0-9])?)?(?! ?\w{0,3}/)(?![\w])",
        r"[0-2]?[0-9]:[0-5][0-9]\b",
        r"24 ?/ ?24h\b",
        r"24 ?/ ?(?:24|7)\b(?! (?:báo cáo|thôn|xã|phường|khu|tổ|ấp|bản|xóm|đơn vị|trường|điểm|"
        r"chi)\b)(?: ?(?:giờ|h))?|7 ?/ ?7\b",
        rf"{_DAY}/{_MONTH} (?:hằng|hàng) năm\b",
        _LENGTH,
        _AGE,
        _EVENINGS,
    ),
    words=(
        rf"(?:(?:ngày|mùng|mồng|rằm) {_DAY}|(?:đêm|tối|sáng|trưa|chiều|hôm|"
        rf"rạng sáng)(?: ngày)? {_DAY}(?=[/\-]{_MONTH}| ?tháng))(?:[/\-]{_MONTH}(?:[/\-]{_YEAR})?)?"
        rf"(?:{_TO}(?:ngày )?{_DAY}(?:[/\-]{_MONTH}(?:[/\-]{_YEAR})?)?\b(?![/\-]?[0-9])(?! (?:hộ|người|"
        rf"xã|thôn|phường|báo cáo|đơn vị|tỉnh|cơ quan)))*"
        rf"(?: ?(?:tháng|th\.) ?{_MONTH})?(?: ?năm {_YEAR})?(?![\w%]|[.,][0-9])",
        rf"từ (?:ngày )?{_DAY} ?(?:-|đến|tới) ?{_DAY}/{_MONTH}(?:/{_YEAR})?\b(?! [^\W\d_])",
        rf"tháng (?:{_MONTH}|{_MONTH_WORD})(?:{_TO}(?:tháng )?{_MONTH}(?! ?\w))*(?: ?[/\-] ?{_YEAR}|"
        rf" năm {_YEAR})?"
        rf"(?![\w%]|[.,/][0-9])",
        rf"(?:t|tháng ){_MONTH}[/.\-]{_YEAR}\b",
        rf"quý (?:[1-4]|{_ROMAN}|một|hai|ba|bốn|tư)(?:{_TO}(?:quý )?(?:[1-4]|"
        rf"{_ROMAN}))?(?:[/\-]{_YEAR}| năm {_YEAR})?"
        r"(?![\w%]|[.,/][0-9])",
        rf"(?:năm học|niên khóa|niên học|nhiệm kỳ|giai đoạn|thời kỳ|khóa|từ năm|trong năm|các năm|"
        rf"những năm|năm|"
        rf"tết|xuân|mùa)(?: [\w]+){{0,3}}? {_YEAR}(?:{_TO}(?:năm )?(?:{_YEAR}|[0-9]{{2}}))?(?![\w%]|"
        rf"[.,/][0-9])",
        rf"(?:thế kỷ|khóa|đại hội|kỳ|hội nghị|lần thứ|thứ|phần|mục|chương) {_ROMAN}\b",
        _LENGTH,
        rf"(?:từ|trên|dưới|đủ) {_AGE}",
        _AGE,
        _EVENINGS,
        rf"tuổi (?:từ )?{_COUNT}(?:{_TO}{_COUNT})?\b",
        rf"tuổi (?:đời )?(?:bình quân|trung bình)(?: (?:là|giảm|tăng|còn|khoảng|trên|dưới|gần|từ)){{0,3}} "
        rf"{_COUNT}(?: (?:xuống|lên|còn)(?: còn)? {_COUNT})?\b",
        r"ngày (?:hội|quốc tế|quốc khánh|quốc phòng|truyền thống|thành lập|biên phòng|pháp luật|toàn dân|"
        rf"toàn quốc|thế giới|nhà giáo|thầy thuốc|phụ nữ)(?: [^\W\d_]+){{0,6}} {_DAY}/{_MONTH}\b"
        rf"(?! [^\W\d_])",
        rf"kỷ niệm (?:lần thứ )?{_COUNT}\b",
        rf"lần thứ {_COUNT}\b",
        rf"thứ (?:{_COUNT}|nhất|nhì)\b",
        rf"(?:khoảng cách|cách) (?:đây |[\w ]{{0,30}})?{_COUNT} (?:ngày|tháng|năm)\b",
    ),
)

_LEVELS = (
    r"(?= ?[,.;)\"]|$| (?:và|đi|từ|là|ở|tại|vận|hoạt|theo|sau|mới|trên|đã|được|chính|của|tỉnh|trong|khi))"
)
"""What stands behind the two or three levels of government."""
_SIGNS_OF_ADDRESSES = ("@", "+84")
"""Only where one of them stands a name may begin with a sign."""
_MAIL = r"[^\s@]{1,64}+@\S+"
_NAMES = Phrases(
    digits=(
        rf"[0-9]+(?:/{_YEAR})?(?:[/\-](?:nq|nđ|tt|ttlt|qđ|ct|kl|kh|cv|cđ|hd|tb|ttr|bc|đa|qc|pl|l|qh|"
        rf"ctr|ctrpc|ctrph|nqlt|"
        rf"ub|ubnd|hđnd|bca|ca|xdpt|ttg|cp|tw|tu|đu|hu|bcđ|mttq|đtn|px|pv)[\w]*)+(?:-[\w]+)*(?:/[\w\-]+)*",
        # telephone numbers
        r"(?<![.,])0[0-9]{1,4}(?:[ .\-]?[0-9]{2,4}){2,3}\b",
        r"(?:1800|1900)[ .]?[0-9]{2,4}(?:[ .]?[0-9]{2,4})?\b",
        _MAIL,
        # the set phrases
        r"[0-9]+\.0\b|(?:4g|5g)\b",
        r"[231] con số\b",
        rf"[23] cấp\b{_LEVELS}",
        r"[0-9]+ ?lần ?/ ?\w+|[0-9]+ (?:lần|kỳ|đợt|phiên)(?: (?:một|mỗi|trong|hàng|hằng)) (?:ngày|"
        r"tuần|tháng|quý|năm)",
    ),
    words=(
        # documents and their parts
        rf"{_DOCUMENT}(?: \w+){{0,2}}? số:? ?[0-9]+[\w/.\-]*",
        r"(?<!tổng )(?<!con )(?<!đa )(?<!trong )số:? ?[0-9]+(?:[/.][0-9]+)*(?:[/\-][\w\-/]*[^\W\d][\w\-/]*)",
        rf"{_DOCUMENT} [0-9]+(?:[/\-][\w\-/]+)",
        rf"{_CHAPTER} (?:số )?[0-9]+(?:\.[0-9]+)*(?:{_TO}[0-9]{{1,3}}(?:\.[0-9]{{1,2}})*(?! (?:cụm|tổ|"
        rf"đội|đơn vị|"
        r"nhóm|câu lạc bộ|đại biểu|em|học sinh|tin|bài)\b))*+(?![\w%]|[.,/][0-9])"
        r"(?! (?:hộ|người|lượt|thành viên|mô hình|buổi|vụ|triệu|tỷ|nghìn|đồng|trở lên|camera|xã|thôn|"
        r"tập thể|điểm)\b)",
        r"(?:chỉ tiêu|tiêu chí) [0-9]{1,2}\.[0-9]{1,2}(?![\w%])",
        r"mốc (?:giới )?(?:số )?[0-9]{2,4}(?:/[0-9])?(?:, [0-9]{2,4}(?:/[0-9])?)* và (?:mốc )?"
        r"[0-9]{2,4}(?:/[0-9])?\b(?! ?%)",
        rf"{_ROAD} ?[0-9]+[\w+.\-]*",
        rf"{_CALLED} (?:số )?[0-9]+(?:[./\-][0-9]+)*[a-zđ]?\b",
        # telephone and identity numbers, addresses, sites
        r"(?<![.,])\+84[0-9]{1,4}(?:[ .\-]?[0-9]{2,4}){2,3}\b",
        r"(?:điện thoại|đt|sđt|số máy|số điện thoại|hotline|fax|mst|mã số|cccd|cmnd|stk|"
        r"biển kiểm soát|bks|số hiệu)"
        r"(?: [\w.]+){0,2}?:? ?[0-9][0-9 .\-/]*",
        r"(?:liên hệ|zalo|tài khoản|đường dây nóng|gọi)(?: [\w.]+){0,3}?:? ?"
        r"(?:11[0-9]|[0-9](?:[ .\-]?[0-9]){6,})(?![0-9.,]*[0-9])(?! (?:tin|lượt|cuộc|người|thành viên|"
        r"hộ|vụ|nguồn))",
        r"(?:https|http)://\S+",
        r"www\.\S+",
        _MAIL,
        r"số nhà [0-9]+\w*(?:/[0-9]+)*",
        r"căn cước (?:công dân )?số [0-9]+",
        r"(?:báo cháy|chữa cháy|cứu nạn|cứu hộ|cứu thương|khẩn cấp)(?: số)? 11[0-9]\b(?! [^\W\d_])",
        # the set phrases
        r"(?:g7|g20)\b",
        r"(?:hai|ba|một) con số\b",
        rf"(?:hai|ba) cấp\b{_LEVELS}",
    ),
)

_MARKERS = re.compile(
    r"(?:^|(?<=\n))\s*(?:[(\[]?[0-9]{1,2}(?:\.[0-9]{1,2})*[.)\]:](?![0-9])|"
    r"[0-9]{1,2}(?:\.[0-9]{1,2}){1,3})(?=\s)"
)
_BRACKETED = re.compile(r"[(\[][0-9]{1,2}[)\]]")
_EXPLAINED = re.compile(r'(?:(?<=[.;] )|(?<=\n)|(?<![\s\S]))"[^"\s]{1,4}": (?:[^;\n".]|\.(?! )){1,90}')
"""What a sign in a table stands for: “<5”: từ 1 đến 4 người."""

_TEXT_PARTS = re.compile(
    r" (?:nhóm )?(?:tiểu ban|phần việc|việc|đợt|tiêu chí|tiêu chuẩn|giai đoạn|phần|bước|chương|điều|khoản|"
    r"mục|câu|trang|"
    r"hình thức|phương pháp|"
    r"nguyên tắc|nguyên nhân|bài học|hạn chế|tồn tại|kiến nghị|đề xuất|kinh nghiệm|ưu điểm|khó khăn|khâu|"
    r"mặt|phương diện|trụ cột|mức(?! lương)|mức độ|cấp độ|hướng|chiều|bên|con số|vế|"
    r"khía cạnh|yếu tố|điều kiện|yêu cầu|quan điểm|phương án|kịch bản|lý do|trường hợp sau|chữ|từ|bậc|"
    r"hạng mục|chữ số|môn|nửa|đầu|cuối|tay|nấc|tiếng|dấu|trường phái|ngả|miền|mùa|hợp phần|tiểu dự án|"
    r"vấn đề|đột phá|khâu đột phá|tốt|sao|nhà nước|đảng(?! (?:viên|bộ|ủy)))\b"
)
_MANY = 20  # more than a text counts of its own parts
_SLOGAN = re.compile(
    r" (?:không|có(?! (?:giá trị|hiệu quả|việc|chuyển biến|trụ sở|camera|tổ|mô hình)\b)|tự|sạch|cùng|biết|"
    r"rõ|sẵn sàng|nhất|tại chỗ|trong một|trong 1|trong|xây|chống|dám|bám|"
    r"giảm|tăng|nhớ|"
    r"nên|cấm|quản|an|an toàn|tốt|đúng|xanh|yên|phòng|chủ động|kiên quyết|kịp thời|gương mẫu|trách nhiệm|"
    r"dễ|kiên trì|"
    r"hơn|cần|phải|được|đảm bảo|bảo đảm|ổn định|đoàn kết|nắm|gần|hóa|thân thiện|đi đầu|xóa|đủ|hiểu)\b"
)
_COUNTING = re.compile(
    r" ?(?:%|(?:nghìn|ngàn|triệu|tỷ|đồng(?! (?:chí|bào|tình|ý|thuận|lòng|thời|bộ|hành|nghiệp|đội|phục|hồ|"
    r"tháp|nai|minh|đều|hạng|dạng|cảm|loạt|hương|môn|nhất|quan|quyền|xuân|sơn|lợi|tâm|văn))|hộ|người|lượt|"
    r"thành viên|hội viên|đội viên|đoàn viên|mô hình|buổi|vụ|nguồn tin|tin|tập thể|cá nhân|camera|mắt|"
    r"suất|phần quà|"
    r"bóng|đèn|km|mét|m|ha|khẩu|bản|lớp|cuộc|đồng chí|cán bộ|chiến sĩ|học sinh|giáo viên|em|đại biểu|điểm cầu|"
    r"căn nhà|ngôi nhà|ca|tờ|đối tượng|gia đình|nhân khẩu|hòa giải viên|hòm thư)\b)"
)
_PLACE_WORD = re.compile(
    r"(?:\b|^)(?P<each>(?:mỗi|mỗi một|từng|bình quân|trung bình|các|cả|toàn|số|1|một) )?"
    r"(?P<word>thôn|xóm|làng|bản|ấp|buôn|bon|sóc|plei|khu|khu phố|khu dân cư|kdc|tổ|tổ dân phố|tdp|khối|"
    r"khối phố|tiểu khu|"
    r"cụm|cụm dân cư|phường|quận|đội|phố|đường|nhà|lớp|khối lớp|khóa|nhóm|loại|"
    r"(?<!cung )(?<!trợ )(?<!được )(?<!đã )cấp|trường|trường thpt|trường thcs|"
    r"mầm non|tiểu học|(?<!tổng )(?<!con )(?<!trong )số|phòng|tổ liên gia|liên gia|chi bộ|chi hội|đoàn|đảo|"
    r"(?<!điểm )cầu|chợ|k|hạt|bãi|"
    r"giàn|giếng|chung cư|"
    r"tòa|tầng|zone|cụm thi đua|tổ tự quản|tổ an ninh|tổ nhân dân|tổ nhân dân tự quản|dân phố)(?: số)? $"
)
_PLACES_END = (
    *(
        "thôn ",
        "xóm ",
        "làng ",
        "bản ",
        "ấp ",
        "buôn ",
        "bon ",
        "sóc ",
        "plei ",
        "khu ",
        "phố ",
        "cư ",
        "kdc ",
    ),
    *("tổ ", "tdp ", "khối ", "cụm ", "phường ", "quận ", "đội ", "đường ", "nhà ", "lớp ", "khóa ", "nhóm "),
    *("loại ", "cấp ", "trường ", "thpt ", "thcs ", "non ", "học ", "số ", "phòng ", "gia ", "bộ ", "hội "),
    *("đoàn ", "đảo ", "cầu ", "chợ ", "k ", "hạt ", "bãi ", "giàn ", "giếng ", "tòa ", "tầng ", "zone "),
    *("đua ", "quản ", "ninh ", "dân "),
)
"""How all that ends which those places are called by: asked first, for most numbers stand behind another word."""
SHARE_IN_BRACKETS = re.compile(r" \((?:đạt |chiếm |bằng )?[0-9]+(?:[.,][0-9]+)? ?%")
"""What stands behind a count and never behind a name: "khu dân cư 1.732 (91%)"."""
_DOCUMENT_BEFORE = re.compile(rf"\b{_DOCUMENT}(?: số)? $")
_FIXED_NAME = re.compile(
    r"(?:\b|^)(?:lớp|khối|khối lớp|loại|cấp|nhóm|(?<!tổng )(?<!trong )(?<!con )số|phòng|k|tầng|khóa)(?: số)? $"
)
_QUOTATION_MARKS = ('"', "'")
_QUOTED = re.compile(r'"[^"\n]{1,60}"|\'[^\'\n]{1,60}\'')
_NAMED = re.compile(
    r"(?:mô hình|phong trào|câu lạc bộ|clb|chương trình|phương châm|cuộc vận động|khẩu hiệu|đề án|dự án|"
    r"chiến dịch|"
    r"chuyên đề|hội thi|tổ|nhóm|đội|danh hiệu|nội dung|tiêu chí|gọi là|tên|công trình|sáng kiến|chủ đề|"
    r"tiêu chuẩn|các)"
    r"(?: \w+){0,4}:? $"
)


_OFTEN = re.compile(r"(?:mỗi|một|hằng|hàng|01|1) (?:ngày|tuần|tháng|quý|năm|đêm)\b[^.;]{0,40}$")
_AROUND = 60  # letters
_OF_A_PLACE = re.compile(
    r",? (?:xã|phường|thị trấn|huyện|quận|thị xã|thành phố|khu|khu phố|tổ dân phố|"
    r"thôn|tổ)\b(?! chức)"
)
_AT_A_PLACE = re.compile(r"(?:\b|^)(?:tại|ở|thuộc|trên địa bàn) \w+(?: \w+)? $")
_MEASURE = re.compile(r"(?:km2?|m2?|ha|kg|đ|vnđ|tr)\b")
_PER = re.compile(
    r"[/-](?:lượt|buổi|hộ|người|tổ|vụ|thôn|xã|điểm|mô hình|đối tượng|tập thể|cá nhân|năm|tháng)\b"
)
_PLAIN_YEAR = re.compile(_YEAR)


class Taken(NamedTuple):
    """Stretches of a passage that are days, names or documents, in order, and what each is."""

    starts: tuple[int, ...]
    stretches: tuple[tuple[int, int, str], ...]

    def over(self, start: int, end: int) -> str:
        """Why the stretch is none of ours, or nothing."""
        at = bisect_right(self.starts, start) - 1
        for begin, stop, why in self.stretches[max(0, at - 1) : at + 2]:
            if begin < end and start < stop:
                return why
        return ""


def taken_in(shadow: Shadow, start: int, end: int, numbers: Sequence[Number]) -> Taken:
    """Days, periods, document numbers, telephone numbers and list markers around the numbers of a passage."""
    text = shadow.text
    found: list[tuple[int, int, str]] = []
    for begin, stop in _surroundings(start, end, numbers):
        words = words_in(text, begin, stop)
        signed = holds_any(_SIGNS_OF_ADDRESSES, text[begin:stop])
        for phrases, what in ((_TIMES, "time"), (_NAMES, "name")):
            places = None if signed else phrases.places(words)
            found += [(*each, what) for each in phrases.found(text, begin, stop, places)]
    if marker := _MARKERS.match(text, start, end):
        found.append((marker.start(), marker.end(), "marker"))
    found += [(each.start(), each.end(), "marker") for each in _BRACKETED.finditer(text, start, end)]
    if beginnings(text, _QUOTATION_MARKS, start, end):
        found += [(each.start(), each.end(), "sign") for each in _EXPLAINED.finditer(text, start, end)]
        found += [
            (each.start(), each.end(), "quoted name")
            for each in _QUOTED.finditer(text, start, end)
            if _is_name(text, each)
        ]
    found.sort()
    return Taken(tuple(begin for begin, _stop, _why in found), tuple(found))


def _surroundings(start: int, end: int, numbers: Sequence[Number]) -> Iterator[tuple[int, int]]:
    """The stretches of a passage in which what a number belongs to may stand, those that meet in one."""
    begin = stop = start
    for number in numbers:
        if number.start - _AROUND > stop:
            yield begin, stop
            begin = max(start, number.start - _AROUND)
        stop = min(end, number.end + _AROUND)
    if numbers:
        yield begin, stop


def _is_name(text: str, quoted: re.Match[str]) -> bool:
    """Whether words in quotation marks are a name: few, or behind a word of something that is called so."""
    words = quoted[0].count(" ") + 1
    return words <= 8 or bool(_NAMED.search(text, max(0, quoted.start() - 60), quoted.start()))


def why_not(shadow: Shadow, number: Number, taken: Taken, begin: int, counted: int) -> str:
    """Why a number is no figure, or nothing.

    ``begin``: of its sentence; ``counted``: of how many words the thing is that is known to stand right behind it.
    """
    text = shadow.text
    if why := taken.over(number.start, number.bare):
        return why
    before = text[max(begin, number.start - 40) : number.start]
    if _is_coded(shadow, number, before):
        return "part of a code"
    if number.percent or number.scaled:
        return ""
    counting = _COUNTING.match(text, number.end)
    named = shadow.capital(_word_before(text, number.start))
    if (not counted or named) and _DOCUMENT_BEFORE.search(before):
        return "document"
    if _is_named(shadow, number, before, bool(counting) or counted > 0):
        return "name of a place or group"
    if _PLAIN_YEAR.fullmatch(text, number.start, number.end) and not counting:
        return "year"
    if counted < 2 and number.value < _MANY and number.whole and _TEXT_PARTS.match(text, number.end):
        return "counts of the text itself"
    if text.startswith(" lần", number.end) and _OFTEN.search(before):
        return "how often"
    if not counting and not counted and _behind_a_name(shadow, number, begin):
        return "number in a name"
    if number.spelled and _is_in_a_name(shadow, number, begin):
        return "number in a name"
    if number.value < 20 and not counted and _SLOGAN.match(text, number.end):
        return "slogan"
    return ""


def _behind_a_name(shadow: Shadow, number: Number, begin: int) -> bool:
    """Whether the word before is a name inside a sentence: "ấp Bình Thạnh 3"."""
    word = _word_before(shadow.text, number.start)
    return (
        word > begin and shadow.capital(word) and not shadow.composed[word : number.start].strip().isupper()
    )


def _is_in_a_name(shadow: Shadow, number: Number, begin: int) -> bool:
    """Whether a number in words is written as the name around it is: "đường Miếu Hai Xã", but not "HAI XÃ"."""
    around = shadow.composed[_word_before(shadow.text, number.start) : number.end]
    return shadow.capital(number.start) and not around.isupper() and _behind_a_name(shadow, number, begin)


def _is_coded(shadow: Shadow, number: Number, before: str) -> bool:
    """Whether a number is glued to letters, as in a code; "4,7km" and "buổi/1.350 lượt" are not."""
    text = shadow.text
    glue, letter = before[-1:], before[-2:-1]
    if glue == "_" or (glue in "-/." and glue and letter.isalnum()):
        plain = glue == "/" and letter.isalpha() and not shadow.capital(number.start - 2)
        if not plain:
            return True
    behind = text[number.end : number.end + 2]
    if behind[:1].isalpha() and not number.percent:
        return not _MEASURE.match(text, number.end)
    return (
        behind[:1] in ("/", "-")
        and behind[1:].isalpha()
        and not number.scaled
        and not _PER.match(text, number.end)
    )


def _is_named(shadow: Shadow, number: Number, before: str, counting: bool) -> bool:
    """Whether a number belongs to the name before it: "Thôn 10", "tại khu 5", "lớp 8"."""
    place = _PLACE_WORD.search(before) if number.value < 1000 and before.endswith(_PLACES_END) else None
    if not place or place["each"] or SHARE_IN_BRACKETS.match(shadow.text, number.end):
        return False
    if _OF_A_PLACE.match(shadow.text, number.end):
        return True
    if not counting or (_FIXED_NAME.search(before) and number.value < 13 and not counting):
        return True
    word = number.start - (len(before) - place.start("word"))
    return shadow.capital(word) or bool(_AT_A_PLACE.search(before))


def _word_before(text: str, at: int) -> int:
    """Where the word before a place begins."""
    stripped = text[:at].rstrip() if at < 64 else text[at - 64 : at].rstrip()
    offset = 0 if at < 64 else at - 64
    return offset + stripped.rfind(" ") + 1
