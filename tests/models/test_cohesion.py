import pytest

from models.cohesion import closest


def test_the_closest_shares_most():
    assert closest("疫苗研发提速", ["银行发放贷款", "疫苗的研发提速了"]) == (1, 1.0)


def test_what_all_share_tells_nothing_apart():
    assert closest("北京疫苗", ["北京银行", "北京地铁"]) == (0, 0.0)
    assert closest("甲", ["北京银行", "北京地铁"]) == (0, 0.0)


def test_a_long_text_does_not_win_by_its_length():
    long = "城市里有银行和地铁还有许多别的东西以及疫苗这个词在其中出现了一次"
    assert closest("疫苗", [long, "疫苗来了"])[0] == 1


def test_without_candidates():
    with pytest.raises(ValueError, match=r"^0 candidates, but at least 1 is needed$"):
        closest("疫苗", [])
