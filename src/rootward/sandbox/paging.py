"""Pages of lists, as AWS gives them: a limit, an opaque token, and a flag.

Which parameters an operation pages by, and which lists share one page, is in botocore's paginators. One page budget
spans all lists of an answer: GetAccountAuthorizationDetails gives users, then groups, roles and policies.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from moto.core.responses import ActionResult, BaseResponse
from moto.core.utils import get_pagination_model

from rootward.sandbox.error import PracticeError
from rootward.sandbox.picking import PickedResult

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from moto.core.common_types import TYPE_RESPONSE

Item = TypeVar("Item")

_WITHOUT_PAGINATOR = {
    "GetServiceLastAccessedDetails": ("ServicesLastAccessed", "IsTruncated"),
    "GetServiceLastAccessedDetailsWithEntities": ("EntityDetailsList", "IsTruncated"),
    "ListDelegationRequests": ("DelegationRequests", "isTruncated"),
    "ListPoliciesGrantingServiceAccess": ("PoliciesGrantingServiceAccess", "IsTruncated"),
    "ListServiceSpecificCredentials": ("ServiceSpecificCredentials", "IsTruncated"),
}
"""IAM lists that AWS pages and botocore has no paginator for: the list, the flag."""


class Paging(NamedTuple):
    """How an operation pages."""

    token: str
    limit: str
    lists: tuple[str, ...]
    flag: str | None


def page(items: Sequence[Item], token: str | None, limit: int) -> tuple[Sequence[Item], str | None]:
    """The items of one page, and the token of the next one, if there is one.

    Raises:
        PracticeError: the token is none of this function's.

    """
    start = _offset(token)
    if not 0 <= start <= len(items):
        raise _invalid_token()
    end = start + limit
    following = urlsafe_b64encode(f"from {end}".encode()).decode() if end < len(items) else None
    return items[start:end], following


def paging_of(service: str, operation: str) -> Paging | None:
    """How the operation pages, or None if it does not."""
    if operation in _WITHOUT_PAGINATOR:
        name, flag = _WITHOUT_PAGINATOR[operation]
        return Paging("Marker", "MaxItems", (name,), flag)
    model: Mapping[str, Any] | None = get_pagination_model(service).get(operation)
    if model is None:
        return None
    lists = model["result_key"]
    names = (lists,) if isinstance(lists, str) else tuple(lists)
    return Paging(model["input_token"], model.get("limit_key", "MaxResults"), names, model.get("more_results"))


class PagedResponse(BaseResponse):
    """Mixed into a moto response class: cuts every answer that AWS pages into pages."""

    PAGE_DEFAULT = 100
    PAGE_MAXIMUM = 1000

    def serialized(self, action_result: ActionResult) -> TYPE_RESPONSE:
        """Serialize one page of the result."""
        result = action_result.result
        if isinstance(result, dict):
            paging = paging_of(self.boto3_service_name, self._get_action())
            if paging is not None:
                try:
                    action_result = ActionResult(self._one_page(result, paging))
                except PracticeError as error:
                    action_result = ActionResult(error)
        if type(action_result) is ActionResult:  # and none that moto pages by itself, or otherwise prepares
            action_result = PickedResult(action_result.result)
        return super().serialized(action_result)

    def asked(self, name: str) -> Any:  # noqa: ANN401 - a string or a number, as the model says
        """A paging parameter of the request, past a subclass that hides it from moto."""
        return BaseResponse._get_param(self, name)  # noqa: SLF001 - the way past

    def present(self, name: str, item: Any) -> Any:  # noqa: ANN401, ARG002 - moto's objects
        """What a list shows of an item. Only the items of the page asked for are presented."""
        return item

    def _one_page(self, result: dict[str, Any], paging: Paging) -> dict[str, Any]:
        entries = [(name, item) for name in paging.lists for item in result.get(name) or ()]
        shown, token = page(entries, self.asked(paging.token), self._limit(paging))
        cut: dict[str, Any] = {name: [] for name in paging.lists}
        for name, item in shown:
            cut[name].append(self.present(name, item))
        cut[paging.token] = token
        if paging.flag:
            cut[paging.flag] = token is not None
        return {**result, **cut}

    def _limit(self, paging: Paging) -> int:
        asked = self.asked(paging.limit)
        if asked is None:
            return self.PAGE_DEFAULT
        place = paging.limit[0].lower() + paging.limit[1:]
        if not re.fullmatch(r"-?\d{1,10}", str(asked), re.ASCII):
            raise PracticeError("ValidationError", f"Value '{asked}' at '{place}' is not a number")
        limit = int(asked)
        if not 1 <= limit <= self.PAGE_MAXIMUM:
            bound = "greater than or equal to 1" if limit < 1 else f"less than or equal to {self.PAGE_MAXIMUM}"
            message = (
                f"1 validation error detected: Value '{limit}' at '{place}' failed to satisfy constraint: "
                f"Member must have value {bound}"
            )
            raise PracticeError("ValidationError", message)
        return limit


def _offset(token: str | None) -> int:
    if not token:
        return 0
    try:
        return int(urlsafe_b64decode(token.encode()).decode().removeprefix("from "))
    except ValueError:
        raise _invalid_token() from None


def _invalid_token() -> PracticeError:
    return PracticeError("ValidationError", "Invalid Marker.")
