"""An account an hour old, in two regions instead of seventeen: a whole set-up of it is some hundred calls."""

from __future__ import annotations

import msgspec

from rootward.iam_policy.actions import find
from rootward.model.baseline import Contact
from rootward.sandbox import Sandbox
from rootward.sandbox.scenario.file import load

NEW = msgspec.structs.replace(load("fresh-account"), regions=("us-east-1", "eu-west-1"))

EMAIL = "security@example.com"
CONTACT = Contact(name="Ann Bell", title="Security", email=EMAIL, phone="+1 555 0100")


def password_of(sandbox: Sandbox, name: str) -> str | None:
    """What the practice account takes at the sign-in of that user."""
    from moto.iam.models import iam_backends

    user = iam_backends[sandbox.account_id]["aws"].users.get(name)
    password: str | None = None if user is None else user.password
    return password


def written(sandbox: Sandbox) -> set[str]:
    """The calls that may have changed something. A new credential report is none of the account's own."""
    levels = {call.action: find(call.action) for call in sandbox.calls}
    changing = {
        action for action, found in levels.items() if found is None or found.access_level not in {"Read", "List"}
    }
    return changing - {"iam:GenerateCredentialReport"}
