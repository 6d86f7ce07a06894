"""``partition_text`` of unstructured, for ``benchmarks/rivals.py``: run by a Python that has unstructured and nothing
of this project.

Each line of standard input is a JSON string, a page; each line of output its elements as ``[[kind, text], …]``. It asks
an English spaCy model whether a text has a verb (narrative) or none (a title). Where that model is not installed,
``--verb=0`` or ``--verb=1`` answers for it, so that two runs bound what the model could do; where elements begin and
end does not depend on it.
"""

from __future__ import annotations

import argparse
import json
import sys


def without_tagger(verb: bool) -> None:
    """Let sentences end at full stops and every text have a verb, or none."""
    import spacy
    from unstructured.nlp import tokenize
    from unstructured.partition import text_type

    blank = spacy.blank("en")
    blank.add_pipe("sentencizer")
    tokenize._get_nlp = lambda: blank
    text_type.contains_verb = lambda text: verb


def main() -> None:
    """Read pages, write elements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verb", type=int, choices=(0, 1))
    args = parser.parse_args()
    if args.verb is not None:
        without_tagger(bool(args.verb))
    from unstructured.partition.text import partition_text

    for line in sys.stdin:
        elements = [(type(element).__name__, str(element)) for element in partition_text(text=json.loads(line))]
        print(json.dumps(elements), flush=True)


if __name__ == "__main__":
    main()
