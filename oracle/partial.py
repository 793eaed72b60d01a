"""The law of partial contexts: what is decided on a part of the context holds, whatever the rest of it is."""

import json
import random
from collections import Counter
from collections.abc import Iterable

from generate import Case
from judge import policies, request
from rootward.iam_policy import Complete, Decision, Partial, Policies, Verdict, decide
from vocabulary import ACTIONS, GLOBAL_KEYS, Key

Known = dict[str, str | list[str] | None]
_KEYS = {key.name.lower(): key for key in (*GLOBAL_KEYS, *(key for action in ACTIONS for key in action.keys))}
_TRIES = 4
_MOST_SHOWN = 10


def _invented(rng: random.Random, name: str) -> str | list[str] | None:
    """A value that an unknown key may turn out to have; None: it is absent."""
    key: Key | None = _KEYS.get(name.lower())
    if key is None or rng.random() < 0.3:
        return None
    return rng.sample(key.values, rng.randint(1, len(key.values))) if key.many else rng.choice(key.values)


def _completed(rng: random.Random, known: Known, unknown: Iterable[str]) -> Complete:
    values = known | {name: _invented(rng, name) for name in unknown}
    return Complete({name: value for name, value in values.items() if value is not None})


def _broken(case: Case, rng: random.Random) -> tuple[str, Verdict]:
    """How the law is broken for the case, or nothing; and the verdict on the part."""
    context = case["context"]
    hidden = {name.lower() for name in context if rng.random() < 0.4 and name.lower() in _KEYS}
    hidden |= {name for name in _KEYS if name not in {own.lower() for own in context} and rng.random() < 0.3}
    known: Known = {name: value for name, value in context.items() if name.lower() not in hidden}
    own = {name.lower() for name in context}
    known |= {name: None for name in _KEYS if name not in hidden and name not in own}
    made = policies(case)
    said = decide(request(case, Partial(known)), made)
    completions = [_completed(rng, known, hidden) for _ in range(_TRIES)]
    completions.append(Complete(context))
    for complete in completions:
        final = decide(request(case, complete), made)
        if final.verdict is Verdict.DEPENDS:
            return "a complete context is not enough", said.verdict
        if said.verdict is not Verdict.DEPENDS and final.verdict is not said.verdict:
            return f"{said.verdict.name} on a part became {final.verdict.name}", said.verdict
    if said.verdict is Verdict.DEPENDS:
        return _unsettled(case, made, rng, known, said), said.verdict
    return "", said.verdict


def _unsettled(case: Case, made: Policies, rng: random.Random, known: Known, said: Decision) -> str:
    if not said.depends_on:
        return "DEPENDS on nothing"
    if not said.depends_on <= _KEYS.keys() - {name.lower() for name in known}:
        return f"DEPENDS on what is known: {sorted(said.depends_on)}"
    settled = decide(request(case, Partial(known | {name: _invented(rng, name) for name in said.depends_on})), made)
    return f"still DEPENDS, on {sorted(settled.depends_on)}" if settled.verdict is Verdict.DEPENDS else ""


def checked(made: Iterable[Case], rng: random.Random) -> bool:
    """Check the law on the cases and print what came of it; whether it holds."""
    verdicts: Counter[str] = Counter()
    broken = []
    for case in made:
        how, verdict = _broken(case, rng)
        verdicts[verdict.name] += 1
        if how:
            broken.append((how, case))
    print(f"partial contexts: {dict(verdicts)}; the law is broken {len(broken)} times")
    for how, case in broken[:_MOST_SHOWN]:
        print(f"{how}: {json.dumps(case)}")
    return not broken
