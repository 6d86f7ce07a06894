"""Where Chinese and English texts deny.

A negation is *hard* where the other language can hardly do without one (没有, 未能, not, never). Whatever else may
stand for it (不足, 反对, few, unlike, instead of) is *soft*: it excuses, never accuses. Fixed words that deny nothing
(不仅, 不断, 非洲, no doubt) are neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from models.types import Span

_NEUTRAL = """
不仅 不但 不只 不光 不单 不过 不论 不管 不断 不妨 不禁 不由 不愧 不料 不惜 不时 不日 不吝 不锈钢 不动产 差不多
不等 不丹 不列颠 不然 了不起 不约而同 不言而喻 不胫而走 不得了 迫不及待 不遗余力 不亚于 不用说 不少 无论 无锡
无人机 无线 无限 无数 无疑 无非 无比 无私 无产 无穷 无微不至 无双 无花果 无处不在 无时无刻 非常 非洲 非但 非典
非得 南非 中非 西非 东非 北非 莫非 除非 非遗 非物质 非议 未来 未免 未婚妻 未婚夫 否则 是否 能否 可否 会否 与否
要否 没收 沉没 淹没 埋没 出没 没落 吞没 湮没 没准 没错 没想到 没说的 别人 别的 特别 分别 个别 级别 类别 性别
别墅 告别 辨别 识别 别致 别样 派别 不一会儿 动不动 好不热闹 不亦乐乎 莫斯科 莫桑比克 莫言 莫迪 监禁 拘禁 软禁 判决
"""
"""Fixed words that deny nothing."""
_DOUBTFUL = (
    r"(.{1,2})不\1|有没有|是不是|不得不|不能不|不会不|不可不|[无莫]不|要不|何不|岂不|不也|不就|难道不|能不"
    r"|[如若要]果?(?:不是|没有)|就算没有"
    r"|不(?:应|能|是|要|会|该|可)?[只仅光单]|不(?:具|署)名|[从并]?不同|未经预约|并没有不|没有[^，。]{0,6}不|不能再"
    r"|从不停|不会(?:超过|少于)|是非|不是[^，。]{0,3}(?:单纯|简单)|而不是|劝阻[^，。]{1,12}不要|没有(?:达到|得到)"
)
"""Questions, double negations, "not only", and what reads as one of the hard and is not: no hard ones in them."""
_HARD = (
    "没有(?!人|几|多[久少])|没能|从没|未能|尚未|并未|从未|仍未|未曾|未经|未获|未予|未受|无法|并无|毫无|无权|尚无"
    "|暂无|再无|并非|绝非|决非|[绝决并从永]不"
    "|不(?:能|会|是|要|可能|可以|得|准|许|允许|再|应|该|愿|想|敢|肯|希望|需要|打算|认为|存在|同意|支持|承认|接受"
    "|相信|喜欢|考虑|包括|属于"
    "|具备|具有|予)|拒绝|否认|禁止|严禁"
)
_SOFT = (
    "[不没未无非否别勿莫难禁拒缺免阻停罢鲜罕少仅杜]|防止|失[去败]|[以之]前|直到|甚至|根本|而是|任何|剥夺|反对|陌生"
    "|司空见惯|辟谣|谣言|落选|取消|[连持]续|暂缓|偏远|[得要需]要?[^，。]{1,12}才|除了|以外|只[有能是要会]|摆脱"
)
_EN_NEUTRAL = (
    r"\bnot (?:only|to mention|least|long ago)\b|\bout of nowhere\b|\bforbidden city\b"
    r"|\b(?:no|without(?: a)?) doubt\b|\bno (?:matter"
    r"|wonder)\b"
    r"|\bno\.? ?\d|n(?:['’]|&#39;)t only\b|\bnever(?:theless|mind| mind| before)\b|\b(?:without"
    r"|never) fail\b|\bin no time\b|\bno-nonsense\b|\bif nothing else\b|\bno limits? to\b|\banswer is no\b"
    r"|\brefuse (?:disposal|collection|classification|bins?)\b"
)
_EN_DOUBTFUL = (
    r"(?:\bnot|n(?:['’]|&#39;)t) (?:very|so|particularly|far|just|merely|simply)\b"
    r"|(?:\bnot|n['’]t) (?:[a-z]+ ){0,3}(?:until|(?:less|fewer|more) than)\b|\bnothing (?:but|more than|less than"
    r"|short of|unusual|new)\b|\bno (?:sooner|less|fewer|more than)\b"
    r"|\b(?:or|if|why) not\b|n(?:['’]|&#39;)t (?:it|they|he|she|we|you|i|half bad|worry)\b|\bwithout (?:leaving"
    r"|further|much ado|a break|interruption)\b"
)
_EN_HARD = (
    r"\b(?:not|never|cannot|neither|nobody|none|nothing|nowhere|unable|without|refus(?:e[sd]? to|al)"
    r"|fail(?:s|ed) to|den(?:y|ies|ied)|banned|bans|prohibit(?:s|ed)|forb(?:ids|idden)|no)\b|n(?:['’]"
    r"|&#39;)t(?![a-z]{0,2}['’])"
)
_PREFIXED = (
    r"un(?!der|it|ion|iv|if|iq|til|anim|cles?\b|to\b|ical)[a-z]{3,}"
    r"|in(?:acce|accura|abil|action|activ|adequa|admiss|appropr|capab|capac|compat|compet|complete|conclus|consist"
    r"|conven|corr|defin"
    r"|direct|effect|effici|elig|equal|escap|evitab|feasib|flexib|formal|frequen|human|justi|nocen|secur|signific"
    r"|stab|suffici|surmount"
    r"|toler|valid|visib|volunt)[a-z]*"
    r"|im(?:possib|probab|practic|proper|matur|balanc|perfect|moral|mobil|mun|patien)[a-z]*"
    r"|dis(?:agre|allow|appear|appoint|approv|avow|belie|claim|connect|content|continu|courag|credit|honest|inclin"
    r"|interest|like"
    r"|miss|obey|pleas|prov|qualif|regard|satisf|sent|trust|band)[a-z]*"
    r"|non-?[a-z]{3,}|irr[a-z]+|ill(?:eg|og|it)[a-z]+|mis(?!sil|sion|s\b|ter)[a-z]{3,}"
    r"|[a-z]{2,}(?<!un)(?<!regard)(?<!\bb)less(?:ly)?"
)
_EN_SOFT = (
    rf"\b(?:not|no|nor|none|never|neither|nobody|nothing|nowhere|cannot|without|{_PREFIXED}|fail[a-z]*|refus[a-z]*"
    rf"|den(?:y|ie|ial)[a-z]*"
    r"|ban(?:s|ned|ning)?|prohibit[a-z]*|forb[ai]d[a-z]*|bar(?:s|red|ring)|lack[a-z]*|hardly|barely|scarcely|rarely"
    r"|seldom|few(?:er)?"
    r"|little|less|only|reject[a-z]*|declin[a-z]*|prevent[a-z]*|avoid[a-z]*|absen[a-z]*|instead|rather|unless"
    r"|except[a-z]*|unlike[a-z]*"
    r"|stop[a-z]*|beyond|too|free|yet|hard|difficult[a-z]*|far from|reluctan[a-z]*|otherwise|oppos[a-z]*|against"
    r"|miss(?:ed|es|ing)?|un(?=\s[a-z]+ed\b)"
    r"|rebuff[a-z]*|resist[a-z]*|withh[eo]ld[a-z]*|elud[a-z]*|refrain[a-z]*|spar(?:e|es|ed)|proscrib[a-z]*|block[a-z]*"
    r"|balk[a-z]*|hesita[a-z]*|exclud[a-z]*|scared?|clamp(?:s|ed|ing)? down|short of|stay(?:s|ed)? off"
    r"|(?:keep|keeps|kept) [^.,;]{1,30} from|quit|bar|let alone|be out|out for|out of|away|before|anonym[a-z]*|rid"
    r"|extraordinar[a-z]*|rumou?rs?)\b"
    r"|n(?:['’]|&#39;)t"
)


@dataclass(frozen=True, slots=True)
class Negation:
    """Places of the hard negations of a text, and how many cues it has in all, the hard ones among them."""

    hard: tuple[Span, ...]
    cues: int


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    neutral = "|".join(sorted(_NEUTRAL.split(), key=len, reverse=True))
    sources = {"neutral": neutral, "doubtful": _DOUBTFUL, "hard": _HARD, "soft": _SOFT}
    english = {"en_neutral": _EN_NEUTRAL, "en_doubtful": _EN_DOUBTFUL, "en_hard": _EN_HARD, "en_soft": _EN_SOFT}
    return {name: re.compile(source) for name, source in (sources | english).items()}


def _blank(pattern: str, text: str) -> str:
    return _patterns()[pattern].sub(lambda match: "_" * len(match[0]), text)


def _places(pattern: str, text: str) -> Iterator[Span]:
    return (Span(*match.span()) for match in _patterns()[pattern].finditer(text))


def chinese_negation(text: str) -> Negation:
    """Negations of a Chinese text. A word said again (不能参观，也不能拍照) is one: English says it once.

    >>> chinese_negation("他不仅没有来，非洲也不远。")
    Negation(hard=(Span(start=3, end=5),), cues=2)
    """
    plain = _blank("neutral", text)
    places = {plain[span.start : span.end]: span for span in reversed(list(_places("hard", _blank("doubtful", plain))))}
    return Negation(tuple(sorted(places.values())), len(list(_places("soft", plain))))


def english_negation(text: str) -> Negation:
    """Negations of an English text.

    >>> english_negation("No doubt he didn't come, but it is unlikely.")
    Negation(hard=(Span(start=15, end=18),), cues=2)
    """
    plain = _blank("en_neutral", text.lower())
    return Negation(tuple(_places("en_hard", _blank("en_doubtful", plain))), len(list(_places("en_soft", plain))))
