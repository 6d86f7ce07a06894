"""Chinese words that have numerals and tell no number, in English either: none of their characters is read.

Words whose English keeps the number (三峡, Three Gorges) are not here: their numerals are read as soft.
"""

from __future__ import annotations

import re
from functools import cache

WORDS = """
百万富翁 亿万富翁 万亿富翁 万亿富豪 二元性 二元论 二元化
技惊四座 万千 退一万步 日复一日 年复一年 千百 世界第一 数一数二 一五一十 两边 两用 新一代 一代 三番
三元锂 三元材料 三元电池 三一学院 高三时 高三学生 高三年级
一些 一定 一般 一样 一切 一直 一起 一旦 一律 一向 一再 一贯 一致 一带 一流 一线 一手 一味 一时 一度 一同 一并 一道
一面 一方面 一体化 一体 一共 一边 一举 一心 一应 一概 一连串 一系列 一下子 一下 一点儿 一点 一会儿 一路
一如既往 一目了然 一针见血 一视同仁 一帆风顺 一丝不苟 一蹴而就 一清二楚 一心一意 一模一样 一望无际 一石二鸟 一举两得
一波三折 一知半解 一分为二 一刀切 一把手 一窝蜂 一锅端 一揽子 一站式 一窗通办 统一 唯一 同一 单一 专一 万一 逐一
之一 任一 如一 均一 不一 每一 某一 这一 那一 另一 进一步 始终如一 第一时间 第一线 百里挑一 合二为一 二维码 二手
二次元 二话不说 不二 独一无二 接二连三 三心二意 三番五次 三番两次 三令五申 三三两两 三五成群 三言两语 三亚 三明市
三沙 三门峡 三文鱼 三明治 三星堆 三星电子 三星集团 三一重工 三菱 三井 再三 举一反三 朝三暮四 颠三倒四 低三下四
推三阻四 丢三落四 张三 李四 四川 四面八方 四处 四通八达 四平市 四维 五花八门 五颜六色 五光十色 五彩 五台山 五指山
五粮液 五矿 五角大楼 四分五裂 六神 六安 六盘水 六必居 七喜 七匹狼 七上八下 七嘴八舌 七零八落 七七八八 七台河
乱七八糟 八达岭 八卦 半斤八两 九江 九龙 九寨沟 九华山 九阳 九州 九牛一毛 九霄 十分 十足 十堰 十全十美
十字 十里八乡 十有八九 十拿九稳 百度 百姓 百货 百科 百合 百家争鸣 百花齐放 百花 百般 百事 百盛 百威 百胜 百色市
百折不挠 百废待兴 百尺竿头 千方百计 千家万户 千丝万缕 千变万化 千篇一律 千钧一发 千军万马 千山万水 千辛万苦 千言万语
千差万别 千秋 千金 千禧 千古 千万不要 千万别 千千万万 成千上万 成百上千 万科 万达 万众 万物 万象 万能 万圣节
万家灯火 万事 万分感谢 万岁 万古 万水千山 万无一失 万不得已 万国 万宝 万隆 万州 亿万 亿纬 亿达 亿滋 两旁 两手 两难
两口子 两样 两码事 两全其美 一带一路 不三不四 不管三七二十一 半导体 半岛 半径 半成品 半路 半途而废 半壁江山 七星
"""
_NUMERAL = "零〇一二两三四五六七八九十百千万亿第"


@cache
def _pattern() -> re.Pattern[str]:
    words = sorted(WORDS.split(), key=len, reverse=True)
    return re.compile(
        rf"(?<![{_NUMERAL}\d分点周期拜])(?:{'|'.join(map(re.escape, words))})"
        r"(?![之钟零〇二两三四五六七八九]|一(?![致样般定]))"
    )


def masked(text: str) -> str:
    """``text`` with a blank mark in the place of each character of such words.

    >>> masked("十分重要，占十分之一")
    '＿＿重要，占十分之一'
    """
    return _pattern().sub(lambda match: "＿" * len(match[0]), text)
