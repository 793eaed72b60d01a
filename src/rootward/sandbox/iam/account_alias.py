"""The account's alias: one or none, and no two accounts have the same.

https://docs.aws.amazon.com/IAM/latest/UserGuide/console_account-alias.html
"""

from __future__ import annotations

from moto.core.responses import ActionResult, EmptyResult
from moto.iam.models import iam_backends

from rootward.sandbox.error import PracticeError
from rootward.sandbox.iam.api import IamApi


class AccountAliasApi(IamApi):
    """CreateAccountAlias, DeleteAccountAlias. What an alias is made of is held against IAM's model in `request`."""

    def create_account_alias(self) -> ActionResult:
        """Give the account an alias; it takes the place of the one that was there.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccountAlias.html
        What AWS does with a second alias, and its words: https://github.com/floci-io/floci/pull/2103,
        https://github.com/awslabs/aws-deployment-framework/pull/465.
        """
        alias = self._get_param("AccountAlias")
        if any(alias in regions["aws"].account_aliases for regions in iam_backends.values()):
            raise PracticeError("EntityAlreadyExists", f"The account alias {alias} already exists.")
        self.backend.create_account_alias(alias)
        return EmptyResult()

    def delete_account_alias(self) -> ActionResult:
        """Take the alias away, which must be named.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccountAlias.html
        """
        alias = self._get_param("AccountAlias")
        if alias not in self.backend.account_aliases:
            raise PracticeError("NoSuchEntity", f"The account alias {alias} cannot be found.")
        self.backend.delete_account_alias()
        return EmptyResult()
