"""Chinese personal names: found by their surname, and their spellings in English.

The family name stands first in Chinese; English texts have it first or last, the given name in one word or two, with or
without hyphen, and now and then in an older or a Cantonese romanisation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import product

from models.lexicon import Term

SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田"
    "任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙段钱汤尹黎易武乔贺赖龚庞樊兰殷施陶洪翟颜倪严温芦季俞章鲁葛"
    "伍韦申尤毕聂焦柳邢岳齐梅莫庄辛管祝左涂谷祁舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍覃霍翁隋植甘景薄单包司柏宁柯桂闵解柴华车冉房濮"
)
"""Common family names of one character, without those that are as common as function words (于, 时, 从, 向)."""
_COMPOUND = "欧阳 司马 上官 诸葛 司徒 慕容 皇甫 尉迟 令狐 东方 夏侯 公孙 长孙 端木 轩辕 宇文 南宫 澹台 呼延 百里"
COMPOUND = frozenset(_COMPOUND.split())
"""Family names of two characters."""
GIVEN = frozenset(
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅春雨雪冬秋夏晓小建国文志海斌宇浩凯鑫波辉鹏飞龙虎林森峰岭山川江河湖云霄雷电光亮晨曦阳旭东南北西中正义仁礼智信忠孝廉诚实德才学博思远恒永久长福禄寿喜庆祥瑞"
    "吉安康宁泰顺兴旺发达富贵荣昌盛隆丰裕金银宝珠珍玲珑琳琪琦瑶瑾瑜璐莹萍莉蓉蕾薇芬芝茜菲萌蕊苗若茵荷莲菊竹松柏梓楠桐榕杨柳楚柯栋梁材彬炜炎焕灿烨煜熙燕莺凤凰鸣鹤鸿雁鹰婷婉娴娇媛嫣妍妮娅佳嘉良善美慧惠淑贤贞洁清冰"
    "心纯雅怡悦欢乐笑颖颜俊豪雄壮坚毅武威振奋扬帆航程启元亨子君卿士生伯仲叔季宗祖耀绍承继世纪年岁星辰天地乾坤宏广大立成功勋绩绪维民邦家伦理道法政治钧铭锋钢铁锐钰锦镇铮铎钊培基城圣垒堂尧舜禹汤昭晖晟晗昱昊昕昀昂映晶"
    "晴景暄暖鼎新革创展翔翼翰翠羽霖霏霜露震霆泉源泽润泓洪涵涌淳渊渝湘浦沛沁泊沐汝汉淼滨潇澄澜灏一乙三九之奇希帅师常彤彦彪影征律徐循怀恩悟情惟愉意愚慈憬懿戎抒拓捷攀放敬斐方旋旗昆易显暨曙曼曾朋望朴杉李来杭枫柱柔"
    "树桃桑棋棠楷榆槐樱欣歌毓沙泳洲济浪淇淮深渠渤湛滢漫漪灵炳烈然照熊熠爱爽献玄玖玥珂珈珊珏珩球琛琨琰琴琼瑄瑛璇璋璟璞瓒甫田男皓盈盼眉真知石砚硕碧祎祺秉科秦稳穆穗章童端竣笛笠策筠筱箫籽粤精素紫纲纶绮绿缘羲群翊翎耘聪"
    "肃育胜胤舒舫艺艾芃芊芮芷芸范茂荃荔莎莘莞菁菡萱葆葵蒙蓓蓝蔚薪藩蘅虹蝶衍诗诺谊谋谦谨豫贝贺赋赞越路轩迅迎迪逸遥邑郁鄂野鉴钟钦铃锡锴键镜闯闻阔陆陶隽雍雯霁青靖韬韵颂颐风馨驰骁骅骏高魁魏鲁鲲鸽鹃麒麟黎默齐龄聿倩倪修"
    "俏俪健傲僖儒允先全兵典冠冲冶净凌凡初剑力励劲勉勤勰匀升午卉协卓卫厚原友双叶吾周咏品响哲唯唱商啸喆嘏园圆坦垚堃塬增夕夫奎奔奕如妙妤妹姗姝娉婕婧嫄孜孟守宜宣容宽宾寅寒封尉尊少尚尹屹屿岐岚岩岱岳峥峻崇崎嵩嵘州巍巧帝"
    "席幸庄庚廷弘张弛彩忆忱忻怿恂恬恺悠惜愫慕慨懋戌挺掌揚援搏摇撷攸敦斗晏晔曜朔木朵杏枝栩栀桦梦梨榛檀欧殿汀汪沅沈沉泠津浚涓温游湄湉溢溪滔漾潭潼澍澎炅炯烁煊熹燃燊牧犁狄猛王玫环珣珺琅琉琬琮甜申畅疆白皎眸睿祈禾稼穹竞"
)
"""Characters that are usual in given names; a name without them may be one, and is not taken for one."""
FOREIGN = frozenset(
    "尔斯克特德拉格里利布卡尼罗纳科马维姆雷曼伯勒普恩奥西弗森夫巴林哈基莱兰塔伦亚阿伊洛埃诺迪萨蒂奇加麦沃比托米赫顿霍韦古达贝瓦莫茨多博塞鲁梅希福金内戈菲帕波吉威登索英兹凯默库安法施思坦杰佩费泽什赖蒙瑟厄耶卢肯温艾"
    "泰齐沙图因滕杜谢堡丁扎伍珀芬盖苏穆汉桑本迈查尤廷亨乌丹坎乔切宁肖锡敦康考豪鲍龙辛舍戴佐绰怀彭撒策莉胡奈邦班惠琳柯舒昆匹钦涅翁莎夸讷昂欣潘范邓芒玛欧娅琼缪勃谟腓路易隆道约翰密史"
)
"""Characters that spell foreign names."""
SPELT = (
    "".join(sorted(FOREIGN))
    + "唐朗丽丝黛芭妮薇珍洁凡卫蕾琪琴娣婷姬茵蓓娃迦毛荷曹白理朱露夏廉约翰逊孙生华盛文斌治大世宗茜雅明玛保得詹莲"
)
"""These and others that do so in names with a dot, as a class of characters."""
NOT_AFTER = frozenset("区店农村镇乡路街桥湖山河江岛厂院所站港市县州省国人队族购商易云某氏家")
"""What after three characters makes them a place or a firm."""
BEFORE_NO_NAME = FOREIGN | {"·", "-"}
READINGS = {"单": "shan", "解": "xie", "仇": "qiu", "曾": "zeng", "任": "ren", "查": "zha", "尉迟": "yuchi"}
"""Readings as a family name that differ from the usual reading of the character."""
_OLDER = """
陈 chan tan tran  李 lee ri rhee yi  王 wong  黄 wong hoang  张 cheung chang truong  林 lam lim  吴 ng ngo
刘 lau  梁 leung  郑 cheng  谢 tse hsieh  蔡 tsai choi  徐 hsu tsui  许 hui hsu  周 chow chou  何 ho
郭 kwok kuo  邓 tang teng dang  罗 law lo  冯 fung  朱 chu  曾 tsang tseng  叶 yip yeh ip  杨 yeung duong
赵 chiu chao  宋 soong sung  苏 so  卢 lo  钟 chung  萧 hsiao siu  江 chiang kong  蒋 chiang  吕 lui  金 kim
崔 choi  朴 park  姜 kang  文 moon  尹 yoon  安 ahn an  柳 ryu yoo  詹 chan  洪 hung hong  邱 chiu  柯 ko
阮 nguyen  武 vu vo  范 pham  黎 le  杜 do  胡 ho  裴 bui  方 fong  潘 poon pan phan  侯 hou  简 chien  游 yu
庄 chuang  卓 cho  石 shih  沈 shen sham
"""
OLDER = {family: others.split() for family, others in re.findall(r"(\S) ([a-z ]+?)(?:  |\n)", _OLDER)}
"""Common other spellings of family names: Cantonese, Wade–Giles, Hokkien, and Korean and Vietnamese ones."""
MOST_READINGS = 8
"""Readings of one given name that are told apart."""


def family_length(name: str) -> int:
    """Characters of the family name of ``name``.

    >>> family_length("欧阳修文"), family_length("濮振宇")
    (2, 1)
    """
    return 2 if name[:2] in COMPOUND and len(name) > 2 else 1


def romanised(name: str) -> str:
    """A Chinese personal name in pinyin, the family name first.

    >>> romanised("濮振宇"), romanised("欧阳修文")
    ('Pu Zhenyu', 'Ouyang Xiuwen')
    """
    size = family_length(name)
    family = READINGS.get(name[:size]) or "".join(_pinyin(name[:size]))
    return f"{family.capitalize()} {''.join(_pinyin(name[size:])).capitalize()}".strip()


def _pinyin(text: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin

    return list(lazy_pinyin(text, style=Style.NORMAL, v_to_u=False))


def sounds(text: str) -> str:
    """``text`` in pinyin without spaces.

    >>> sounds("武当山")
    'wudangshan'
    """
    return "".join(_pinyin(text))


def families(name: str) -> tuple[str, ...]:
    """Spellings of the family name of ``name`` in small letters, pinyin first.

    >>> families("陈振宇")
    ('chen', 'chan', 'tan', 'tran')
    """
    size = family_length(name)
    pinyin = READINGS.get(name[:size]) or "".join(_pinyin(name[:size]))
    return tuple(dict.fromkeys([pinyin, *OLDER.get(name[:size], ())]))


def given_names(name: str) -> tuple[str, ...]:
    """Readings of the given name of ``name`` in small letters, the likeliest first.

    >>> given_names("王重阳")
    ('chongyang', 'zhongyang', 'tongyang')
    """
    from pypinyin import Style, pinyin

    text = name[family_length(name) :]
    first = "".join(_pinyin(text))
    every = [pinyin(char, style=Style.NORMAL, heteronym=True, v_to_u=False)[0] for char in text]
    readings = ["".join(syllables) for syllables in product(*every)]
    return tuple(dict.fromkeys([first, *readings]))[:MOST_READINGS]


def older_given(name: str) -> str:
    """The given name of ``name`` as Taiwan spells it (Wade–Giles), in small letters without marks.

    >>> older_given("林昀儒")
    'yunju'
    """
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(name[family_length(name) :], style=Style.WADEGILES)
    return "".join(syllables).replace("'", "").replace("v", "u")


def spelt(name: str, like: str) -> str:
    """``name`` in pinyin, of several readings the one most like ``like``.

    >>> spelt("王重阳", "Wang Zhongyan")
    'Wang Zhongyang'
    """
    family = romanised(name).split()[0]
    given = max(given_names(name), key=lambda reading: SequenceMatcher(None, like.lower().split()[-1], reading).ratio())
    return f"{family} {given.capitalize()}"


def find(words: Sequence[Term], text: str) -> Iterator[Term]:
    """Personal names among ``words``: a surname and two characters that the lexicon does not read as a word."""
    i = 0
    while i < len(words):
        run = _given_name(words, i)
        start = words[i].start
        if run and text[max(0, start - 1) : start] not in BEFORE_NO_NAME:
            end = words[i + run].end
            yield Term(text[start:end], (romanised(text[start:end]),), start, end)
        i += run + 1


def _given_name(words: Sequence[Term], i: int) -> int:
    """Characters of the given name after the family name at ``i``: 0 where there is none."""
    compound = words[i].zh in COMPOUND
    if not compound and words[i].zh not in SURNAMES:
        return 0
    singles = 0
    for term in words[i + 1 : i + 3]:
        if term.zh not in GIVEN:
            break
        singles += 1
    follows = words[i + singles + 1].zh if i + singles + 1 < len(words) else ""
    road = singles == 2 and words[i + 2].zh == "路" and words[i + 1].zh in "东南西北中"
    if road or follows[:1] in NOT_AFTER or all(term.zh in FOREIGN for term in words[i + 1 : i + 1 + singles]):
        return 0
    return singles if singles == 2 or (compound and singles) else 0
