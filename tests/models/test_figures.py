import pytest

from models.figures import translation_figures
from models.types import Span


@pytest.mark.parametrize(
    ("zh", "en", "expected"),
    [
        ("增长5%、5%和3%", "up 5%, 3% and 3%", [("number_missing", "error"), ("number_added", "error")]),
        ("投资5亿元，贷款5亿元", "500 million yuan was invested", [("number_missing", "warning")]),
        ("投资5亿元", "500 million yuan, 500 million yuan of it", [("number_added", "warning")]),
        ("2018年立项，2018年动工", "planned and begun in 2018", []),
        ("12人捐款30元", "12 yuan from 30 people", [("quantity_changed", "error")] * 2),
        ("甲厂5吨，乙厂3吨", "3 tonnes and 5 tonnes", [("number_order", "info")]),
        ("2018年有12家", "12 in 2018", []),
    ],
)
def test_figures_are_matched_one_for_one(zh, en, expected):
    assert [(check.code, check.severity) for check in translation_figures(zh, en)] == expected


def test_messages_and_spans():
    (missing,) = translation_figures("投资5亿元，贷款5亿元", "500 million yuan was invested")
    assert (missing.message, missing.zh) == ("5亿 is not once more in the English", (Span(8, 10),))
    (order,) = translation_figures("甲厂5吨，乙厂3吨", "3 tonnes and 5 tonnes")
    assert order.message == "5 t and 3 t stand in the other order in the English"
    assert (order.zh, order.en) == ((Span(2, 3), Span(7, 8)), (Span(0, 1), Span(13, 14)))
