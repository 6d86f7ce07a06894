import pytest
import torch

from tests.models.training.data import fill


@pytest.fixture
def data(tmp_path):
    return fill(tmp_path)


@pytest.fixture(scope="session", autouse=True)
def one_thread():
    """Tiny models are quickest on one thread; children have as many, for the number changes sums."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMP_NUM_THREADS", "1")
        yield
    torch.set_num_threads(before)
