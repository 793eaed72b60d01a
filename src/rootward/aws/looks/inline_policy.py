"""The document of a policy that lives inside a user, group or role."""

from __future__ import annotations

from urllib.parse import unquote

from rootward.aws.call import Call
from rootward.aws.failure import UnreadError
from rootward.aws.looks import pointing
from rootward.aws.looks.holder import GET_HOLDER, KINDS, NO_SUCH_ENTITY, is_there, named
from rootward.aws.looks.look import Look
from rootward.aws.reading import Reading
from rootward.model.change import InlinePolicyChange, Missing

GET_POLICY = {kind: Call("iam", f"Get{kind.capitalize()}Policy") for kind in KINDS}


def read_document(reading: Reading, change: InlinePolicyChange) -> str | Missing | None:
    """The document, percent-decoded (RFC 3986), as JSON text; None where the holder has no such policy.

    AWS has one code for a policy that is not there and for a holder that is not. So the holder is asked for then.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUserPolicy.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetGroupPolicy.html
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html
    """
    holder = change.holder
    try:
        answer = reading.read(GET_POLICY[holder.kind], **named(holder), PolicyName=change.name)
    except UnreadError as error:
        if error.code != NO_SUCH_ENTITY:
            raise
        return None if is_there(reading, holder) else Missing(holder.arn)
    return unquote(str(answer["PolicyDocument"]))


LOOK = Look(
    calls={
        **{
            f"{verb}{kind.capitalize()}Policy": (GET_POLICY[kind], GET_HOLDER[kind])
            for verb in ("Put", "Delete")
            for kind in KINDS
        },
        "DeleteRolePolicy": (GET_POLICY["role"], GET_HOLDER["role"], *pointing.OF_ROLE),
    },
    read=read_document,
)
