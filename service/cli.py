"""The command line: arguments, progress and exit codes.

Exit codes: 0 all done, 1 some documents failed (their messages are on stderr), 2 the command was used wrongly.
Results go to stdout, everything else to stderr.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

from models.errors import ModelError
from models.types import BriefOptions
from service import archive_cli, keycli, upkeep
from service.notice import say

if TYPE_CHECKING:
    from models.glossary import Entries
    from service.document import Document
    from service.pageview import View
    from service.pipeline import Pipeline, Progress
    from service.render import Page
    from service.schemas import Include

T = TypeVar("T")

OK, FAILED, USAGE = 0, 1, 2
STDIN = "-"


def parser() -> argparse.ArgumentParser:
    """The whole grammar of the command line."""
    top = argparse.ArgumentParser(prog="duizhao", description="Bilingual briefs of Chinese news.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _brief_arguments(commands.add_parser("brief", help="brief documents: sections, summaries, translations"))
    _split_arguments(commands.add_parser("split", help="show how documents are taken apart, without any model"))
    serve = commands.add_parser("serve", help="run the REST service")
    serve.add_argument("--host", help="address to listen on (default 127.0.0.1)")
    serve.add_argument("--port", type=int, help="port to listen on (default 8000)")
    serve.add_argument("--data-dir", type=Path, help="folder for the service's own data")
    keycli.arguments(commands.add_parser("keys", help="the API keys of the service, and the audit log"))
    models = commands.add_parser("models", help="the models and their licences")
    actions = models.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help="profiles with models, revisions and licences")
    fetch = actions.add_parser("fetch", help="download and convert the models of a profile")
    fetch.add_argument("directory", type=Path, help="folder to put the models in")
    upkeep.arguments(commands)
    archive_cli.arguments(commands.add_parser("archive", help="brief a whole archive, resumable at any moment"))
    return top


def _brief_arguments(brief: argparse.ArgumentParser) -> None:
    _path_arguments(brief)
    brief.add_argument("--format", choices=("terminal", "markdown", "json", "html"), default="terminal")
    brief.add_argument("--length", choices=("short", "medium", "long"), default="medium")
    brief.add_argument("--style", choices=("abstractive", "extractive"), default="abstractive")
    brief.add_argument("--effort", choices=("fast", "balanced", "best"), default="balanced")
    brief.add_argument("--glossary", type=Path, help="terms and the English to use for them: TSV or TBX")
    _mode_argument(brief)
    _model_arguments(brief)


def _split_arguments(split: argparse.ArgumentParser) -> None:
    _path_arguments(split)
    split.add_argument("--format", choices=("terminal", "json", "html"), default="terminal")
    split.add_argument("--explain", action="store_true", help="reason and confidence of each block")
    _mode_argument(split)


def _mode_argument(command: argparse.ArgumentParser) -> None:
    help_ = "stories and sections, also cut by topics where headings are missing, or one section (default auto)"
    command.add_argument("--split", choices=("auto", "topics", "none"), default="auto", dest="mode", help=help_)


def _path_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("paths", nargs="+", metavar="PATH", help="text, HTML, PDF or DOCX files, or - for stdin")


def _model_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--profile", default="embedded", help="model profile (see: duizhao models list)")
    command.add_argument("--models", type=Path, dest="directory", help="folder of fetched models")
    command.add_argument("--threads", type=int, default=0, help="threads (default: one for each core)")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    args = parser().parse_args(argv)
    commands: dict[str, Callable[[argparse.Namespace], int]] = {
        **{"brief": brief, "split": split, "serve": serve, "models": models, "keys": keycli.run},
        **{"archive": archive_cli.main},
        **dict.fromkeys(("doctor", "backup", "restore", "purge"), upkeep.run),
    }
    try:
        return commands[args.command](args)
    except ModelError as error:
        say(f"duizhao: {error.code}: {error}")
        return FAILED
    except KeyboardInterrupt:
        say("duizhao: interrupted")
        return 130


def brief(args: argparse.Namespace) -> int:
    """``duizhao brief``."""
    from service.assembly import assemble
    from service.render import html

    terms = _terms(args.glossary) if args.glossary else ()
    if terms is None:
        return USAGE
    pipeline = assemble(args.profile, directory=args.directory, threads=args.threads)
    options = BriefOptions(length=args.length, style=args.style, split=args.mode, effort=args.effort, glossary=terms)
    return _each(args, partial(_brief_one, pipeline, options), show, html)


def _terms(path: Path) -> Entries | None:
    """The terms of a glossary file, or None after saying what is wrong with it."""
    from models.glossary import InvalidGlossary
    from service.terminology import read

    try:
        return read(path)
    except OSError as error:
        say(f"{path}: unreadable: {error.strerror}")
    except InvalidGlossary as error:
        say(f"{path}: {error.code}: {error}")
    return None


def split(args: argparse.Namespace) -> int:
    """``duizhao split``: no model is loaded."""
    from service.pageview import html

    return _each(args, partial(_split_one, args), show_view, html)


def _each(
    args: argparse.Namespace,
    make: Callable[[str, Document], T],
    show: Callable[[T, str], None],
    html: Callable[[Sequence[T]], str],
) -> int:
    """Every path is tried, a failed one named on stderr; HTML is one document for all of them."""
    pages: list[T] = []
    failed = 0
    for path in args.paths:
        page = _attempt(path, make)
        if page is None:
            failed += 1
        elif args.format == "html":
            pages.append(page)
        else:
            show(page, args.format)
    if pages:
        sys.stdout.write(html(pages))
    return FAILED if failed else OK


def _attempt(path: str, make: Callable[[str, Document], T]) -> T | None:
    """What is made of the document ``path``, or None after saying what is wrong with it."""
    from pydantic import ValidationError

    from service.config import explain
    from service.errors import ServiceError

    try:
        return make(path, _read(path))
    except OSError as error:
        say(f"{path}: unreadable: {error.strerror}")
    except ValidationError as error:
        say(f"{path}: {explain(error)}")
    except (ServiceError, ModelError) as error:
        say(f"{path}: {error.code}: {error}")
    except Exception as error:  # one document never takes the others down
        say(f"{path}: internal_error: {error}")
    return None


def _read(path: str) -> Document:
    """The document of the kind that its first bytes tell."""
    from service.config import ParseSettings
    from service.reading import check_text, kind_of, read

    data = sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
    document = read(data, kind=kind_of(data), limits=ParseSettings().limits)
    check_text(document.text)
    return document


def _brief_one(pipeline: Pipeline, options: BriefOptions, path: str, document: Document) -> Page:
    from service.answers import brief_answer
    from service.render import Page

    with progress(path) as report:
        made = pipeline.brief(document.text, options, report, document.marks)
    return Page(path, brief_answer(made, document, options), document.text)


def _split_one(args: argparse.Namespace, path: str, document: Document) -> View:
    from models.sections import PageSplitter
    from service.answers import sections_answer
    from service.pageview import View

    include: list[Include] = ["explain"] if args.explain or args.format != "json" else []
    article = PageSplitter().split(document.text, args.mode, document.marks)
    answer = sections_answer(article, document, BriefOptions(split=args.mode), include=include)
    return View(path, answer, document.text, args.explain)


def show(page: Page, form: str) -> None:
    """Write one page to stdout; JSON is one line for each page."""
    from rich.console import Console

    from service import render

    if form == "json":
        sys.stdout.write(page.answer.model_dump_json() + "\n")
    elif form == "markdown":
        sys.stdout.write(render.markdown(page))
    else:
        Console(highlight=False).print(render.terminal(page))


def show_view(view: View, form: str) -> None:
    """Write one page taken apart to stdout; JSON is one line for each page."""
    from rich.console import Console

    from service import pageview

    if form == "json":
        sys.stdout.write(view.answer.model_dump_json() + "\n")
    else:
        Console(highlight=False).print(pageview.terminal(view))


@contextmanager
def progress(name: str) -> Iterator[Progress | None]:
    """A progress bar on stderr where that is a terminal."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    with Bar(console=console, transient=True) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def serve(args: argparse.Namespace) -> int:
    """``duizhao serve``: until it is stopped."""
    from pydantic import ValidationError

    from service import app
    from service.config import Settings, explain
    from service.keys import PublicWithoutKeys
    from service.tracing import TracesUnavailable

    given = {"host": args.host, "port": args.port, "data_dir": args.data_dir}
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        say(f"duizhao: {explain(error)}")
        return USAGE
    try:
        app.serve(settings)
    except (PublicWithoutKeys, TracesUnavailable) as error:
        say(f"duizhao: {error}")
        return USAGE
    return OK


def models(args: argparse.Namespace) -> int:
    """``duizhao models list`` and ``fetch``."""
    from models import registry

    if args.action == "list":
        sys.stdout.write(registry.describe() + "\n")
    else:
        registry.fetch("hub", args.directory)
    return OK


def run() -> NoReturn:
    """Entry point of the console script."""
    sys.exit(main())


if __name__ == "__main__":
    run()
