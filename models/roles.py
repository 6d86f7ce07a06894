"""Fixed forms of a Chinese newspaper: lines that say by their wording what they are.

Simplified and traditional script. Only short lines are tested, so every test takes bounded time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.lines import Line
from models.text import HAN
from models.types import Role

_LONGEST_FORM = 120  # characters of a line that are tested
_HOUSE = "报|報|社|网|網|台|刊|周刊|新闻|新聞|客户端"
_NAME = f"(?:[{HAN}]{{2,4}}|[{HAN}]{{1,8}}·[{HAN}]{{1,8}}|[A-Z][A-Za-z.·]*)"
_NAMES = f"{_NAME}(?:[\\s、，,/&]+{_NAME}){{0,6}}"
_JOB = (
    "(?:首席|特约|特約|实习|實習|见习|驻[^\\s记]{1,6})?"
    "(?:记者|記者|通讯员|通訊員|评论员|評論員|撰稿人?|特派员|特派記者)"
)
_NOT_A_NAME = "(?!调查|調查|手记|观察|观点|体验|探访|追踪|提问|连线|获悉|了解|从)"
DATE = (
    r"(?:(?:19|20)\d\d\s?[.\-/年]\s?\d{1,2}\s?[.\-/月]\s?\d{1,2}(?!\d)\s?日?"
    r"|[一二][〇○零九][〇○零一二三四五六七八九]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
)
"""A calendar date in digits or Chinese numerals, as a regex."""
_TIME = r"\d{1,2}[:：]\d\d(?:[:：]\d\d)?"
_CREDITS = (
    "责任?编辑?|責任?編輯?|编辑|編輯|校对|校對|美编|版式|制版|排版|审核|審核|审校|值班主任|值班编委|主编|主編|监制|统筹|"
    "来源|來源|稿源|原标题|原題|原载|文章来源|信息来源"
)

# (role, reason, certainty, pattern). A pattern ending in $ describes the whole line, any other one its beginning.
_FORMS = (
    (Role.FOLIO, "bare_number", 0.8, r"(?:[-—–·•]\s*)?(?:第\s*)?\d{1,4}(?:\s*[页頁])?(?:\s*[-—–·•]|\s*/\s*\d{1,4})?$"),
    (Role.JUMP, "jump_line", 0.95, r"[（(▲▼►→>\s]*(?:下转|下轉|上接|紧接|緊接)[^，。]{0,20}[版页頁][^，。]{0,8}$"),
    (Role.ADVERTISEMENT, "advertisement", 0.9, r"[（(【\[]?(?:广告|廣告|推广|推廣)[）)】\]]?(?:[:：].*)?$"),
    (Role.ADVERTISEMENT, "advertisement", 0.9, r"[（(【\[](?:广告|廣告|推广|推廣)[）)】\]].*$"),
    (Role.CREDIT, "credit", 0.9, rf"(?:{DATE}\s*(?:{_TIME})?\s*)?[（(【\[]?(?:{_CREDITS})\s*[/／:：丨|]"),
    (Role.CREDIT, "credit", 0.8, rf"[（(]?(?:{_CREDITS})\s+{_NAMES}[）)]?$"),
    (
        Role.BYLINE,
        "reporter",
        0.95,
        rf"[□■●◎◆]?\s*[（(]?(?:[{HAN}]{{0,8}}(?:{_HOUSE})\s*|本[报報刊网網台]\s*)?{_JOB}\s*"
        rf"(?:(?<=\s)|[:：/／丨|]\s*){_NOT_A_NAME}{_NAMES}(?:\s*(?:[文摄攝]|文/[图圖]|{_JOB}.{{0,20}}))*[）)]?$",
    ),
    (
        Role.BYLINE,
        "reporter",
        0.9,
        rf"[□■●◎◆]?\s*[（(]?(?:[{HAN}]{{0,8}}(?:{_HOUSE})|本[报報刊网網台])\s*{_JOB}{_NOT_A_NAME}{_NAMES}[）)]?$",
    ),
    (Role.BYLINE, "author", 0.9, rf"[□■●◎◆]?\s*(?:文|作者|撰文|采写|採訪|采访|记者|記者)\s*[/／:：丨|]\s*{_NAMES}$"),
    (Role.DATELINE, "date", 0.8, rf"(?:发布时间|发布日期|时间)?[:：]?\s*{DATE}\s*(?:{_TIME})?$"),
    (Role.DATELINE, "place_and_date", 0.9, rf"(?:[{HAN}]{{1,10}}\s*)?\d{{1,2}}月\d{{1,2}}日(?:电|電|讯|訊)$"),
    (Role.CAPTION, "picture", 0.9, r"(?:图|圖)\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[①-⑳])?\s*[/／:：]"),
    (
        Role.CAPTION,
        "picture",
        0.9,
        r"(?:图为|圖為|(?:图片|照片|摄影|攝影|供图|供圖|制图|漫画)(?:说明)?\s*[/／:：])",
    ),
    (Role.CAPTION, "picture", 0.9, r"[▲△▼↑↓]\s*[^。]{4,60}(?:。|[摄攝图圖][）)]?)$"),
    (Role.CAPTION, "marker", 0.7, r"[▲△▼]\s*[^。，]{4,30}$"),
    (Role.CAPTION, "photographer", 0.85, rf"(?:摄影|攝影|供图|供圖)\s+{_NAMES}$"),
    (Role.CAPTION, "photographer", 0.9, rf".{{0,100}}[\s/／（(]{_NAMES}\s*[/／]?\s*(?:摄|攝|供图|供圖)(?:影)?[）)]?$"),
    (
        Role.NOTICE,
        "notice",
        0.85,
        r"(?:[（(【\[]\s*)?(?:免责声明|版权声明|特别声明|郑重声明|版权所有|版權所有|风险提示|投稿邮箱|新闻热线|报料热线|"
        r"欢迎(?:关注|订阅|扫码)|扫码|扫一扫|扫描(?:上方|下方)?二维码|长按(?:识别|二维码)|点击(?:查看|阅读|上方|下方|这里|此处)|"
        r"未经(?:授权|许可|書面)|邮发代号|本报地址|地址[:：]|电话[:：]|電話[:：]|(?:联系|聯絡|报料|热线|咨询|广告|发行|订报)(?:电话|電話|热线)|"
        r"零售(?:价|每份)|广告(?:经营|发布)|(?:本报|本报社|社)地址|"
        r"国内统一(?:连续出版物|刊)号|Copyright|©)",
    ),
    (
        Role.NOTICE,
        "navigation",
        0.85,
        r"(?:当前位置|您(?:现在)?的位置|首页\s*[>＞»›|/｜]|分享(?:到|至)?\s*[:：]|分享到|字号\s*[:：]|字体\s*[:：]|打开\s*(?:APP|App|客户端)|"
        r"下载\s*(?:APP|App|客户端)|返回(?:顶部|首页|列表)|回到顶部|网友评论|我要评论|发表评论|评论\s*[(（]?\d*[)）]?$|登录\s*[|｜/]|"
        r"(?:相关|推荐|延伸|更多)(?:阅读|新闻|报道|链接|推荐|文章)\s*[:：]?$|热门(?:推荐|排行|新闻)\s*[:：]?$|上一篇|下一篇|"
        r"点赞|收藏\s|阅读全文|展开全文|打印\s|关闭窗口|猜你喜欢|编辑推荐$)",
    ),
    (Role.NOTICE, "navigation", 0.8, rf"(?:[{HAN}A-Za-z]{{2,6}}\s*[|｜>＞»›]\s*){{2,}}[{HAN}A-Za-z]{{2,6}}$"),
    (Role.NOTICE, "navigation", 0.7, rf"首页(?:\s+[{HAN}]{{2,4}}){{2,}}$"),
)

_STYLES = (
    (1, re.compile(r"[一二三四五六七八九十百]{1,4}\s*[、.．：:]")),
    (1, re.compile(r"第[一二三四五六七八九十百\d]{1,4}[章节節部篇][分\s：:、]?")),
    (1, re.compile(r"[●■◆★▲□◎※○▌►▶]|【[^】]{1,40}】$|[〖［].{1,40}[〗］]$")),
    (2, re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")),
    (3, re.compile(r"\d{1,2}\s*[、.．)）](?!\d)|[（(]\d{1,2}[）)]|[①-⑳]|[Qq]\d{0,2}[：:.]")),
)
# The commonest surnames of the national survey of 2020, enough to tell a bare name from a heading under a title.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜"
    "崔谭陆范汪廖石贾夏韦傅方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常濮張劉陳楊黃趙吳孫馬"
)
_BARE_NAMES = re.compile(f"[{_SURNAMES}][{HAN}]{{1,2}}(?:[\\s、]+[{_SURNAMES}][{HAN}]{{1,2}}){{0,4}}$")
_WIRE = re.compile(
    rf"(?![据據])(?:[（(【\[]?(?:本报|本報|本网|本刊|新华社|新華社|中新社|中新网|央视新闻|[{HAN}]{{2,6}}(?:报|報|网|社))[^，。]{{0,24}}"
    r"(?:讯|訊|电|電|消息|报道|報道|報導)[）)】\]]?)"
)


@dataclass(frozen=True, slots=True)
class Form:
    """What a line is by its wording. ``whole``: the pattern covers the line, not only its beginning."""

    role: Role
    reason: str
    confidence: float
    whole: bool


_COMPILED = tuple(
    (role, reason, sure, pattern.endswith("$"), re.compile(pattern)) for role, reason, sure, pattern in _FORMS
)


def form_of(line: Line) -> Form | None:
    """The fixed form of a line, if it has one."""
    if len(line.text) > _LONGEST_FORM:
        return None
    for role, reason, confidence, whole, pattern in _COMPILED:
        if pattern.match(line.text):
            return Form(role, reason, confidence, whole)
    return None


def numbering(text: str) -> int:
    """Rank of a numbered or marked heading: 1 for 一、 第一章 ● 【】, 2 for （一）, 3 for 1. （1） ①; 0 without one."""
    return next((rank for rank, pattern in _STYLES if pattern.match(text)), 0)


def is_bare_names(text: str) -> bool:
    """Whether a line is nothing but two- or three-character names with common surnames."""
    return _BARE_NAMES.match(text) is not None


def opens_like_news(text: str) -> bool:
    """Whether a paragraph begins as a news item does: 本报讯, 新华社北京12月10日电."""
    return _WIRE.match(text[:40]) is not None
