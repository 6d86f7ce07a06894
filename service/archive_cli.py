"""``duizhao archive run``, ``verify``, ``merge`` and ``estimate``: arguments, progress, exit codes.

Exit codes: 0 all done, 1 some documents failed or the output has a hole, 2 the command was used wrongly.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.window import Factory, Plan

OK, FAILED, USAGE = 0, 1, 2
FORMATS = ("jsonl", "parquet", "html", "markdown")


def arguments(archive: argparse.ArgumentParser) -> None:
    """The grammar of the subcommands."""
    actions = archive.add_subparsers(dest="action", required=True, metavar="ACTION")
    run = actions.add_parser("run", help="brief every document of IN into the folder OUT; again to go on")
    run.add_argument(
        "location", metavar="IN", help="file, folder, glob, URL or database: documents, JSONL, CSV, Parquet, tar, ZIP"
    )
    run.add_argument("out", metavar="OUT", type=Path)
    _plan_arguments(run)
    run.add_argument("--workers", type=_positive, default=1, help="processes, each with models of its own (default 1)")
    run.add_argument("--shard", type=_shard, default=(0, 1), metavar="i/n", help="only the windows i modulo n")
    run.add_argument("--upgrade", action="store_true", help="do again what other settings or models change")
    run.add_argument("--retry-errors", action="store_true", help="do again the windows in which documents failed")
    run.add_argument("--max-errors", type=int, metavar="N", help="stop when more documents have failed")
    run.add_argument("--format", choices=FORMATS, default="jsonl", help="any other: besides JSONL")
    run.add_argument("--progress", choices=("text", "json"), default="text", help="form of the progress on stderr")
    verify = actions.add_parser("verify", help="is the output whole? names each hole")
    verify.add_argument("out", metavar="OUT", type=Path)
    merge = actions.add_parser("merge", help="the outputs of all shards as one")
    merge.add_argument("parts", metavar="OUT", type=Path, nargs="+")
    merge.add_argument("into", metavar="INTO", type=Path)
    estimate = actions.add_parser("estimate", help="how long the whole will take, from a sample")
    estimate.add_argument("location", metavar="IN")
    _plan_arguments(estimate)
    estimate.add_argument("--price", type=float, metavar="P", help="of a machine's hour, in any currency")
    estimate.add_argument("--machines", type=_positive, nargs="+", metavar="N", help="how many (default 1 to 32)")
    estimate.add_argument("--sample", type=_positive, default=200, help="documents to brief (default 200)")


def _plan_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--query", default="", help="IN is a database's URL: a SELECT with ORDER BY; a row a document")
    command.add_argument("--window", type=_positive, default=64, help="documents that share batches (default 64)")
    command.add_argument("--columns", type=_columns, default=(), metavar="text=body,id=nr", help="names in the input")
    command.add_argument("--duplicates", choices=("exact", "near"), help="link documents that repeat an earlier one")
    command.add_argument("--similarity", type=_share, default=0.8, help="of near duplicates, 0.5 to 1 (default 0.8)")
    command.add_argument("--timeout", type=float, metavar="SECONDS", help="most seconds for one document")
    command.add_argument("--length", choices=("short", "medium", "long"), default="medium")
    command.add_argument("--style", choices=("abstractive", "extractive"), default="abstractive")
    command.add_argument("--effort", choices=("fast", "balanced", "best"), default="balanced")
    command.add_argument("--split", choices=("auto", "topics", "none"), default="auto")
    command.add_argument("--glossary", type=Path, help="terms and the English to use for them: TSV or TBX")
    command.add_argument("--profile", default="embedded", help="model profile (see: duizhao models list)")
    command.add_argument("--models", type=Path, dest="directory", help="folder of fetched models")
    command.add_argument("--threads", type=int, default=0, help="threads of a worker (default: the cores, shared out)")


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"{number} is below 1")
    return number


def _share(text: str) -> float:
    if not 0.5 <= (number := float(text)) <= 1:
        raise argparse.ArgumentTypeError(f"{number} is not from 0.5 to 1")
    return number


def _shard(text: str) -> tuple[int, int]:
    i, _, n = text.partition("/")
    if not (i.isdecimal() and n.isdecimal() and int(i) < int(n)):
        raise argparse.ArgumentTypeError(f"{text} is no i/n with i from 0 to n-1")
    return int(i), int(n)


def _columns(text: str) -> tuple[tuple[str, str], ...]:
    pairs = [tuple(part.split("=")) for part in text.split(",")]
    if any(len(pair) != 2 or not all(pair) for pair in pairs):
        raise argparse.ArgumentTypeError(f"{text} is no list of field=column")
    return tuple(sorted((pair[0], pair[1]) for pair in pairs))


def main(args: argparse.Namespace) -> int:
    """Run one subcommand and return its exit code."""
    from concurrent.futures.process import BrokenProcessPool

    from models.glossary import InvalidGlossary
    from service.archive import TooManyErrors
    from service.ledger import Refused
    from service.records import InputError

    actions = {"run": _run, "verify": _verify, "merge": _merge, "estimate": _estimate}
    try:
        return actions[args.action](args)
    except (InputError, Refused, InvalidGlossary) as error:
        say(f"duizhao: {error}")
        return USAGE
    except TooManyErrors as error:
        say(f"duizhao: {error}")
    except BrokenProcessPool:
        say("duizhao: a worker was killed or ran out of memory: run the same command to go on, with fewer --workers")
    return FAILED


def say(message: str) -> None:
    """A message for the person at the terminal."""
    print(message, file=sys.stderr)  # noqa: T201


def _plan(args: argparse.Namespace) -> Plan:
    from service.config import ParseSettings
    from service.terminology import read
    from service.window import Plan

    terms = read(args.glossary) if args.glossary else ()
    limits = ParseSettings().limits
    plan = Plan(args.window, args.columns, args.length, args.style, args.split, args.effort, terms, limits)
    return replace(plan, duplicates=args.duplicates, similarity=args.similarity, timeout=args.timeout)


def _factory(args: argparse.Namespace, workers: int = 1) -> Factory:
    import os

    from service.assembly import assemble

    threads = args.threads or (max(1, (os.cpu_count() or 1) // workers) if workers > 1 else 0)
    return partial(assemble, args.profile, directory=args.directory, threads=threads)


def _run(args: argparse.Namespace) -> int:
    from service.archive import Job, run
    from service.meter import meter

    job = Job(
        args.location,
        args.out,
        _plan(args),
        args.workers,
        args.shard,
        args.upgrade,
        args.retry_errors,
        args.max_errors,
        args.format == "parquet",
        args.format if args.format in ("html", "markdown") else None,
        args.query,
    )
    with meter(args.progress) as reporter:
        summary = run(job, _factory(args, args.workers), reporter)
    say(f"{summary['documents']} documents in {args.out}, {summary['errors']} of them failed")
    return FAILED if summary["errors"] else OK


def _verify(args: argparse.Namespace) -> int:
    from service.integrity import holes

    found = 0
    for hole in holes(args.out):
        found += 1
        say(hole)
    return FAILED if found else OK


def _merge(args: argparse.Namespace) -> int:
    from service.integrity import merge

    summary = merge(args.parts, args.into)
    say(f"{summary['documents']} documents in {args.into}, {summary['errors']} of them failed")
    return FAILED if summary["errors"] else OK


def _estimate(args: argparse.Namespace) -> int:
    from service.estimate import MACHINES, measure, told

    found = measure(args.location, _plan(args), _factory(args), args.sample, args.query)
    sys.stdout.write(told(found, args.machines or MACHINES, args.price))
    return OK
