"""What a rotation came to, for people: one that goes forward, one that went back, one that waits for somebody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rootward.model.rotation import Rotation, State
from rootward.model.rotation_rest import Rest
from rootward.reports.evidence import minute, told
from rootward.reports.names import safe

REACHED: Mapping[State, str] = {
    State.CREATED: "a new key is made",
    State.STASHED: "a new key is made; waiting until it works everywhere, 15 seconds and more",
    State.PROPAGATED: "the new key works",
    State.STORED: "the new key is stored; looking whether the profile works",
    State.VERIFIED: "the new key is in use",
    State.OLD_INACTIVE: "the old key is switched off; looking whether the profile works without it",
    State.OBSERVING: "the profile works without the old key",
    State.DELETED: "the old key is deleted",
}
"""What is said when a state is reached."""


def render(rotation: Rotation, rest: Rest) -> str:
    """A few lines, without a secret; key ids are whole, for what is to be done next names them."""
    return "\n".join(_lines(rotation, rest)) + "\n"


def is_as_wished(rotation: Rotation, rest: Rest) -> bool:
    """Whether all went the way that somebody asked for, and nothing waits for a person but time."""
    turned = rotation.standing.turned
    return rest.kind in {"observing", "due", "over"} and (turned is None or turned.why == "asked")


def _lines(rotation: Rotation, rest: Rest) -> Iterator[str]:
    opened, standing = rotation.opened, rotation.standing
    user, place = safe(opened.owner.user), safe(opened.place.label)
    old, new = opened.old_key_id, standing.new_key_id
    if rotation.state is State.GIVEN_UP:
        yield f"{user}: the rotation of {old} is given up: {safe(standing.closing)}"
        return
    if standing.turned is not None:
        yield f"{user}: the rotation of {old} went back: {_why(rotation)}"
    elif rest.kind == "over":
        yield f"{user}: {old} is deleted; {place} has {new}"
    elif rest.kind in {"observing", "due"}:
        yield f"{user}: {old} is switched off; {place} has {new}"
    else:
        yield f"{user}: the rotation of {old} waits: {rotation.state}"
    if rest.kind != "over":
        yield f"  {safe(rest.detail)}"
        yield from (f"  {line}" for line in _next(rest))
    elif standing.turned is not None:
        yield f"  {place} has {old}, and {_gone(new, rotation.state)}"


def _why(rotation: Rotation) -> str:
    turned = rotation.standing.turned
    if turned is None or turned.why == "asked":
        return "as asked"
    return told(turned.detail)


def _gone(new: str, state: State) -> str:
    if state is State.FAILED or not new:
        return "no other key was left"
    return f"{new} is deleted"


def _next(rest: Rest) -> Iterator[str]:
    if rest.kind == "observing" and rest.until is not None:
        yield f"from {minute(rest.until)} on it is deleted by: rootward keys retire"
        return
    yield from filter(None, (safe(rest.advice),))
