"""The seed page, little pages of other papers and forms, and what holds for any string."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.truth import labels_of, read_folder
from models.grounds import certainty
from models.normal import normal
from models.sections import PageSplitter
from models.types import Block, Masthead, Role, Span, Story

SEEDS = Path(__file__).parents[2] / "seeds"
SEED = "beijing-business-today-2020-12-10-t05"


def split(text, mode="auto"):
    return PageSplitter().split(text, mode)


def words(mapped):
    return mapped.text if mapped else None


def stories(article):
    """(kicker, title, byline, dateline, lead) of each story."""
    return [
        tuple(words(getattr(s, n)) for n in ("kicker", "title", "byline", "dateline", "lead")) for s in article.stories
    ]


def sections(article):
    """(story, level, heading, paragraphs) of each section."""
    return [(s.story, s.level, words(s.heading), [p.text for p in s.paragraphs]) for s in article.sections]


def masthead(article):
    found = article.masthead
    return tuple(words(field) for field in (found.publication, found.date, found.page, found.desk))


def roles(article):
    return [(str(block.role), article.source[block.start : block.end].strip()) for block in article.blocks]


def title_only(title, byline=None):
    return (None, title, byline, None, None)


# The seed page


@pytest.fixture(scope="module")
def seed():
    return split((SEEDS / f"{SEED}.txt").read_bytes().decode())


@pytest.fixture(scope="module")
def reading():
    return json.loads((SEEDS / f"{SEED}.json").read_bytes())


def placed(mapped):
    """A field as the reading has it: text, first position and end."""
    return mapped and (mapped.text, mapped.offsets[0], mapped.offsets[-1] + 1)


def expected(field):
    return field and (field["text"], field["start"], field["end"])


def test_seed_masthead(seed, reading):
    for name in ("publication", "date", "page", "desk"):
        assert placed(getattr(seed.masthead, name)) == expected(reading["masthead"][name])


def test_seed_stories(seed, reading):
    names = ("kicker", "title", "byline", "dateline", "lead")
    found = [{name: placed(getattr(story, name)) for name in names} for story in seed.stories]
    assert found == [{name: expected(story[name]) for name in names} for story in reading["stories"]]


def test_seed_sections(seed, reading):
    found = [(s.story, s.level, placed(s.heading), [placed(p) for p in s.paragraphs]) for s in seed.sections]
    assert found == [
        (s["story"], s["level"], expected(s["heading"]), [expected(p) for p in s["paragraphs"]])
        for s in reading["sections"]
    ]


def test_seed_cautions(seed, reading):
    found = [(caution.code, [list(span) for span in caution.spans]) for caution in seed.cautions]
    assert found == [(caution["code"], caution["spans"]) for caution in reading["cautions"]]
    numbers = ["a number" in caution.message for caution in seed.cautions if caution.code == "damaged_text"]
    assert numbers == [caution["number"] for caution in reading["cautions"] if "number" in caution]


def test_seed_blocks(seed):
    assert "".join(seed.source[block.start : block.end] for block in seed.blocks) == seed.source
    kinds = [str(block.role) for block in seed.blocks]
    assert kinds == (
        ["masthead"] * 2
        + ["title", "kicker", "title"]
        + ["paragraph"] * 6
        + ["title", "kicker"]
        + ["paragraph"] * 9
        + (["heading"] + ["paragraph"] * 4) * 3
        + ["byline", "lead"]
    )


def test_the_seed_reads_the_same_with_windows_line_ends_and_a_folio(seed, reading):
    article = split(seed.source.replace("\n", "\r\n") + "2\r\n")
    assert sections(article) == sections(seed)
    assert stories(article) == stories(seed)
    assert roles(article)[-1] == ("folio", "2")


# Little pages

PAGES = {
    "title_and_paragraphs": (
        "北京地铁新线今天开通\n北京地铁新线今天上午开通。市民试乘。\n票价不变。\n",
        [title_only("北京地铁新线今天开通")],
        [(0, 1, None, ["北京地铁新线今天上午开通。市民试乘。", "票价不变。"])],
    ),
    "short_title_and_short_sentence": (
        "今天的新闻标题\n今天地铁开通了。",
        [title_only("今天的新闻标题")],
        [(0, 1, None, ["今天地铁开通了。"])],
    ),
    "paragraphs_alone": (
        "第一段说了一件事。\n第二段说了另一件事情，还有更多。\n第三段结束。\n",
        [title_only(None)],
        [(0, 1, None, ["第一段说了一件事。", "第二段说了另一件事情，还有更多。", "第三段结束。"])],
    ),
    "single_sentence": ("一场大雪覆盖了整座城。", [title_only(None)], [(0, 1, None, ["一场大雪覆盖了整座城。"])]),
    "bare_words": ("北京下雪", [title_only(None)], [(0, 1, None, ["北京下雪"])]),
    "blank_lines_between_paragraphs": (
        "\n\n北京市发布新规\n\n北京市昨日发布新规，要求商场限流。新规自下月起施行。\n\n专家认为，新规有助于疏导客流。\n\n商户表示支持。\n",
        [title_only("北京市发布新规")],
        [
            (
                0,
                1,
                None,
                [
                    "北京市昨日发布新规，要求商场限流。新规自下月起施行。",
                    "专家认为，新规有助于疏导客流。",
                    "商户表示支持。",
                ],
            )
        ],
    ),
    "numbered_headings_of_two_levels": (
        "关于做好冬季供暖的通知\n\n各区供热单位：\n为做好今冬供暖，现通知如下。\n一、加强组织\n各单位要明确责任人，落实到岗。\n"
        "（一）机构\n成立小组，每周开会。\n（二）人员\n配齐人员，开展培训。\n二、保障供应\n煤炭储备不低于七天用量。\n",
        [title_only("关于做好冬季供暖的通知")],
        [
            (0, 1, None, ["各区供热单位：", "为做好今冬供暖，现通知如下。"]),
            (0, 1, "一、加强组织", ["各单位要明确责任人，落实到岗。"]),
            (0, 2, "（一）机构", ["成立小组，每周开会。"]),
            (0, 2, "（二）人员", ["配齐人员，开展培训。"]),
            (0, 1, "二、保障供应", ["煤炭储备不低于七天用量。"]),
        ],
    ),
    "arabic_numbers_and_marks": (
        "夏季出行指南\n●防晒\n出门前涂抹防晒霜，两小时补一次。\n1. 衣物\n选择浅色长袖，透气为宜。\n2. 帽子\n帽檐要宽，颜色要浅。\n"
        "●补水\n每小时喝水两次，每次一杯。\n",
        [title_only("夏季出行指南")],
        [
            (0, 1, "●防晒", ["出门前涂抹防晒霜，两小时补一次。"]),
            (0, 2, "1. 衣物", ["选择浅色长袖，透气为宜。"]),
            (0, 2, "2. 帽子", ["帽檐要宽，颜色要浅。"]),
            (0, 1, "●补水", ["每小时喝水两次，每次一杯。"]),
        ],
    ),
    "headings_in_lenticular_brackets": (
        "一周科技要闻\n【航天】\n我国昨日成功发射一颗遥感卫星。\n【芯片】\n国内一家厂商发布新一代处理器。\n",
        [title_only("一周科技要闻")],
        [
            (0, 1, "【航天】", ["我国昨日成功发射一颗遥感卫星。"]),
            (0, 1, "【芯片】", ["国内一家厂商发布新一代处理器。"]),
        ],
    ),
    "a_list_has_no_headings": (
        "购物清单怎么写\n写清单有三个要点，如下所示。\n1. 牛奶\n2. 面包\n3. 鸡蛋\n写完之后再核对一遍。\n",
        [title_only("购物清单怎么写")],
        [(0, 1, None, ["写清单有三个要点，如下所示。", "1. 牛奶", "2. 面包", "3. 鸡蛋", "写完之后再核对一遍。"])],
    ),
    "web_article": (
        "上海港吞吐量创新高\n2021-03-05 09:12 来源：东方早报\n作者：王强\n\u3000\u3000上海港昨日宣布，二月集装箱吞吐量同比增长12.5%。\n"
        "\u3000\u3000港务局说，增长来自出口。\n（责任编辑：李明）\n版权声明：未经授权不得转载\n",
        [title_only("上海港吞吐量创新高", "作者：王强")],
        [(0, 1, None, ["上海港昨日宣布，二月集装箱吞吐量同比增长12.5%。", "港务局说，增长来自出口。"])],
    ),
    "two_news_items": (
        "南方日报 2021年3月5日 星期五 A03\n\n广州地铁十八号线月底开通试运营\n\n本报讯 广州地铁昨日宣布，十八号线月底开通。\n\n"
        "票价按里程计算。\n\n深圳新增三处公园向市民开放\n\n本报讯 深圳城管局昨日说，三处公园开放。\n\n公园不收门票。\n\n3\n",
        [title_only("广州地铁十八号线月底开通试运营"), title_only("深圳新增三处公园向市民开放")],
        [
            (0, 1, None, ["本报讯广州地铁昨日宣布，十八号线月底开通。", "票价按里程计算。"]),
            (1, 1, None, ["本报讯深圳城管局昨日说，三处公园开放。", "公园不收门票。"]),
        ],
    ),
    "two_signed_stories_without_blank_lines": (
        "老城区改造完成\n本报记者 张伟\n老城区改造工程昨日完工，两千户居民回迁。\n工程历时两年。\n"
        "新校舍投入使用\n本报记者 李娜 王芳\n城南小学新校舍昨日投入使用，可容纳学生一千人。\n操场下月完工。\n",
        [title_only("老城区改造完成", "本报记者 张伟"), title_only("新校舍投入使用", "本报记者 李娜 王芳")],
        [
            (0, 1, None, ["老城区改造工程昨日完工，两千户居民回迁。", "工程历时两年。"]),
            (1, 1, None, ["城南小学新校舍昨日投入使用，可容纳学生一千人。", "操场下月完工。"]),
        ],
    ),
    "indented_and_wrapped_at_24_columns_with_windows_line_ends": (
        "新能源汽车销量大增\r\n本报记者 赵敏 孙涛\r\n\u3000\u3000今年前三季度，全国新能源\r\n汽车销量达到二百万辆，比去年\r\n同期增长一倍。\r\n"
        "\u3000\u3000分析师认为，补贴政策延长\r\n是主要原因。充电桩建设也在加\r\n快。\r\n",
        [title_only("新能源汽车销量大增", "本报记者 赵敏 孙涛")],
        [
            (
                0,
                1,
                None,
                [
                    "今年前三季度，全国新能源汽车销量达到二百万辆，比去年同期增长一倍。",
                    "分析师认为，补贴政策延长是主要原因。充电桩建设也在加快。",
                ],
            )
        ],
    ),
    "wrapped_at_36_columns_with_bare_headings": (
        "科技周刊\n\n城市夜经济怎么热起来\n\n夜市灯火\n\n夜幕降临，步行街上人声鼎沸，小吃摊前\n排起长队。商户老周说，今年生意比去年\n好了三成。\n\n"
        "夜间交通\n\n公交集团把末班车延后一小时，方便市民\n夜归。地铁周末也延长运营。\n",
        [title_only("城市夜经济怎么热起来")],
        [
            (
                0,
                1,
                "夜市灯火",
                ["夜幕降临，步行街上人声鼎沸，小吃摊前排起长队。商户老周说，今年生意比去年好了三成。"],
            ),
            (0, 1, "夜间交通", ["公交集团把末班车延后一小时，方便市民夜归。地铁周末也延长运营。"]),
        ],
    ),
    "wrapped_without_any_blank_line": (
        "山村通了公路\n去年冬天，通往山顶村的公路终于修\n好了。村民们说，过去进一趟城要走\n大半天，现在只要四十分钟。\n路通以后，村里的苹果卖到了省城，\n"
        "价格比往年高出两成。\n下一步打算\n村支书说，明年要办一家合作社，把\n果农组织起来，统一包装和销售。\n",
        [title_only("山村通了公路")],
        [
            (
                0,
                1,
                None,
                [
                    "去年冬天，通往山顶村的公路终于修好了。村民们说，过去进一趟城要走大半天，现在只要四十分钟。",
                    "路通以后，村里的苹果卖到了省城，价格比往年高出两成。",
                ],
            ),
            (0, 1, "下一步打算", ["村支书说，明年要办一家合作社，把果农组织起来，统一包装和销售。"]),
        ],
    ),
    "double_spaced": (
        "书店里的灯光\n\n街角的书店开了二十年，老板每天都\n\n坐在窗边，等放学的孩子来看书，从\n\n不催他们走。\n\n有人问他为什么，他只是笑。\n",
        [title_only("书店里的灯光")],
        [
            (
                0,
                1,
                None,
                [
                    "街角的书店开了二十年，老板每天都坐在窗边，等放学的孩子来看书，从不催他们走。",
                    "有人问他为什么，他只是笑。",
                ],
            )
        ],
    ),
    "questions_as_headings": (
        "疫苗接种十问\n\n疫苗安全吗？\n临床试验表明，疫苗安全性良好，少数人有发热。\n需要打几针？\n一般需要两针，间隔二十一天以上。\n"
        "老人能打吗？\n六十岁以上老人在医生指导下可以接种。\n",
        [title_only("疫苗接种十问")],
        [
            (0, 1, "疫苗安全吗？", ["临床试验表明，疫苗安全性良好，少数人有发热。"]),
            (0, 1, "需要打几针？", ["一般需要两针，间隔二十一天以上。"]),
            (0, 1, "老人能打吗？", ["六十岁以上老人在医生指导下可以接种。"]),
        ],
    ),
    "a_lone_question_is_text": (
        "蓝鲸为什么搁浅\n海滩上又发现一头蓝鲸，这已经是今年的第三起。\n原因是什么？\n科学家给出了几种解释，但没有一种得到证实。\n",
        [title_only("蓝鲸为什么搁浅")],
        [
            (
                0,
                1,
                None,
                [
                    "海滩上又发现一头蓝鲸，这已经是今年的第三起。",
                    "原因是什么？",
                    "科学家给出了几种解释，但没有一种得到证实。",
                ],
            )
        ],
    ),
    "traditional_script": (
        "大公報 2019年6月3日 A12版\n\n港珠澳大橋車流創新高\n記者 陳大文\n\n港珠澳大橋管理局公佈，五月份車流量\n達到四萬輛次，較上月增加一成。當局\n"
        "表示，會增派人手疏導。\n\n圖：大橋口岸昨日車流\n\n居民說，過關時間縮短了一半，希望\n延長服務時間。\n",
        [title_only("港珠澳大橋車流創新高", "記者 陳大文")],
        [
            (
                0,
                1,
                None,
                [
                    "港珠澳大橋管理局公佈，五月份車流量達到四萬輛次，較上月增加一成。當局表示，會增派人手疏導。",
                    "居民說，過關時間縮短了一半，希望延長服務時間。",
                ],
            )
        ],
    ),
    "caption_within_a_paragraph": (
        "村里修了新路\n\n村民老李站在路口，看着新修的水泥路，\n他说以前下雨天出门，鞋子总要沾满一层\n\n图为新修的村道。王平/摄\n\n"
        "厚厚的泥，现在再也不用担心了。大家都\n说好。\n",
        [title_only("村里修了新路")],
        [
            (
                0,
                1,
                None,
                [
                    "村民老李站在路口，看着新修的水泥路，他说以前下雨天出门，鞋子总要沾满一层厚厚的泥，现在再也不用担心了。大家都说好。"
                ],
            )
        ],
    ),
    "english_names_wrapped": (
        "Apple 发布新款 MacBook\n苹果公司 (Apple Inc.) 昨日在 Cupertino 发布新款 MacBook\nPro 笔记本电脑，售价 1.5 万元起。分析师 Ming-Chi Kuo 预计\n"
        "出货量将达到 200 万台。\n",
        [title_only("Apple 发布新款 MacBook")],
        [
            (
                0,
                1,
                None,
                [
                    "苹果公司 (Apple Inc.) 昨日在 Cupertino 发布新款 MacBook Pro 笔记本电脑，售价 1.5 万元起。"
                    "分析师 Ming-Chi Kuo 预计出货量将达到 200 万台。"
                ],
            )
        ],
    ),
    "subtitle_after_a_dash": (
        "让老街“活”起来\n——广州永庆坊改造记\n本报记者 何敏\n\n老街的麻石路被重新铺平，骑楼的窗子也换了新的木框。\n\n居民陈姨在这里住了五十年，她说变化很大。\n",
        [("——广州永庆坊改造记", "让老街“活”起来", "本报记者 何敏", None, None)],
        [
            (
                0,
                1,
                None,
                ["老街的麻石路被重新铺平，骑楼的窗子也换了新的木框。", "居民陈姨在这里住了五十年，她说变化很大。"],
            )
        ],
    ),
    "kicker_and_title_apart": (
        "我省出台高质量发展若干意见\n\n十条措施支持民营企业\n\n省政府昨日印发若干意见，提出十条措施。\n\n意见自下月起施行，有效期五年。\n",
        [("我省出台高质量发展若干意见", "十条措施支持民营企业", None, None, None)],
        [(0, 1, None, ["省政府昨日印发若干意见，提出十条措施。", "意见自下月起施行，有效期五年。"])],
    ),
    "lead_before_bare_headings": (
        "社区食堂如何走得远\n\n家门口的食堂越开越多，有的排队，有的关门。记者走访了三家。\n\n饭菜可口\n\n第一家食堂每天供应二十道菜，荤素搭配。\n\n价格实在\n\n"
        "第二家食堂推出十元套餐，很受欢迎。\n",
        [(None, "社区食堂如何走得远", None, None, "家门口的食堂越开越多，有的排队，有的关门。记者走访了三家。")],
        [
            (0, 1, "饭菜可口", ["第一家食堂每天供应二十道菜，荤素搭配。"]),
            (0, 1, "价格实在", ["第二家食堂推出十元套餐，很受欢迎。"]),
        ],
    ),
    "names_alone_under_the_title": (
        "秋天的银杏\n王小波 李建国\n银杏叶黄了，铺满了整条街道，像一张地毯。\n人们停下来拍照。\n",
        [title_only("秋天的银杏", "王小波 李建国")],
        [(0, 1, None, ["银杏叶黄了，铺满了整条街道，像一张地毯。", "人们停下来拍照。"])],
    ),
    "an_interview": (
        "城市更新要慢慢来\n\n本报：老旧小区改造难在哪里？\n\n张教授：难在意见统一。每家每户的诉求不同。\n\n本报：资金怎么解决？\n\n张教授：多方分担。\n",
        [title_only("城市更新要慢慢来")],
        [
            (
                0,
                1,
                None,
                [
                    "本报：老旧小区改造难在哪里？",
                    "张教授：难在意见统一。每家每户的诉求不同。",
                    "本报：资金怎么解决？",
                    "张教授：多方分担。",
                ],
            )
        ],
    ),
    "items_after_a_colon": (
        "会议明确三项任务\n新华社北京12月10日电\n会议明确了三项任务：\n一是抓好春耕；\n二是保障供应；\n三是稳定就业。\n各地要抓紧落实。\n",
        [(None, "会议明确三项任务", None, "新华社北京12月10日电", None)],
        [
            (
                0,
                1,
                None,
                ["会议明确了三项任务：", "一是抓好春耕；", "二是保障供应；", "三是稳定就业。", "各地要抓紧落实。"],
            )
        ],
    ),
    "jump_and_credit_at_the_end": (
        "央行下调存款准备金率\n\n央行宣布，下调存款准备金率0.5个百分点。\n\n（下转A4版）\n\n责任编辑 王芳\n",
        [title_only("央行下调存款准备金率")],
        [(0, 1, None, ["央行宣布，下调存款准备金率0.5个百分点。"])],
    ),
    "english_sentences": (
        "A new bridge opened on Monday.\nIt is long, and it is wide.\n",
        [title_only(None)],
        [(0, 1, None, ["A new bridge opened on Monday.", "It is long, and it is wide."])],
    ),
    "only_a_masthead": ("人民日报 2020年1月2日 第3版\n", [], []),
}


@pytest.mark.parametrize(("text", "told", "parts"), PAGES.values(), ids=PAGES)
def test_pages(text, told, parts):
    article = split(text)
    assert stories(article) == told
    assert sections(article) == parts


@pytest.mark.parametrize("name", PAGES)
def test_reading_is_stable_under_line_ends_and_margins(name):
    text = PAGES[name][0].replace("\r\n", "\n")
    plain = split(text)
    for other in (text.replace("\n", "\r\n"), "\n\n" + text + "\n\n"):
        assert (stories(split(other)), sections(split(other))) == (stories(plain), sections(plain))


# A page whose main story is torn apart, in other words and widths than the seed's

TORN = """\
江城晚报 2018年5月6日 B07

共享单车进入冷静期 企业比拼精细运营

城南巷口老字号面馆
五十年坚守
早上五点，城南巷口的面馆亮起
灯。师傅刘叔揉面的手法几十年
没有变过，案板已经凹下去一块。
来吃面的多是老街坊，坐下不用
开口，面就端上来了。

调度难题

早高峰过后，地铁口的共享单车堆成小山，运维人员
一辆辆装车运走。企业说，调度成本占到总支出的一半
以上，如何预测需求成了难题。

押金去向

多家共享单车企业宣布免押金，用户却担心旧押金退不
回来。专家建议设立专用账户，由银行监管资金。

本报记者 吴涛

共享单车从疯狂扩张走到今天，企业开始算账。记者走访多家企业和街道，发现调度与押金是用户和企业最关心的两个
问题，而精细运营是共同的答案。
"""


def test_a_torn_story_is_put_together():
    article = split(TORN)
    assert masthead(article) == ("江城晚报", "2018年5月6日", "B07", None)
    assert [(story[1], story[2]) for story in stories(article)] == [
        ("共享单车进入冷静期 企业比拼精细运营", "本报记者 吴涛"),
        ("五十年坚守", None),
    ]
    assert stories(article)[0][4].startswith("共享单车从疯狂扩张走到今天")
    assert [(s[0], s[2], len(s[3])) for s in sections(article)] == [
        (1, None, 1),
        (0, "调度难题", 1),
        (0, "押金去向", 1),
    ]
    assert {"displaced_title", "displaced_lead"} <= {caution.code for caution in article.cautions}


# Roles, places and cautions


def test_forms_get_their_roles():
    article = split(PAGES["web_article"][0])
    assert roles(article) == [
        ("title", "上海港吞吐量创新高"),
        ("credit", "2021-03-05 09:12 来源：东方早报"),
        ("byline", "作者：王强"),
        ("paragraph", "上海港昨日宣布，二月集装箱吞吐量同比增长12.5%。"),
        ("paragraph", "港务局说，增长来自出口。"),
        ("credit", "（责任编辑：李明）"),
        ("notice", "版权声明：未经授权不得转载"),
    ]
    assert [block.story for block in article.blocks] == [0, 0, 0, 0, 0, 0, None]


def test_an_interrupted_paragraph_has_two_blocks():
    article = split(PAGES["caption_within_a_paragraph"][0])
    found = [(b.role, b.story, b.section, b.paragraph) for b in article.blocks]
    assert found == [
        (Role.TITLE, 0, None, None),
        (Role.PARAGRAPH, 0, 0, 0),
        (Role.CAPTION, 0, None, None),
        (Role.PARAGRAPH, 0, 0, 0),
    ]


def test_sections_and_paragraphs_of_blocks_are_those_of_the_article():
    article = split(PAGES["numbered_headings_of_two_levels"][0])
    for block in article.blocks[1:]:
        section = article.sections[block.section]
        text = article.source[block.start : block.end].strip()
        assert text == (section.heading.text if block.paragraph is None else section.paragraphs[block.paragraph].text)


def test_text_after_a_byline_in_the_same_width_is_doubtful():
    article = split("山路修通\n\n村民高兴地走上新路，一路说笑。\n\n本报记者 张伟\n\n路边的果树也结了果，等人来采。\n")
    assert [(c.code, c.spans) for c in article.cautions] == [("uncertain_structure", (Span(32, 48),))]
    assert article.cautions[0].message == "taken as paragraph (after_byline) with confidence 0.45: check it"


def test_damage_is_flagged_place_by_place():
    article = split("共70\ufffd\ufffd万人。张\ufffd说好。")
    assert [(c.code, c.spans, c.message) for c in article.cautions] == [
        (
            "damaged_text",
            (Span(3, 5),),
            "unreadable in or next to a number, “共70\ufffd\ufffd万人。张\ufffd说”: compare it with the original",
        ),
        (
            "damaged_text",
            (Span(9, 10),),
            "unreadable in or next to the text, “\ufffd\ufffd万人。张\ufffd说好。”: compare it with the original",
        ),
    ]
    assert sections(article) == [(0, 1, None, ["共70\ufffd\ufffd万人。张\ufffd说好。"])]


# Mode none


def test_none_makes_one_section_of_mended_paragraphs():
    article = split(PAGES["indented_and_wrapped_at_24_columns_with_windows_line_ends"][0], "none")
    assert article.stories == (Story(0),)
    assert article.masthead == Masthead()
    assert sections(article) == [
        (
            0,
            1,
            None,
            [
                "新能源汽车销量大增",
                "本报记者赵敏孙涛",
                "今年前三季度，全国新能源汽车销量达到二百万辆，比去年同期增长一倍。",
                "分析师认为，补贴政策延长是主要原因。充电桩建设也在加快。",
            ],
        )
    ]
    assert [(b.role, b.story, b.section, b.paragraph) for b in article.blocks] == [
        (Role.PARAGRAPH, 0, 0, number) for number in range(4)
    ]


# Any string


def test_grounds_are_those_of_the_decision_that_gave_the_confidence():
    text = "本市跨江大桥今天建成通车，市民纷\n纷前来观看。\n市民说，大桥很好，以后上班方便\n多了。\n"
    blocks = split(f"大桥建成通车\n{text}责任编辑：张伟\n").blocks
    decided = [block.grounds and block.grounds.decision for block in blocks]
    assert set(decided[:3]) <= {"headline", "opening", "flow"} and decided[3] == "furniture"
    for block in blocks[:3]:
        odds = block.grounds.tags.odds(block.grounds.decision, block.grounds.line)
        assert certainty(odds) == block.confidence


def test_topics_cut_a_section_without_a_heading_only():
    river, stock = (text * 8 for text in ("清淤船驶入河道清理淤泥。\n", "证券板块领涨股市成交放大。\n"))
    body = (river + stock) * 4
    plain, headed = (
        "河道清淤工程开工\n" + body,
        "今日要闻综述\n导语说了很多话。\n一、河道\n" + body + "二、其他\n都在这里了。\n",
    )
    cut = split(plain, "topics")
    assert [(s.story, s.level, s.heading, len(s.paragraphs)) for s in cut.sections] == [(0, 1, None, 8)] * 8
    assert [p for s in cut.sections for p in s.paragraphs] == list(split(plain).sections[0].paragraphs)
    assert [b.section for b in cut.blocks if b.reason == "topic"] == [1, 2, 3, 4, 5, 6, 7]
    assert (cut.stories, cut.masthead, cut.cautions) == (split(plain).stories, split(plain).masthead, ())
    assert sections(split(headed, "topics")) == sections(split(headed))


@pytest.mark.parametrize("mode", ["auto", "topics", "none"])
@pytest.mark.parametrize("text", ["", "\n", "\r\n\r\n", " \u3000\n\t"])
def test_blank_texts(text, mode):
    article = split(text, mode)
    assert article.blocks == ((Block(Role.OTHER, 0, len(text), reason="blank"),) if text else ())
    assert stories(article) == ([] if mode != "none" else [title_only(None)])
    assert sections(article) == ([] if mode != "none" else [(0, 1, None, [])])


PIECES = [
    *"甲字，。？；“”（）",
    *("\n", "\n\n", "\r\n", "\r", "\x0b", "\u2028", " ", "\u3000\u3000", "\ufffd", "ABC def", "2"),
    *("\n图为村道\n", "\n本报记者 张伟\n", "\n下转A3版\n", "\n一、路\n", "\n（一）路\n", "\n江城晚报 2018年5月6日\n"),
    *("\n一个不长不短的标题\n", "\n很长的正文写了很多字，还没有结束，\n", "\n很长的正文写了很多字，到这里结束。\n"),
    "\n很宽很宽很宽很宽很宽很宽很宽很宽很宽很宽的一栏文字，写到这里就\n要换行了，这一行也差不多一样宽，它也要换行，下一行才会结束，对\n吧。\n",
]
ANY = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
)


@settings(max_examples=200, deadline=None)
@given(ANY, st.sampled_from(["auto", "topics", "none"]))
def test_nothing_is_lost_or_doubled(text, mode):
    article = split(text, mode)
    assert "".join(article.source[block.start : block.end] for block in article.blocks) == text
    assert all(a.end == b.start for a, b in pairwise(article.blocks))
    assert all(block.start < block.end for block in article.blocks)
    assert all(0 <= block.confidence <= 1 and block.reason for block in article.blocks)
    fields = [getattr(s, n) for s in article.stories for n in ("kicker", "title", "byline", "dateline", "lead")]
    fields += [field for s in article.sections for field in (s.heading, *s.paragraphs)]
    used = [offset for field in fields if field for offset in field.offsets if not text[offset].isspace()]
    assert len(used) == len(set(used))
    kept = {"kicker", "title", "byline", "dateline", "lead", "heading", "paragraph"}
    held = [b for b in article.blocks if b.role in kept and b.story is not None]
    read = set(normal(text).offsets)
    assert sorted(used) == [i for b in held for i in range(b.start, b.end) if not text[i].isspace() and i in read]


@settings(max_examples=100, deadline=None)
@given(ANY)
def test_indices_are_in_text_order(text):
    article = split(text)
    assert [s.index for s in article.stories] == list(range(len(article.stories)))
    assert [s.index for s in article.sections] == list(range(len(article.sections)))
    firsts = [next(b.start for b in article.blocks if b.section == s.index) for s in article.sections]
    assert firsts == sorted(firsts)
    begins = [next(b.start for b in article.blocks if b.story == s.index) for s in article.stories]
    assert begins == sorted(begins)


@pytest.mark.parametrize(
    "text",
    ["甲\n" * 100_000, "“" * 100_000, "2\n" * 20_000, "甲\n\n好。\n" * 10_000, "记者 张伟\n\n好，好。\n" * 10_000],
)
def test_a_hundred_thousand_characters_are_read(text):
    article = split(text)
    assert (article.blocks[0].start, article.blocks[-1].end) == (0, len(text))


@pytest.mark.parametrize("page", read_folder(SEEDS / "little"), ids=lambda page: page.name)
def test_little_pages_are_read_as_labelled(page):
    def told(labels):
        units = {}
        return [(x.line, x.role, x.story, x.section, units.setdefault(x.unit, len(units))) for x in labels]

    assert told(labels_of(split(page.text))) == told(page.labels)


def test_what_is_read_first_heads_no_section():
    text = "城市夜经济怎么热起来\n今年以来，各地推出不少措施，夜间消费明显增加。\n夜间交通末班车延后一小时方便市民夜归\n公交公司说，末班车将延后一小时。\n"
    assert [story.title.text for story in split(text).stories][:1] == ["城市夜经济怎么热起来"]
