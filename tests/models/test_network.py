"""The network in numpy, against the same network in torch."""

import numpy as np
import pytest
import torch

from benchmarks.weights import Learner, Shape, write
from models import network
from models.network import load, packaged

SHAPE = Shape(width=8, dilations=(1, 2, 4))
NAMES = [f"signal {i}" for i in range(30)]
LINES = [[NAMES[(7 * i + 3 * k) % 30] for k in range(1 + i % 5)] for i in range(40)]


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """A network as it learns, with numbers that half precision and 8 bits keep, and the same as it is read."""
    torch.manual_seed(3)
    learner = Learner(NAMES, SHAPE).eval()
    with torch.no_grad():
        learner.vectors.copy_(torch.randint(-127, 128, learner.vectors.shape) / 64)
        learner.vectors[:, 0] = 127 / 64
        for own in [learner.start, *learner.convolutions.parameters(), *learner.last.parameters()]:
            own.copy_(torch.randint(-16, 17, own.shape) / 64)
    path = tmp_path_factory.mktemp("network") / "splitter.npz"
    write(learner, path)
    return learner, load(path)


def in_torch(learner, lines):
    rows = torch.tensor([NAMES.index(name) for own in lines for name in own])
    return learner([(rows, torch.tensor([len(own) for own in lines]))])


def test_the_numbers_are_written_and_read(both):
    learner, read = both
    assert read.names == NAMES
    assert read.reach == 7
    np.testing.assert_allclose(read.vectors, learner.vectors.detach(), atol=1e-3)


def test_it_says_what_the_network_in_torch_says(both):
    learner, read = both
    for count in (1, 2, 5, 40):
        expected = in_torch(learner, LINES[:count]).detach()
        np.testing.assert_allclose(read.odds(read.known(LINES[:count])), expected, rtol=2e-3, atol=2e-2)


def test_a_page_read_in_stretches_is_as_one(both, monkeypatch):
    _, read = both
    whole = read.odds(read.known(LINES))
    monkeypatch.setattr(network, "_LINES", 9)
    np.testing.assert_allclose(read.odds(read.known(LINES)), whole, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("i", [0, 3, 20, 39])
def test_the_slope_is_the_gradient(both, i):
    learner, read = both
    direction = np.linspace(-1, 1, len(read.bias), dtype=np.float32)
    expected = gradient(learner, i, direction)
    np.testing.assert_allclose(read.slope(read.known(LINES), i, direction), expected, rtol=2e-2, atol=2e-2)


def gradient(learner, i, direction):
    """How line ``i``'s columns rise with its sum, as torch finds it: by one more signal of that line, whose vector is 0."""
    added = torch.zeros(1, SHAPE.width, requires_grad=True)
    rows = [[NAMES.index(name) for name in own] for own in LINES]
    rows[i].append(len(NAMES))
    pages = [(torch.tensor([row for own in rows for row in own]), torch.tensor([len(own) for own in rows]))]
    vectors = torch.cat([learner.vectors.detach(), added])
    odds = torch.func.functional_call(learner, {"vectors": vectors}, (pages,))
    (odds[i] @ torch.from_numpy(direction)).backward()
    return added.grad[0].numpy()


def test_signals_never_seen_and_seen_twice_weigh_nothing_more(both):
    _, read = both
    plain = read.odds(read.known([["signal 1", "signal 2"]]))
    assert (read.odds(read.known([["signal 1", "never", "signal 2", "signal 1"]])) == plain).all()


def test_no_lines(both):
    _, read = both
    assert read.odds(read.known([])).shape == (0, len(read.bias))


def test_the_packaged_network_is_small(request):
    path = request.config.rootpath / "models" / "splitter.npz"
    assert path.stat().st_size <= 2_000_000
    assert packaged() is packaged()
    assert len(packaged().names) == len(packaged().vectors)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "none.npz")
