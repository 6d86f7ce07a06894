"""Fixed forms, numbering, bare names."""

import pytest

from models.lines import read_lines
from models.roles import form_of, is_bare_names, numbering, opens_like_news


def role(text):
    form = form_of(read_lines(text)[0].text)
    return form and str(form.role)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("北京商报记者 钱瑜 濮振宇", "byline"),
        ("本报记者 张伟", "byline"),
        ("□本报记者 张伟 通讯员 李娜", "byline"),
        ("本报记者张伟", "byline"),
        ("新京报首席记者 张伟、李娜", "byline"),
        ("记者 張大文", "byline"),
        ("實習記者：陳大文", "byline"),
        ("文/王小波", "byline"),
        ("作者：John Smith", "byline"),
        ("本报记者 张伟 文/图", "byline"),
        ("记者调查", None),
        ("本报记者调查发现问题", None),
        ("记者 张伟说，路通了。", None),
        ("2020年12月10日", "dateline"),
        ("2020-12-10 08:30", "dateline"),
        ("二〇二〇年十二月十日", "dateline"),
        ("新华社北京12月10日电", "dateline"),
        ("12月10日，北京下雪", None),
        ("图/视觉中国", "caption"),
        ("圖1：大橋", "caption"),
        ("图为新修的村道。", "caption"),
        ("▲村民在田里劳作", "caption"),
        ("村民在田里劳作 王平/摄", "caption"),
        ("村民在田里劳作（王平 摄）", "caption"),
        ("图书馆开放", None),
        ("责任编辑：李明", "credit"),
        ("责编 李明", "credit"),
        ("编辑 部里的故事说不完", None),
        ("（責任編輯：李明）", "credit"),
        ("2021-03-05 09:12 来源：人民网", "credit"),
        ("来源于生活", None),
        ("下转A4版", "jump"),
        ("（上接第一版）", "jump"),
        ("上接天线下接地气", None),
        ("2", "folio"),
        ("— 12 —", "folio"),
        ("第3页", "folio"),
        ("3/12", "folio"),
        ("20201", None),
        ("2020年", None),
        ("广告", "advertisement"),
        ("【廣告】", "advertisement"),
        ("广告市场回暖", None),
        ("版权声明：未经授权不得转载", "notice"),
        ("扫描下方二维码，关注我们", "notice"),
        ("声明的力量", None),
        ("来源：" + "长" * 120, None),
    ],
)
def test_form_of(text, expected):
    assert role(text) == expected


def test_a_form_says_whether_it_covers_the_line():
    forms = [form_of(line.text) for line in read_lines("2\n图为村道")]
    assert [(form.reason, form.whole) for form in forms] == [("bare_number", True), ("picture", False)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、背景", 1),
        ("十二、其他", 1),
        ("第三章 总则", 1),
        ("●防晒", 1),
        ("【航天】", 1),
        ("【航天】今天发射", 0),
        ("（一）机构", 2),
        ("1. 衣物", 3),
        ("2、帽子", 3),
        ("（3）鞋", 3),
        ("①伞", 3),
        ("1.5万人", 0),
        ("一带一路", 0),
        ("2020年", 0),
    ],
)
def test_numbering(text, expected):
    assert numbering(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("王小波", True), ("王小波 李敖", True), ("春天来了", False), ("王小波写的书", False), ("引言", False)],
)
def test_is_bare_names(text, expected):
    assert is_bare_names(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本报讯（记者 张伟）路通了。", True),
        ("新华社北京12月10日电 路通了。", True),
        ("北京商报讯 路通了。", True),
        ("据本报昨日消息，", False),
        ("路通了。", False),
    ],
)
def test_opens_like_news(text, expected):
    assert opens_like_news(text) is expected
