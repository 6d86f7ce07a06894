"""Fixed forms of a Chinese newspaper: lines that say by their wording what they are.

Simplified and traditional script. Only short lines are tested, so every test takes bounded time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.text import HAN
from models.types import Role

_LONGEST_FORM = 120  # characters of a line that are tested
_HOUSE = "报|報|社|网|網|台|刊|周刊|新闻|新聞|客户端"
_NAME = f"(?:[{HAN}]{{2,4}}|[{HAN}]\\s[{HAN}](?![{HAN}])|[{HAN}]{{1,8}}·[{HAN}]{{1,8}}|[A-Z][A-Za-z.·]*)"
_NAMES = f"{_NAME}(?:[\\s、，,/&]+{_NAME}){{0,6}}"
_JOB = (
    "(?:首席|特派|特约|特約|实习|實習|见习|驻[^\\s记]{1,6})?"
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
    "责任?编辑?|責任?編輯?|编辑|編輯|校对|校對|美编|版式|制版|排版|审核|審核|审校|值班主任|值班编委|值班总编|值班编辑|主编|主編|监制|统筹|"
    "来源|來源|稿源|素材来源|原标题|原題|原载|文章来源|信息来源|照排|视觉|視覺|组版|組版|出版|督印|承印"
)

# (role, reason, certainty, pattern). A pattern ending in $ describes the whole line, any other one its beginning.
_FORMS = (
    (
        Role.FOLIO,
        "bare_number",
        0.8,
        r"(?:[-—–·•]\s*)?(?:第\s*)?\d{1,4}(?:\s*[页頁])?(?:\s*[-—–·•]|\s*/\s*\d{1,4})?$|[A-Z]\d{1,2}$",
    ),
    (
        Role.JUMP,
        "jump_line",
        0.85,
        r"[（(]?(?:详见|詳見|全文見|全文见|相关报道见|报道见)[^，。]{0,12}(?:版|P\.?\d+)[）)]?$|[（(](?:待续|未完)[^）)]{0,14}[）)]$|(?:今日|本期)?[导導][读讀]$|(?:相关|相關)[^，。]{0,6}[见見][^，。]{1,8}$",
    ),
    (Role.JUMP, "index", 0.7, r"[^，。：]{4,24}\s+(?:第\s?)?[A-Z]?\d{1,2}\s?版$"),
    (Role.JUMP, "jump_line", 0.95, r"[（(▲▼►→>\s]*(?:下转|下轉|上接|紧接|緊接)[^，。]{0,20}[版页頁][^，。]{0,8}$"),
    (
        Role.ADVERTISEMENT,
        "advertisement",
        0.85,
        r"[·•]?\s*(?:公\s*益\s*)?广\s*告\s*[·•]?$|.{2,40}(?:声明作废|特此声明)[。]?$|(?:遗失声明|减资公告|清算公告|拍卖公告|招租|分类广告|分類廣告)$",
    ),
    (Role.ADVERTISEMENT, "advertisement", 0.9, r"[（(【\[]?(?:广告|廣告|推广|推廣)[）)】\]]?(?:[:：].*)?$"),
    (Role.ADVERTISEMENT, "advertisement", 0.9, r"[（(【\[](?:广告|廣告|推广|推廣)[）)】\]].*$"),
    (
        Role.CREDIT,
        "credit",
        0.85,
        rf"(?:本版|本报|本期)?(?:{_CREDITS})\ufffd?\s*[/／:：丨|｜\s]\s*{_NAME}"
        rf"(?:[\ufffd\s]+(?:本版|本报)?(?:{_CREDITS})\ufffd?\s*[/／:：丨|｜\s]\s*{_NAME})*$",
    ),
    (
        Role.CREDIT,
        "credit",
        0.8,
        r"[（(]?(?:均据|据)[^，。]{2,12}(?:社|报|網|网|台)(?:报道|消息|电)?[）)]?$|[（(](?:线索提供|資料來源|资料来源)[:：].{2,30}[）)]$",
    ),
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
    (
        Role.BYLINE,
        "reporter",
        0.9,
        rf"[【\[（(]?(?:本[报報]|特派|實習|实习)?(?:记者|記者){_NAME}\s*[/／]\s*[^。，]{{1,12}}(?:报道|報導|報道)[】\]）)]?$",
    ),
    (
        Role.BYLINE,
        "author",
        0.85,
        rf"[（(]?(?:文|采写|撰文|口述|整理|记者|記者|执笔)(?:[/／](?:图|摄|片))?\s*[/／:：丨|｜]\s*(?:本报记者\s*|[{HAN}]{{2,6}}\s+)?{_NAME}"
        rf"(?:[\s，、]+(?:文|图|圖|摄影|攝影|整理|编辑|翻译|实习生|通讯员)\s*[/／:：丨|｜\s]\s*(?:本报记者\s*)?{_NAME})*[）)]?$",
    ),
    (
        Role.BYLINE,
        "author",
        0.8,
        rf"文/图\s+(?:本报记者|记者)?\s*{_NAMES}$|[⊙◎]\s*[{HAN}]{{2,4}}$|(?:读者|讀者|市民|网友)\s+{_NAME}$|[□■]\s*[{HAN}]{{2,5}}\s+[{HAN}]{{2,4}}$",
    ),
    (Role.BYLINE, "signature", 0.6, rf"[（(](?!完|待续|未完|下转|上接|略|续|图)[{HAN}]\s?[{HAN}]{{1,2}}[）)]$"),
    (
        Role.BYLINE,
        "author",
        0.9,
        rf"[□■●◎◆]?\s*(?:文|作者|撰文|采写|採訪|采访|报道|報導|记者|記者)\s*[/／:：丨|]\s*{_NAMES}(?:\s+(?:摄影|攝影)\s*[/／:：]\s*{_NAMES})?$",
    ),
    (
        Role.DATELINE,
        "date",
        0.8,
        rf"[（(]?(?:发布时间|发布日期|时间)?[:：]?\s*{DATE}\s*(?:{_TIME})?\s*(?:星期[一二三四五六日])?[）)]?$",
    ),
    (Role.DATELINE, "place_and_date", 0.9, rf"(?:[{HAN}]{{1,10}}\s*)?\d{{1,2}}月\d{{1,2}}日(?:电|電|讯|訊)$"),
    (Role.CAPTION, "picture", 0.9, r"(?:图|圖)\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[①-⑳])?\s*[/／:：]"),
    (
        Role.CAPTION,
        "picture",
        0.9,
        r"(?:图为|圖為|(?:图片|照片|摄影|攝影|供图|供圖|制图|漫画)(?:说明)?\s*[/／:：])",
    ),
    (Role.CAPTION, "picture", 0.9, r"[▲△▼↑↓]\s*[^。]{4,60}(?:。|[摄攝图圖][）)]?)$"),
    (
        Role.CAPTION,
        "picture",
        0.9,
        r"(?:上|下|左|右|本版|题)[图圖](?:[一二三1-3])?\s*[:：为]|■?\s*图为|[（(](?:视频截图|資料照|资料照片|网络图片|資料圖片)[）)]$",
    ),
    (
        Role.CAPTION,
        "picture",
        0.85,
        r"[▲△▼]?[^。]{4,60}[。 ]?[（(](?:圖|图)?[／/]?"
        r"(?:資料照|资料照片|资料图|翻攝|記者[^）)]{2,5}攝|.{2,8}提供)[）)]$",
    ),
    (Role.CAPTION, "marker", 0.7, r"[▲△▼]\s*[^。，]{4,30}$"),
    (Role.CAPTION, "photographer", 0.85, rf"(?:摄影|攝影|供图|供圖)\s+{_NAMES}$|{_NAMES}\s*(?<!拍)(?:摄|攝)(?:影)?$"),
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
        "contact",
        0.8,
        r"[^，。]{0,12}(?:热线|電話|电话|邮箱|信箱|E-?[Mm]ail|电邮|電郵|WhatsApp|微信|地\s?址|邮编|投稿|订购|联系人)\s*[:：]?[^。]{0,16}[\d@X][^。]{0,40}$",
    ),
    (
        Role.NOTICE,
        "notice",
        0.8,
        r".{0,10}(?:ICP备|ICP證|公安备案|使用Cookie|如需转载|违者必究|投资有风险|投資涉及風險|仅供.{0,4}参考|不构成.{0,6}建议|最终解释权|人物.{0,2}化名|均为资料图片|未经.{0,6}授权|不得转载|下载.{1,8}客户端|加入粉絲團|請繼續往下閱讀|股市有风险)|"
        r"(?:读者来信请寄|来信请|此件公开发布|[（(]此件公开发布|新闻线索请拨打|往期回顾|点个|END$|关键[词字]\s*[:：]|關鍵[詞字]\s*[:：]|标签\s*[:：]|【纠错】|A\+\s*A-|联系我们\s*[|｜])",
    ),
    (
        Role.NOTICE,
        "navigation",
        0.85,
        r"(?:首[页頁]\s*[/／]|(?:为你|为您|猜你|往期|精彩|热门|編輯|延伸|相關|相关|推荐)(?:推荐|推薦|喜欢|回顾|閱讀|阅读|新聞|新闻|文章)\s*[:：]?$|24小时热榜|更多\s*(?:>|＞|»)+)",
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

_CELL = re.compile(r"[+\-−~～]?[\d.,]+(?:[%％℃元]|[—\-–~～][\d.,]+[%％℃元]?)?$|[\d\-.:：/]+$")


def is_row(text: str) -> bool:
    """Whether a line is a row of a table: three cells or more, half of them numbers, no sentence.

    >>> is_row("000017X 禾苗种业 8.77 10.03"), is_row("今天 小雨转雨夹雪 3～7℃"), is_row("他 1.8 米 高，跑得快")
    (True, True, False)
    """
    cells = text.split()
    if not 3 <= len(cells) <= 12 or _SENTENCE.search(text):
        return False
    numbers = sum(_CELL.match(cell) is not None for cell in cells)
    return 2 * numbers >= len(cells) or "℃" in text


_SENTENCE = re.compile("[，。！？；]")
_STYLES = (
    (1, re.compile(r"[一二三四五六七八九十百]{1,4}\s*[、.．：:]")),
    (1, re.compile(r"第[一二三四五六七八九十百\d]{1,4}[章节節部篇][分\s：:、]?")),
    (1, re.compile(r"[●■◆★▲□◎※○▌►▶]|【[^】]{1,40}】$|[〖［].{1,40}[〗］]$")),
    (2, re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")),
    (3, re.compile(r"\d{1,2}\s*[、.．)）](?!\d)|[（(]\d{1,2}[）)]|[①-⑳]|[Qq]\d{0,2}[：:.]")),
)
_FIRST = re.compile(r"[一二三四五六七八九十百第●■◆★▲□◎※○▌►▶【〖［（(①-⑳Qq\d]")
"""What a numbered or marked heading begins with: most lines do not, and one look is faster than five."""
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
    whole: bool = True


_COMPILED = tuple(
    (role, reason, sure, pattern.endswith("$"), re.compile(pattern)) for role, reason, sure, pattern in _FORMS
)


_ANY = re.compile("|".join(f"(?:{pattern})" for _, _, _, pattern in _FORMS))
"""Whether a line has a form at all: most have none, and one search is faster than many."""


def form_of(text: str) -> Form | None:
    """The fixed form of a line, if it has one."""
    if len(text) > _LONGEST_FORM:
        return None
    if not _ANY.match(text):
        return Form(Role.OTHER, "table", 0.7, True) if is_row(text) else None
    for role, reason, confidence, whole, pattern in _COMPILED:
        if pattern.match(text):
            return Form(role, reason, confidence, whole)
    return None


def numbering(text: str) -> int:
    """Rank of a numbered or marked heading: 1 for 一、 第一章 ● 【】, 2 for （一）, 3 for 1. （1） ①; 0 without one."""
    if not _FIRST.match(text):
        return 0
    return next((rank for rank, pattern in _STYLES if pattern.match(text)), 0)


def is_bare_names(text: str) -> bool:
    """Whether a line is nothing but two- or three-character names with common surnames."""
    return _BARE_NAMES.match(text) is not None


def opens_like_news(text: str) -> bool:
    """Whether a paragraph begins as a news item does: 本报讯, 新华社北京12月10日电."""
    return _WIRE.match(text[:40]) is not None
