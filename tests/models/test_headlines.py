import pytest

from models.headlines import title_index, title_range
from models.lines import read_lines
from models.types import Mark


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("一行标题", 0),
        ("凝心聚力 邮储北京大兴区支行党总支\n筑牢疫情防控一线“桥头堡”", 1),
        ("冲在金融防疫一线的“排头兵”\n邮储银行北京望京支行青年突击队在行动", 0),
        ("一线见闻\n小城特产成长有空间 产业名片擦得锃亮", 1),
        ("让老街“活”起来\n——改造记", 0),
        ("两行一样长\n谁先谁标题", 0),
        ("我省出台高质量发展若干意见\n十条措施支持民企\n——省政府发布会侧记", 1),
    ],
)
def test_title_index(lines, expected):
    assert title_index(read_lines(lines)) == expected


@pytest.mark.parametrize("large", [0, 1])
def test_the_largest_line_is_the_title(large):
    text = "我省出台高质量发展若干意见\n十条措施支持民营企业的发展"
    lines = read_lines(text, [Mark(0 if large == 0 else text.index("十"), 2.0)])
    assert title_range(lines) == (large, large + 1)


def test_no_lines():
    with pytest.raises(ValueError, match=r"^0 lines, but a headline has at least 1$"):
        title_index([])


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("一行标题", (0, 1)),
        ("世界最大规模转体斜拉\n桥在河北成功转体合龙", (0, 2)),
        ("一线见闻\n世界最大规模转体斜拉\n桥在河北成功转体合龙", (1, 3)),
        ("世界最大规模转体斜拉\n\n桥在河北成功转体合龙", (0, 1)),
        ("凝心聚力 邮储北京大兴区支行党总支\n筑牢疫情防控一线“桥头堡”", (1, 2)),
        ("世界最大规模转体桥合龙\n——写在大桥通车的前夜", (0, 1)),
        ("本市第五座过江通道\n大\n桥\n合\n龙", (1, 5)),
    ],
)
def test_a_title_over_two_lines(lines, expected):
    assert title_range(read_lines(lines)) == expected
