import pytest

from models.headlines import title_index
from models.lines import read_lines


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("一行标题", 0),
        ("凝心聚力 邮储北京大兴区支行党总支\n筑牢疫情防控一线“桥头堡”", 1),
        ("冲在金融防疫一线的“排头兵”\n邮储银行北京望京支行青年突击队在行动", 0),
        ("让老街“活”起来\n——改造记", 0),
        ("两行一样长\n谁先谁标题", 0),
        ("我省出台高质量发展若干意见\n十条措施支持民企\n——省政府发布会侧记", 1),
    ],
)
def test_title_index(lines, expected):
    assert title_index(read_lines(lines)) == expected


def test_no_lines():
    with pytest.raises(ValueError, match=r"^0 lines, but a headline has at least 1$"):
        title_index([])
