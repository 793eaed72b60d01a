"""What every part of Organizations' API stands on: the organisation, and whether the caller may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult

from rootward.sandbox.error import PracticeError
from rootward.sandbox.organizations.constraint import check, invalid
from rootward.sandbox.organizations.permission import FOR_ANY_ACCOUNT, organization_for
from rootward.sandbox.paging import PagedResponse

if TYPE_CHECKING:
    from moto.core.common_types import TYPE_RESPONSE

    from rootward.sandbox.organizations.backend import PracticeOrganizations
    from rootward.sandbox.paging import Paging


class OrganizationsApi(PagedResponse):
    """The Organizations API, on a practice organisation. Of moto's own answers none is used: they know no members."""

    PAGE_DEFAULT = 20
    PAGE_MAXIMUM = 20

    organization: PracticeOrganizations
    """The caller's organisation, in every operation but CreateOrganization."""

    def __init__(self) -> None:
        super().__init__(service_name="organizations")
        self.automated_parameter_parsing = True

    def call_action(self) -> TYPE_RESPONSE:
        """Answer the call, if its parameters are in the form that is asked for and the account may make it."""
        operation = self._get_action()
        try:
            check(operation, self.params)
            if operation not in FOR_ANY_ACCOUNT:
                self.organization = organization_for(operation, self.current_account)
        except PracticeError as error:
            return self.serialized(ActionResult(error))
        return super().call_action()

    def _get_param(self, param_name: str, if_none: Any = None) -> Any:  # noqa: ANN401 - moto's signature
        value = self.params.get(param_name)
        return if_none if value is None else value

    def _one_page(self, result: dict[str, Any], paging: Paging) -> dict[str, Any]:
        try:
            return super()._one_page(result, paging)
        except PracticeError:
            raise invalid("INVALID_NEXT_TOKEN", "The provided next token is invalid.") from None

    def _tags(self) -> dict[str, str]:
        """The tags that come with the call."""
        tags: dict[str, str] = {}
        for tag in self._get_param("Tags", []):
            if tag["Key"] in tags:
                raise invalid("DUPLICATE_TAG_KEY", "You can't have duplicate tag keys.")
            if tag["Key"].lower().startswith("aws:"):
                raise invalid("INVALID_SYSTEM_TAGS_PARAMETER", "You specified a tag key that is a system tag.")
            tags[tag["Key"]] = tag["Value"]
        return tags
