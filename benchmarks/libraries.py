"""What libraries read of the quantities of ``tests/models/quantities.tsv``, and what they get wrong.

``python benchmarks/libraries.py PYTHON``: an interpreter that has cn2an, recognizers-text-suite, dateparser, text2num
and number-parser; a library that it lacks is left out. The table's Chinese with plain figures, money, measures and
percentages, its Chinese with days of a month, and the English that says the same in the same figures (which this
product's own reader tells, hence it has no row there). A text is read right where the values
found are those of the table, in any order; what a library leaves as digits, and 万 and 亿 after them, is read for it.
The table was written for this product's readers, whose row is no measure of text they have not seen. ``--wrong N``
prints N texts that each misreads. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
Reader = Callable[[str], list[Any]]
_PLAIN = re.compile(r"[~!]?(-?[\d.]+)(?:/(\d+))?(?:[A-Z]{3}|%|[a-z]{1,4}\d?)?(?:\^\w+)?")
_DAY = re.compile(r"\bd(\d+)/(\d+)")
_DIGITS = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)\s*(万亿|万|亿|thousand|million|billion|trillion)?")
SCALES = {"": 1, "万": 1e4, "亿": 1e8, "万亿": 1e12, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
NOT_PLAIN = re.compile(r"\d(?:x|s|pp|off)\b")


def cases() -> dict[str, dict[str, list[Any]]]:
    """Kind → text → its values in order: ``zh`` and ``en`` numbers, ``days`` as ``[month, day]``."""
    from models import numbers
    from tests.models.quantities import rows

    found: dict[str, dict[str, list[Any]]] = {"zh": {}, "en": {}, "days": {}}
    for zh, en, form, verdict in rows():
        items = form.split(" ")
        plain = [_PLAIN.fullmatch(item) for item in items]
        if all(plain) and not NOT_PLAIN.search(form):
            values = sorted(float(match[1]) / float(match[2] or 1) for match in plain if match)
            found["zh"][zh] = values
            if verdict == "same" and sorted(float(quantity.value) for quantity in numbers.english(en)) == values:
                found["en"][en] = values
        if days := _DAY.findall(form):
            found["days"][zh] = sorted([int(month), int(day)] for day, month in days)
    return found


def digits(text: str) -> list[float]:
    """Figures in digits with what scales them."""
    return [float(number.replace(",", "")) * SCALES[scale] for number, scale in _DIGITS.findall(text)]


def own() -> dict[str, dict[str, Reader]]:
    """Kind → this product's reader."""
    from models import numbers

    def days(text: str) -> list[list[int]]:
        return [[int(q.unit), int(q.value)] for q in numbers.chinese(text) if q.kind == "day" and q.unit]

    return {
        "zh": {"duizhao": lambda text: [float(quantity.value) for quantity in numbers.chinese(text)]},
        "days": {"duizhao": days},
    }


def readers() -> Iterator[tuple[str, str, Reader]]:
    """Kind, library and reader of each library that is there."""
    for kind, name, make in MAKERS:
        try:
            yield kind, name, make()
        except ImportError:
            continue


def _cn2an() -> Reader:
    import cn2an

    return lambda text: digits(cn2an.transform(text, "cn2an"))


def _recognizers(culture: str) -> Reader:
    from recognizers_number import recognize_number, recognize_percentage

    def read(text: str) -> list[float]:
        found = recognize_number(text, culture)
        shares = recognize_percentage(text, culture)
        inside = [one for one in found if not any(s.start <= one.start <= s.end for s in shares)]
        return [float(str(one.resolution["value"]).rstrip("%")) for one in [*inside, *shares]]

    return read


def _text2num() -> Reader:
    from text_to_num import alpha2digit

    return lambda text: digits(alpha2digit(text, "en"))


def _number_parser() -> Reader:
    from number_parser import parse

    return lambda text: digits(parse(text, language="en"))


def _dateparser() -> Reader:
    from dateparser.search import search_dates

    return lambda text: [[day.month, day.day] for _, day in search_dates(text, languages=["zh"]) or []]


def _recognized_days() -> Reader:
    from recognizers_date_time import recognize_datetime

    def read(text: str) -> list[list[int]]:
        values = [one.resolution["values"][0] for one in recognize_datetime(text, "zh-cn") if one.resolution]
        days = [re.search(r"(\d\d)-(\d\d)$", value.get("timex", "")) for value in values]
        return [[int(day[1]), int(day[2])] for day in days if day]

    return read


MAKERS: tuple[tuple[str, str, Callable[[], Reader]], ...] = (
    ("zh", "cn2an", _cn2an),
    ("zh", "recognizers-text", lambda: _recognizers("zh-cn")),
    ("en", "text2num", _text2num),
    ("en", "number-parser", _number_parser),
    ("en", "recognizers-text", lambda: _recognizers("en-us")),
    ("days", "dateparser", _dateparser),
    ("days", "recognizers-text", _recognized_days),
)


def answers(texts: dict[str, list[str]]) -> list[tuple[str, str, list[Any]]]:
    """Kind, library and what it reads of each text: a list, or the name of the error that it raises."""

    def asked(read: Reader, text: str) -> Any:
        try:
            return sorted(read(text))
        except Exception as error:  # a library may raise whatever it likes
            return type(error).__name__

    return [(kind, name, [asked(read, text) for text in texts[kind]]) for kind, name, read in readers()]


def same(found: Any, wanted: list[Any]) -> bool:
    """Whether the values are those of the table."""
    if not isinstance(found, list) or len(found) != len(wanted):
        return False
    return all(
        abs(a - b) <= 1e-6 * abs(b) if isinstance(b, float) else a == b for a, b in zip(found, wanted, strict=True)
    )


def main() -> None:
    """Ask all, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("python", type=Path)
    parser.add_argument("--wrong", type=int, default=0)
    args = parser.parse_args()
    wanted = cases()
    code = (
        "import json, sys; from benchmarks.libraries import answers; print(json.dumps(answers(json.load(sys.stdin))))"
    )
    texts = json.dumps({kind: list(found) for kind, found in wanted.items()})
    told = subprocess.run([args.python, "-c", code], input=texts, capture_output=True, text=True, check=True, cwd=ROOT)
    made = [
        (kind, name, [sorted(read(text)) for text in wanted[kind]])
        for kind, row in own().items()
        for name, read in row.items()
    ]
    result: dict[str, dict[str, list[int]]] = {}
    for kind, name, found in [*made, *json.loads(told.stdout.splitlines()[-1])]:
        right = [same(one, values) for one, values in zip(found, wanted[kind].values(), strict=True)]
        result.setdefault(kind, {})[name] = [sum(right), len(right)]
        wrong = [(text, one) for text, one, fine in zip(wanted[kind], found, right, strict=True) if not fine]
        for text, one in wrong[: args.wrong]:
            print(kind, name, text, one, wanted[kind][text], sep="\t")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
