"""The policy that lets a user register an MFA device of its own, and look after it: nothing else, and no denial.

It is what AWS's example for managing one's own device allows, without the denial that stands at its end: whoever it is
given to has no device yet, and keeps what else it may do. Two things are as in that example for a reason:

- A device is deactivated only in a session with MFA: with a stolen password or key alone nobody takes it away.
- `iam:DeleteVirtualMFADevice` is not allowed: by it a user could delete devices that wait for somebody else.

Users with a path are taken in too, as in `require_mfa`. Where the user is bound by `require_mfa` later, its denial
stands above what this allows.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_iam_mfa-selfmanage.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only.html
"""

from __future__ import annotations

import json

_OWN = ("EnableMFADevice", "GetMFADevice", "GetUser", "ListMFADevices", "ResyncMFADevice")
_WITH_MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def register_mfa(partition: str) -> str:
    """The policy as JSON text, for an account of that partition."""
    iam = f"arn:{partition}:iam::*:"
    own = [f"{iam}user/${{aws:username}}", f"{iam}user/*/${{aws:username}}"]
    statements = [
        _allowed("AllowViewVirtualMFADevices", ("ListVirtualMFADevices",), "*"),
        _allowed("AllowCreateVirtualMFADevice", ("CreateVirtualMFADevice",), f"{iam}mfa/*"),
        _allowed("AllowManageOwnMFADevice", _OWN, own),
        {**_allowed("AllowDeactivateOwnMFADeviceWithMFA", ("DeactivateMFADevice",), own), "Condition": _WITH_MFA},
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def _allowed(sid: str, actions: tuple[str, ...], resource: str | list[str]) -> dict[str, object]:
    return {"Sid": sid, "Effect": "Allow", "Action": [f"iam:{action}" for action in actions], "Resource": resource}
