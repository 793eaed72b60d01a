"""What a rotation that was cut off leaves behind, by its journal, and the commands that go on with it, or back."""

from __future__ import annotations

from collections.abc import Mapping

from rootward.model.rotation import Rotation

_AGAIN: Mapping[str, str] = {"program": " --store-with PROGRAM", "output": " | READER"}
"""What the command line has to say again, by the kind of place: the journal keeps neither."""


def left_behind(rotation: Rotation) -> str:
    """`A and B are both active, and ~/.aws/credentials [default] has B`."""
    opened, standing = rotation.opened, rotation.standing
    old, new = opened.old_key_id, standing.new_key_id
    if not new:
        pending = standing.pending
        is_open = bool(standing.orphan_id) or (pending is not None and pending.step == "create")
        return "whether AWS made a new key is not known yet" if is_open else "no new key is there"
    return f"{_active(rotation, old, new)}, and {opened.place.label} has {_in_place(rotation, old, new)}"


def go_on(rotation: Rotation) -> str:
    """`rootward keys rotate --resume`, or `--rollback` where it goes back, with what has to be said again."""
    return _command("--resume" if rotation.standing.turned is None else "--rollback", rotation)


def ways(rotation: Rotation) -> str:
    """The commands that go on, and back."""
    on = f"go on: {go_on(rotation)}"
    return on if rotation.standing.turned is not None else f"{on}; or back: {_command('--rollback', rotation)}"


def _command(direction: str, rotation: Rotation) -> str:
    return f"rootward keys rotate {direction}{_AGAIN.get(rotation.opened.place.kind, '')}"


def _active(rotation: Rotation, old: str, new: str) -> str:
    made = rotation.standing.made
    was_off = not rotation.opened.old_was_active
    if "delete" in made:
        return f"{old} is deleted"
    if "activate" not in made and (was_off or "deactivate" in made):
        return f"{old} is switched off"
    return f"{new} is switched off" if "deactivate-new" in made else f"{old} and {new} are both active"


def _in_place(rotation: Rotation, old: str, new: str) -> str:
    standing = rotation.standing
    if "put-back" in standing.made or not (standing.may_be_stored or "store" in standing.made):
        return old
    is_sure = "store" in standing.made and "put-back" not in standing.begun
    return new if is_sure else "one of them"
