import json
import re

import pytest

from models import registry
from models.engines import hub
from models.errors import ModelUnavailable
from models.generation import GenerationOptions, Prompt
from models.registry import EMBEDDED, HUB, describe, fetch, load
from models.shards import Manifest
from models.types import ModelRecord
from tests.models import tiny

TINY = {"translator": "marian", "summariser": "mt5"}


@pytest.fixture(scope="module")
def fetched(tmp_path_factory):
    """The hub profile fetched, its downloads answered by tiny models of the same architectures."""
    root = tmp_path_factory.mktemp("hub")
    asked = []

    def download(repository, revision):
        asked.append((repository, revision))
        role = next(model.role for model in HUB if model.repository == repository)
        return tiny.make(TINY[role], root / "cache" / role), f"commit-of-{role}"

    patch = pytest.MonkeyPatch()
    patch.setattr(hub, "download", download)
    said = []
    fetch("hub", root / "models", said.append)
    fetch("hub", root / "models", said.append)
    patch.undo()
    return root / "models", asked, said


def test_fetching_asks_for_each_model_once(fetched):
    folder, asked, said = fetched
    assert asked == [(model.repository, model.revision) for model in HUB]
    assert said == [f"{model.repository}: downloading and converting ({model.licence})" for model in HUB] + [
        f"{model.repository}: already in {folder / model.role}" for model in HUB
    ]


def test_every_public_model_is_asked_for_by_its_commit():
    assert all(re.fullmatch("[0-9a-f]{40}", model.revision) for model in HUB)


def test_the_manifest_records_the_commit_and_the_licence(fetched):
    manifest = Manifest.read(fetched[0] / "translator")
    assert (manifest.name, manifest.revision) == ("Helsinki-NLP/opus-mt-zh-en", "commit-of-translator")
    assert (manifest.licence, manifest.quantization, manifest.causal) == ("CC BY 4.0", "int8", False)


def test_the_fetched_profile_loads_and_answers(fetched):
    models = load("hub", directory=fetched[0], device="cpu", threads=1)
    assert models.records == (
        ModelRecord("summariser", "csebuetnlp/mT5_multilingual_XLSum", "commit-of-summariser"),
        ModelRecord("translator", "Helsinki-NLP/opus-mt-zh-en", "commit-of-translator"),
    )
    assert models.headliner is models.summariser
    for task in (models.summariser, models.translator):
        assert task.prompt("今天") == Prompt("今天")
        made = task.engine.generate([task.prompt("今天天气很好")], GenerationOptions(max_tokens=6, min_tokens=2))
        assert 2 <= made[0][0].tokens <= 6


def test_the_hub_profile_needs_a_folder():
    with pytest.raises(ModelUnavailable, match="run duizhao models fetch FOLDER"):
        load("hub")


def test_unknown_profiles_are_named():
    with pytest.raises(ModelUnavailable, match="there is no profile 'other': take embedded or hub"):
        load("other")
    with pytest.raises(ModelUnavailable, match="the profile 'embedded' is not fetched"):
        fetch("embedded", EMBEDDED)


def test_a_hub_out_of_reach_is_a_clear_error(monkeypatch):
    import huggingface_hub

    def refuse(*args, **kwargs):
        raise OSError("no route")

    monkeypatch.setattr(huggingface_hub.HfApi, "model_info", refuse)
    with pytest.raises(ModelUnavailable, match=r"a/b@main cannot be downloaded \(no route\): check the network"):
        hub.download("a/b", "main")


def test_a_download_is_pinned_to_the_commit_of_its_revision(monkeypatch, tmp_path):
    import huggingface_hub

    class Info:
        sha = "c0ffee"

    asked = {}
    monkeypatch.setattr(huggingface_hub.HfApi, "model_info", lambda self, name, revision: Info)
    monkeypatch.setattr(
        huggingface_hub, "snapshot_download", lambda name, revision: asked.update({name: revision}) or str(tmp_path)
    )
    assert hub.download("a/b", "main") == (tmp_path, "c0ffee")
    assert asked == {"a/b": "c0ffee"}


def test_an_architecture_without_a_converter_is_a_clear_error(tmp_path):
    folder = tiny.make("qwen2", tmp_path / "m")
    config = json.loads((folder / "config.json").read_text()) | {"architectures": ["Unheard"], "hidden_act": "odd"}
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelUnavailable, match="m cannot be converted to CTranslate2"):
        hub.convert(folder, tmp_path / "out", name="m", revision="r", licence="l", window=9)


def test_describe_lists_every_profile():
    manifest = Manifest.read(EMBEDDED)
    lines = describe().splitlines()
    assert len(lines) == 1 + len(HUB)
    assert f"{manifest.name}@{manifest.revision}  Gemma Terms of Use" in lines[0]
    assert (
        "csebuetnlp/mT5_multilingual_XLSum@2437a524effdbadc327ced84595508f1e32025b3  CC BY-NC-SA 4.0  582 M parameters"
        in lines[2]
    )


def test_loading_names_what_ctranslate2_says(tmp_path):
    manifest = Manifest("n", "r", "b", "l", "int8", 9, True, "<eos>", {})
    (tmp_path / "tokenizer").mkdir()
    tiny.make("qwen2", tmp_path / "tokenizer")
    with pytest.raises(ModelUnavailable, match="cannot be loaded by CTranslate2"):
        registry.open_model(tmp_path, manifest, "cpu")
