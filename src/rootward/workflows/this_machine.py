"""What this machine itself adds to an account's facts: the keys of the account that lie in AWS's own files here.

The files are read and never shown: of a key its id and its place are kept. No call is made.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import msgspec

from rootward.errors import UsageError
from rootward.model.account import Account
from rootward.model.key_id import account_of, is_long_lived
from rootward.model.key_place import PlaceKind
from rootward.model.machine_key import MachineKey
from rootward.model.unknown import Unknown

if TYPE_CHECKING:
    from rootward.local.key_places.searching import Standing


def with_this_machine(account: Account, facts: Collection[str]) -> Account:
    """The account, and if `facts` asks for them its keys on this machine.

    Not for an account that is served on this machine: it is a practice account, and the files here are its user's own.
    """
    from rootward.aws.endpoint import is_loopback

    if "machine_keys" not in facts or (account.endpoint is not None and is_loopback(account.endpoint)):
        return account
    return msgspec.structs.replace(account, machine_keys=keys_on_this_machine(account.id))


def keys_on_this_machine(account: str) -> tuple[MachineKey | Unknown, ...] | Unknown:
    """The long-lived keys with their secrets in AWS's own two files, of that account or of one that the id leaves open.

    A file that cannot be read is an Unknown among them; where no file can be named, all is Unknown.
    """
    from rootward.local.key_places.searching import keys_of_file, own_files

    found: list[MachineKey | Unknown] = []
    try:
        files = own_files()
    except UsageError as error:
        return Unknown("failed", detail=str(error))
    for file in files:
        try:
            found += (key for one in keys_of_file(file) if (key := _key(one, account)) is not None)
        except FileNotFoundError:
            continue
        except OSError as error:
            # Without its path, which may hold somebody's name: a redacted snapshot keeps what is told here.
            found.append(Unknown("failed", detail=f"{_NAMES[file.kind.name]}: {error.strerror}"))
    return tuple(found)


_NAMES: dict[PlaceKind, str] = {
    "aws-credentials": "the AWS credentials file of this machine",
    "aws-config": "the AWS configuration file of this machine",
}


def _key(standing: Standing, account: str) -> MachineKey | None:
    key_id, place = standing.key.key_id, standing.place
    owner = account_of(key_id)
    if not place.secret or not is_long_lived(key_id) or owner not in {None, account}:
        return None
    return MachineKey(
        id=key_id,
        is_of_this_account=owner is not None,
        path=place.path,
        line=standing.key.line,
        profile=place.profile,
        readable_by=place.readable_by,
        mode=place.mode,
    )
