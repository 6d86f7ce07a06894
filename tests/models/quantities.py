"""The compact notation of quantities.tsv."""

from fractions import Fraction
from pathlib import Path

from models.numbers import Quantity

TABLE = Path(__file__).parent / "quantities.tsv"
PREFIXES = {
    "ordinal": "#",
    "year": "y",
    "month": "m",
    "day": "d",
    "weekday": "w",
    "hour": "h",
    "plan": "P",
    "code": "c",
}
SUFFIXES = {"decade": "s", "ratio": "x"}
PERCENTS = {"%": "%", "point": "pp", "off": "%off"}


def rows():
    """Rows of the table: Chinese, English, normal form, verdict."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def number(value: Fraction) -> str:
    """A decimal where it is exact and short, else a fraction."""
    decimal = f"{float(value):.6f}".rstrip("0").rstrip(".") if value.denominator != 1 else str(value)
    return decimal if Fraction(decimal) == value else str(value)


def noted(quantity: Quantity) -> str:
    """A quantity in the notation of the table."""
    mark = "~" if quantity.soft else "!" if quantity.damaged else ""
    return mark + _bare(quantity) + (f"^{quantity.change}" if quantity.change else "")


def _bare(quantity: Quantity) -> str:
    value, kind, unit = number(quantity.value), quantity.kind, quantity.unit
    forms = {
        "percent": value + PERCENTS.get(unit, ""),
        "period": {"half": "H", "quarter": "Q"}.get(unit, "") + value,
        "relative": f"{unit}{int(quantity.value):+d}",
        "hour": f"h{value}" + ("" if unit else "?"),
        "day": f"d{value}" + (f"/{unit}" if unit else ""),
        "code": f"c{value}",
    }
    shown = unit if kind in {"money", "measure", "ordinal"} else ""
    return forms.get(kind) or PREFIXES.get(kind, "") + value + SUFFIXES.get(kind, "") + shown
