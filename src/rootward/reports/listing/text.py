"""Lists for people at a terminal: a block for each user, group or policy, what it has not left out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rootward.model.access import HeldPolicy
from rootward.model.identity import is_aws_managed
from rootward.reports.access.words import account
from rootward.reports.evidence import minute, told
from rootward.reports.listing.listing import (
    Groups,
    InlineEntry,
    ListedGroup,
    ListedUser,
    Listing,
    ManagedEntry,
    Policies,
    PoliciesOfUser,
    Users,
)
from rootward.reports.names import last_part
from rootward.reports.plan.words import several
from rootward.reports.sheet import Sheet

_MOST, _SHOWN = 50, 20
"""Of more names than the first, so many are shown."""

_LABELS = len("boundary of") + 2


def render(listing: Listing, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """Plain text, or with ANSI colours."""
    sheet = Sheet(width, color=color, unicode=unicode)
    sheet.add(f"{account(listing.account)}, taken {minute(listing.taken_at)}", lead="Account ", label="plain")
    match listing:
        case Users(users=users):
            sheet.heading(_title("user", len(users), "" if listing.user is None else "User"))
            for user in users:
                _user(sheet, user)
        case Groups(groups=groups):
            sheet.heading(_title("group", len(groups), _of_user("Groups", listing.user)))
            for group in groups:
                _group(sheet, group)
            if not groups and listing.user is not None:
                sheet.add(f"{told(listing.user)} is in no group.")
        case Policies():
            _policies(sheet, listing)
        case PoliciesOfUser():
            _policies_of(sheet, listing)
    return sheet.text()


def _title(noun: str, count: int, said: str) -> str:
    return said or f"{count:,} {noun}{'' if count == 1 else 's'}"


def _of_user(noun: str, user: str | None) -> str:
    return "" if user is None else f"{noun} of user {told(user)}"


def _user(sheet: Sheet, one: ListedUser) -> None:
    sheet.apart("  ", told(one.name), f"created {one.created:%Y-%m-%d}", "plain")
    _path(sheet, one.path)
    _names(sheet, "groups", one.groups)
    _held(sheet, one.attached_policies, one.inline_policies)
    if one.boundary:
        _line(sheet, "boundary", _policy(one.boundary))
    if not (one.groups or one.attached_policies or one.inline_policies):
        _line(sheet, "", "in no group, with no policy")


def _group(sheet: Sheet, one: ListedGroup) -> None:
    sheet.apart("  ", told(one.name), several(len(one.members), "member"), "plain")
    _path(sheet, one.path)
    _names(sheet, "members", one.members)
    _held(sheet, one.attached_policies, one.inline_policies)
    if not (one.attached_policies or one.inline_policies):
        _line(sheet, "", "with no policy")


def _policies(sheet: Sheet, listing: Policies) -> None:
    of_account = [one for one in listing.managed if not one.aws_managed]
    of_aws = [one for one in listing.managed if one.aws_managed]
    for heading, entries in (("Managed policies of the account", of_account), ("Managed policies of AWS", of_aws)):
        if entries:
            sheet.heading(f"{heading}: {len(entries):,}")
        for one in entries:
            _managed(sheet, one)
    if listing.inline:
        sheet.heading(f"Inline policies: {sum(len(one.policies) for one in listing.inline):,}")
        for entry in listing.inline:
            _inline(sheet, entry)
    if not (listing.managed or listing.inline):
        sheet.blank()
        sheet.add("There is no policy.")


def _managed(sheet: Sheet, one: ManagedEntry) -> None:
    sheet.apart("  ", told(one.name), several(one.attachment_count, "attachment"), "plain")
    _path(sheet, one.path)
    _names(sheet, "users", one.users)
    _names(sheet, "groups", one.groups)
    _names(sheet, "roles", one.roles)
    _names(sheet, "boundary of", one.boundary_of)
    if not (one.users or one.groups or one.roles or one.boundary_of):
        _line(sheet, "", "held by nobody")


def _inline(sheet: Sheet, one: InlineEntry) -> None:
    sheet.add(_listing(one.policies), lead=f"  {one.kind} {told(one.holder)}: ", label="plain")


def _policies_of(sheet: Sheet, listing: PoliciesOfUser) -> None:
    sheet.heading(f"Policies of user {told(listing.user or '')}")
    if not listing.policies:
        sheet.add("No policy, of its own or of a group.", lead="  ")
    for group, held in groupby(listing.policies, key=lambda one: one.group):
        sheet.add("directly" if group is None else f"by group {told(group)}", lead="  ", style="heading")
        for one in held:
            sheet.add(_one_held(one), lead="    ")
    if listing.boundary:
        sheet.add("within the permissions boundary", lead="  ", style="heading")
        sheet.add(_policy(listing.boundary), lead="    ")


def _one_held(one: HeldPolicy) -> str:
    return f"{told(one.policy)} (inline)" if one.inline_of else _policy(one.policy)


def _path(sheet: Sheet, path: str) -> None:
    if path != "/":
        _line(sheet, "path", told(path))


def _held(sheet: Sheet, attached: Sequence[str], inline: Sequence[str]) -> None:
    if attached:
        _line(sheet, "policies", ", ".join(_policy(arn) for arn in attached))
    _names(sheet, "inline", inline)


def _policy(arn: str) -> str:
    """`ReadOnlyAccess (AWS)`: one of the account may have the same name."""
    return f"{told(last_part(arn))}{' (AWS)' if is_aws_managed(arn) else ''}"


def _names(sheet: Sheet, label: str, names: Sequence[str]) -> None:
    if names:
        _line(sheet, label, _listing(names))


def _listing(names: Sequence[str]) -> str:
    shown = names if len(names) <= _MOST else names[:_SHOWN]
    more = f", and {len(names) - len(shown):,} more: --format json has all" if len(shown) < len(names) else ""
    return ", ".join(told(name) for name in shown) + more


def _line(sheet: Sheet, label: str, text: str) -> None:
    sheet.add(text, lead=f"    {label:<{_LABELS}}" if label else "    ")
