import pytest

from models.figures import translation_figures
from models.types import Span


@pytest.mark.parametrize(
    ("zh", "en", "expected"),
    [
        ("增长5%、5%和3%", "up 5%, 3% and 3%", [("number_missing", "error"), ("number_added", "error")]),
        ("投资5亿元，贷款5亿元", "500 million yuan was invested", [("number_missing", "warning")]),
        ("投资5亿元", "500 million yuan, 500 million yuan of it", [("number_added", "warning")]),
        ("2018年立项，2018年动工", "planned and begun in 2018", []),
        ("12人捐款30元", "12 yuan from 30 people", [("quantity_changed", "error")] * 2),
        ("甲厂5吨，乙厂3吨", "3 tonnes and 5 tonnes", [("number_order", "info")]),
        ("2018年有12家", "12 in 2018", []),
        ("像绕着太阳运行的行星。见图1.1。", "like planets around the sun. See Figure 1.1.", []),
        ("在网站4Corners7Seas上发表", "published on 4Corners7Seas", []),
        ("三级储量超过12亿吨", "1.2 billion tons of tertiary reserves", []),
        ("时间延长了两倍多", "the time was more than tripled", []),
        ("今年“双11”有16万吨", "160,000 tonnes in this year's 11.11", []),
        ("“新零售”三个字", "the word “new retail”", []),
        ("治疗Ⅱ型糖尿病", "for type 2 diabetes", []),
        ("上个世纪7、80年代", "in the 1970s and 1980s", []),
        ("上个世纪7、80年代", "in the 1960s and 1980s", [("number_added", "error")]),
        ("11点29分左右", "at around 11.29, they marched", []),
        ("6分05秒超过200亿元", "20 billion yuan in six minutes and five seconds", []),
        ("金额高达8900万英镑。", "It cost £89m.", []),
        ("花60多元(美元，下同)", "spent over 60 dollars", []),
        ("用长征二号丁运载火箭", "with a Long March 2D rocket", []),
        ("比黄金的价格高出约十倍", "about ten times the price of gold", []),
        ("比黄金的价格高出两倍", "twice the price of gold", [("number_missing", "error")]),
        ("当地时间4点左右", "at around 0400 local time", []),
        ("国家邮政局局长马军胜", "Ma Jun. of the post office", []),
        ("三分区冠军", "a tri-district champion", []),
        ("党的十九大报告", "the report of the 19th congress", []),
        ("党的十九大报告", "the party's 19 major reports", [("number_missing", "error"), ("number_added", "error")]),
        ("开展100年研究(One Hundred Year Study)", "the One Hundred Year Study", []),
    ],
)
def test_figures_are_matched_one_for_one(zh, en, expected):
    assert [(check.code, check.severity) for check in translation_figures(zh, en)] == expected


def test_messages_and_spans():
    (missing,) = translation_figures("投资5亿元，贷款5亿元", "500 million yuan was invested")
    assert (missing.message, missing.zh) == ("5亿 is not once more in the English", (Span(8, 10),))
    (order,) = translation_figures("甲厂5吨，乙厂3吨", "3 tonnes and 5 tonnes")
    assert order.message == "5 t and 3 t stand in the other order in the English"
    assert (order.zh, order.en) == ((Span(2, 3), Span(7, 8)), (Span(0, 1), Span(13, 14)))
