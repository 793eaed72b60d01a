"""The action patterns of a statement, made ready to be asked about one action after another."""

from __future__ import annotations

from functools import lru_cache

from rootward.iam_policy.wildcard import Wildcard, wildcard

_WILD = ("*", "?")


class ActionPatterns:
    """The patterns of an `Action` or `NotAction` element. Policies of AWS's own have some thousand in one of them.

    So a pattern without a wildcard is looked up, and one with is tried only on the actions of its service, where it
    names one. Case does not count.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
    """

    __slots__ = ("_anywhere", "_of_service", "_texts")

    def __init__(self, patterns: tuple[str, ...]) -> None:
        lowered = dict.fromkeys(pattern.lower() for pattern in patterns)
        self._texts = frozenset(each for each in lowered if not any(wild in each for wild in _WILD))
        self._anywhere: list[Wildcard] = []
        self._of_service: dict[str, list[Wildcard]] = {}
        for each in lowered:
            if each in self._texts:
                continue
            service, colon, _ = each.partition(":")
            if colon and not any(wild in service for wild in _WILD):
                self._of_service.setdefault(service, []).append(wildcard(each))
            else:
                self._anywhere.append(wildcard(each))

    def take(self, action: str) -> bool:
        """Whether one of them takes in the action."""
        asked = action.lower()
        if asked in self._texts:
            return True
        likely = self._of_service.get(asked.partition(":")[0], ())
        return any(each.matches(asked) for each in (*likely, *self._anywhere))


@lru_cache(maxsize=8_192)
def action_patterns(patterns: tuple[str, ...]) -> ActionPatterns:
    """The patterns, made ready."""
    return ActionPatterns(patterns)
