"""Makes a case smaller while something stays true of it."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

from generate import FULL_ACCESS, FULL_RCP, Case

_KEPT = {
    "aws:PrincipalIsAWSService",
    "aws:PrincipalAccount",
    "aws:PrincipalType",
    "aws:ResourceAccount",
    "aws:PrincipalArn",
    "aws:username",
}
_REQUIRED = {"Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Statement"}


def shrunk(case: Case, still: Callable[[Case], bool]) -> Case:
    """The smallest case that leaving out single parts leads to, of which `still` is true."""
    while True:
        smaller = next((other for other in _smaller(case) if still(other)), None)
        if smaller is None:
            return case
        case = smaller


def _smaller(case: Case) -> Iterator[Case]:
    """The case with one thing left out or made plainer."""
    for name in ("boundary", "resource_policy"):
        if case[name] and not (name == "resource_policy" and case["action"].startswith("sts:")):  # a role has one
            yield case | {name: None}
    for path in list(_paths(case, ())):
        other = copy.deepcopy(case)
        parent: Any = other
        for step in path[:-1]:
            parent = parent[step]
        del parent[path[-1]]
        yield other
    for layer, plain in (("identity", [FULL_ACCESS]), ("boundary", FULL_ACCESS), ("session", [FULL_ACCESS])):
        if case[layer] and case[layer] != plain:
            yield case | {layer: plain}


def _paths(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """The places of what can be left out, the largest first."""
    if isinstance(value, list):
        if value in ([FULL_ACCESS], [FULL_RCP]):
            return
        for place, item in enumerate(value):
            if item != FULL_RCP and (len(value) > 1 or path[-1] in {"identity", "session", "scps", "rcps"}):
                yield (*path, place)
        for place, item in enumerate(value):
            yield from _paths(item, (*path, place))
    elif isinstance(value, dict):
        for name, item in value.items():
            inside = (*path, name)
            if _can_go(path, name):
                yield inside
            if path or name not in {"action", "resource", "principal"}:
                yield from _paths(item, inside)


def _can_go(path: tuple[str | int, ...], name: str) -> bool:
    if not path:
        return False
    if path == ("context",):
        return name not in _KEPT
    return name not in _REQUIRED and name not in {"Version", "AWS", "Service", "Federated"}
