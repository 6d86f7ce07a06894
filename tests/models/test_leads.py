"""What speaks for a lead."""

import pytest

from models.leads import leading


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("【编者按】老街要不要拆，各有说法。", ["lead marked"]),
        ("今天，本报记者走访了三家。", ["pen True"]),
        ("我们没有想到。", ["pen False"]),
        ("街口的早点摊还开着。", []),
        ("市民：大桥很好。", ["speaker"]),
    ],
)
def test_signals_of_a_line(text, expected):
    assert list(leading(text)) == expected
