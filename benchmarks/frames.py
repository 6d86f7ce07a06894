"""Frames of sentences in both languages, with slots for figures, names and negations.

A clause is ``Chinese | English``. ``{money}`` is a slot of ``benchmarks.figures``, ``{name}`` one of a place,
``{by:percent}`` a change that can be told as "to", too. ``[没有/已经]`` has what is said and its opposite.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

NAMES = {
    "北京": "Beijing", "上海": "Shanghai", "广州": "Guangzhou", "武汉": "Wuhan", "成都": "Chengdu", "杭州": "Hangzhou",
    "南京": "Nanjing", "西安": "Xi'an", "青岛": "Qingdao", "长沙": "Changsha", "东京": "Tokyo", "巴黎": "Paris",
    "伦敦": "London", "柏林": "Berlin", "莫斯科": "Moscow", "开罗": "Cairo", "德国": "Germany", "日本": "Japan",
    "印度": "India", "巴西": "Brazil", "加拿大": "Canada", "埃及": "Egypt", "越南": "Vietnam", "韩国": "South Korea",
}  # fmt: skip
SUBJECTS = """
该公司 | the company
该市 | the city
这家银行 | the bank
市政府 | the city government
该集团 | the group
这所大学 | the university
该医院 | the hospital
{name}的一家工厂 | a factory in {name}
{name}的企业 | firms in {name}
{name}市场 | the {name} market
这个项目 | the project
当地农民 | local farmers
"""
TIMES = """
 |
{year}，| In {year},
{date}，| On {date},
截至{date}，| As of {date},
{year}{date}，| On {date}, {year},
{date}{clock}，| At {clock} on {date},
据{name}媒体报道，| According to media in {name},
"""
CLAUSES = """
投入资金{money} | invested {money}
获得贷款{money} | received loans of {money}
实现收入{money}，利润为{money} | earned {money} in revenue, with a profit of {money}
缴纳税款{money}，捐款{money} | paid {money} in taxes and donated {money}
出口额达到{money} | recorded exports worth {money}
签订了总额{money}的合同 | signed contracts worth {money} in total
为{count}户家庭发放补贴{money} | gave subsidies of {money} to {count} households
共有员工{count}人 | has {count} employees
招收了{count}名学生 | enrolled {count} students
服务了{count}名老人和{count}名儿童 | served {count} elderly people and {count} children
培训了{count}名教师 | trained {count} teachers
带动{count}家企业复工 | helped {count} firms resume work
开设了{count}家门店，覆盖{count}个县 | opened {count} stores covering {count} counties
收到{count}份申请，批准了{count}份 | received {count} applications and approved {count} of them
产量{by:percent} | saw output {by}
收入{by:percent} | saw income {by}
价格{by:percent} | saw prices {by}
成本{by:money} | saw costs {by}
用电量{by:energy} | saw power use {by}
市场份额为{percent} | has a market share of {percent}
合格率为{percent} | reported a pass rate of {percent}
比上年增长{percent} | grew {percent} over the previous year
所占比例从{percent}变为{percent} | saw its share go from {percent} to {percent}
{fraction}的设备已经更换 | has replaced {fraction} of the equipment
产能是过去的{ratio} | has {ratio} the capacity of the past
修建了{length}的管道 | built {length} of pipeline
铺设道路{length}，桥梁{count}座 | laid {length} of road and {count} bridges
收购粮食{weight} | bought {weight} of grain
生产钢材{weight}，水泥{weight} | produced {weight} of steel and {weight} of cement
种植果树{area} | planted {area} of fruit trees
新增绿地{area} | added {area} of green space
工期缩短了{time} | shortened the work by {time}
连续运行了{time} | ran for {time} without a break
培训为期{range} | held training that lasts {range}
交货需要{range} | needs {range} to deliver
举办了{ordinal}届展览 | held the {ordinal} exhibition
发布了{ordinal}批名单 | published the {ordinal} list
于{date}动工，{date}完工 | began work on {date} and finished on {date}
于{year}成立，{year}上市 | was founded in {year} and listed in {year}
从{clock}开始停电，影响{count}人 | had a power cut from {clock} that affected {count} people
录取的最年长者{age} | admitted someone aged {age}
在{name}设立办事处，投资{money} | opened an office in {name} at a cost of {money}
向{name}出口汽车{count}辆 | exported {count} cars to {name}
把总部从{name}迁往{name} | moved its headquarters from {name} to {name}
"""
CHANGES = """
增长了{} | increase by {}
增长到{} | increase to {}
上升了{} | rise by {}
上升到{} | rise to {}
下降了{} | fall by {}
下降到{} | fall to {}
减少了{} | drop by {}
减少到{} | drop to {}
"""
DENIALS = """
{name}[没有/已经]关闭学校{count}所 | {name} has [not /]closed {count} schools
该公司[不会/将]裁减员工{count}人 | the company will [not /]lay off {count} workers
这笔{money}的贷款[尚未/已经]发放 | the loan of {money} has [not /]been paid
官员[否认/证实]损失达到{money} | officials [denied/confirmed] that losses reached {money}
景区[禁止/允许]游客在{date}露营 | the park [banned/allowed] camping by visitors on {date}
工厂[无法/可以]在{date}交货 | the factory is [unable/able] to deliver on {date}
双方[未能/得以]就{money}的赔偿达成协议 | the two sides [failed/managed] to agree on compensation of {money}
该行[拒绝/同意]为{count}家企业担保 | the bank [refused/agreed] to stand surety for {count} firms
医院[不再/开始]接收病人，原有床位{count}张 | the hospital [no longer takes/now takes] patients; it had {count} beds
法院[没有/决定]判处他监禁{time} | the court [did not sentence/sentenced] him to {time} in prison
专家[不认为/认为]产量会超过{weight} | experts [do not /]expect output to exceed {weight}
这项规定[并非/确实]从{year}开始执行 | the rule was [not /]in force from {year}
"""
_SLOT = re.compile(r"\{([a-z]+(?::[a-z]+)?)\}")
_CHOICE = re.compile(r"\[([^/\]]*)/([^\]]*)\]")


@dataclass(frozen=True, slots=True)
class Frame:
    """A Chinese and an English pattern; ``slots`` in the order of the Chinese."""

    zh: str
    en: str
    slots: tuple[str, ...]
    denial: bool = False


def pairs(text: str) -> list[tuple[str, str]]:
    """The lines of a table."""
    rows = [line.partition("|") for line in text.strip("\n").split("\n")]
    return [(zh.strip(), en.strip()) for zh, _, en in rows]


def frame(zh: str, en: str, denial: bool = False) -> Frame:
    """Slots numbered in the Chinese order; the English ones of the same name take their numbers in turn."""
    slots = tuple(_SLOT.findall(zh))
    numbers: dict[str, list[int]] = {}
    for number, slot in enumerate(slots):
        numbers.setdefault(slot.partition(":")[0], []).append(number)
    order = iter(range(len(slots)))
    numbered = _SLOT.sub(lambda _: f"<{next(order)}>", zh)
    return Frame(numbered, _SLOT.sub(lambda match: f"<{numbers[match[1]].pop(0)}>", en), slots, denial)


def frames() -> list[Frame]:
    """Every combination of a time, a subject and a clause, and of a time and a denial."""
    made = []
    for (when, at), (subject, who), (clause, does) in product(pairs(TIMES), pairs(SUBJECTS), pairs(CLAUSES)):
        made.append(frame(f"{when}{subject}{clause}。", _sentence(f"{at} {who} {does}.")))
    for (when, at), (zh, en) in product(pairs(TIMES), pairs(DENIALS)):
        made.append(frame(f"{when}{zh}。", _sentence(f"{at} {en}."), denial=True))
    return made


def _sentence(text: str) -> str:
    text = text.strip()
    return text[0].upper() + text[1:]


def chosen(text: str, opposite: bool) -> str:
    """``text`` with its denials, or the opposite of each."""
    return _CHOICE.sub(lambda match: match[2 if opposite else 1], text)
