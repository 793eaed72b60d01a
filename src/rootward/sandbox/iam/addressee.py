"""Whom a call on a password or a device is about, where root may be meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rootward.sandbox.door.principal import caller
from rootward.sandbox.error import PracticeError
from rootward.sandbox.iam.root_user import ROOT

if TYPE_CHECKING:
    from rootward.sandbox.iam.api import IamApi


def addressee(api: IamApi) -> str:
    """The user named, else the caller; root only in a session of AssumeRoot, then `<root_account>`.

    "When you make this request with root user credentials, you must use an AssumeRoot session to omit the user name."
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeactivateMFADevice.html, and the same of login profiles.
    With which error AWS refuses root's own credentials is not documented.

    Raises:
        PracticeError: ValidationError: nobody is named and the caller cannot be meant.

    """
    name = api.addressed_user_name()
    if name == ROOT and not in_central_root_session():
        raise PracticeError("ValidationError", "Must specify userName when calling with non-User credentials")
    return name


def in_central_root_session() -> bool:
    """Whether the caller acts in a session of sts:AssumeRoot."""
    session = caller().session
    return session is not None and session.task is not None
