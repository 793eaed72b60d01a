"""Access keys: of users and of root, two each.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.core.responses import ActionResult, EmptyResult

from rootward.sandbox.door.principal import caller
from rootward.sandbox.error import PracticeError
from rootward.sandbox.iam.api import IamApi

if TYPE_CHECKING:
    from moto.iam.models import AccessKey

_STATES_TO_SET = ("Active", "Inactive")


class AccessKeyApi(IamApi):
    """CreateAccessKey, ListAccessKeys, UpdateAccessKey, DeleteAccessKey, GetAccessKeyLastUsed."""

    def create_access_key(self) -> ActionResult:
        """A new key, with its secret, which no other answer shows.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html
        """
        key = self.backend.create_access_key(self.addressed_user_name())
        return ActionResult({"AccessKey": {**_shown(key), "SecretAccessKey": key.secret_access_key}})

    def list_access_keys(self) -> ActionResult:
        """The keys without their secrets.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html
        """
        keys = self.backend.list_access_keys(self.addressed_user_name())
        return ActionResult({"AccessKeyMetadata": [_shown(key) for key in keys]})

    def update_access_key(self) -> ActionResult:
        """Make a key active or inactive.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html
        """
        owner, status = self.addressed_user_name(), self._get_param("Status")
        if status not in _STATES_TO_SET:
            message = f"The status of an access key cannot be set to {status}."
            raise PracticeError("InvalidInput", message)
        self.backend.update_access_key(owner, self._get_param("AccessKeyId"), status)
        return EmptyResult()

    def delete_access_key(self) -> ActionResult:
        """Delete a key for good.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html
        """
        self.backend.delete_access_key(self._get_param("AccessKeyId"), self.addressed_user_name())
        return EmptyResult()

    def get_access_key_last_used(self) -> ActionResult:
        """When a key of this account was last used, and for what; the owner is named, but not root.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html
        """
        key_id = self._get_param("AccessKeyId")
        key = self.backend.access_keys.get(key_id)
        if key is None:
            # AWS's words: localstack/localstack, tests/aws/services/iam/test_iam_users.snapshot.json.
            denied = f"User: {caller().arn} is not authorized to perform iam:GetAccessKeyLastUsed"
            message = f"{denied} on resource: access key {key_id}"
            raise PracticeError("AccessDenied", message)
        answer: dict[str, object] = {"UserName": key.user_name} if key.user_name else {}
        use = key.last_used
        if use is None:
            answer["AccessKeyLastUsed"] = {"ServiceName": "N/A", "Region": "N/A"}
        else:
            answer["AccessKeyLastUsed"] = {
                "LastUsedDate": use.timestamp,
                "ServiceName": use.service,
                "Region": use.region,
            }
        return ActionResult(answer)


def _shown(key: AccessKey) -> dict[str, object]:
    shown = {"AccessKeyId": key.access_key_id, "Status": key.status, "CreateDate": key.create_date}
    return {"UserName": key.user_name, **shown} if key.user_name else shown
