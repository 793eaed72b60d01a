"""`make oracle`: rootward's decisions beside those of another evaluator, on generated requests and policies.

Prints how many cases there were of each kind, how many differences AWS's documentation explains, by point, and each
other difference as a small case. Then the law of partial contexts: a decision on part of the context is DEPENDS, or
that of every completion.

Exits 1 when a difference is not explained or the law is broken, when more than 2 % of the cases were refused, or when
one verdict makes up less than a quarter of them.
"""

import argparse
import json
import random
import sys
import tomllib
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import partial
from explain import POINTS, Point
from generate import Case, cases
from judge import judged
from rootward.iam_policy import Verdict
from shrink import shrunk
from simulator import Answer, OracleMissingError, Simulator

MOST_REFUSED = 0.02
LEAST_OF_A_VERDICT = 0.25
MOST_SHOWN = 20
_TABLE = Path(__file__).with_name("explained.toml")
_CONFORMANCE = Path(__file__).parents[1] / "tests" / "iam_policy" / "conformance"


def agree(case: Case, answer: Answer) -> bool:
    """Whether rootward says the same, and for the same kind of reason."""
    decision = judged(case)
    return (decision.verdict is Verdict.ALLOW, decision.explicit) == (answer.allowed, answer.explicit)


def explanation(case: Case, simulator: Simulator) -> tuple[Point, ...] | None:
    """The fewest points that explain the difference; None where they do not."""
    relevant = [point for point in POINTS if point.rewritten(case) != case]
    for count in range(1, len(relevant) + 1):
        chosen = list(combinations(relevant, count))
        answers = simulator.judge([_rewritten(case, points) for points in chosen])
        for points, answer in zip(chosen, answers, strict=True):
            if not answer.refused and agree(case, answer):
                return points
    return None


def _rewritten(case: Case, points: Sequence[Point]) -> Case:
    for point in points:
        case = point.rewritten(case)
    return case


def _said(case: Case, simulator: Simulator) -> tuple[Verdict, bool, Answer]:
    (answer,) = simulator.judge([case])
    decision = judged(case)
    return decision.verdict, decision.explicit, answer


def _shown(case: Case, simulator: Simulator) -> str:
    """The case, as small as it can be made while both say what they say, and no point explains it."""
    at_first = _said(case, simulator)
    small = shrunk(case, lambda other: _said(other, simulator) == at_first and explanation(other, simulator) is None)
    (answer,) = simulator.judge([small])
    decision = judged(small)
    said = {
        "rootward": [decision.verdict.name, decision.layer, "explicit" if decision.explicit else "implicit"],
        "oracle": ["ALLOW" if answer.allowed else "DENY", "explicit" if answer.explicit else "implicit"],
    }
    return json.dumps(small | said)


def compared(made: Sequence[Case], simulator: Simulator) -> bool:
    """Compare and print; whether all holds."""
    answers = simulator.judge(made)
    both = [(case, answer) for case, answer in zip(made, answers, strict=True) if not answer.refused]
    points: Counter[str] = Counter()
    unexplained = []
    for case, answer in both:
        if agree(case, answer):
            continue
        found = explanation(case, simulator)
        if found is None:
            unexplained.append(case)
        points.update(point.name for point in found or ())
    fair = _print_cases(made, answers)
    held = _print_explained(points)
    print(f"unexplained differences: {len(unexplained)}")
    for case in unexplained[:MOST_SHOWN]:
        print(_shown(case, simulator))
    if len(unexplained) > MOST_SHOWN:
        print(f"and more: {' '.join(case['id'] for case in unexplained[MOST_SHOWN:])}")
    return fair and held and not unexplained


def _print_cases(made: Sequence[Case], answers: Sequence[Answer]) -> bool:
    """Print how many cases there were of each kind; whether both verdicts are common and refusals are rare."""
    refused = Counter(answer.refused for answer in answers if answer.refused)
    kinds = Counter(
        ("ALLOW" if answer.allowed else "DENY", case["principal"]["kind"])
        for case, answer in zip(made, answers, strict=True)
        if not answer.refused
    )
    verdicts: Counter[str] = Counter()
    print(f"{len(made):,} cases, of which the oracle refused {sum(refused.values()):,} {dict(refused) or ''}")
    for (verdict, caller), number in sorted(kinds.items()):
        verdicts[verdict] += number
        print(f"  {verdict:5} {caller:13} {number:7,}")
    unlooked = sum(bool(answer.ignored) for answer in answers)
    if unlooked:
        print(f"  in {unlooked:,} cases the oracle left a condition key out")
    rare = sum(refused.values()) + unlooked <= MOST_REFUSED * len(made)
    return rare and all(verdicts[verdict] >= LEAST_OF_A_VERDICT * len(made) for verdict in ("ALLOW", "DENY"))


def _print_explained(points: Counter[str]) -> bool:
    """Print how often each point explains; whether a conformance case holds each."""
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    chapters = [tomllib.loads(path.read_text(encoding="utf-8")) for path in _CONFORMANCE.glob("*.toml")]
    held = {case["name"] for chapter in chapters for case in chapter["case"]}
    print(f"explained differences, by point ({_TABLE.name}):")
    for name, number in points.most_common():
        print(f"  {number:6,} {name}: {table[name]['reason']}")
    missing = [point.name for point in POINTS if table[point.name]["case"] not in held]
    if missing:
        print(f"no conformance case holds: {', '.join(missing)}")
    return not missing


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    try:
        with Simulator() as simulator:
            same = compared(list(cases(options.seed, options.cases)), simulator)
    except OracleMissingError as error:
        print(f"make oracle: {error}", file=sys.stderr)
        return 2
    lawful = partial.checked(cases(options.seed, options.cases // 10), random.Random(options.seed))
    return 0 if same and lawful else 1


if __name__ == "__main__":
    sys.exit(main())
