"""Users, groups, roles and managed policies, from one paged call.

AWS's page does not say whether `AWSManagedPolicy` lists every policy of AWS's or only those that somebody holds: both
are taken, and those that nobody holds are left out. A policy that is used as a boundary alone may be missing: it is
read by itself. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
"""

from __future__ import annotations

from urllib.parse import unquote

import msgspec

from rootward.aws.call import MARKER, Call
from rootward.aws.failure import UnreadError, failed
from rootward.aws.readers.reader import Reader
from rootward.aws.reading import Reading
from rootward.errors import SnapshotError
from rootward.model.account import Account
from rootward.model.authorization_details import AuthorizationDetails, policy_without_document
from rootward.model.identity import Identities, ManagedPolicy
from rootward.model.unknown import Blocked, Unknown

GET_DETAILS = Call("iam", "GetAccountAuthorizationDetails")
GET_POLICY = Call("iam", "GetPolicy")
GET_POLICY_VERSION = Call("iam", "GetPolicyVersion")

MOST_POLICIES_READ_ALONE = 25
"""Two calls each; the documents of any more stay unknown."""

_EVERYTHING = ["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"]
_PAGE = 1000


def read_identities(reading: Reading, _account: Account) -> Identities:
    """All identities, with the documents of all policies that somebody holds."""
    details = AuthorizationDetails(_decoded)
    for page in reading.pages(GET_DETAILS, MARKER, Filter=_EVERYTHING, MaxItems=_PAGE):
        try:
            details.add(page)
        except SnapshotError as error:
            raise failed(GET_DETAILS, str(error)) from error
    found = details.identities()
    unread = [policy.arn for policy in found.policies if isinstance(policy.document, Unknown)]
    if not unread:
        return found
    read = reading.side_by_side(lambda arn: _policy(reading, arn), unread[:MOST_POLICIES_READ_ALONE])
    by_arn = {policy.arn: policy for policy in read}
    return msgspec.structs.replace(found, policies=tuple(by_arn.get(one.arn, one) for one in found.policies))


def _decoded(document: object) -> str:
    """IAM sends documents percent-encoded (RFC 3986)."""
    return unquote(str(document))


def _policy(reading: Reading, arn: str) -> ManagedPolicy:
    try:
        policy = reading.read(GET_POLICY, PolicyArn=arn)["Policy"]
        version = reading.read(GET_POLICY_VERSION, PolicyArn=arn, VersionId=policy["DefaultVersionId"])
        return ManagedPolicy(
            name=policy["PolicyName"],
            arn=arn,
            path=policy.get("Path", "/"),
            attachment_count=policy.get("AttachmentCount") or 0,
            document=_decoded(version["PolicyVersion"]["Document"]),
        )
    except UnreadError as error:
        why = error.fact
        return policy_without_document(arn, Unknown("failed", None, why.detail) if isinstance(why, Blocked) else why)
    except KeyError as error:
        return policy_without_document(arn, Unknown("failed", GET_POLICY.action, f"AWS's answer has no {error}"))


READERS = (Reader(fact="identities", calls=(GET_DETAILS, GET_POLICY, GET_POLICY_VERSION), ask=read_identities),)
