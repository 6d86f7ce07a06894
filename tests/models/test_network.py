"""The network in numpy, against the same network in torch."""

import numpy as np
import pytest
import torch

from benchmarks.weights import Learner, Shape, member, write
from models import network
from models.network import Network, load, packaged
from models.tags import ROLES

COLUMNS = len(ROLES) + 2
SHAPE = Shape(width=8, dilations=(1, 2, 4))
NAMES = [f"signal {i}" for i in range(30)]
LINES = [[NAMES[(7 * i + 3 * k) % 30] for k in range(1 + i % 5)] for i in range(40)]


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """Two members as they learn, with numbers that half precision and 8 bits keep, and the same as they are read."""
    torch.manual_seed(3)
    learners = [Learner(len(NAMES), SHAPE).eval() for _ in range(2)]
    for learner in learners:
        with torch.no_grad():
            learner.vectors.copy_(torch.randint(-127, 128, learner.vectors.shape) / 64)
            learner.vectors[:, 0] = 127 / 64
            for own in [learner.start, *learner.convolutions.parameters(), *learner.last.parameters()]:
                own.copy_(torch.randint(-16, 17, own.shape) / 64)
    path = tmp_path_factory.mktemp("network") / "splitter.npz"
    write(Network(NAMES, [member(learner) for learner in learners]), path)
    return learners, load(path)


def in_torch(learner, lines):
    rows = torch.tensor([NAMES.index(name) for own in lines for name in own])
    return learner([(rows, torch.tensor([len(own) for own in lines]))]).detach().numpy()


def test_the_numbers_are_written_and_read(both):
    learners, read = both
    assert read.names == NAMES
    for learner, own in zip(learners, read.members, strict=True):
        assert own.reach == 7
        np.testing.assert_allclose(own.vectors, learner.vectors.detach(), atol=1e-3)


def test_it_says_what_the_members_in_torch_say_in_the_mean(both):
    learners, read = both
    for count in (1, 2, 5, 40):
        expected = np.mean([in_torch(learner, LINES[:count]) for learner in learners], axis=0)
        np.testing.assert_allclose(read.odds(read.known(LINES[:count])), expected, rtol=2e-3, atol=2e-2)


def test_a_page_read_in_stretches_is_as_one(both, monkeypatch):
    _, read = both
    whole = read.odds(read.known(LINES))
    monkeypatch.setattr(network, "_LINES", 9)
    np.testing.assert_allclose(read.odds(read.known(LINES)), whole, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("i", [0, 3, 20, 39])
def test_the_slope_is_the_gradient(both, i):
    learners, read = both
    direction, known = np.linspace(-1, 1, COLUMNS, dtype=np.float32), read.known(LINES)
    slopes = [gradient(learner, i, direction) for learner in learners]
    for own, expected in zip(read.members, slopes, strict=True):
        np.testing.assert_allclose(own.slope(known, i, direction), expected, rtol=2e-2, atol=2e-2)
    rows = [NAMES.index(name) for name in LINES[i]]
    shares = [learner.vectors.detach().numpy()[rows] @ slope for learner, slope in zip(learners, slopes, strict=True)]
    np.testing.assert_allclose(read.shares(known, i, direction), np.mean(shares, axis=0), rtol=5e-2, atol=2e-1)


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
    assert read.odds(read.known([])).shape == (0, COLUMNS)


def test_the_packaged_network_is_small(request):
    path = request.config.rootpath / "models" / "splitter.npz"
    assert path.stat().st_size <= 2_000_000
    assert packaged() is packaged()
    assert {len(own.vectors) for own in packaged().members} == {len(packaged().names)}


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "none.npz")
