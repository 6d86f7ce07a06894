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
        ("于美国时间2017年2月12日举行", "to be held on February 12, 2017 local time", []),
        ("于2017年2月12日20时17分举行", "held on February 12, 2017 at 2017 local time", []),
        ("气温得有90多华氏度", "temperatures in the high 90s", []),
        ("19世纪30年代的革命", "the revolution in the thirties of the 19th century", []),
        ("15世纪80年代", "in the 15th century, in the 80s", []),
        ("15世纪80年代", "in the 1580s", [("number_missing", "error"), ("number_added", "error")]),
        ("18世纪的特工", "an agent of the 1700s", []),
        ("二零一八至二零二二年的赛事", "the events of 2018-22", []),
        ("今年1至6月收入增长48%", "income rose by 48% in the first six months", []),
        (
            "今年1至6月收入增长48%",
            "income rose by 48% in the first five months",
            [("number_missing", "error"), ("number_added", "error")],
        ),
        ("预算为124亿卢布", "a budget of RUB12.4 billion", []),
        ("缓刑两年半", "on probation for 2½ years", []),
        ("开花率仅千分之一", "flowers one in a thousand times", []),
        ("实现两个一百年奋斗目标", "achieve the two hundred-year goals", []),
        ("五位一体总体布局", "the fivefold plan", []),
        ("胡润百富榜", "the Hurun 100 list", []),
        ("连续三杆破百", "broke 100 three times in a row", []),
        ("有望突破万亿", "will exceed one trillion", []),
        ("在八一大楼举行", "in the August 1st Building", []),
        ("雷达二十四小时开机", "the radar is on 24/7", []),
        ("花60多元(美元，下同)", "spent more than 60 yuan (US dollars, the same below)", []),
        ("党的十九大", "the party's XIX congress", []),
        ("特朗普二号说", "Trump II said", [("number_missing", "error")]),
        ("饰演燕十三", "to play Yan XIII", []),
        ("关东地区降至5度", "Kanto may drop to 5 degrees Celsius", []),
        ("五渔村原意为五块土地，由五座村庄组成", "Cinque Terre, five lands, is five villages", []),
        ("百方商业，100个品牌", "commerce and 100 brands", []),
        ("他一身青春阳光。", "He was a young sun. He spoke.", []),
        ("由谷赫纯也夺冠", "won by Jun Goo", []),
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
