"""Users, groups, roles and the managed policies that they hold, from one paged call.

AWS's own policies come with it where they are attached; AWS's page does not say whether one that is only a boundary
does. Each held policy that came without a document costs two calls more.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html
"""

from __future__ import annotations

from functools import partial
from typing import cast
from urllib.parse import unquote

import msgspec

from rootward.aws.call import MARKER, Call
from rootward.aws.failure import failed
from rootward.aws.readers.reader import Reader
from rootward.aws.reading import Reading
from rootward.errors import SnapshotError
from rootward.model.account import Account
from rootward.model.authorization_details import AuthorizationDetails
from rootward.model.identity import Identities
from rootward.model.unknown import Unknown

GET_DETAILS = Call("iam", "GetAccountAuthorizationDetails")
GET_POLICY = Call("iam", "GetPolicy")
GET_VERSION = Call("iam", "GetPolicyVersion")

_ENTITIES = ["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"]
_PAGE = 1000


def read_identities(reading: Reading, account: Account) -> Identities:
    """All identities, each page let go once it is read. A document that cannot be had is Unknown inside."""
    details = AuthorizationDetails(_decoded)
    for page in reading.pages(GET_DETAILS, MARKER, Filter=_ENTITIES, MaxItems=_PAGE):
        try:
            details.add(page)
        except SnapshotError as error:
            raise failed(GET_DETAILS, str(error)) from error
    return _completed(reading, account, details.identities())


def _completed(reading: Reading, account: Account, found: Identities) -> Identities:
    """With the documents that the details did not hold."""
    lacking = [policy.arn for policy in found.policies if isinstance(policy.document, Unknown)]
    documents = dict(zip(lacking, reading.side_by_side(partial(_document, reading, account), lacking), strict=True))
    policies = (
        msgspec.structs.replace(policy, document=documents.get(policy.arn, policy.document))
        for policy in found.policies
    )
    return msgspec.structs.replace(found, policies=tuple(policies))


def _document(reading: Reading, account: Account, arn: str) -> str | Unknown:
    """One policy's document, read as a fact of its own: why it cannot be had takes nothing else with it."""
    reader = Reader(fact="identities", calls=(GET_POLICY, GET_VERSION), ask=partial(_read_document, arn))
    return cast("str | Unknown", reader.read(reading, account))


def _read_document(arn: str, reading: Reading, _account: Account) -> str:
    policy = reading.read(GET_POLICY, PolicyArn=arn)["Policy"]
    version = reading.read(GET_VERSION, PolicyArn=arn, VersionId=policy["DefaultVersionId"])["PolicyVersion"]
    return _decoded(version["Document"])


def _decoded(document: object) -> str:
    """IAM sends documents percent-encoded (RFC 3986)."""
    return unquote(str(document))


READERS = (Reader(fact="identities", calls=(GET_DETAILS, GET_POLICY, GET_VERSION), ask=read_identities),)
