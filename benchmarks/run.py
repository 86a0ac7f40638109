"""Print the table of budgets with today's figures: `make bench`, or see `--help`."""

from __future__ import annotations

import argparse
import json
import platform
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from budgets import MEASURES, Bench, Finding, Measure, clear_scratch
from measure import NotMeasured
from subject import Subject

WORK = Path(__file__).parent / ".work"
LINE = "{:<44} {:>10} {:>14} {:>7} {:>8}  {}"


def main() -> None:
    """Take the chosen measures one after the other; exit 1 when any is over its budget or missing."""
    options = _options()
    bench = Bench(Subject(options.python, WORK, options.reuse), options.rows_large, options.runs)
    clear_scratch(WORK)
    print(f"casactl {bench.subject.version}, Python {platform.python_version()}, {platform.machine()}\n")
    print(LINE.format("what", "takes", "against", "ratio", "budget", ""))
    taken = [each for measure in _chosen(options.only) for each in _findings(measure, bench)]
    if options.json:
        options.json.write_text(json.dumps(taken, indent=2) + "\n", encoding="utf-8")
    missed = [each for each in taken if not each["within"]]
    print(f"\n{len(taken) - len(missed)} of {len(taken)} within budget")
    sys.exit(1 if missed else 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", metavar="PATTERN", default="", help="measures whose name matches")
    parser.add_argument("--rows-large", metavar="N", type=int, default=1_000_000)
    parser.add_argument("--runs", metavar="K", type=int, default=7, help="turns of each quick measure")
    parser.add_argument("--python", metavar="PATH", type=Path, default=Path(sys.executable))
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the findings there too")
    parser.add_argument("--reuse", action="store_true", help="take workspaces that another version made")
    parser.add_argument("--list", action="store_true", help="print the names of the measures and stop")
    options = parser.parse_args()
    if options.list:
        print(*(measure.name for measure in MEASURES), sep="\n")
        sys.exit()
    options.python = options.python.absolute()
    return options


def _chosen(pattern: str) -> list[Measure]:
    return [measure for measure in MEASURES if re.search(pattern, measure.name, re.IGNORECASE)]


def _findings(measure: Measure, bench: Bench) -> Iterator[dict[str, object]]:
    try:
        for finding in measure.take(bench):
            print(_line(finding), flush=True)
            yield {**asdict(finding), "within": finding.within}
    except NotMeasured as reason:
        print(LINE.format(measure.name, "n/a", "", "", "", reason), flush=True)
        yield {"name": measure.name, "within": False, "missing": str(reason)}


def _line(finding: Finding) -> str:
    mark = "" if finding.limit is None else "ok" if finding.within else "OVER"
    bound = "" if finding.limit is None else f"{'>=' if finding.at_least else '<='} {finding.limit:g}"
    ratio = f"{finding.ratio:.2f}" if finding.limit is not None else ""
    return LINE.format(finding.name, finding.value, finding.against, ratio, bound, mark)


if __name__ == "__main__":
    main()
