"""The calls by which access keys of IAM users come about, change, are looked at, and are tried.

A key of root's can be neither made nor changed here: every call that changes something carries a user's name, which
`KeyOwner` holds, and it cannot be empty.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from rootward.aws.call import MARKER
from rootward.aws.crew import Crew
from rootward.aws.executor import Executor, Made, Refused, Unsure
from rootward.aws.failure import UnreadError
from rootward.aws.looks.holder import NO_SUCH_ENTITY
from rootward.aws.readers.user_keys import GET_LAST_USED, LIST_ACCESS_KEYS
from rootward.aws.reading import Reading
from rootward.aws.session import AwsSession, open_session
from rootward.engine.rotation.seen import SeenKey
from rootward.errors import EndpointError, IncompleteError, RootwardError
from rootward.model.change import ApiCall
from rootward.model.change.access_key import KeyState
from rootward.model.key_pair import KeyOwner, KeyPair
from rootward.model.secret import Secret
from rootward.model.unknown import Blocked, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rootward.aws.aws_clock import AwsClock

READS = (LIST_ACCESS_KEYS, GET_LAST_USED)
OPERATIONS = ("CreateAccessKey", "UpdateAccessKey", "DeleteAccessKey")

_SECONDS = 60.0
"""So long one look may take, its retries included."""


class Tried(msgspec.Struct, frozen=True):
    """What came of one call with a key."""

    arn: str = ""
    """Whose it is; empty: it did not work."""
    key_id: str = ""
    why: str = ""
    """Why it did not work, in one line."""
    is_unreached: bool = False
    """Nothing answered, which says nothing of the key."""


class OwnedKeys(msgspec.Struct, frozen=True):
    """An IAM user who has a certain key, and all keys that the user has."""

    owner: KeyOwner
    keys: tuple[SeenKey, ...]


class AccessKeys:
    """A user's access keys, in one session.

    Raises CredentialsError wherever AWS does not take the session's credentials (any more): nothing happened then.
    """

    def __init__(self, session: AwsSession, clock: AwsClock) -> None:
        """`clock` is set by each answer that comes."""
        self._session = session
        self._clock = clock
        self._executor = Executor(session)

    @property
    def key_id(self) -> str:
        """Id of the key that the calls are signed with."""
        return self._session.identity.key_id

    def now(self) -> datetime:
        """The time by AWS's clock."""
        return self._clock.now()

    def signed_by(self, pair: KeyPair) -> AccessKeys:
        """The same account, by calls that are signed with that key. Nothing is asked yet."""
        return AccessKeys(self._session.signed_by(pair), self._clock)

    def own_pair(self) -> KeyPair | None:
        """The long-lived key that the calls are signed with; None where they are signed with a session's."""
        return self._session.own_pair()

    def owner_of(self, key_id: str) -> str | None:
        """The name of the IAM user that has the key, in this account; None: it is root's. Raises what `find` raises."""
        found = self.find(key_id)
        return None if found is None else found.owner.user

    def find(self, key_id: str) -> OwnedKeys | None:
        """Whose the key is, in this account; None: it is root's.

        AWS's page does not say what UserName is for a key of root's: no name, one that no user can have, or one that
        a user could. So a name counts only where the list of that user's keys holds the key.
        https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html
        Raises IncompleteError: AWS denies the call for a key that the account does not have, as for any other reason;
        or its answers do not agree.
        """
        name = self._named_owner(key_id)
        try:
            owner = KeyOwner(account=self._session.identity.account, user=name or "")
        except ValueError:
            return None
        keys = self.of_user(owner)
        if all(key.id != key_id for key in keys):
            raise IncompleteError(
                f"AWS says that {key_id} is {owner.user}'s, and the list of {owner.user}'s keys does not hold it",
                advice="it was deleted a moment ago, or AWS does not agree with itself yet: try again; or it is root's",
            )
        return OwnedKeys(owner, keys)

    def _named_owner(self, key_id: str) -> str | None:
        with Crew(1, "rootward-look") as crew:
            try:
                answer = Reading(self._session, crew, deadline_seconds=_SECONDS).read(GET_LAST_USED, AccessKeyId=key_id)
            except UnreadError as error:
                raise IncompleteError(
                    f"whose the key {key_id} is could not be read: {error.fact.detail}",
                    advice="is it whole, of this account, and still there (rootward keys list)? "
                    f"else allow {GET_LAST_USED.action}",
                ) from None
        self._clock.learn(answer)
        name = answer.get("UserName")
        return None if name is None else str(name)

    def of_user(self, owner: KeyOwner) -> tuple[SeenKey, ...]:
        """The user's keys, each with its last use; an empty tuple where there is no such user.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html
        Raises IncompleteError where the list cannot be read. A last use that cannot be read is Unknown.
        """
        with Crew(1, "rootward-look") as crew:
            reading = Reading(self._session, crew, deadline_seconds=_SECONDS)
            try:
                return tuple(self._listed(reading, owner))
            except UnreadError as error:
                if error.code == NO_SUCH_ENTITY:
                    return ()
                raise IncompleteError(
                    f"the access keys of {owner.user} cannot be read: {error.fact.detail}",
                    advice=f"allow {LIST_ACCESS_KEYS.action} and {GET_LAST_USED.action}, or try again",
                ) from None

    def _listed(self, reading: Reading, owner: KeyOwner) -> Iterator[SeenKey]:
        for page in reading.pages(LIST_ACCESS_KEYS, MARKER, UserName=owner.user):
            self._clock.learn(page)
            for key in page["AccessKeyMetadata"]:
                yield SeenKey(
                    id=str(key["AccessKeyId"]),
                    is_active=key["Status"] == "Active",
                    created_at=key["CreateDate"],
                    last_used=_last_used(reading, str(key["AccessKeyId"])),
                )

    def create(self, owner: KeyOwner) -> KeyPair | Refused | Unsure:
        """Make a key for the user. Only this answer holds its secret.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html
        """
        call = ApiCall(operation="CreateAccessKey", parameters={"UserName": owner.user})
        answer = self._executor.answered(call)
        if isinstance(answer, Refused | Unsure):
            return answer
        self._clock.learn(answer)
        try:
            made = answer["AccessKey"]
            return KeyPair(str(made["AccessKeyId"]), Secret(str(made["SecretAccessKey"])))
        except (LookupError, TypeError):
            return Unsure(call, "the answer holds no key")

    def set_state(self, owner: KeyOwner, key_id: str, state: KeyState) -> Made | Refused | Unsure:
        """Switch a key of the user's on or off.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html
        """
        return self._run(
            ApiCall(
                operation="UpdateAccessKey",
                parameters={"UserName": owner.user, "AccessKeyId": key_id, "Status": state},
            )
        )

    def delete(self, owner: KeyOwner, key_id: str) -> Made | Refused | Unsure:
        """Delete a key of the user's for good.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html
        """
        return self._run(
            ApiCall(operation="DeleteAccessKey", parameters={"UserName": owner.user, "AccessKeyId": key_id})
        )

    def _run(self, call: ApiCall) -> Made | Refused | Unsure:
        answer = self._executor.answered(call)
        if isinstance(answer, Refused | Unsure):
            return answer
        self._clock.learn(answer)
        return Made(answer["ResponseMetadata"]["RequestId"])

    def tried(self, pair: KeyPair) -> Tried:
        """Whether the key works at this moment, at whatever server of AWS's answers: sts:GetCallerIdentity, once.

        https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
        """
        session = self._session.signed_by(pair)
        try:
            identity = session.asked_anew(self._clock.learn)
        except RootwardError as error:
            return _failed(error)
        return Tried(identity.arn, identity.key_id)

    def tried_from(self, profile: str) -> Tried:
        """The same with whatever a fresh session of the profile finds, as any program on this machine would begin."""
        try:
            session = open_session(
                profile=profile, region=self._session.region, role_arn=None, endpoint_url=self._session.endpoint_url
            )
        except RootwardError as error:
            return _failed(error)
        return Tried(session.identity.arn, session.identity.key_id)


def _failed(error: RootwardError) -> Tried:
    return Tried(why=str(error), is_unreached=isinstance(error, EndpointError))


def _last_used(reading: Reading, key_id: str) -> datetime | Unknown | None:
    """When the key was last used; None: never.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html
    """
    try:
        answer: Mapping[str, Any] = reading.read(GET_LAST_USED, AccessKeyId=key_id)
        used: datetime | None = answer["AccessKeyLastUsed"].get("LastUsedDate")
    except UnreadError as error:
        fact = error.fact
        return Unknown("denied", GET_LAST_USED.action, fact.detail) if isinstance(fact, Blocked) else fact
    return used
