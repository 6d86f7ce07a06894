"""Settings of all tests."""

import pytest
from hypothesis import settings

from tests.stores import postgres, store, store_url

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

__all__ = ["postgres", "store", "store_url"]


@pytest.fixture(scope="session", autouse=True)
def session_data(tmp_path_factory):
    """Services that outlive a test keep their data in a folder of the run's, never in the home folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUIZHAO_DATA_DIR", str(tmp_path_factory.mktemp("session")))
        yield


@pytest.fixture(autouse=True)
def data_dir(tmp_path_factory, monkeypatch):
    """Each test's services keep their data in a folder of their own."""
    folder = tmp_path_factory.mktemp("data")
    monkeypatch.setenv("DUIZHAO_DATA_DIR", str(folder))
    return folder
