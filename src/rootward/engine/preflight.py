"""Whether the caller may make the calls of a plan: asked of its policies before the first of them is made."""

from __future__ import annotations

from collections.abc import Iterable

from rootward.checks.power import proven_authority
from rootward.engine.lockout import Caller, holder_of
from rootward.iam_policy import Partial, Request, Verdict, decide
from rootward.model.account import Account
from rootward.model.unknown import Unknown


def forbidden(account: Account, caller: Caller, asked: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The IAM actions that the caller's own policies do not allow on the resource beside them, sorted.

    Nothing is said of a caller who is none of the account's users and roles, nor of root; and what depends on policies
    that were not read, or on what is not known of the session, is left to AWS.
    """
    authority = proven_authority(account)
    arn = holder_of(caller, account)
    if arn is None or isinstance(authority, Unknown):
        return ()
    holder = authority.proved.powers.by_arn.get(arn)
    if holder is None:
        return ()
    denied = {
        action
        for action, resource in set(asked)
        if decide(
            Request(action=action, resource=resource, principal=arn, context=Partial(holder.known)), holder.policies
        ).verdict
        is Verdict.DENY
    }
    return tuple(sorted(denied))
