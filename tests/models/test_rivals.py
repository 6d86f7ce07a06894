from models.rivals import Rivals

KNOWN = {
    "日本": ("Japan",),
    "韩国": ("South Korea", "Korea"),
    "周四": ("Thursday",),
    "鄂毕河": ("Ob",),
    "中央银行": ("Bank",),
}
RIVALS = Rivals(KNOWN, {"bank"})


def found(zh, en, initials=""):
    return list(RIVALS.find(zh, en, initials))


def test_known_names_without_their_chinese():
    assert found("德国出口", "Japan's exports to South Korea") == ["Japan", "South Korea"]
    assert found("韩方说", "South Korea and Japan", "韩") == ["Japan"]
    assert found("Japan出口", "Japan exports") == []


def test_words_that_name_nothing_and_short_ones_are_no_rivals():
    assert found("德国", "On Thursday the Bank on the Ob said") == []
