import pytest

from tests.models.training.data import fill


@pytest.fixture
def data(tmp_path):
    return fill(tmp_path)
