"""STS's answers, all parts of its API together.

https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html
"""

from __future__ import annotations

from typing import cast

from moto.core.responses import ActionResult
from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from rootward.sandbox.door.principal import caller
from rootward.sandbox.error import PracticeError
from rootward.sandbox.sts.access_key_info import account_inside
from rootward.sandbox.sts.assume_role import AssumeRoleApi
from rootward.sandbox.sts.assume_root import AssumeRootApi
from rootward.sandbox.sts.backend import Caller, PracticeStsBackend
from rootward.sandbox.sts.saml import SamlApi
from rootward.sandbox.sts.session_token import SessionTokenApi
from rootward.sandbox.sts.web_identity import WebIdentityApi

__all__ = ["Caller", "PracticeSts", "PracticeStsBackend"]


class PracticeSts(SessionTokenApi, AssumeRoleApi, AssumeRootApi, WebIdentityApi, SamlApi):
    """The STS API of a practice account."""

    def get_caller_identity(self) -> ActionResult:
        """Who calls."""
        calling = caller()
        return ActionResult({"UserId": calling.user_id, "Account": calling.account_id, "Arn": calling.arn})

    def get_access_key_info(self) -> ActionResult:
        """The account of a key id: of any that holds a number inside, else of any that the sandbox knows.

        Raises:
            PracticeError: ValidationError; InvalidClientTokenId: there is no telling.

        """
        self.require_valid_parameters()
        key_id: str = self._get_param("AccessKeyId")
        account_id = account_inside(key_id) or _account_that_knows(key_id)
        if account_id is None:
            raise PracticeError("InvalidClientTokenId", "The security token included in the request is invalid.")
        return ActionResult({"Account": account_id})


def _account_that_knows(key_id: str) -> str | None:
    for account_id, iam in iam_backends.items():
        if key_id in iam["aws"].access_keys:
            return account_id
    for account_id, sts in sts_backends.items():
        if key_id in cast("PracticeStsBackend", sts["aws"]).sessions:
            return account_id
    return None
