"""Everything on a page that is not its stories: own wordings of the usual forms, filled by chance."""

from __future__ import annotations

import random

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤"
)
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰梅建国志海燕晓东红春波宁辉鹏飞宇欣怡梓涵思远若溪子轩"
CITIES = (
    "北京",
    "上海",
    "广州",
    "成都",
    "武汉",
    "南京",
    "西安",
    "昆明",
    "沈阳",
    "杭州",
    "长沙",
    "郑州",
    "兰州",
    "贵阳",
)
PAPERS = (
    "江城晚报",
    "东海日报",
    "滨海都市报",
    "南岭商报",
    "西山晨报",
    "云州日报",
    "北原青年报",
    "临江时报",
    "金沙经济报",
    "长河晚报",
)
DESKS = ("要闻", "本地", "时政", "经济", "社会", "国际", "文化", "教育", "健康", "体育", "财经", "深度", "民生")
KICKERS = (
    "多部门联合推进",
    "本报记者走访基层",
    "从田间到餐桌",
    "新政落地满月",
    "全市重点工程巡礼",
    "关注民生实事",
    "年终回眸",
    "一线见闻",
    "专家解读最新政策",
    "在推进高质量发展座谈会上有关负责人强调",
    "历时三年攻关 突破十余项关键技术",
    "本市出台二十条措施支持小微企业渡过难关",
    "数字背后的变化",
    "向海图强",
    "老城更新进行时",
)

SUBTITLES = (
    "涉及教育、医疗、养老等多个领域 明年起陆续实施",
    "首批十二个项目集中开工 总投资超过百亿元",
    "——写在新规实施一周年之际",
    "记者实地探访三个社区 居民反映办事更方便",
    "专家提醒理性看待短期波动",
    "今年前三季度同比增长近一成 增速居全省前列",
    "——来自大山深处的报道",
    "有关部门表示将继续加大监管力度",
    "多条公交线路调整 市民出行请留意",
)

QUESTIONS = (
    "原因是什么？",
    "老旧小区改造难在哪里？",
    "资金怎么解决？",
    "普通人该怎么办？",
    "这意味着什么？",
    "下一步有什么打算？",
    "为什么选在这个时候推出？",
    "居民最关心的问题是什么？",
    "效果如何？",
)
ASKING = ("{}？", "{}吗？", "为何{}？", "{}怎么办？", "如何看待{}？", "{}难在哪里？", "谁来{}？", "{}安全吗？")
LEADS = (
    "核心提示：",
    "编者按：",
    "阅读提示：",
    "内容提要：",
    "核心提示 ",
    "【核心提示】",
    "编者按 ",
    "导语：",
    "摘要：",
)
COLONS = (
    "会议明确了以下任务：",
    "主要内容如下：",
    "记者梳理了几个要点：",
    "具体措施包括：",
    "申请人需要准备下列材料：",
)


def name(rng: random.Random) -> str:
    """A personal name of two or three characters."""
    return rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.choice((1, 2, 2))))


def date(rng: random.Random) -> str:
    """A date as mastheads write it."""
    year, month, day = rng.randint(1998, 2025), rng.randint(1, 12), rng.randint(1, 28)
    return rng.choice((f"{year}年{month}月{day}日", f"{year}.{month:02}.{day:02}", f"{year}-{month:02}-{day:02}"))


def masthead(rng: random.Random) -> list[str]:
    """One to three lines of a page's head."""
    paper, page, desk = rng.choice(PAPERS), f"{rng.choice('ABCT')}{rng.randint(1, 24):02}", rng.choice(DESKS)
    week = "星期" + rng.choice("一二三四五六日")
    number = rng.randint(2, 16)
    return rng.choice(
        (
            [f"{paper} {date(rng)}"],
            [f"{paper}  {date(rng)}  {week}  {page}版  {desk}"],
            [f"{page} {desk}", f"{date(rng)} {week} {paper}"],
            [f"{date(rng)} {week}", f"第{number}版 {desk}"],
            [f"第{number:02}版：{desk}", f"{paper} {date(rng)}"],
        )
    )


def byline(rng: random.Random) -> str:
    """Who wrote it, on a line of its own."""
    names = [name(rng) for _ in range(rng.choice((1, 1, 2, 3)))]
    joined = rng.choice((" ", "　", "、")).join(names)
    return rng.choice(
        (
            f"本报记者 {joined}",
            f"□本报记者 {joined}",
            f"{rng.choice(PAPERS)}记者 {joined}",
            f"记者 {joined}",
            f"文/{joined}",
            f"本报记者 {joined} 通讯员 {name(rng)}",
            f"作者：{names[0]}",
        )
    )


def agency(rng: random.Random) -> str:
    """How a news item opens."""
    city, month, day, who = rng.choice(CITIES), rng.randint(1, 12), rng.randint(1, 28), name(rng)
    return rng.choice(
        (
            f"本报讯（记者{who}）",
            f"本报{city}{month}月{day}日电（记者 {who}）",
            f"新华社{city}{month}月{day}日电（记者{who}、{name(rng)}）",
            f"本报讯 记者{who}报道：",
            f"【本报{city}讯】",
        )
    )


def credit(rng: random.Random) -> str:
    """Editors or a source."""
    return rng.choice(
        (
            f"责任编辑：{name(rng)}",
            f"（责编 {name(rng)}）",
            f"编辑 {name(rng)} 校对 {name(rng)}",
            f"责编/{name(rng)} 美编/{name(rng)}",
            f"来源：{rng.choice(PAPERS)}",
        )
    )


def caption(rng: random.Random) -> str:
    """A caption under a picture."""
    what = rng.choice(
        (
            "市民在公园里锻炼",
            "工人正在检修设备",
            "孩子们参加科普活动",
            "航拍建设中的跨江大桥",
            "村民采摘新茶",
            "志愿者整理图书",
        )
    )
    return rng.choice(
        (
            f"▲{what}。",
            f"图为{what}。",
            f"{what}。本报记者 {name(rng)} 摄",
            f"{what}。 {name(rng)}/摄",
            f"图/{rng.choice(PAPERS)} {name(rng)}",
            f"摄影 {name(rng)}",
            f"图①：{what}",
        )
    )


def between(rng: random.Random) -> tuple[str, str]:
    """Role and text of what stands between two columns."""
    return rng.choice(
        (
            ("folio", str(rng.randint(1, 32))),
            ("folio", f"- {rng.randint(1, 32)} -"),
            ("jump", f"（下转第{rng.randint(2, 8)}版）"),
            ("jump", f"（上接第{rng.randint(1, 4)}版）"),
            ("caption", caption(rng)),
            ("advertisement", "广告"),
            (
                "advertisement",
                f"【广告】{rng.choice(CITIES)}房产热线 {rng.randint(400, 800)}-{rng.randint(1000000, 9999999)}",
            ),
        )
    )


def tail(rng: random.Random) -> list[tuple[str, str]]:
    """Roles and texts at the end of a page."""
    lines = [
        ("credit", credit(rng)),
        ("notice", f"新闻热线：{rng.randint(1000, 9999)}-{rng.randint(1000000, 9999999)}"),
        ("notice", f"版权所有 {rng.choice(PAPERS)} 未经许可不得转载"),
        ("notice", "扫码关注本报公众号"),
        ("notice", f"投稿邮箱：news{rng.randint(1, 99)}@example.com"),
        ("folio", f"第{rng.randint(1, 24)}页"),
        ("folio", str(rng.randint(1, 32))),
    ]
    return [line for line in lines if rng.random() < 0.2]


def navigation(rng: random.Random) -> list[str]:
    """What stands above an article of the web."""
    desk = rng.choice(DESKS)
    lines = [
        f"首页 > {desk} > 正文",
        "首页 新闻 财经 体育 娱乐 视频",
        "分享到：微信 微博 QQ空间",
        "登录 | 注册",
        "字号：大 中 小",
    ]
    return [line for line in lines if rng.random() < 0.5]


def related(rng: random.Random) -> list[str]:
    """What stands below an article of the web."""
    lines = [
        "点击查看更多精彩内容",
        "分享到：微信 微博 QQ空间",
        "打开APP阅读全文",
        "网友评论",
        "返回顶部",
        "版权声明：本文仅代表作者观点",
    ]
    return [line for line in lines if rng.random() < 0.4]


def widths(rng: random.Random, stories: int) -> dict[int, int]:
    """A column width for each story, in display columns."""
    return {story: 2 * rng.randint(10, 24) for story in range(stories)}
