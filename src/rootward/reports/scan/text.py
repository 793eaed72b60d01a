"""A scan for people at a terminal: credentials, the surest first, with the lines in which they stand, masked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rootward.model.joined_scan import JoinedScan
from rootward.model.key_id import is_long_lived, is_temporary
from rootward.model.leak import Confidence, Leak
from rootward.model.scan import Allowed, Scan, Unread
from rootward.reports.evidence import told
from rootward.reports.names import safe
from rootward.reports.scan import words
from rootward.reports.scan.arrangement import Credential, credentials
from rootward.reports.scan.words import several

if TYPE_CHECKING:
    from rootward.reports.sheet import Sheet

_STYLES: dict[Confidence, str] = {"high": "high", "medium": "medium", "low": "low"}

_MOST_PATHS = 8
_MOST_CREDENTIALS = 200
"""Of one confidence."""

_MOST_PLACES, _MOST_BRANCHES, _MOST_UNREAD, _MOST_COMMANDS, _MOST_SESSIONS = 8, 3, 20, 5, 3
_MOST_LINES = 2
"""So many of the terminal's does a line of a file take."""

_DEEP = " " * 6
_COMMIT = 12
"""So many digits of a commit's name are shown."""

_KNOWN = (
    "What others may have seen, they know: taking it out of the file does not take it back. Where they may have, end "
    "its power first, then clean up:"
)
_REPLACE = (
    "What others may have seen, they know: taking it out of the file does not take it back. Make another in its place, "
    "and end this one."
)
_OF_NO_ACCOUNT = "Whose keys these are, and whether they work, say --join and --verify."
_SESSIONS = (
    "A key that begins with ASIA is a session's. It cannot be switched off, and may work for up to 36 hours from its "
    "beginning; whether it has ended, its id does not tell. Which role or long-lived key began it, CloudTrail tells, "
    "region by region (userIdentity):"
)
"""https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html,
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupAttribute.html
"""
_THEN_SESSIONS = (
    "End it there: rootward keys revoke of that key, with --role of that role. Where a service took on the role, "
    "revoke the role's active sessions in the IAM console."
)
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html"""
_OF_OTHERS = "Some are keys of other accounts, and only those can switch them off. Tell whoever owns"
_MEANT = (
    "What is meant to be there: write rootward:allow on its line, name it under [scan.allow] in rootward.toml, or keep "
    "what there is today in a baseline (rootward scan baseline)."
)
_BY_THE_REPOSITORY = (
    "Rules marked so lie in what was scanned: whoever leaked a key may have written them. --no-repo-allow looks past "
    "them."
)


def render(
    scan: Scan, *, width: int = 80, color: bool = False, unicode: bool = True, joined: JoinedScan | None = None
) -> str:
    """Plain text, or with ANSI colours. No line holds a secret. `joined`: the same scan, where an account was asked."""
    if not (scan.findings or scan.allowed or scan.unread):
        return _clean(scan)
    from rootward.reports.sheet import Sheet

    sheet = Sheet(width, color=color, unicode=unicode)
    sheet.add(_looked_in(scan), lead="Looked in ", label="plain")
    found = credentials(scan.findings)
    if not found:
        sheet.blank()
        sheet.add(f"{words.summary(scan).partition(';')[0].capitalize()}.")
    for level in words.CONFIDENCES:
        if alike := [one for one in found if one.confidence == level]:
            sheet.heading(f"{level.capitalize()} confidence: {several(len(alike), 'credential')}")
            for credential in alike[:_MOST_CREDENTIALS]:
                _credential(sheet, credential)
            if len(alike) > _MOST_CREDENTIALS:
                more = several(len(alike) - _MOST_CREDENTIALS, "credential")
                sheet.add(f"and {more} more: --format json has all", lead="  ", style="label")
    _to_do(sheet, found, joined)
    _allowed(sheet, scan.allowed)
    _unread(sheet, scan.unread)
    return sheet.text()


def _clean(scan: Scan) -> str:
    """Nothing to lay out, so nothing is loaded that lays out sheets: hooks are to be quick."""
    return f"Looked in {_looked_in(scan)}\n\nNo leaked credentials.\n"


def _looked_in(scan: Scan) -> str:
    more = len(scan.looked_in) - _MOST_PATHS
    paths = ", ".join(map(safe, scan.looked_in[:_MOST_PATHS])) + (f" and {more:,} more" if more > 0 else "")
    return f"{paths}: {words.looked(scan.looked)}"


def _credential(sheet: Sheet, credential: Credential) -> None:
    first = credential.leaks[0]
    style = _STYLES[credential.confidence]
    if credential.key_id is not None:
        account = f"account {safe(first.account)}" if first.account else "its id tells no account"
        if words.is_trap(first):
            account = f"{account}, {words.TRAP}"
        secret = "" if credential.is_whole else ", no secret beside it"
        sheet.add(f"{account}{secret}", lead=f"  {safe(credential.key_id)}  ", label=style)
    else:
        account = f"account {safe(first.account)}" if first.account and first.kind != "account-id" else ""
        sheet.add(account, lead=f"  {words.name(first)}  ", label=style)
    for line in dict.fromkeys(_of_whom(credential.leaks)):
        sheet.add(line, lead="    ", style="critical" if line.startswith("ROOT") else "plain")
    shown = credential.leaks[:_MOST_PLACES]
    for leak, following in zip(shown, (*shown[1:], None), strict=True):
        _place(sheet, leak, named=credential.key_id is not None)
        brought = ", ".join(_brought(leak))
        if brought and (following is None or brought != ", ".join(_brought(following))):
            sheet.add(brought, lead=_DEEP, style="label")
    if len(credential.leaks) > _MOST_PLACES:
        more = several(len(credential.leaks) - _MOST_PLACES, "place")
        sheet.add(f"and {more} more: --format json has all", lead="    ", style="label")


def _of_whom(leaks: Sequence[Leak]) -> Iterator[str]:
    for leak in leaks:
        if leak.owner is not None:
            yield words.owner(leak.owner)
        if leak.proof is not None:
            yield words.proof(leak.proof, leak.owner)


def _place(sheet: Sheet, leak: Leak, *, named: bool) -> None:
    """The path whole, for it is to be copied; below it the line, masked."""
    kind = f"{words.name(leak) if leak.kind != 'access-key-id' else words.KINDS[leak.kind]}: " if named else ""
    sheet.whole(words.place(leak), indent=4)
    sheet.add(f"{kind}{told(leak.reason)}{words.encoding(leak)}", lead=_DEEP, style="label")
    if leak.shown:
        room = _MOST_LINES * (sheet.width - len(_DEEP))
        sheet.add(_about(safe(leak.shown.strip()), safe(leak.masked), room), lead=_DEEP)


def _about(line: str, masked: str, room: int) -> str:
    """The line, or as much of it about the credential as there is room for."""
    if len(line) <= room:
        return line
    middle = line.find(masked) + len(masked) // 2
    start = min(max(0, middle - room // 2), len(line) - room)
    before, after = "…" if start else "", "…" if start + room < len(line) else ""
    return f"{before}{line[start : start + room].strip()}{after}"


def _brought(leak: Leak) -> Iterator[str]:
    """Who brought it, in a history; where several in a row were brought alike, it is said once, below the last."""
    if leak.commit is None:
        if leak.blob is not None and leak.in_head is False:
            yield "no commit that can be reached has it"
        return
    who = f" by {safe(leak.author)}" if leak.author else ""
    when = f" on {leak.date:%Y-%m-%d}" if leak.date else ""
    yield f"commit {safe(leak.commit[:_COMMIT])}{who}{when}"
    if leak.in_head is not None:
        yield "still in HEAD" if leak.in_head else "not in HEAD"
    if leak.branches:
        more = max(leak.branch_count, len(leak.branches)) - _MOST_BRANCHES
        yield f"on {', '.join(map(safe, leak.branches[:_MOST_BRANCHES]))}{f' and {more:,} more' if more > 0 else ''}"


def _to_do(sheet: Sheet, found: Sequence[Credential], joined: JoinedScan | None) -> None:
    if not found:
        return
    sheet.heading("What to do")
    others = {} if joined is None else dict(joined.foreign)
    gone = () if joined is None else (*joined.missing, *joined.unplaced)
    revoked = [one for one in _to_revoke(found) if one.key_id not in others and one.key_id not in gone]
    sessions = [one.key_id for one in found if one.key_id not in others and _may_go_on(one)]
    if revoked:
        sheet.add(_KNOWN, lead="  ")
        shown = max(_MOST_COMMANDS, sum(one.is_whole and _is_on(one) for one in revoked))
        for one in revoked[:shown]:
            sheet.whole(f"rootward keys revoke {safe(one.key_id or '')}", indent=4)
        if len(revoked) > shown:
            sheet.add(f"and {len(revoked) - shown:,} more", lead="    ", style="label")
        if joined is None and not any(leak.owner or leak.proof for one in found for leak in one.leaks):
            sheet.add(_OF_NO_ACCOUNT, lead="  ")
    elif any(one.confidence != "low" and one.key_id not in sessions and not _is_trap(one) for one in found):
        sheet.add(_REPLACE, lead="  ")
    _end_sessions(sheet, sessions)
    for one in found:
        if _is_trap(one):
            sheet.add(words.TRAP, lead=f"  {safe(one.key_id or words.name(one.leaks[0]))}: ", label="plain")
    if others:
        sheet.add(f"{_OF_OTHERS} {', '.join(sorted(set(map(safe, others.values()))))}.", lead="  ")
    sheet.add(_MEANT, lead="  ")


def _end_sessions(sheet: Sheet, sessions: Sequence[str | None]) -> None:
    if not sessions:
        return
    from rootward.reports.aws_cli import continued  # it knows every change, and most scans find no session

    sheet.add(_SESSIONS, lead="  ")
    for key_id in sessions[:_MOST_SESSIONS]:
        named = f"AttributeKey=AccessKeyId,AttributeValue={safe(key_id or '')}"
        for line in continued(("aws cloudtrail lookup-events --lookup-attributes", named), sheet.width - 4):
            sheet.whole(line, indent=4)
    if len(sessions) > _MOST_SESSIONS:
        sheet.add(f"and {len(sessions) - _MOST_SESSIONS:,} more", lead="    ", style="label")
    sheet.add(_THEN_SESSIONS, lead="  ")


def _to_revoke(found: Sequence[Credential]) -> list[Credential]:
    """What is worst first: keys that are known to work, with their secret, and of an administrator."""
    several = [
        one
        for one in found
        if one.key_id is not None
        and one.confidence != "low"
        and is_long_lived(one.key_id)
        and _may_work(one)
        and not _is_trap(one)
    ]
    return sorted(several, key=lambda one: (not (one.is_whole and _is_on(one)), not _rules(one), not _is_on(one)))


def _is_on(credential: Credential) -> bool:
    """Whether it is known to be switched on."""
    return any(
        (leak.owner is not None and leak.owner.status == "Active")
        or (leak.proof is not None and leak.proof.state == "alive")
        for leak in credential.leaks
    )


def _rules(credential: Credential) -> bool:
    """Whether it is known to be root's, or an administrator's."""
    owners = [leak.owner for leak in credential.leaks if leak.owner is not None]
    if any(one.root or one.administrator for one in owners):
        return True
    return any(leak.proof is not None and leak.proof.root for leak in credential.leaks)


def _is_trap(credential: Credential) -> bool:
    return any(map(words.is_trap, credential.leaks))


def _may_go_on(credential: Credential) -> bool:
    """Whether it is the key of a session that may not have ended."""
    key_id = credential.key_id
    if key_id is None or credential.confidence == "low" or not is_temporary(key_id) or _is_trap(credential):
        return False
    if not credential.is_whole:  # an id in a log: nobody can sign with that
        return False
    return all(leak.proof is None or leak.proof.state not in {"refused", "expired"} for leak in credential.leaks)


def _may_work(credential: Credential) -> bool:
    """Whether nothing says that the key is off already, or is none of the account that was asked."""
    owners = [leak.owner for leak in credential.leaks if leak.owner is not None]
    if any(one.status in {"Inactive", "Expired"} for one in owners):
        return False
    if any(one.status == "Active" for one in owners):  # a refusal may be of a key that is seconds old
        return True
    return all(leak.proof is None or leak.proof.state not in {"refused", "expired"} for leak in credential.leaks)


def _allowed(sheet: Sheet, allowed: Sequence[Allowed]) -> None:
    if not allowed:
        return
    sheet.heading(f"Passed over: {several(sum(one.count for one in allowed), 'finding')}")
    widest = max(len(f"{one.count:,}") for one in allowed)
    for one in allowed:
        mark = ", in what was scanned" if one.from_repository else ""
        sheet.add(f"{safe(one.rule)} ({safe(one.source)}{mark})", lead=f"  {one.count:>{widest},}  ", label="plain")
    if any(one.from_repository for one in allowed):
        sheet.add(_BY_THE_REPOSITORY, lead="  ", style="label")


def _unread(sheet: Sheet, unread: Sequence[Unread]) -> None:
    if not unread:
        return
    sheet.heading(f"Not read: {len(unread):,}")
    for one in unread[:_MOST_UNREAD]:
        sheet.add(f"{safe(one.path)}: {told(one.reason)}", lead="  ", style="medium")
    if len(unread) > _MOST_UNREAD:
        sheet.add(f"and {len(unread) - _MOST_UNREAD:,} more: --format json has all", lead="  ", style="label")
