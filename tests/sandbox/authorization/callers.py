"""Callers of the scenario `startup`, and the account in place."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from rootward.sandbox import Sandbox
from rootward.sandbox.door.principal import Kind, Principal, Session

ACCOUNT = "123456789012"

MAYA = Principal(
    account_id=ACCOUNT,
    kind="user",
    arn=f"arn:aws:iam::{ACCOUNT}:user/maya.chen",
    user_id="AIDAMAYA",
    key_id="AKIAMAYA",
    user_name="maya.chen",
)
ROOT = Principal(
    account_id=ACCOUNT,
    kind="root",
    arn=f"arn:aws:iam::{ACCOUNT}:root",
    user_id=ACCOUNT,
    key_id="AKIAROOT",
    user_name="<root_account>",
)


def account(sandbox: Sandbox) -> AbstractContextManager[None]:
    """The account in place: policies can be asked."""
    return sandbox._application.backends.in_place()


def session(kind: Kind, arn: str, issued: datetime, **known: Any) -> Principal:
    """A session as its principal. `issued`: UTC without a zone."""
    made = Session(
        kind=kind,
        account_id=ACCOUNT,
        arn=arn,
        user_id=known.pop("user_id", "AIDAMAYA"),
        key_id="ASIASESSION",
        secret="",
        token="",
        issued=issued,
        expires=issued + timedelta(hours=1),
        **known,
    )
    return replace(
        MAYA, kind=kind, arn=arn, user_id=made.user_id, key_id=made.key_id, user_name=made.user_name, session=made
    )
