"""Who has which MFA devices, and whether they are enough.

Four sources tell of it. ListVirtualMFADevices is live, and knows virtual devices alone. The credential report knows of
devices of every kind whether there is one, up to four hours ago. ListMFADevices is live and knows all devices of one
user. GetAccountSummary says whether root has any. Where they differ the newest wins; what none of them tells is said
to be unknown. Of users the words are those of `user-mfa-missing` and `admin-mfa-phishable`, of root those of
`root-mfa-missing`, `root-mfa-not-hardware` and `root-mfa-single`.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_checking-status.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import msgspec

from rootward.checks.mfa.guarded import guarded, unseen
from rootward.checks.power import proven_authority
from rootward.checks.report_users import users_without_row
from rootward.model.access import AskedAccount
from rootward.model.account import Account
from rootward.model.credential import VirtualMfaDevice
from rootward.model.credential_report import ROOT_ROW, Flag, ReportRow
from rootward.model.device_list import DeviceList, Enough, HeldDevice, Holder, Remark, Unseen
from rootward.model.mfa_device import MfaDevice, kind_of
from rootward.model.root_user import RootUser, Sighting, root_user
from rootward.model.unknown import Unknown

_GOVCLOUD, _CHINA = "aws-us-gov", "aws-cn"

_FACTS = ("identities", "credential_report", "summary", "virtual_mfa_devices", "mfa_devices")


class Person(msgspec.Struct, frozen=True):
    """A user, as far as is known who that is."""

    name: str
    arn: str | None


def people(account: Account) -> tuple[Person, ...] | Unknown:
    """The users by name: those who are there, or, where nobody lists them, those of the credential report."""
    identities, report = account.identities, account.credential_report
    if not isinstance(identities, Unknown):
        found = (Person(user.name, user.arn) for user in identities.users)
    elif not isinstance(report, Unknown):
        found = (Person(row.user, row.arn) for row in report.users)
    else:
        return identities
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.name)))


def device_list(
    account: Account, version: str, *, users: Iterable[Person], root: bool, about: str | None
) -> DeviceList:
    """The devices of these users, and of root. `about`: who was asked about, where that is one alone."""
    alias = None if isinstance(account.alias, Unknown) else account.alias
    report = account.credential_report
    sources = _Sources(account)
    return DeviceList(
        rootward=version,
        taken_at=account.taken_at,
        account=AskedAccount(id=account.id, alias=alias, partition=account.partition),
        user=about,
        reported_at=None if isinstance(report, Unknown) else report.generated_at,
        root=_root(account, sources) if root else None,
        users=tuple(_holder(sources, person) for person in users),
        unassigned=() if about else sources.unassigned,
        unread=tuple(_unread(account, about)),
    )


class _Sources:
    """The facts, each user's at hand."""

    def __init__(self, account: Account) -> None:
        report, virtual, listed = account.credential_report, account.virtual_mfa_devices, account.mfa_devices
        self.account = account
        self.listed = {} if isinstance(listed, Unknown) else {one.user: one.devices for one in listed}
        self.virtual: dict[str, list[VirtualMfaDevice]] | None = None
        self.unassigned: tuple[str, ...] = ()
        if not isinstance(virtual, Unknown):
            self.unassigned = tuple(sorted(one.serial for one in virtual if one.user_arn is None))
            self.virtual = {}
            for device in virtual:
                if device.user_arn is not None:
                    self.virtual.setdefault(device.user_arn, []).append(device)
        self.rows: dict[str, ReportRow] = {}
        self.reported = ""
        if not isinstance(report, Unknown):
            missing = {one.name for one in users_without_row(account, report)}
            self.rows = {row.user: row for row in report.users if row.user not in missing}
            self.reported = f"by the credential report of {report.generated_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        power = proven_authority(account)
        self._administrators = None if isinstance(power, Unknown) else power.before_scps.administrator_by_arn

    def administers(self, arn: str | None) -> bool | None:
        """Whether the user is an administrator before service control policies; None: policies were not read."""
        if self._administrators is None or arn is None:
            return None
        found = self._administrators.get(arn)
        return False if found is None else found.is_proved or None

    def devices(self, user: str, arn: str | None, seen_elsewhere: bool | None) -> tuple[tuple[HeldDevice, ...], Unseen]:
        """What the user has, and whether there is more. `seen_elsewhere`: whether there is any device at all."""
        listed = self.listed.get(user)
        if isinstance(listed, tuple):
            return _held(listed), "none"
        shown = () if self.virtual is None or arn is None else _virtual(self.virtual.get(arn, ()))
        if shown:
            return shown, "perhaps"
        if seen_elsewhere:
            return (), "some"
        is_told = seen_elsewhere is False and self.virtual is not None
        return (), "none" if is_told else "perhaps"


class _Known(msgspec.Struct, frozen=True):
    """What is known of one user."""

    row: ReportRow | None
    devices: tuple[HeldDevice, ...]
    unseen: Unseen
    asked: bool
    """Whether the user's own list was read."""

    @property
    def password(self) -> bool | None:
        return None if self.row is None else _flag(self.row.password_enabled)

    @property
    def keys(self) -> int | None:
        flags = [] if self.row is None else [_flag(key.active) for key in self.row.keys]
        return None if self.row is None or None in flags else sum(flag is True for flag in flags)

    @property
    def has_none(self) -> bool:
        """Whether a list or the report says so."""
        reported = None if self.row is None else _flag(self.row.mfa_active)
        return not self.devices and (self.asked or reported is False)


def _holder(sources: _Sources, person: Person) -> Holder:
    row = sources.rows.get(person.name)
    devices, more = sources.devices(person.name, person.arn, None if row is None else _flag(row.mfa_active))
    known = _Known(row, devices, more, asked=isinstance(sources.listed.get(person.name), tuple))
    administrator = sources.administers(person.arn)
    enough, why = _judged(sources, known)
    remarks: list[Remark] = []
    if administrator and known.password and sources.account.partition != _CHINA and _is_virtual(devices):
        remarks.append("phishable")
    if len(devices) == 1 and more == "none":
        remarks.append("single")
    return Holder(
        user=person.name,
        arn=person.arn,
        root=False,
        password=known.password,
        active_keys=known.keys,
        administrator=administrator,
        devices=devices,
        unseen=more,
        enough=enough,
        remarks=tuple(remarks),
        why=why,
    )


def _judged(sources: _Sources, known: _Known) -> tuple[Enough, str]:
    if known.devices:
        return "yes", "has an MFA device"
    if known.unseen == "some":
        return "yes", f"has an MFA device{_not_virtual(sources.account)}, {sources.reported}"
    if known.password is False:
        return "not_needed", _without_password(known.keys)
    if not known.has_none:
        return "unknown", f"whether there is an MFA device is not known: {_untold(sources, known.row)}"
    if known.password is None:
        told = _untold(sources, known.row)
        return "unknown", f"no MFA device; whether there is a console password is not known: {told}"
    return "no", "console password and no MFA device" + ("" if known.asked else f", {sources.reported}")


def _without_password(keys: int | None) -> str:
    if keys is None:
        return "no console password; whether there are access keys is not known"
    return "no console password; works with access keys alone" if keys else "no console password and no active key"


def _untold(sources: _Sources, row: ReportRow | None) -> str:
    report = sources.account.credential_report
    if isinstance(report, Unknown):
        return f"the credential report was not read ({report.detail})"
    return f"not shown {sources.reported}" if row is None else f"not to be read {sources.reported}"


def _root(account: Account, sources: _Sources) -> Holder:
    root = root_user(account)
    has_any = root.mfa.value if isinstance(root.mfa, Sighting) else None
    devices, more = sources.devices(ROOT_ROW, root.arn, has_any)
    if not devices and has_any:
        more = "some"  # of two live answers, the one that tells of more
    enough, why = _of_root(account, root, has=bool(devices) or more == "some", is_seen=bool(devices))
    remarks: list[Remark] = []
    if enough == "yes" and _is_virtual(devices):
        remarks.append("phishable")
    if enough == "yes" and len(devices) == 1 and more == "none":
        remarks.append("single")
    return Holder(
        user=ROOT_ROW,
        arn=root.arn,
        root=True,
        password=root.password.value if isinstance(root.password, Sighting) else None,
        active_keys=int(root.active_access_key.value) if isinstance(root.active_access_key, Sighting) else None,
        administrator=True,
        devices=devices,
        unseen=more,
        enough=enough,
        remarks=tuple(remarks),
        why=why,
    )


def _of_root(account: Account, root: RootUser, *, has: bool, is_seen: bool) -> tuple[Enough, str]:
    held = guarded(root)
    if account.partition == _GOVCLOUD:
        return "not_needed", "root has no console in GovCloud, and no MFA device"
    if not held and not unseen(root):
        return "not_needed", "root has no password and no access key: there is nothing for a device to guard"
    if has:
        what = "root has an MFA device" + ("" if is_seen else _not_virtual(account))
        return "yes", root.mfa.told(what) if isinstance(root.mfa, Sighting) and root.mfa.value else what
    if isinstance(root.mfa, Sighting) and held:
        what = "its password" if isinstance(root.password, Sighting) and root.password.value else "its access key"
        return "no", root.mfa.told(f"root has no MFA device: {what} alone opens the account")
    unread = next((one for one in (root.mfa, *unseen(root)) if isinstance(one, Unknown)), None)
    return "unknown", "whether root has an MFA device is not known" + (f": {unread.detail}" if unread else "")


def _not_virtual(account: Account) -> str:
    """What is known of the kind of a device that is not listed."""
    return "" if isinstance(account.virtual_mfa_devices, Unknown) else " that is not virtual"


def _held(listed: Iterable[MfaDevice]) -> tuple[HeldDevice, ...]:
    return _in_order(HeldDevice(serial=one.serial, kind=one.kind, since=one.enabled_at) for one in listed)


def _virtual(listed: Iterable[VirtualMfaDevice]) -> tuple[HeldDevice, ...]:
    return _in_order(HeldDevice(serial=one.serial, kind=kind_of(one.serial), since=one.enabled_at) for one in listed)


def _in_order(devices: Iterable[HeldDevice]) -> tuple[HeldDevice, ...]:
    epoch = datetime.min.replace(tzinfo=UTC)
    return tuple(sorted(devices, key=lambda one: (one.since or epoch, one.serial)))


def _is_virtual(devices: Iterable[HeldDevice]) -> bool:
    return any(one.kind == "virtual" for one in devices)


def _flag(cell: Flag | None) -> bool | None:
    return cell if isinstance(cell, bool) else None


def _unread(account: Account, about: str | None) -> Iterator[str]:
    """A line for each fact that was denied or failed, users' own devices together."""
    for fact in _FACTS:
        found = getattr(account, fact)
        if _is_missing(found):
            yield _line(fact.replace("_", " ").replace("mfa", "MFA"), found)
    listed = account.mfa_devices
    of_users = () if isinstance(listed, Unknown) else listed
    missing = [
        one for one in of_users if _is_missing(one.devices) and one.user != ROOT_ROW and about in {None, one.user}
    ]
    if missing and isinstance(missing[0].devices, Unknown):
        some = "1 user" if len(missing) == 1 else f"{len(missing):,} users"
        yield _line(f"MFA devices of {some}", missing[0].devices)


def _is_missing(found: object) -> bool:
    return isinstance(found, Unknown) and found.reason in {"denied", "failed"}


def _line(what: str, why: Unknown) -> str:
    return f"{what}: {why.action} was denied" if why.reason == "denied" and why.action else f"{what}: {why.detail}"
