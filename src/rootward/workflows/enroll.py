"""Enroll: a second factor comes about. An authenticator app by calls, all else by the console, and both are proved.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_cliapi.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from rootward.engine.second_factor.guidance import ROOT, guided_root, guided_user
from rootward.errors import UsageError
from rootward.model.credential_report import ROOT_ROW
from rootward.model.mfa_device import MfaDevice
from rootward.model.second_factor import DEVICES_A_USER, Enrolled, Guided, Kind
from rootward.model.user_arn import user_in
from rootward.workflows.apply import refuse_endpoint
from rootward.workflows.enrolling.app import AppEnrolment
from rootward.workflows.enrolling.devices import devices_of, full
from rootward.workflows.enrolling.person import Person
from rootward.workflows.running.pace import Pace
from rootward.workflows.source import Live, Practice, Progress, opened

if TYPE_CHECKING:
    from rootward.aws.second_factor import SecondFactors
    from rootward.aws.session import AwsSession, Identity

_NAME = r"[\w+=,.@-]"
"""https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateVirtualMFADevice.html"""

_USER_NAME = re.compile(rf"{_NAME}{{1,64}}", re.ASCII)
_DEVICE_NAME = re.compile(rf"{_NAME}{{1,226}}", re.ASCII)
"""A longer one would make a serial number of more than 256 characters."""


class Enrolling(msgspec.Struct, frozen=True, kw_only=True):
    """Who is to get which device."""

    user: str | None = None
    """An IAM user's name or ARN; `root` (unless a user is called so), or root's ARN; None: the caller, maybe root."""
    name: str | None = None
    """The name of an app's device; None: the user's, or that with a number."""
    kind: Kind = "app"


def enroll(
    source: Live | Practice,
    wish: Enrolling,
    person: Person,
    *,
    progress: Progress,
    announce: Progress,
    foreign_endpoint: bool = False,
) -> Enrolled | Guided:
    """Enroll in the account that the source names.

    Raises what `opened` and `enroll_here` raise, and GuardRefusedError for an endpoint that is neither AWS's nor on
    this machine, unless `foreign_endpoint`.
    """
    with opened(source, progress, announce) as session:
        refuse_endpoint(session, allowed=foreign_endpoint)
        return enroll_here(session, wish, person, announce=announce)


def enroll_here(
    session: AwsSession, wish: Enrolling, person: Person, *, announce: Progress, pace: Pace | None = None
) -> Enrolled | Guided:
    """Make a virtual device, let the person's app take it, and give it to the user: proved by a read after it.

    Whatever goes wrong on the way, KeyboardInterrupt included, the device that nobody has yet is deleted again; where
    that is denied, `announce` is told its name, and the next enrolment offers to go on with it. Passkeys, hardware
    tokens and everything of root's are the console's: the person is led there, and what came of it is looked at.

    Guided: the person left it for later, or it is root's and the caller is not: AWS lists root's devices to root alone.

    Raises UsageError: no such user, one of another account, nobody is named and the caller is none, codes that do not
    come right. GuardRefusedError: the user has eight devices. IncompleteError: AWS refuses, or does not answer.
    CredentialsError.
    """
    from rootward.aws.second_factor import SecondFactors

    pace = pace or Pace()
    factors = SecondFactors(session, pace.now)
    user = _whom(session.identity, wish)
    if user == ROOT and not isinstance(factors.devices(user), tuple):
        user = None  # nobody is called so, or nobody who may be looked at
    if user is None and not session.identity.is_root:
        return _told_of_root(guided_root(wish.kind), person, announce)
    before = devices_of(factors, user)
    if len(before) >= DEVICES_A_USER:
        raise full(user, before)
    if user is None:
        return _led(factors, None, guided_root(wish.kind), before, person=person, announce=announce)
    if wish.kind != "app":
        return _led(factors, user, _guided(session.identity, user, wish.kind), before, person=person, announce=announce)
    enrolment = AppEnrolment(factors, user, before, person, announce=announce, pace=pace)
    return enrolment.run(wish.name, session.identity.account)


def _whom(identity: Identity, wish: Enrolling) -> str | None:
    """The IAM user's name, `root` where that may be root; None for root."""
    if wish.name is not None and not _DEVICE_NAME.fullmatch(wish.name):
        raise UsageError(
            f"'{wish.name}' is no name for a device", advice="letters, digits and _+=,.@- only, 226 at most"
        )
    if wish.user is not None:
        return _named(identity, wish.user)
    if identity.is_root:
        return None
    if identity.user is None:
        raise UsageError(
            f"{identity.arn} is no IAM user, and has no MFA devices of its own",
            advice="name a user: --user NAME; people of IAM Identity Center register theirs in its access portal",
        )
    return identity.user


def _named(identity: Identity, asked: str) -> str | None:
    """The name in a name or an ARN, as `mfa list --user` takes them; None for root."""
    root_arn = f"arn:{identity.partition}:iam::{identity.account}:root"
    if asked in {ROOT_ROW, root_arn}:
        return None
    name = asked.removeprefix("user/")
    if asked.startswith("arn:"):
        if asked.split(":")[1:5] != root_arn.split(":")[1:5]:
            raise UsageError(
                f"'{asked}' is of another account than {identity.account}",
                advice="choose the profile of that account: --profile NAME",
            )
        name = user_in(asked) or asked
    if not _USER_NAME.fullmatch(name):
        raise UsageError(f"'{asked}' is no user's name, and no ARN of one", advice="'rootward list users' shows them")
    return name


def _told_of_root(guided: Guided, person: Person, announce: Progress) -> Guided:
    """Lead somebody who is not root to root's place in the console. Whether it is done nobody but root is shown.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html
    """
    if person.leads(guided):
        announce("AWS lists root's devices to root alone: 'rootward mfa list --user root', run as root, looks")
    return guided


def _guided(identity: Identity, user: str, kind: Kind) -> Guided:
    """Raises UsageError for what the partition does not have."""
    if identity.partition == "aws-cn":
        # https://docs.amazonaws.cn/en_us/aws/latest/userguide/iam.html
        raise UsageError("in the China regions IAM users have virtual devices only", advice="leave --kind out")
    return guided_user(user, kind, is_self=identity.user == user)


def _led(
    factors: SecondFactors,
    user: str | None,
    guided: Guided,
    before: tuple[MfaDevice, ...],
    *,
    person: Person,
    announce: Progress,
) -> Enrolled | Guided:
    """Lead to the console, and look for what is new, until there is something or the person leaves."""
    known = {device.serial for device in before}
    while person.leads(guided):
        now = devices_of(factors, user)
        if new := [device for device in now if device.serial not in known]:
            return Enrolled(user=guided.user, device=new[-1], devices=now)
        announce(f"AWS lists no new device of {guided.user} yet")
    return guided
