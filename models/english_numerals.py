"""English numerals: their words, their values, and the pattern of a number in words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

ONES = {
    word: i
    for i, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    word: 10 * i
    for i, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
WORDS = ONES | TENS
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
SHORT_SCALES = {"bn": 10**9, "mln": 10**6, "mn": 10**6, "tn": 10**12, "trln": 10**12, "k": 1000}
_ORDINAL_ONES = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
ORDINALS = (
    {word: i for i, word in enumerate(_ORDINAL_ONES, 1)}
    | {
        word: i
        for i, word in enumerate(
            [
                "tenth",
                "eleventh",
                "twelfth",
                "thirteenth",
                "fourteenth",
                "fifteenth",
                "sixteenth",
                "seventeenth",
                "eighteenth",
                "nineteenth",
            ],
            10,
        )
    }
    | {word[:-1] + "ieth": value for word, value in TENS.items()}
    | {f"{ten}-{one}": 10 * i + j for i, ten in enumerate(TENS, 2) for j, one in enumerate(_ORDINAL_ONES, 1)}
    | {"hundredth": 100, "thousandth": 1000}
)
SHARES = {"half": 2, "halve": 2, "quarter": 4} | {
    word: value for word, value in ORDINALS.items() if value > 2 and "-" not in word
}
"""Denominators, in the singular."""
ARABIC = r"(?:\d{1,3}(?:,\d{3}){1,9}(?![\d])|\d{1,30})(?:\.\d{1,12})?"
_UNITS = "|".join(sorted(ONES, key=len, reverse=True))
_ONE_TO_NINE = "|".join(list(ONES)[1:10])
_TENS = "|".join(TENS)
_BELOW_100 = rf"(?:(?:{_TENS})(?:[ -](?:{_ONE_TO_NINE})\b)?|(?:{_UNITS})\b)"
_BELOW_1000 = rf"(?:(?:{_BELOW_100}[ -])?hundred\b(?: (?:and )?{_BELOW_100})?|{_BELOW_100})"
NUMBER_WORDS = (
    rf"(?:(?:{_BELOW_1000}[ -])?(?:thousand|million|billion|trillion)\b"
    rf"(?:,? (?:and )?{_BELOW_1000}(?:[ -](?:thousand|million|billion)\b)?){{0,4}}"
    rf"|{_BELOW_1000})"
)
"""A number in words: "and" joins only what stands below a hundred or a scale ("five and six" are two numbers)."""


def words_value(words: Sequence[str]) -> Fraction:
    """The value of English number words.

    >>> str(words_value(["two", "hundred", "twenty", "one", "thousand"]))
    '221000'
    """
    total = section = 0
    for word in words:
        if word in WORDS:
            section += WORDS[word]
        elif word == "hundred":
            section = (section or 1) * 100
        else:
            total, section = total + (section or 1) * SCALES[word], 0
    return Fraction(total + section)


def numeral_value(text: str) -> Fraction:
    """The value of a numeral in digits or words, lower-case.

    >>> [str(numeral_value(text)) for text in ("1,234.5", "twenty-one", "third", "21st")]
    ['2469/2', '21', '3', '21']
    """
    text = text.strip()
    if text[0].isdigit():
        return Fraction(text.rstrip("stndrh").replace(",", ""))
    if text in ORDINALS or text.replace(" ", "-") in ORDINALS:
        return Fraction(ORDINALS.get(text) or ORDINALS[text.replace(" ", "-")])
    return words_value([word for word in text.replace("-", " ").replace(",", " ").split() if word != "and"])
