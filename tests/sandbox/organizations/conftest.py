"""An organisation to look at, and the accounts in it as callers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from botocore.exceptions import ClientError

from rootward.sandbox import Sandbox, serve

Client = Callable[..., Any]


class Caller(NamedTuple):
    """Another account, in the place of the practice account itself."""

    endpoint_url: str
    variables: tuple[tuple[str, str], ...]

    @property
    def environment(self) -> dict[str, str]:
        return dict(self.variables)


def in_account(sandbox: Sandbox, account_id: str) -> Caller:
    return Caller(sandbox.endpoint_url, tuple(sandbox.credentials_of(account_id).items()))


def reason(error: ClientError) -> object:
    """The Reason beside the message; botocore's types do not know that an error may have more than both."""
    answer: dict[str, object] = {**error.response}
    return answer["Reason"]


@pytest.fixture(scope="session")
def organisation() -> Iterator[Sandbox]:
    """The scenario `organisation`, for tests that only read."""
    with serve("organisation") as sandbox:
        yield sandbox


@pytest.fixture
def own() -> Iterator[Sandbox]:
    """The scenario `organisation`, of a test's own."""
    with serve("organisation") as sandbox:
        yield sandbox


@pytest.fixture
def organizations(own: Sandbox, client: Client) -> Any:
    """Organizations, as the management account calls it, in an organisation of the test's own."""
    return client(own, "organizations")


@pytest.fixture
def root_id(organizations: Any) -> str:
    return str(organizations.list_roots()["Roots"][0]["Id"])


@pytest.fixture
def unit_ids(organizations: Any, root_id: str) -> dict[str, str]:
    """The id of each unit right under the root, by its name."""
    units = organizations.list_organizational_units_for_parent(ParentId=root_id)["OrganizationalUnits"]
    return {unit["Name"]: unit["Id"] for unit in units}
