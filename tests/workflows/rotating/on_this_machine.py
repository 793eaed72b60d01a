"""A user of a practice account with a key in a credentials file, and who rotates it by the account's clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from rootward.aws.session import AwsSession, open_session
from rootward.engine.rotation.seen import SeenKey
from rootward.local.aws_files.changing import change, opened
from rootward.local.aws_files.keys import keys_of, with_key_replaced
from rootward.local.key_stores.store import NotStored, Stored, Unclear
from rootward.model.key_pair import KeyPair
from rootward.model.rotation import Place
from rootward.sandbox import Sandbox
from rootward.workflows.rotating.setting import Setting
from rootward.workflows.running.pace import Pace
from tests.aws.practice import iam_of, policy

USER = "ann"
PROFILE = "work"

OWN_KEYS = {
    "Effect": "Allow",
    "Action": ["iam:*AccessKey*"],
    "Resource": "arn:aws:iam::*:user/${aws:username}",
}
LAST_USE = {"Effect": "Allow", "Action": "iam:GetAccessKeyLastUsed", "Resource": "*"}

AHEAD = timedelta(days=40)
"""This machine's clock, before AWS's."""

A_LITTLE = 60
"""Seconds after which a key is known everywhere."""


class FileStore:
    """A credentials file, as plainly as can be."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.refuses = False
        self.place = Place(kind="credentials-file", profile=PROFILE, label=f"{path.name} [{PROFILE}]")

    def holds(self) -> str:
        return keys_of(opened(self.path), PROFILE).key_id or ""

    def read(self) -> KeyPair | None:
        keys = keys_of(opened(self.path), PROFILE)
        return KeyPair(keys.key_id, keys.secret_entry.value) if keys.key_id and keys.secret_entry else None

    def ready(self) -> None:
        pass

    def put(self, pair: KeyPair, *, instead_of: str) -> Stored | NotStored | Unclear:
        if self.refuses:
            return NotStored("the file is read-only")
        change(
            self.path,
            lambda document: with_key_replaced(document, instead_of, key_id=pair.key_id, secret=pair.secret),
        )
        return Stored() if self.holds() == pair.key_id else NotStored("it has another key")


class Nobody:
    """Nobody who could be asked."""

    def deletes_second(self, rotated: SeenKey, second: SeenKey) -> bool:  # noqa: ARG002 - as Person asks
        return False


class Willing:
    """Who lets the second key go."""

    def deletes_second(self, rotated: SeenKey, second: SeenKey) -> bool:
        return rotated.is_active and not second.is_active


class Machine:
    """Ann's."""

    def __init__(self, sandbox: Sandbox, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sandbox = sandbox
        self.folder = folder / "state"
        self.iam = iam_of(sandbox)
        self.iam.create_user(UserName=USER)
        self.iam.put_user_policy(UserName=USER, PolicyName="own", PolicyDocument=policy(OWN_KEYS, LAST_USE))
        key = self.iam.create_access_key(UserName=USER)["AccessKey"]
        self.old = str(key["AccessKeyId"])
        path = folder / "credentials"
        path.write_text(
            f"[{PROFILE}]\naws_access_key_id = {self.old}\naws_secret_access_key = {key['SecretAccessKey']}\n"
        )
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(path))
        monkeypatch.setenv("AWS_ENDPOINT_URL", sandbox.endpoint_url)
        monkeypatch.setenv("AWS_DEFAULT_REGION", sandbox.region)
        sandbox.advance_clock(A_LITTLE)
        self.store = FileStore(path)
        self.announced: list[str] = []
        self.while_waiting: Callable[[], None] = lambda: None
        self.calls = 0

    @property
    def setting(self) -> Setting:
        def sleep(seconds: float) -> None:
            self.sandbox.advance_clock(seconds)
            self.while_waiting()

        pace = Pace(now=lambda: self.sandbox.now + AHEAD, clock=lambda: self.sandbox.now.timestamp(), sleep=sleep)  # noqa: PLW0108 - time goes on
        return Setting(announce=self.announced.append, pace=pace, folder=self.folder)

    def session(self) -> AwsSession:
        """A fresh one of the profile."""
        return open_session(profile=PROFILE, region=None, role_arn=None)

    def administrator(self) -> AwsSession:
        """The practice account's own."""
        return open_session(
            profile=None, region=self.sandbox.region, role_arn=None, endpoint_url=self.sandbox.endpoint_url,
            credentials=self.sandbox.credentials,
        )  # fmt: skip

    def works(self) -> None:
        """A program under the profile makes a call."""
        boto3.session.Session(profile_name=PROFILE).client("sts").get_caller_identity()
        self.calls += 1

    def keys(self) -> dict[str, str]:
        """The user's, by id: their states."""
        listed: list[dict[str, Any]] = self.iam.list_access_keys(UserName=USER)["AccessKeyMetadata"]
        return {str(key["AccessKeyId"]): str(key["Status"]) for key in listed}
