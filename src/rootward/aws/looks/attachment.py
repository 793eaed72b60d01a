"""Whether a managed policy is attached to a user, group or role."""

from __future__ import annotations

from rootward.aws.call import MARKER, Call
from rootward.aws.failure import UnreadError
from rootward.aws.looks.holder import GET_GROUP, KINDS, NO_SUCH_ENTITY, named
from rootward.aws.looks.look import Look
from rootward.aws.reading import Reading
from rootward.model.change import AttachmentChange, Missing

LIST_ATTACHED = {kind: Call("iam", f"ListAttached{kind.capitalize()}Policies") for kind in KINDS}


def read_attachment(reading: Reading, change: AttachmentChange) -> bool | Missing:
    """Whether the holder's managed policies name it.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedUserPolicies.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedGroupPolicies.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html
    """
    holder = change.holder
    try:
        attached = reading.items(LIST_ATTACHED[holder.kind], MARKER, "AttachedPolicies", **named(holder))
        return any(policy["PolicyArn"] == change.policy_arn for policy in attached)
    except UnreadError as error:
        if error.code == NO_SUCH_ENTITY:
            return Missing(holder.arn)
        raise


LOOK = Look(
    calls={
        f"{verb}{kind.capitalize()}Policy": (LIST_ATTACHED[kind],) for verb in ("Attach", "Detach") for kind in KINDS
    }
    | {"DetachGroupPolicy": (LIST_ATTACHED["group"], GET_GROUP)},
    read=read_attachment,
)
