import pytest
from pydantic import ValidationError

from service.config import ParseSettings, Settings, explain, is_loopback
from service.document import Limits


def test_the_environment_is_read_and_arguments_win(monkeypatch):
    monkeypatch.setenv("DUIZHAO_PORT", "9000")
    assert (Settings().port, Settings(port=9001).port) == (9000, 9001)


@pytest.mark.parametrize(
    ("host", "found"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("10.0.0.1", False), ("news", False)],
)
def test_loopback(host, found):
    assert is_loopback(host) is found


def test_faults_are_told_by_the_names_of_the_variables(monkeypatch):
    monkeypatch.setenv("DUIZHAO_PORT", "abc")
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert explain(caught.value).startswith("DUIZHAO_PORT=abc: Input should be a valid integer")


def test_the_limits_of_reading_are_settings(monkeypatch):
    monkeypatch.setenv("DUIZHAO_PARSE_SECONDS", "2.5")
    monkeypatch.setenv("DUIZHAO_PARSE_PAGES", "7")
    assert Settings(parse_mib=512).limits == Limits(seconds=2.5, mib=512, pages=7, unpacked_mib=100)
    assert ParseSettings().limits == Limits(seconds=2.5, pages=7)
