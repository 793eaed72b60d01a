"""Whether patterns take in, between them, everything of a certain kind: a union is judged by what it takes in.

`user/a*` alone does not cover `user/*`; `user/?*` and `user/` do, between them.
"""

from __future__ import annotations

import string
from collections.abc import Iterable

from rootward.iam_policy.wildcard import Automaton, Wildcard, tokens

NAME_CHARACTERS = string.ascii_letters + string.digits + "+=,.@_-/"
"""What names and paths of IAM are made of.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names
"""

ACTION_CHARACTERS = string.ascii_lowercase + string.digits + "-:"
"""What actions are made of, in small letters."""

_MOST_STATES = 2_000
"""So many combinations of states are looked at. Patterns that need more cover nothing, as far as this can tell."""


def covers(patterns: Iterable[Wildcard], target: str, characters: str) -> bool:
    """Whether every text of the target, a pattern with runs (`user/*`), is of one of the patterns.

    `characters`: what the texts are made of, behind what the target spells out before its first wildcard.
    """
    spelled = target[: min(target.index(each) for each in "*?" if each in target)]
    wanted = Automaton(tokens(target.removeprefix(spelled)))
    reached = [(one, one.after(one.start, spelled)) for one in (pattern.automaton for pattern in patterns)]
    # What cannot be of a pattern any more is dropped; most questions end here.
    alive = [(one, states) for one, states in reached if states]
    if any(one.takes_any_rest(states) for one, states in alive):
        return True
    return bool(alive) and _includes(
        wanted, [one for one, _ in alive], tuple(states for _, states in alive), characters
    )


def _includes(wanted: Automaton, automata: list[Automaton], reached: tuple[int, ...], characters: str) -> bool:
    """Whether whatever the wanted one takes in from its start, one of the others does from the states reached."""
    first = (wanted.start, reached)
    seen, waiting = {first}, [first]
    while waiting:
        at, combined = waiting.pop()
        if wanted.ends(at) and not any(one.ends(states) for one, states in zip(automata, combined, strict=True)):
            return False
        for character in characters:
            after = wanted.after(at, character)
            following = tuple(one.after(states, character) for one, states in zip(automata, combined, strict=True))
            done = not after or any(one.takes_any_rest(each) for one, each in zip(automata, following, strict=True))
            if done or (after, following) in seen:
                continue
            if len(seen) >= _MOST_STATES:
                return False
            seen.add((after, following))
            waiting.append((after, following))
    return True
