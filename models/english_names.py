"""Names and codes with digits in English text (5G, G20, COVID-19, iPhone7): soft, or no quantity."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from models.quantity import Form, Quantity, code, nothing, one
from models.units import CURRENCY_CODES

_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]{1,300}|[a-z0-9._%+-]{1,60}@[a-z0-9.-]{1,60}")
_NOT_CODES = (
    f"euros?|pounds?|dollars?|{'|'.join(CURRENCY_CODES)}|us|hk|no|mid|pre|post|age|aged|early|late|non|under|over|sub"
)
_CODE = re.compile(
    rf"(?!(?:{_NOT_CODES})-?\.?\s?\d)(?:[a-z]{{1,3}}\.?-?\d{{1,6}}(?:[a-z.-]{{0,3}}\d{{1,4}}){{0,3}}[a-z]?(?![a-z0-9])"
    r"|(?:covid|sars-cov|ncov)-?\d{1,4}|[a-z]{1,12}\d{1,6}s?\b)"
)
_DIGITS_LETTERS = re.compile(r"\d{1,4}(?:g|d|c|k|a|b|v\d)\b(?![.])|(?<!\d)\ds\b")
_SHORT = re.compile(r"(?P<n>\d{1,4}(?:\.\d{1,3})?)(?P<scale>k|m)\b(?![.'])")
_SCALES = {"k": 10**3, "m": 10**6}
_ROUND_THE_CLOCK = re.compile(r"24/7\b|7\s?[*x×]\s?24\b")
_TELEPHONE = re.compile(r"(?:0\d{2,3}-\d{7,8}|1[3-9]\d{9}|[48]00-\d{3}-?\d{4})(?!\d)")
_ENTITY = re.compile(r"(?<=&#)\d{1,7};")
_DIMENSIONS = re.compile(r"(?:two|three|four)-dimension")
_FESTIVAL = re.compile(r"11[./]11\b(?![./]?\d)|double[\s-](?:11|12|eleven|twelve)\b")
_ROCKET = re.compile("march(?<=long march)")
_LONG = re.compile(r"\d{31,4000}")
_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
ROMAN = {"x" * tens + digit: 10 * tens + i for tens in range(4) for i, digit in enumerate(_ONES)}
_ROMAN = re.compile(r"(?!xi\b)[xvi]{2,7}\b")
"""A Roman numeral of two letters or more, but for the name Xi."""


def _telephone(match: re.Match[str]) -> Sequence[Quantity]:
    return (one(int(match[0].replace("-", "")), "code", match),)


def _round_the_clock(match: re.Match[str]) -> Sequence[Quantity]:
    """24/7, and its hours alone."""
    return [one(247, "code", match, soft=True), one(24, "number", match, soft=True)]


def _short(match: re.Match[str]) -> Sequence[Quantity] | None:
    """100k, 800m: thousands and millions, or a name (4K) and metres; $5m is money."""
    if re.search(r"[$€£¥￥]\s?$", match.string[max(0, match.start() - 2) : match.start()]):
        return None
    value, scale = Fraction(match["n"]), _SCALES[match["scale"]]
    return [one(value, "number", match, soft=True), one(value * scale, "number", match, soft=True)]


def _roman(match: re.Match[str]) -> Sequence[Quantity] | None:
    """XIX: the nineteenth congress or king."""
    value = ROMAN.get(match[0])
    return (one(value, "ordinal", match, soft=True, unit="roman"),) if value else None


NAMES = (
    Form(_ADDRESS, nothing),
    Form(_ENTITY, nothing),
    Form(_DIMENSIONS, nothing),
    Form(_TELEPHONE, _telephone),
    Form(_LONG, nothing),
    Form(_FESTIVAL, nothing),
    Form(_ROCKET, nothing),
    Form(_ROUND_THE_CLOCK, _round_the_clock),
    Form(_SHORT, _short),
    Form(_DIGITS_LETTERS, code),
    Form(_ROMAN, _roman),
)
"""What is read before dates and numbers."""
CODES = (Form(_CODE, code),)
"""What is read after dates (Q3)."""
