import pytest

from models.training.filters import key, pair_fault, summary_fault
from tests.models.training.data import EN, ZH


@pytest.mark.parametrize(
    ("source", "zh", "en", "fault"),
    [
        ("news", ZH, EN, None),
        ("lmthang_nlm", ZH, EN, "case"),
        ("news", "no Chinese here", EN, "language"),
        ("news", ZH, "We built 三 bridges this year.", "language"),
        ("news", "See the page of this year 桥", "See the page of this year: bridge", "language"),
        ("news", "苹果发布iPhone 15 Pro手机。", "Apple launched the iPhone 15 Pro.", None),
        ("news", "那座桥", "Bridge.", "length"),
        ("news", ZH, "Bridges." + " And more." * 20, "ratio"),
        ("news", ZH + "\ufffd", EN, "debris"),
        ("news", "我们在2019年新建了桥。", "We built bridges in 2018.", "numbers"),
        ("news", "我们在2019年新建了桥。", "We built bridges in 2019.", None),
        ("news", "我们新建了1500万座桥。", "We built 15 million bridges.", None),
        ("news", "我们新建了1500万座桥。", "We built 1.5 million bridges.", "numbers"),
        ("news", "我们周二新建了一座很长的桥。", "We built a very long bridge on Thursday.", "numbers"),
        ("news", "我们新建了一座很长的桥。", "In 2012 we built a very long bridge.", "numbers"),
    ],
)
def test_pair_fault_names_the_filter(source, zh, en, fault):
    assert pair_fault(source, zh, en) == fault


@pytest.mark.parametrize(
    ("source", "text", "summary", "cover", "fault"),
    [
        ("x", "桥" * 50, "一座新桥通车", None, None),
        ("csl", "桥" * 50, "一座新桥通车", None, "domain"),
        ("x", "桥" * 30, "一座新桥通车", None, "length"),
        ("x", "桥" * 500, "一座新桥通车", None, "length"),
        ("x", "桥" * 50, "新桥", None, "length"),
        ("x", "桥" * 50, "一座新桥通车", 0.5, "unsupported"),
        ("x", "桥" * 50, "一座新桥通车12天", 0.9, "numbers"),
    ],
)
def test_summary_fault_names_the_filter(source, text, summary, cover, fault):
    assert summary_fault(source, text, summary, cover, 480) == fault


def test_duplicates_share_a_key():
    assert key("桥，很长。", "A long bridge.") == key("桥很长", "a long  bridge")
    assert key("桥很长", "A long bridge") != key("桥很长", "A wide bridge")
