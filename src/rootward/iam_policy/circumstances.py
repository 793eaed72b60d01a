"""Condition keys that say who asks, from where and when: circumstances, that take nothing from what may be done.

An administrator who must have used MFA, or sit in the office, is an administrator. Keys that say what is asked for
(`iam:PolicyARN`, `iam:PermissionsBoundary`, tags of the resource) do limit what may be done, and are none.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from rootward.iam_policy.context import Given

CIRCUMSTANCES = frozenset(
    {
        "aws:currenttime",
        "aws:epochtime",
        "aws:federatedprovider",
        "aws:multifactorauthage",
        "aws:multifactorauthpresent",
        "aws:ec2instancesourceprivateipv4",
        "aws:ec2instancesourcevpc",
        "aws:principalorgid",
        "aws:principalorgmasteraccountid",
        "aws:principalorgpaths",
        "aws:principaltag/",
        "aws:referer",
        "aws:resourceorgid",
        "aws:resourceorgpaths",
        "aws:sourceidentity",
        "aws:sourceip",
        "aws:sourcevpc",
        "aws:sourcevpcarn",
        "aws:sourcevpce",
        "aws:sourceaccount",
        "aws:tokenissuetime",
        "aws:useragent",
        "aws:userid",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "aws:vpceorgpaths",
        "aws:vpcsourceip",
        "ec2:rolesource",
        "ec2:sourceinstancearn",
        "identitystore:userid",
        "lambda:sourcefunctionarn",
    }
)

DIRECT_CALL: dict[str, Given | None] = {
    "aws:securetransport": "true",
    "aws:viaawsservice": "false",
    "aws:calledvia": None,
    "aws:assumedroot": None,
}
"""What holds of every call that somebody makes to AWS by themselves, over HTTPS as AWS's endpoints demand."""

OF_THE_CALLER = frozenset({"aws:principalarn", "aws:username"})
"""Keys that `decide` derives from who calls, and that differ from one identity of an account to the next."""
