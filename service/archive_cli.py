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

from service.notice import say

if TYPE_CHECKING:
    from models.compute import Compute
    from service.cluster import Pool
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
    run.add_argument("out", metavar="OUT", help="folder, or the URL of a prefix in an object store")
    _plan_arguments(run)
    _worker_arguments(run)
    run.add_argument("--shard", type=_shard, default=(0, 1), metavar="i/n", help="only the windows i modulo n")
    run.add_argument("--upgrade", action="store_true", help="do again what other settings or models change")
    run.add_argument("--retry-errors", action="store_true", help="do again the windows in which documents failed")
    run.add_argument("--max-errors", type=int, metavar="N", help="stop when more documents have failed")
    run.add_argument("--format", choices=FORMATS, default="jsonl", help="any other: besides JSONL")
    run.add_argument("--progress", choices=("text", "json"), default="text", help="form of the progress on stderr")
    verify = actions.add_parser("verify", help="is the output whole? names each hole")
    verify.add_argument("out", metavar="OUT")
    merge = actions.add_parser("merge", help="the outputs of all shards as one")
    merge.add_argument("parts", metavar="OUT", nargs="+")
    merge.add_argument("into", metavar="INTO")
    estimate = actions.add_parser("estimate", help="how long the whole will take, from a sample")
    estimate.add_argument("location", metavar="IN")
    _plan_arguments(estimate)
    estimate.add_argument("--price", type=float, metavar="P", help="of a machine's hour, in any currency")
    estimate.add_argument("--machines", type=_positive, nargs="+", metavar="N", help="how many (default 1 to 32)")
    estimate.add_argument("--sample", type=_positive, default=200, help="documents to brief (default 200)")


def _worker_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--workers", type=_workers, help="processes, each with models of its own (default 1), or auto: measured"
    )
    command.add_argument("--engine", choices=("local", "ray"), default="local", help="ray: the nodes of a Ray cluster")
    command.add_argument("--address", help="the Ray cluster (default: one on this machine)")
    command.add_argument("--cpus-per-worker", type=_part, default=1.0, metavar="N", help="of a Ray node (default 1)")
    command.add_argument("--gpus-per-worker", type=_part, default=0.0, metavar="N", help="of a Ray node, such as 0.5")


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
    command.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto", help="auto: CUDA where it is")
    command.add_argument("--compute-type", metavar="TYPE", help="default: int8, on CUDA float16; int8_float16, …")
    command.add_argument("--batch-tokens", type=_positive, default=0, metavar="N", help="size of the models' batches")


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"{number} is below 1")
    return number


def _share(text: str) -> float:
    if not 0.5 <= (number := float(text)) <= 1:
        raise argparse.ArgumentTypeError(f"{number} is not from 0.5 to 1")
    return number


def _workers(text: str) -> int:
    return 0 if text == "auto" else _positive(text)


def _part(text: str) -> float:
    if not 0 <= (number := float(text)) < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is no number from 0")
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
    from service.crew import Broken
    from service.ledger import Refused
    from service.records import InputError

    actions = {"run": _run, "verify": _verify, "merge": _merge, "estimate": _estimate}
    try:
        return actions[args.action](args)
    except (InputError, Refused, InvalidGlossary) as error:
        say(f"duizhao: {error}")
        return USAGE
    except (TooManyErrors, Broken) as error:
        say(f"duizhao: {error}")
    except BrokenProcessPool:
        say("duizhao: a worker was killed or ran out of memory: run the same command to go on, with fewer --workers")
    except OSError as error:
        say(f"duizhao: {error}: mend it and run the same command to go on")
    return FAILED


def _plan(args: argparse.Namespace) -> Plan:
    from service.config import ParseSettings
    from service.terminology import read
    from service.window import Plan

    terms = read(args.glossary) if args.glossary else ()
    given = (args.columns, args.length, args.style, args.split, args.effort, terms)
    plan = Plan(args.window, *given, _compute(args), ParseSettings().limits)
    return replace(plan, duplicates=args.duplicates, similarity=args.similarity, timeout=args.timeout)


def _compute(args: argparse.Namespace) -> Compute:
    """On what the models compute; on Ray the GPUs that a worker asks for decide, for this machine may have none."""
    from models.compute import choose

    device = args.device
    if device == "auto" and getattr(args, "engine", "local") == "ray":
        device = "cuda" if args.gpus_per_worker else "cpu"
    return choose(device, args.compute_type, args.batch_tokens)


def _factory(args: argparse.Namespace, plan: Plan, workers: int = 1) -> Factory:
    from service.assembly import assemble
    from service.crew import available

    threads = args.threads or (max(1, available() // workers) if workers > 1 else 0)
    return partial(assemble, args.profile, directory=args.directory, threads=threads, compute=plan.compute)


def _run(args: argparse.Namespace) -> int:
    from service.archive import Job, run
    from service.meter import meter
    from service.storage import place

    plan, pool = _plan(args), _pool(args)
    job = Job(
        args.location,
        place(args.out),
        plan,
        None if args.workers == 0 else args.workers or 1,
        args.shard,
        args.upgrade,
        args.retry_errors,
        args.max_errors,
        args.format == "parquet",
        args.format if args.format in ("html", "markdown") else None,
        args.query,
        pool,
    )
    if pool:
        args.threads = args.threads or max(1, int(pool.cpus))
    with meter(args.progress) as reporter:
        summary = run(job, _factory(args, plan, job.workers or 1), reporter)
    say(f"{summary['documents']} documents in {args.out}, {summary['errors']} of them failed")
    return FAILED if summary["errors"] else OK


def _pool(args: argparse.Namespace) -> Pool | None:
    from service.cluster import Pool

    if args.engine == "local":
        return None
    return Pool(args.address, args.workers or None, args.cpus_per_worker, args.gpus_per_worker)


def _verify(args: argparse.Namespace) -> int:
    from service.integrity import holes
    from service.storage import place

    found = 0
    for hole in holes(place(args.out)):
        found += 1
        say(hole)
    return FAILED if found else OK


def _merge(args: argparse.Namespace) -> int:
    from service.integrity import merge
    from service.storage import place

    summary = merge([place(part) for part in args.parts], place(args.into))
    say(f"{summary['documents']} documents in {args.into}, {summary['errors']} of them failed")
    return FAILED if summary["errors"] else OK


def _estimate(args: argparse.Namespace) -> int:
    from service.estimate import MACHINES, measure, told

    plan = _plan(args)
    found = measure(args.location, plan, _factory(args, plan), args.sample, args.query)
    sys.stdout.write(told(found, args.machines or MACHINES, args.price))
    return OK
