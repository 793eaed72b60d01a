"""What leaked credentials, and what is known of each, are called."""

from __future__ import annotations

from rootward.model.canaries import CANARY_ACCOUNTS
from rootward.model.key_id import account_of
from rootward.model.key_list import LastUse, Status
from rootward.model.key_place import KeyProof, ProofState
from rootward.model.leak import Confidence, Kind, Leak, LeakOwner
from rootward.model.scan import Looked, Scan
from rootward.reports.evidence import told
from rootward.reports.names import safe

KINDS: dict[Kind, str] = {
    "access-key-id": "access key id",
    "secret-access-key": "secret access key",
    "session-token": "session token",
    "console-password": "console password",
    "codecommit-password": "CodeCommit password",
    "bedrock-api-key": "Bedrock API key",
    "mws-auth-token": "MWS auth token",
    "appsync-api-key": "AppSync API key",
    "account-id": "account number",
    "pattern": "pattern of your own",
}

CONFIDENCES: tuple[Confidence, ...] = ("high", "medium", "low")
"""The surest first."""

_STATUS: dict[Status, str] = {
    "Active": "active",
    "Inactive": "inactive",
    "Expired": "expired",
    "unknown": "active or not is unknown",
}

_PROOFS: dict[ProofState, str] = {
    "alive": "works",
    "refused": "AWS refuses it: deleted, inactive, seconds old, or of another partition",
    "wrong_secret": "the secret beside it is another key's",
    "expired": "expired",
    "not_asked": "not asked",
    "unknown": "unknown",
}

_YOUNG = "AWS refuses it, though its account says that it is active: perhaps seconds old"

TRAP = "a trap; using it may alarm somebody"

MESSAGE, _MESSAGE_OF_TAG = "commit message", "message of tag "

_ENCODINGS = {"utf-16": "UTF-16", "escaped": "an escaped string", "url": "a URL's escapes"}

_UNITS = ("bytes", "kB", "MB", "GB", "TB")
_THOUSAND = 1000


def several(number: int, noun: str) -> str:
    """`1 file`, `2,000 files`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def size(count: int) -> str:
    """`512 bytes`, `2.3 GB`: thousands, as disks are sold."""
    value, unit = float(count), 0
    while value >= _THOUSAND and unit < len(_UNITS) - 1:
        value, unit = value / _THOUSAND, unit + 1
    return several(count, "byte") if not unit else f"{value:,.1f} {_UNITS[unit]}"


def looked(at: Looked) -> str:
    """`34,012 commits, 120,331 objects, 2.3 GB`."""
    counted = ((at.commits, "commit"), (at.blobs, "object"), (at.files, "file"))
    parts = [several(number, noun) for number, noun in counted if number]
    return ", ".join((*(parts or ["0 files"]), size(at.bytes)))


def name(leak: Leak) -> str:
    """`access key id AKIA…`, `secret access key …4f2A`: what it is, with as much of it as may be shown."""
    shown = leak.key_id if leak.kind == "access-key-id" and leak.key_id else leak.masked
    return f"{KINDS[leak.kind]} {safe(shown)}".rstrip()


def is_trap(leak: Leak) -> bool:
    """Whether its account is one of those whose keys are planted to tell who tries them."""
    told_by_id = None if leak.key_id is None else account_of(leak.key_id)
    return (told_by_id or leak.account) in CANARY_ACCOUNTS


def is_file(leak: Leak) -> bool:
    """Whether its path is one of a file: not that of a message, nor an object's that no commit leads to."""
    if leak.path == MESSAGE or (leak.blob is not None and leak.blob == leak.commit):
        return False
    if leak.blob is None or leak.commit is not None:
        return True
    name = leak.path.rpartition("/")[2] if _MESSAGE_OF_TAG not in leak.path else leak.path
    return not (name == MESSAGE or name.endswith(f" {leak.blob}") or _MESSAGE_OF_TAG in name)


def place(leak: Leak) -> str:
    """`app/.env:3:19`."""
    return f"{safe(leak.path)}:{leak.line}:{leak.column}"


def encoding(leak: Leak) -> str:
    """`, in base64, in a URL's escapes`; empty where it stands as it is."""
    return "".join(f", in {_ENCODINGS.get(one, safe(one))}" for one in leak.encoding)


def owner(of: LeakOwner) -> str:
    """`user anna of account 111122223333, active, administrator, last used 2026-01-31 in s3`."""
    who = f"ROOT of account {safe(of.account)}" if of.root else f"user {told(of.user)} of account {safe(of.account)}"
    parts = [who, _STATUS[of.status]]
    if of.administrator:
        parts.append("administrator")
    if of.last_use is not None:
        parts.append(_last_use(of.last_use))
    return ", ".join(parts)


def _last_use(of: LastUse) -> str:
    if of.at is None:
        return "never used"
    return f"last used {of.at:%Y-%m-%d}{f' in {safe(of.service)}' if of.service else ''}"


def proof(of: KeyProof, whose: LeakOwner | None = None) -> str:
    """`works: arn:aws:iam::111122223333:user/anna`.

    IAM's lists know a new key at once, and what checks signatures a while later: a refusal proves nothing against them.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
    """
    if of.state == "refused" and whose is not None and whose.status == "Active":
        return _YOUNG
    more = of.arn or (of.detail if of.state in {"unknown", "not_asked"} else "")
    return f"{'ROOT, ' if of.root else ''}{_PROOFS[of.state]}{f': {told(more)}' if more else ''}"


def summary(scan: Scan) -> str:
    """`3 findings in 2 files (2 high, 1 low); 12 passed over; 1 not read`."""
    if not scan.findings:
        parts = ["no leaked credentials" if not scan.unread else "no leaked credentials in what was read"]
    else:
        counts = ((sum(one.confidence == level for one in scan.findings), level) for level in CONFIDENCES)
        levels = ", ".join(f"{number:,} {level}" for number, level in counts if number)
        where = several(len({one.path for one in scan.findings}), "path")
        parts = [f"{several(len(scan.findings), 'finding')} in {where} ({levels})"]
    if passed := sum(one.count for one in scan.allowed):
        parts.append(f"{passed:,} passed over")
    if scan.unread:
        parts.append(f"{len(scan.unread):,} not read")
    return "; ".join(parts)
