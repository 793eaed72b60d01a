"""Requests for temporary delegated access: what a product provider asks of an account, and how it is answered.

Operations: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateDelegationRequest.html
States: https://docs.aws.amazon.com/IAM/latest/UserGuide/temporary-delegation-building-integration.html
Left open by AWS's pages: the words of the refusals, the form of the console's link, and what an account that is not
concerned sees (here: no such request). No token is sent to anybody, and no session comes of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import utcnow
from moto.iam.models import iam_backends
from moto.moto_api._internal import mock_random

from rootward.sandbox.door.principal import caller
from rootward.sandbox.error import PracticeError
from rootward.sandbox.iam.api import IamApi

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rootward.sandbox.iam.backend import PracticeIamBackend

_UNCLAIMED_LASTS = timedelta(days=1)
_LASTS = timedelta(days=7)
_BEFORE: Final = {
    "ASSIGNED": ("UNASSIGNED",),
    "PENDING_APPROVAL": ("ASSIGNED", "PENDING_APPROVAL"),
    "ACCEPTED": ("ASSIGNED", "PENDING_APPROVAL"),
    "REJECTED": ("ASSIGNED", "PENDING_APPROVAL", "ACCEPTED"),
    "FINALIZED": ("ACCEPTED",),
}
"""The states from which a request gets to another."""


@dataclass
class DelegationRequest:
    """A request for temporary delegated access; moto has none. Dates are UTC without a zone.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_DelegationRequest.html
    """

    delegation_request_id: str
    owner_account_id: str | None
    requestor_id: str
    requestor_name: str
    request_message: str
    state: str
    """As it was last set: `state_at` says whether it has expired since."""
    create_date: datetime
    description: str = ""
    permissions: dict[str, Any] | None = None
    session_duration: int = 3600
    redirect_url: str | None = None
    only_send_by_owner: bool = False
    workflow_id: str | None = None
    owner_id: str | None = None
    approver_id: str | None = None
    notes: str | None = None
    rejection_reason: str | None = None
    updated_time: datetime | None = None

    @property
    def expiration_time(self) -> datetime:
        """When it expires if nobody does anything: a day unclaimed, seven days in any other state."""
        return (self.updated_time or self.create_date) + (_UNCLAIMED_LASTS if self.state == "UNASSIGNED" else _LASTS)

    def state_at(self, now: datetime) -> str:
        """The state, which time alone may have made EXPIRED."""
        return "EXPIRED" if now >= self.expiration_time else self.state

    def move(self, state: str, code: str = "InvalidInput") -> None:
        """Change the state.

        Raises:
            PracticeError: of the code: the request is in a state that does not lead there.

        """
        now = utcnow()
        present = self.state_at(now)
        if present not in _BEFORE[state]:
            message = f"The delegation request {self.delegation_request_id} is in the state {present}."
            raise PracticeError(code, message)
        self.state, self.updated_time = state, now


class DelegationRequestApi(IamApi):
    """Create, Get, List, Associate, Update, Accept, Reject of DelegationRequest; SendDelegationToken; the summary."""

    def create_delegation_request(self) -> ActionResult:
        """A new request, unassigned. AWS lets only product providers make one that it has admitted.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateDelegationRequest.html
        """
        workflow, owner = self._get_param("RequestorWorkflowId"), self._get_param("OwnerAccountId")
        if any(request.workflow_id == workflow for request in _everywhere()):
            message = f"A delegation request with the workflow id {workflow} already exists."
            raise PracticeError("EntityAlreadyExists", message)
        request = DelegationRequest(
            delegation_request_id=str(mock_random.uuid4()),
            owner_account_id=owner,
            requestor_id=caller().account_id,
            requestor_name=next(iter(self.backend.account_aliases), caller().account_id)[:30],
            request_message=self._get_param("RequestMessage", ""),
            state="UNASSIGNED",
            create_date=utcnow(),
            description=self._get_param("Description"),
            permissions=self._get_param("Permissions"),
            session_duration=int(self._get_param("SessionDuration")),
            redirect_url=self._get_param("RedirectUrl"),
            only_send_by_owner=bool(self._get_param("OnlySendByOwner", False)),  # noqa: FBT003 - moto's signature
            workflow_id=workflow,
        )
        self.backend.delegation_requests.append(request)
        link = f"https://console.aws.amazon.com/iam/home#/delegation-requests/{request.delegation_request_id}"
        return ActionResult({"ConsoleDeepLink": link, "DelegationRequestId": request.delegation_request_id})

    def get_delegation_request(self) -> ActionResult:
        """One request. Whether the caller may grant what it asks for is not worked out: UNSURE.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetDelegationRequest.html
        """
        answer: dict[str, object] = {"DelegationRequest": shown(self._request())}
        if self._get_param("DelegationPermissionCheck", False):  # noqa: FBT003 - moto's signature
            answer |= {"PermissionCheckStatus": "COMPLETE", "PermissionCheckResult": "UNSURE"}
        return ActionResult(answer)

    def list_delegation_requests(self) -> ActionResult:
        """The requests that somebody of this account owns.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListDelegationRequests.html
        """
        owner = self._get_param("OwnerId")
        found = [
            shown(request)
            for request in _everywhere()
            if request.owner_account_id == self.current_account
            and request.state != "UNASSIGNED"
            and owner in (None, request.owner_id)
        ]
        return ActionResult({"DelegationRequests": found})

    def associate_delegation_request(self) -> ActionResult:
        """Let the caller own a request.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_AssociateDelegationRequest.html
        """
        request = self._request()
        request.move("ASSIGNED")
        request.owner_id, request.owner_account_id = caller().arn, caller().account_id
        return EmptyResult()

    def update_delegation_request(self) -> ActionResult:
        """Forward a request to an administrator, with notes.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateDelegationRequest.html
        """
        request = self._request()
        request.move("PENDING_APPROVAL")
        request.notes = self._get_param("Notes", request.notes)
        return EmptyResult()

    def accept_delegation_request(self) -> ActionResult:
        """Approve a request; the caller is the identity that it will act as.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_AcceptDelegationRequest.html
        """
        request = self._request()
        request.move("ACCEPTED", "ConcurrentModification")  # the page lists no better code
        request.approver_id = caller().arn
        return EmptyResult()

    def reject_delegation_request(self) -> ActionResult:
        """Refuse a request; an accepted one too, until its token is sent.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_RejectDelegationRequest.html
        """
        request = self._request()
        request.move("REJECTED")
        request.rejection_reason = self._get_param("Notes")
        return EmptyResult()

    def send_delegation_token(self) -> ActionResult:
        """Release the token of an accepted request, which cannot be taken back.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_SendDelegationToken.html
        """
        request = self._request()
        if request.only_send_by_owner and request.owner_id != caller().arn:
            message = "Only the owner of this delegation request can send its token."
            raise PracticeError("InvalidInput", message)
        request.move("FINALIZED")
        return EmptyResult()

    def get_human_readable_summary(self) -> ActionResult:
        """A sentence about a request; AWS has a language model write it.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetHumanReadableSummary.html
        """
        arn, locale = self._get_param("EntityArn"), self._get_param("Locale", "en")
        kind, _, request_id = arn.rpartition(":")[2].partition("/")
        if kind != "delegation-request":
            return ActionResult({"Locale": locale, "SummaryState": "NOT_SUPPORTED"})
        request = self._found(request_id)
        hours = request.session_duration / 3600
        content = f"{request.requestor_name} asks for temporary access to this account for {hours:g} hours."
        return ActionResult({"SummaryContent": content, "Locale": "en", "SummaryState": "AVAILABLE"})

    def _request(self) -> DelegationRequest:
        return self._found(self._get_param("DelegationRequestId"))

    def _found(self, request_id: str) -> DelegationRequest:
        for request in _everywhere():
            concerned = (None, self.current_account)
            if request.delegation_request_id == request_id and (
                request.owner_account_id in concerned or request.requestor_id == self.current_account
            ):
                return request
        message = f"The delegation request with id {request_id} cannot be found."
        raise PracticeError("NoSuchEntity", message)


def shown(request: DelegationRequest) -> dict[str, object]:
    """A request as IAM shows it."""
    every: dict[str, object | None] = {
        "DelegationRequestId": request.delegation_request_id,
        "OwnerAccountId": request.owner_account_id,
        "Description": request.description,
        "RequestMessage": request.request_message,
        "Permissions": request.permissions,
        "OwnerId": request.owner_id,
        "ApproverId": request.approver_id,
        "State": request.state_at(utcnow()),
        "ExpirationTime": request.expiration_time,
        "RequestorId": request.requestor_id,
        "RequestorName": request.requestor_name,
        "CreateDate": request.create_date,
        "SessionDuration": request.session_duration,
        "RedirectUrl": request.redirect_url,
        "Notes": request.notes,
        "RejectionReason": request.rejection_reason,
        "OnlySendByOwner": request.only_send_by_owner,
        "UpdatedTime": request.updated_time,
    }
    return {name: value for name, value in every.items() if value is not None}


def _everywhere() -> Iterator[DelegationRequest]:
    """The requests of every account here: one account files them, another one answers."""
    for account in list(iam_backends.values()):
        for iam in account.values():
            yield from cast("PracticeIamBackend", iam).delegation_requests
