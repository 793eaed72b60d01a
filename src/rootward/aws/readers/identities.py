"""Users, groups, roles and customer managed policies, from one paged call.

The documents of AWS managed policies are not asked for: nothing that this version judges reads them, and AWS has well
over a thousand. Those that somebody holds are named all the same, with a document that was not collected.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
"""

from __future__ import annotations

from urllib.parse import unquote

from rootward.aws.call import MARKER, Call
from rootward.aws.failure import failed
from rootward.aws.readers.reader import Reader
from rootward.aws.reading import Reading
from rootward.errors import SnapshotError
from rootward.model.account import Account
from rootward.model.authorization_details import AuthorizationDetails
from rootward.model.identity import Identities

GET_DETAILS = Call("iam", "GetAccountAuthorizationDetails")

_ENTITIES = ["User", "Role", "Group", "LocalManagedPolicy"]
_PAGE = 1000


def read_identities(reading: Reading, _account: Account) -> Identities:
    """All identities, each page let go once it is read."""
    details = AuthorizationDetails(_decoded)
    for page in reading.pages(GET_DETAILS, MARKER, Filter=_ENTITIES, MaxItems=_PAGE):
        try:
            details.add(page)
        except SnapshotError as error:
            raise failed(GET_DETAILS, str(error)) from error
    return details.identities()


def _decoded(document: object) -> str:
    """IAM sends documents percent-encoded (RFC 3986)."""
    return unquote(str(document))


READERS = (Reader(fact="identities", calls=(GET_DETAILS,), ask=read_identities),)
