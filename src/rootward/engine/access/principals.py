"""Which principal somebody means."""

from __future__ import annotations

from difflib import get_close_matches

from rootward.engine.access.scene import Scene
from rootward.errors import UsageError
from rootward.iam_policy.caller import caller
from rootward.iam_policy.powers import Holder


def principal(scene: Scene, named: str) -> Holder:
    """The user or role of that ARN, name, or name with its kind (`role/deploy`).

    A role's session stands for the role. Raises UsageError, with near matches.
    """
    who = caller(named)
    if who.kind == "root" or (named == "root" and not any(one.name == named for one in scene.holders)):
        advice = "it may do everything, but for what service control policies deny to a member account's root"
        raise UsageError("root is no user and no role: it has no policies to ask", advice=advice)
    if who.kind == "session" and who.account == scene.account.id:
        found = [one for one in scene.holders if one.kind == "role" and one.name == who.name]
    else:
        found = [one for one in scene.holders if _is(one, named)]
    if len(found) > 1:
        said = " or ".join(f"{one.kind}/{one.name}" for one in found)
        raise UsageError(f"'{named}' is a user and a role", advice=f"say which: {said}")
    if not found:
        raise _no_such(scene, named)
    return found[0]


def _is(holder: Holder, named: str) -> bool:
    return named in {
        holder.arn,
        holder.name,
        f"{holder.kind}/{holder.name}",
        f"{holder.kind}{holder.path}{holder.name}",
    }


def _no_such(scene: Scene, named: str) -> UsageError:
    who = caller(named)
    if who.account not in {None, scene.account.id}:
        return UsageError(
            f"{named} is of another account than {scene.account.id}", advice="ask about a user or role of the account"
        )
    names = {one.name.lower(): one for one in scene.holders}
    close = get_close_matches(named.rpartition("/")[2].lower(), names, n=3)
    said = ", ".join(f"{names[one].kind}/{names[one].name}" for one in close)
    advice = f"near it: {said}" if said else "give a user's or role's name or ARN; rootward collect -o FILE lists them"
    return UsageError(f"the account has no user and no role '{named}'", advice=advice)
