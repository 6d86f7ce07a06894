"""A report far longer than the model's window, through the embedded model: no third of it is forgotten."""

import pytest

from models.registry import load
from models.summarise import ModelSummariser
from models.types import BriefOptions, MappedText

CHAPTERS = {
    "医院": [
        "市人民医院新大楼昨天启用，设有床位1200张，比老楼多一倍。",
        "院长介绍，新大楼的急诊科面积扩大到5000平方米，病人等候时间缩短一半。",
        "医院还从外地引进了36名专家，开设了夜间门诊。",
        "附近居民说，以后看病再也不用跑到邻市去了。",
    ],
    "学校": [
        "教育局宣布，今年秋季将有8所新学校开学，增加学位1.2万个。",
        "新学校全部配有体育馆和图书馆，教师平均年龄34岁。",
        "教育局负责人说，进城务工人员的子女可以就近入学。",
        "家长们对新学校的校车和午餐安排表示满意。",
    ],
    "桥": [
        "市长在会议上宣布，新建的彩虹桥将于明年5月1日通车。",
        "彩虹桥全长3.6公里，通车后两岸车程将从40分钟缩短到8分钟。",
        "市长强调，彩虹桥对所有车辆免收通行费。",
        "施工单位表示，彩虹桥的桥面铺装已经完成，正在安装路灯和护栏。",
    ],
}
CHARACTERS = 20_000


def report():
    """Three chapters of a third each, a sentence pair in each paragraph, and the whole as its own source text."""
    paragraphs = []
    for sentences in CHAPTERS.values():
        chapter = 0
        while chapter < CHARACTERS / 3:
            i = len(paragraphs)
            paragraphs.append(sentences[i % 4] + sentences[(i + 1 + i // 4 % 3) % 4])
            chapter += len(paragraphs[-1])
    starts = [sum(map(len, paragraphs[:i])) for i in range(len(paragraphs))]
    return [
        MappedText(text, tuple(range(start, start + len(text)))) for text, start in zip(paragraphs, starts, strict=True)
    ]


@pytest.fixture(scope="module")
def summary():
    models = load(device="cpu")
    summariser = ModelSummariser(models.summariser, models.headliner)
    (made,) = summariser.summarise([report()], BriefOptions(length="medium", effort="fast"))
    return made


def test_every_third_of_a_long_report_is_in_its_summary(summary):
    assert summary.error is None
    thirds = {3 * span.start // CHARACTERS for item in summary.evidence for span in item.spans}
    assert thirds == {0, 1, 2}
    assert [subject for subject in CHAPTERS if subject not in summary.text] == []


def test_the_facts_of_its_end_are_there(summary):
    facts = ("彩虹桥", "5月1日", "3.6公里", "8分钟", "免收通行费", "护栏")
    assert "彩虹桥" in summary.text
    assert any(fact in summary.text for fact in facts[1:])
