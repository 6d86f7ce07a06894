"""What a short line speaks of."""

import pytest

from models.subjects import subjects


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("责编 高晓晖 美编 龚琳", ["editor"]),
        ("佳音助听器 免费试戴七天", ["offer"]),
        ("三日天气", ["desk"]),
        ("今天 小雪转阴 -4℃～1℃ 北风4级", ["weather"]),
        ("供电公司东城营业部", ["office"]),
        ("老城区改造完成", []),
    ],
)
def test_subjects(text, expected):
    assert list(subjects(text)) == expected
