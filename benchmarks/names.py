"""Names checked on translations whose quality is known.

``python -m benchmarks.names CHINESE ENGLISH [--show N]``: two files, line by line. On human translations every alarm is
as good as false, unless the translator left the name out; on a system's output the alarms are the finds. The last line
is one JSON object; ``per_1000`` are alarms for a thousand sentences.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from models.name_checks import review
from models.names import Names


def measure(pairs: list[tuple[str, str]], names: Names, show: int = 0) -> dict[str, object]:
    """Names found and alarms raised; the first ``show`` alarms are printed."""
    kinds, codes = Counter[str](), Counter[str]()
    for zh, en in pairs:
        kinds.update(name.kind for name in names.find(zh))
        checks = review(zh, en, names)[1]
        codes.update(check.code for check in checks)
        for check in checks[: max(0, show)]:
            print(check.code, check.message, zh, en, sep=" | ")
            show -= 1
    return {
        "sentences": len(pairs),
        "names": dict(kinds),
        "alarms": dict(codes),
        "per_1000": {code: round(1000 * count / max(1, len(pairs)), 1) for code, count in codes.items()},
    }


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chinese", type=Path)
    parser.add_argument("english", type=Path)
    parser.add_argument("--show", type=int, default=0, metavar="N")
    args = parser.parse_args()
    zh, en = (path.read_text(encoding="utf-8").splitlines() for path in (args.chinese, args.english))
    print(json.dumps(measure(list(zip(zh, en, strict=True)), Names.load(), args.show), ensure_ascii=False))


if __name__ == "__main__":
    main()
