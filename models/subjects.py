"""What a short line speaks of: words that furniture has (telephones, offers, editors, desks) and text seldom."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SUBJECTS = {
    "phone": re.compile(r"\d{3,4}[-—]\d{3,}|\d{7,}|[X\d]{3,}-[X\d]{4}|(?:400|800)-|(?<!\d)(?:96|12)\d{3}(?!\d)"),
    "mail": re.compile(r"@|www\.|http|\.com|\.cn", re.I),
    "contact": re.compile(
        "电话|電話|热线|熱線|专线|專線|邮箱|信箱|电邮|電郵|地址|邮编|网址|传真|联系人|微信|公众号|来稿|投稿|来信|报料|爆料|订阅|訂閱|咨询|諮詢"
    ),
    "offer": re.compile(
        "元起|折(?!射|叠|腾|线|磨)|优惠|優惠|免费|免費|特价|特價|团购|直销|招聘|招生|招租|出租|转让|求购|急聘|送货|上门|恭贺|隆重|"
        "热销|热卖|预订|預訂|订购|凭本报|开业|首付|㎡|套系|低至|试戴|现房|立减|大清仓|包邮|急招"
    ),
    "time": re.compile(r"\d{1,2}[:：]\d\d"),
    "date": re.compile(
        r"(?:\d{4}|[〇○零一二三四五六七八九]{4})\s?[年.\-/]|\d{1,2}\s?月\s?\d{1,2}\s?日|[星礼]期[一二三四五六日天]|\d{1,2}日"
    ),
    "weather": re.compile("℃|转?[晴阴多云]{1,2}转|阵雨|小雪|大风|[东南西北]风|气温|指数"),
    "page": re.compile(r"[第A-Z]\s?\d{1,3}\s?版?|\d\s?版|版"),
    "editor": re.compile(
        "编辑|編輯|责编|责任|美编|校对|版式|视觉|制图|来源|來源|审核|主编|编审|原创|组稿|出版|督印|承印"
    ),
    "pen": re.compile("记者|記者|通讯员|撰文|采写|作者|文/|文／|执笔|口述|整理|读者|讀者|实习生|报道|報導|報道"),
    "camera": re.compile("摄|攝|图|圖|供图|照片|截图|漫画"),
    "link": re.compile(
        "阅读|閱讀|分享|评论|評論|登录|注册|首页|首頁|扫码|二维码|关注|上一篇|下一篇|返回|下载|点击|收藏|点赞|更多|搜索|广告"
    ),
    "rights": re.compile("版权|版權|转载|轉載|授权|声明|風險|风险|负责|免责|仅供|化名|建议|本书|本版|本报|本刊|本栏"),
    "jump": re.compile(
        "[上下]接|[上下]转|详见|詳見|[见見][A-Z\\d一二三四五六七八九十]+版|待续|导读|導讀|看点|^[一二三四五六七八\\dA-Z]{1,3}版?\\s"
    ),
    "says": re.compile("说|說|表示|认为|介绍|称|道："),
    "damage": re.compile("\ufffd"),
}
_LONGEST_ENDING = 4  # characters
_ENDINGS = {
    "desk": re.compile(
        "(?:新闻|要闻|简讯|快讯|快递|短波|观察|漫谈|访谈|视点|提醒|时评|社论|论坛|视窗|传真|速递|信息|聚焦|"
        "关注|链接|連結|專欄|要聞|新聞|专栏|连线|播报|一览|广角|集锦|看点|导读|信箱|热线|扫描|动态|特稿|"
        "报道|调查|故事|天气|天氣|赛果|电视|荧屏|预告|节目单|行情|牌价|价|榜|资讯|短讯|速读|之窗|笔谈|"
        "随笔|漫笔|人物|讲堂|选登|反馈|回音壁|话题|话|写真|镜头|播报台|直通车|活动|讲座|阅读|知识|时刻表|"
        "日历|预测|戰績|战报|演出|电话)$"
    ),
    "office": re.compile(
        "(?:公司|局|委员会|办公室|中心|集团|营业部|分局|派出所|中学|小学|学校|大学|医院|协会|支队|大队|法院|"
        "编辑部|水务|商行|拍卖行|委|厂|社|部|所|处|站)$"
    ),
}


def subjects(text: str) -> Iterator[str]:
    """The names of what ``text`` speaks of, in a fixed order.

    >>> list(subjects("订票电话 8118-8118")), list(subjects("他笑了。"))
    (['phone', 'contact'], [])
    """
    yield from (name for name, pattern in _SUBJECTS.items() if pattern.search(text))
    tail = text[-_LONGEST_ENDING:]
    yield from (name for name, pattern in _ENDINGS.items() if pattern.search(tail))
