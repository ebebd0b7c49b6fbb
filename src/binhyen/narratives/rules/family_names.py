"""By which syllable does a Vietnamese person's name begin? Those of the peoples in the mountains are among them."""

from __future__ import annotations

_WRITTEN = (
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đoàn lâm mai trương "
    "trịnh đào tô tạ châu cao thái hà lương lưu phùng vương quách tăng la thạch kiều khương nghiêm ninh "
    "từ tống văn viên đàm đồng chu chử cù doãn đậu đường giáp hứa hàn hầu kim lại lã lục mạc nhâm nông "
    "ong ông phí quản sầm thân thi tiêu tôn triệu trình ứng vi vừ xa bạch giàng sùng vàng thào lò quàng "
    "cà lù mùa ly hạng hờ bàn tẩn lường ma siu ksor nay kpă bế hoàn chẩu đèo điêu cầm lừ tòng vì cứ lầu "
    "già thò cháng chảo lèng sằm hảng phàn lềnh thanh hán ngọ "
)
FAMILY_NAMES = frozenset(_WRITTEN.split())
"""In small letters, composed, as most reports write them."""
