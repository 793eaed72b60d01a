"""What takes a call for each user, and so is read with `--deep` only: access keys by their ids, SSH public keys."""

from __future__ import annotations

from functools import partial

from rootward.aws.call import MARKER, Call
from rootward.aws.failure import UnreadError
from rootward.aws.readers.reader import Reader
from rootward.aws.reading import Answer, Reading
from rootward.model.account import Account
from rootward.model.credential import AccessKey, SshPublicKey
from rootward.model.unknown import Unknown

LIST_ACCESS_KEYS = Call("iam", "ListAccessKeys")
GET_LAST_USED = Call("iam", "GetAccessKeyLastUsed")
LIST_SSH_PUBLIC_KEYS = Call("iam", "ListSSHPublicKeys")


def read_access_keys(reading: Reading, account: Account) -> tuple[AccessKey, ...]:
    """The access keys of every user who has an active one, or of whom the report does not say.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html
    """
    return tuple(
        AccessKey(id=one["AccessKeyId"], user=one["UserName"], status=one["Status"], created=one["CreateDate"])
        for one in of_users(reading, LIST_ACCESS_KEYS, "AccessKeyMetadata", _users_with_keys(account))
    )


def read_ssh_public_keys(reading: Reading, account: Account) -> tuple[SshPublicKey, ...]:
    """The SSH public keys of every user: nothing else says who has one.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSSHPublicKeys.html
    """
    return tuple(
        SshPublicKey(id=one["SSHPublicKeyId"], user=one["UserName"], status=one["Status"], uploaded=one["UploadDate"])
        for one in of_users(reading, LIST_SSH_PUBLIC_KEYS, "SSHPublicKeys", _users(account))
    )


def of_users(reading: Reading, call: Call, member: str, users: list[str]) -> list[Answer]:
    """The items of the list `member` of each user, side by side. Raises UnreadError and CredentialsError."""
    found = reading.side_by_side(partial(_of_user, reading, call, member), users)
    return [item for of_one in found for item in of_one]


def _of_user(reading: Reading, call: Call, member: str, user: str) -> list[Answer]:
    try:
        return list(reading.items(call, MARKER, member, UserName=user))
    except UnreadError as error:
        if error.code == "NoSuchEntity":  # deleted since the lists were read
            return []
        raise


def _users(account: Account) -> list[str]:
    """Everybody whom one of the two lists names: the report may be older, and either may be denied."""
    identities, report = account.identities, account.credential_report
    if isinstance(identities, Unknown) and isinstance(report, Unknown):
        raise UnreadError(identities)
    names: dict[str, None] = {}
    if not isinstance(identities, Unknown):
        names.update(dict.fromkeys(user.name for user in identities.users))
    if not isinstance(report, Unknown):
        names.update(dict.fromkeys(row.user for row in report.users))
    return list(names)


def _users_with_keys(account: Account) -> list[str]:
    report = account.credential_report
    if isinstance(report, Unknown):
        return _users(account)
    without = {row.user for row in report.users if all(key.active is False for key in row.keys)}
    return [user for user in _users(account) if user not in without]


_NEEDS = ("identities", "credential_report")

READERS = (
    Reader(fact="access_keys", calls=(LIST_ACCESS_KEYS,), needs=_NEEDS, ask=read_access_keys),
    Reader(fact="ssh_public_keys", calls=(LIST_SSH_PUBLIC_KEYS,), needs=_NEEDS, ask=read_ssh_public_keys),
)
