"""What every part of IAM's API stands on: the account's state, and whom a call is about.

Each part (`class AccessKeyApi(IamApi)`) is one noun in a module of its own; PracticeIam brings them together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from moto.core.responses import ActionResult
from moto.iam.models import iam_backends
from moto.iam.responses import IamResponse

from rootward.model.identity import SERVICE_LINKED
from rootward.sandbox.door.principal import caller
from rootward.sandbox.door.refusal import Refusal
from rootward.sandbox.error import PracticeError
from rootward.sandbox.iam.request import check
from rootward.sandbox.paging import PagedResponse

if TYPE_CHECKING:
    from moto.core.common_types import TYPE_RESPONSE

    from rootward.sandbox.iam.backend import PracticeIamBackend

_HIDDEN_FROM_MOTO = {"Marker": None, "MaxItems": 1_000_000}
"""moto pages some lists by itself, and not as AWS does: it is made to give all, and PagedResponse cuts the pages."""


class IamApi(PagedResponse, IamResponse):
    """moto's IAM API, on a practice account's state."""

    @property
    def backend(self) -> PracticeIamBackend:
        """The account's IAM."""
        return cast("PracticeIamBackend", iam_backends[self.current_account][self.partition])

    def addressed_user_name(self) -> str:
        """The user that the call is about: UserName, else the caller; `<root_account>` for root.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html ("If you do not specify a user
        name, IAM determines the user name implicitly based on the access key ID used to sign the request.")

        Raises:
            PracticeError: nobody is named and the caller is neither a user nor root.

        """
        named: str | None = self._get_param("UserName")
        if named:
            return named
        calling = caller().user_name
        if calling is None:
            message = "Must specify userName when calling with non-User credentials"
            raise PracticeError("ValidationError", message)
        return calling

    def require_own_role(self) -> None:
        """Refuse to touch a role that is linked to a service.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
        """
        role = self.backend.get_role(self._get_param("RoleName"))
        if role.path.startswith(SERVICE_LINKED):
            message = f"Cannot perform the operation on the protected role '{role.name}'"
            raise PracticeError("UnmodifiableEntity", f"{message} - this role is only modifiable by AWS")

    def serialized(self, action_result: ActionResult) -> TYPE_RESPONSE:
        """As moto's, but for AccessDenied, which IAM's model does not list: moto warns of it, and answers 400.

        https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
        """
        error = action_result.result
        if not isinstance(error, PracticeError) or error.code != "AccessDenied":
            return super().serialized(action_result)
        answer = Refusal(error.code, error.message, 403).answer("query")
        return answer.status_code, dict(answer.headers), answer.get_data(as_text=True)

    def call_action(self) -> TYPE_RESPONSE:
        """Answer the call, if its parameters are in the form that IAM asks for."""
        operation = self._get_action()
        try:
            check(operation, self.params)
        except PracticeError as error:
            status, headers, body = self.serialized(ActionResult(error))
            headers, body = self._enrich_response(headers, body)
            return status, headers, body
        return super().call_action()

    def _get_param(self, param_name: str, if_none: Any = None) -> Any:  # noqa: ANN401 - moto's signature
        if param_name in _HIDDEN_FROM_MOTO:
            return _HIDDEN_FROM_MOTO[param_name] or if_none
        return super()._get_param(param_name, if_none)
