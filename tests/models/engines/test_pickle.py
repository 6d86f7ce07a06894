"""Weights that run code when they are read: refused, and the code never runs."""

import shutil
from pathlib import Path

import pytest
import torch

from models.engines import hub, transformers
from models.engines.codec import HuggingFaceCodec
from models.errors import ModelUnavailable
from tests.models import tiny


class Code:
    """Unpickled, it makes a folder."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.mkdir, (self.path,)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tiny.make("marian", tmp_path_factory.mktemp("tiny") / "marian")
    (made / "model.safetensors").unlink()
    return made


@pytest.fixture
def poisoned(folder, tmp_path):
    out = tmp_path / "model"
    shutil.copytree(folder, out)
    torch.save(Code(tmp_path / "ran"), out / "pytorch_model.bin")
    return out


def test_the_engine_reads_no_pickle(poisoned, tmp_path):
    with pytest.raises(ModelUnavailable, match="cannot be loaded by transformers"):
        transformers.load(poisoned, HuggingFaceCodec.load(poisoned), window=9)
    assert not (tmp_path / "ran").exists()


def test_conversion_runs_no_code_of_a_pickle(poisoned, tmp_path):
    with pytest.raises(ModelUnavailable, match="m cannot be converted to CTranslate2"):
        hub.convert(poisoned, tmp_path / "out", name="m", revision="r", licence="l", window=9)
    assert not (tmp_path / "ran").exists()
    torch.load(poisoned / "pytorch_model.bin", weights_only=False)  # which is what would have happened
    assert (tmp_path / "ran").exists()
