"""The IAM user who is meant: a name, an ARN, or `user/NAME`, as `keys list --user` takes them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
"""

from __future__ import annotations

import re

from rootward.errors import GuardRefusedError, UsageError
from rootward.model.credential_report import ROOT_ROW
from rootward.model.key_pair import KeyOwner
from rootward.model.user_arn import user_in

_OF_ROOT = re.compile(r"arn:[^:]+:iam::[^:]*:root")
_ANOTHER = "'rootward list users' shows the users' names"


def user_meant(asked: str, account: str) -> KeyOwner:
    """Whom `asked` names, in the account that is asked. Raises UsageError, GuardRefusedError where it is root."""
    if asked == ROOT_ROW or _OF_ROOT.fullmatch(asked):
        raise GuardRefusedError(
            "root's keys are never rotated, only deleted", advice="'rootward explain root-access-key-present' says how"
        )
    name = user_in(asked) if asked.startswith("arn:") else asked.removeprefix("user/")
    if name is None:
        raise UsageError(f"'{asked}' is the ARN of no IAM user", advice=_ANOTHER)
    if asked.startswith("arn:") and (theirs := asked.split(":")[4]) != account:
        raise UsageError(f"{asked} is of account {theirs}, and this is {account}", advice="name another profile: --as")
    try:
        return KeyOwner(account=account, user=name)
    except ValueError as error:
        raise UsageError(str(error), advice=_ANOTHER) from None
