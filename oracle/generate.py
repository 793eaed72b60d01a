"""A seeded generator of requests and the policies that apply to them.

A case is one JSON object: `action`, `resource`, `resource_account`, `principal` (`kind` and `id`), `context` (a string,
or a list for a multivalued key), and the policies: `identity`, `boundary` (or null), `session`, `resource_policy` (or
null), `scps` and `rcps` (lists of levels). Most statements are aimed at the request, so that all layers have a say and
both verdicts are common.

    python oracle/generate.py --cases 20000 --seed 1 > cases.ndjson
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import conditions
from scene import Scene, set_scene
from vocabulary import (
    ACTIONS,
    AWAY,
    HOME,
    PROVIDERS,
    ROLES,
    SERVICES,
    SESSIONS,
    USERS,
    Guard,
)

Case = dict[str, Any]
Policy = dict[str, Any]

FULL_ACCESS: Policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
FULL_RCP: Policy = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
}
"""RCPFullAWSAccess: AWS attaches it everywhere, and it cannot be detached."""


def _listed(scene: Scene, values: list[Any]) -> Any:
    return values[0] if len(values) == 1 and scene.chance(0.5) else values


def _action_pattern(scene: Scene, hits: bool) -> str:
    service, name = (scene.action.name if hits else scene.rng.choice(ACTIONS).name).split(":")
    stem = scene.rng.randint(1, len(name) - 1)
    patterns = [
        f"{service}:{name}",
        f"{service}:{name}",
        f"{service}:{name.lower()}",
        f"{service.upper()}:{name}",
        f"{service}:*",
        f"{service}:{name[:stem]}*",
        f"{service}:*{name[stem:]}",
        f"{service}:{name[:stem]}?{name[stem + 1 :]}",
        f"{service}:{name[:stem].upper()}*{name[-1]}",
    ]
    if hits and scene.chance(0.2):
        return "*"
    return scene.rng.choice(patterns)


def _resource_pattern(scene: Scene, hits: bool) -> str:
    if not hits:
        return _elsewhere(scene)
    if scene.resource == "*" or scene.chance(0.2):
        return "*"
    segments = scene.resource.split(":", 5)
    if scene.chance(0.12) and (places := [place for place in (3, 4) if segments[place]]):
        place = scene.rng.choice(places)
        segments[place] = scene.rng.choice(("*", f"{segments[place][:-1]}?", f"{segments[place][:3]}*"))
    return ":".join((*segments[:5], _name_pattern(scene, segments[5])))


def _elsewhere(scene: Scene) -> str:
    rng = scene.rng
    other = rng.choice([action for action in ACTIONS if action.resources])
    resource = rng.choice((*other.resources, *scene.action.resources)).format(account=rng.choice((HOME, AWAY)))
    return f"{resource[: rng.randint(30, 60)]}*" if rng.random() < 0.2 and len(resource) > 30 else resource


def _name_pattern(scene: Scene, name: str) -> str:
    """A pattern of the last part of an ARN; its type, up to the first slash or colon, stays as it is."""
    start = name.find("/") + 1 or name.find(":") + 1
    cut = scene.rng.randint(start, len(name))
    rest = name[cut:]
    forms = (
        conditions.with_variable(scene.rng, name, scene.context, start),
        f"{name[:cut]}*",
        f"{name[:cut]}*{rest[-1:]}",
        f"{name[:cut]}?{rest[1:]}" if rest else name,
        name.replace("?", "${?}").replace("$.", "${$}."),
        name[:start] + name[start:].swapcase() if scene.chance(0.3) else name,
        name,
        name,
    )
    return scene.rng.choice(forms)


def _whole_resource_pattern(scene: Scene, hits: bool) -> str:
    """One that is no incomplete ARN: AWS says what these are in policies of identities alone."""
    pattern = _resource_pattern(scene, hits)
    return pattern if pattern == "*" or pattern.count(":") >= 5 else scene.resource


def _element(scene: Scene, name: str, pattern: Any, hits: bool) -> tuple[str, Any]:
    """`name` or its Not- form, with one to three patterns, matching the request where `hits`."""
    negated = scene.chance(0.17)
    count = scene.rng.choice((1, 1, 1, 2, 3))
    wanted = hits != negated
    values = [pattern(scene, wanted and number == 0) for number in range(count)]
    scene.rng.shuffle(values)
    return ("Not" if negated else "") + name, _listed(scene, values)


def _others(scene: Scene) -> list[tuple[str, str]]:
    return [
        ("AWS", f"arn:aws:iam::{scene.rng.choice((HOME, AWAY))}:user/{scene.rng.choice(USERS)}"),
        ("AWS", f"arn:aws:iam::{scene.rng.choice((HOME, AWAY))}:role/{scene.rng.choice(ROLES)}"),
        ("AWS", f"arn:aws:sts::{HOME}:assumed-role/deployer/{scene.rng.choice(SESSIONS)}"),
        ("AWS", f"arn:aws:sts::{HOME}:federated-user/{scene.rng.choice(USERS)}"),
        ("AWS", AWAY),
        ("Service", scene.rng.choice(SERVICES)),
        ("Federated", scene.rng.choice(PROVIDERS).format(account=HOME)),
    ]


def _names(scene: Scene) -> list[tuple[str, str]]:
    """The ways to name the caller."""
    caller = scene.caller
    if caller.kind in {"Service", "Federated"}:
        return [(caller.kind, caller.id)]
    if caller.kind == "Anonymous":
        return [("AWS", "*")]
    account = [("AWS", HOME), ("AWS", f"arn:aws:iam::{HOME}:root")]
    own = [("AWS", name) for name in caller.names]
    return [*own, *own, *account, ("AWS", "*")]


def _principal(scene: Scene, layer: str, effect: str, *, hits: bool) -> tuple[str, Any]:
    # AWS knows NotPrincipal with Deny only, and in no trust policy.
    negated = effect == "Deny" and layer != "trust" and scene.chance(0.3)
    rng = scene.rng
    if not negated and hits and scene.chance(0.12):
        return "Principal", "*"
    entries = rng.sample(_others(scene), rng.choice((1, 1, 2)))
    if negated and not hits:
        # AWS asks that the account, the role and the session all be listed.
        entries += [name for name in dict.fromkeys(_names(scene)) if name[1] != "*"]
    elif hits and not negated:
        entries = [rng.choice(_names(scene)), *(entries if scene.chance(0.3) else [])]
    if negated:
        entries = [entry for entry in entries if entry[1] != "*"]
    grouped: dict[str, Any] = {}
    for kind, name in entries:
        grouped.setdefault(kind, []).append(name)
    return ("Not" if negated else "") + "Principal", {kind: _listed(scene, names) for kind, names in grouped.items()}


def _statement(scene: Scene, layer: str) -> dict[str, Any]:
    effect = "Deny" if layer == "rcp" or scene.chance(0.2) else "Allow"
    parts = ["action", "resource", "principal"]
    missed = set() if scene.chance(0.85 if effect == "Allow" else 0.5) else {scene.rng.choice(parts)}
    statement: dict[str, Any] = {"Effect": effect}
    if scene.chance(0.2):
        statement["Sid"] = f"S{scene.rng.randint(1, 99)}"
    if layer == "rcp":
        service = scene.action.name.split(":", maxsplit=1)[0]
        pattern = _action_pattern(scene, "action" not in missed)
        statement |= {"Principal": "*", "Action": f"{service}:*" if pattern == "*" else pattern}
    else:
        name, value = _element(scene, "Action", _action_pattern, "action" not in missed)
        statement[name] = value
    if layer != "trust":
        name, value = _element(
            scene,
            "Resource",
            _resource_pattern if layer in {"identity", "boundary"} else _whole_resource_pattern,
            "resource" not in missed,
        )
        statement[name] = value
    if layer in {"resource", "trust", "key"}:
        name, value = _principal(scene, layer, effect, hits="principal" not in missed)
        statement[name] = value
    if scene.chance(0.65):
        hits = scene.chance(0.8 if effect == "Allow" else 0.5)
        statement["Condition"] = conditions.block(scene.rng, scene.action, scene.context, hits=hits)
    return statement


def _policy(scene: Scene, layer: str) -> Policy:
    statements = [_statement(scene, layer) for _ in range(scene.rng.choice((1, 1, 2, 3)))]
    policy: Policy = {}
    version = (
        "2012-10-17"
        if layer in {"rcp", "scp"}
        else scene.rng.choices(("2012-10-17", "2008-10-17", ""), (75, 12, 13))[0]
    )
    if version:
        policy["Version"] = version
    policy["Statement"] = _listed(scene, statements)
    return policy


def _levels(scene: Scene, layer: str, base: Policy) -> list[list[Policy]]:
    levels = []
    for _ in range(scene.rng.choice((1, 2, 3))):
        level = [base] if layer == "rcp" or scene.chance(0.8) else []
        if (not level and scene.chance(0.97)) or (level and scene.chance(0.35)):
            level.append(_policy(scene, layer))
        levels.append(level)
    return levels


def case(seed: int, number: int) -> Case:
    """The case of that number: the same for the same seed, whatever is generated beside it."""
    rng = random.Random(f"{seed}/{number}")
    scene = set_scene(rng)
    caller, guard = scene.caller, scene.action.guard
    ours = caller.account is not None
    identity = [_policy(scene, "identity") for _ in range(rng.choice((0, 1, 1, 1, 2)))]
    bounded = caller.kind in {"User", "Role", "AssumedRole", "FederatedUser"} and scene.chance(0.22)
    short = caller.kind in {"Role", "AssumedRole", "FederatedUser"}
    in_session = short and scene.chance(0.9 if caller.kind == "FederatedUser" else 0.3)
    shares = {
        Guard.NONE: 0.0,
        Guard.POLICY: 0.55 if scene.resource_account == HOME and ours else 0.93,
        Guard.TRUST: 1.0,  # a role has one
        Guard.KEY: 0.97,
    }
    layer = {Guard.TRUST: "trust", Guard.KEY: "key"}.get(guard, "resource")
    return {
        "id": f"{seed}/{number}",
        "action": scene.action.name,
        "resource": scene.resource,
        "resource_account": scene.resource_account,
        "principal": {"kind": caller.kind, "id": caller.id},
        "context": scene.context,
        "identity": identity if ours and caller.kind != "Root" else [],
        "boundary": _policy(scene, "boundary") if bounded else None,
        "session": [_policy(scene, "session")] if in_session else [],
        "resource_policy": _policy(scene, layer) if scene.chance(shares[guard]) else None,
        "scps": _levels(scene, "scp", FULL_ACCESS) if ours and scene.chance(0.4) else [],
        "rcps": _levels(scene, "rcp", FULL_RCP) if guard is not Guard.NONE and scene.chance(0.3) else [],
    }


def cases(seed: int, count: int) -> Iterator[Case]:
    """All cases of a run."""
    return (case(seed, number) for number in range(count))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the cases, one a line."""
    parser = argparse.ArgumentParser(description="Generate requests and policies, one JSON case a line.")
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    for made in cases(options.seed, options.cases):
        print(json.dumps(made))
    return 0


if __name__ == "__main__":
    sys.exit(main())
