"""Profiles: which models do the work, under which licence, and how they are fetched and loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

from models.errors import ModelUnavailable
from models.generation import Engine, Prompt, TaskModel
from models.hints import translation_prompt
from models.lexicon import LEXICON, Lexicon
from models.prompts import HEADLINE, SUMMARISE, TRANSLATE, task_prompt
from models.shards import MANIFEST, TOKENIZER_FOLDER, Manifest, join, read
from models.tokenizer import Tokenizer
from models.types import ModelRecord

EMBEDDED = Path(__file__).parent / "embedded"
TOKENIZER_MODEL = "tokenizer.model"
Role = Literal["summariser", "translator"]
Opener = Callable[[Path, Manifest], Engine]


@dataclass(frozen=True, slots=True)
class PublicModel:
    """A model on the Hugging Face hub: ``parameters`` in millions, ``window`` in tokens.

    ``revision`` is the commit that is asked for; what the hub gave for it is written to the manifest.
    """

    role: Role
    repository: str
    revision: str
    licence: str
    parameters: int
    window: int


HUB = (
    PublicModel(
        "translator", "Helsinki-NLP/opus-mt-zh-en", "cf109095479db38d6df799875e34039d4938aaa6", "CC BY 4.0", 78, 512
    ),
    PublicModel(
        "summariser",
        "csebuetnlp/mT5_multilingual_XLSum",
        "2437a524effdbadc327ced84595508f1e32025b3",
        "CC BY-NC-SA 4.0",
        582,
        512,
    ),
)


@dataclass(frozen=True, slots=True)
class LoadedModels:
    """The models of a profile, ready to work; tasks may share one engine. ``lexicon`` comes with some translators."""

    summariser: TaskModel
    headliner: TaskModel
    translator: TaskModel
    lexicon: Lexicon | None = None

    @property
    def records(self) -> tuple[ModelRecord, ...]:
        """Who answers: summariser and translator."""
        return (self.summariser.record, self.translator.record)

    def budgeted(self, budget: int) -> LoadedModels:
        """The same with batches of ``budget``."""
        tasks = self.summariser, self.headliner, self.translator
        summariser, headliner, translator = (replace(task, budget=budget) for task in tasks)
        return LoadedModels(summariser, headliner, translator, self.lexicon)


def load(
    profile: str = "embedded",
    *,
    directory: Path | None = None,
    device: str = "auto",
    threads: int = 0,
    compute_type: str | None = None,
) -> LoadedModels:
    """Load a profile from ``directory`` (default: the package's own for ``embedded``).

    ``threads`` of 0 takes one for each core, ``compute_type`` of None what suits the device. Raises ModelUnavailable
    for an unknown profile and for missing or damaged files.
    """
    opened = partial(open_model, device=device, threads=threads, compute_type=compute_type)
    if profile == "embedded":
        return _load_embedded(directory or EMBEDDED, opened)
    if profile == "hub":
        return _load_hub(directory, opened)
    raise ModelUnavailable(f"there is no profile {profile!r}: take embedded or hub")


def _load_embedded(folder: Path, opened: Opener) -> LoadedModels:
    manifest = Manifest.read(folder)
    engine = opened(folder, manifest)

    def task(role: Role, prompt: Callable[[str], Prompt]) -> TaskModel:
        return TaskModel(engine, prompt, ModelRecord(role, manifest.name, manifest.revision))

    lexicon, translator = None, task("translator", partial(task_prompt, TRANSLATE))
    if LEXICON in manifest.files:
        lexicon = Lexicon.parse(read(folder, manifest, LEXICON).decode())
        ask = partial(translation_prompt, lexicon=lexicon)
        translator = replace(translator, prompt=ask, hinted=lambda text, given: ask(text, given=given))
    return LoadedModels(
        summariser=task("summariser", partial(task_prompt, SUMMARISE)),
        headliner=task("summariser", partial(task_prompt, HEADLINE)),
        translator=translator,
        lexicon=lexicon,
    )


def _load_hub(directory: Path | None, opened: Opener) -> LoadedModels:
    if directory is None:
        raise ModelUnavailable("the profile hub needs a folder: run duizhao models fetch FOLDER and name it")
    tasks: dict[str, TaskModel] = {}
    for model in HUB:
        manifest = Manifest.read(directory / model.role)
        engine = opened(directory / model.role, manifest)
        tasks[model.role] = TaskModel(engine, Prompt, ModelRecord(model.role, manifest.name, manifest.revision))
    return LoadedModels(tasks["summariser"], tasks["summariser"], tasks["translator"])


def open_model(
    folder: Path, manifest: Manifest, device: str = "auto", threads: int = 0, compute_type: str | None = None
) -> Engine:
    """The CTranslate2 engine of a folder with a manifest: shards joined in memory, checksums verified."""
    from models.engines import codec, ctranslate2

    files = join(folder, manifest)
    files.pop(LEXICON, None)
    model = files.pop(TOKENIZER_MODEL, None)
    reader: codec.Codec = Tokenizer(model) if model else codec.HuggingFaceCodec.load(folder / TOKENIZER_FOLDER)
    return ctranslate2.load(
        folder,
        reader,
        causal=manifest.causal,
        end=manifest.end,
        window=manifest.window,
        device=device,
        threads=threads,
        files=files,
        compute_type=compute_type,
    )


def fetch(profile: str, directory: Path, say: Callable[[str], None] = lambda message: None) -> None:
    """Download and convert the models of ``profile`` into ``directory``; ``say`` hears of each step.

    A model that is there already is left alone. Raises ModelUnavailable where the hub cannot be reached.
    """
    if profile != "hub":
        raise ModelUnavailable(f"the profile {profile!r} is not fetched: only hub is")
    from models.engines import hub

    for model in HUB:
        folder = directory / model.role
        if (folder / MANIFEST).exists():
            say(f"{model.repository}: already in {folder}")
            continue
        say(f"{model.repository}: downloading and converting ({model.licence})")
        source, commit = hub.download(model.repository, model.revision)
        hub.convert(source, folder, name=model.repository, revision=commit, licence=model.licence, window=model.window)


def describe(directory: Path = EMBEDDED) -> str:
    """The profiles with their models, revisions, licences and sizes, a line each."""
    manifest = Manifest.read(directory)
    size = sum(entry["bytes"] for entry in manifest.files.values()) // 1_000_000
    lines = [f"embedded  summariser, translator  {manifest.name}@{manifest.revision}  {manifest.licence}  {size} MB"]
    lines += [
        f"hub       {model.role}  {model.repository}@{model.revision}  {model.licence}  {model.parameters} M parameters"
        for model in HUB
    ]
    return "\n".join(lines)
