"""A scan as SARIF 2.1.0, for code scanning.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
What GitHub reads of it: https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from rootward.model.leak import Confidence, Kind, Leak
from rootward.model.scan import Scan, Unread
from rootward.reports.evidence import second, told
from rootward.reports.json_text import escaped
from rootward.reports.names import safe, without_surrogates
from rootward.reports.scan import words

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_LEVELS: dict[Confidence, str] = {"high": "error", "medium": "warning", "low": "note"}

_SEVERITY: dict[Kind, str] = {"access-key-id": "7.0", "account-id": "2.0", "pattern": "7.0"}
"""GitHub's `security-severity`: over 9.0 is critical, 7.0 to 8.9 high, 0.1 to 3.9 low."""
_OF_A_SECRET = "9.5"  # noqa: S105 - a severity

_UNQUOTED = re.compile(rb"[A-Za-z0-9._~/-]")
"""What a path in a URI holds as it is, less `:`, which could end a scheme: RFC 3986, 3.3 and 4.2."""

_SHOWN_BYTE = re.compile(rb"\\x([89a-f][0-9a-f])")
"""How a finding's path shows a byte that is no UTF-8."""


def render(scan: Scan, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """One run, with a rule for each kind of credential that was found. `width` and `color` change nothing."""
    del width, color
    kinds = sorted({leak.kind for leak in scan.findings})
    run = {
        "tool": {
            "driver": {
                "name": "rootward",
                "version": scan.rootward,
                "rules": [_rule(kind) for kind in kinds],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not scan.unread,
                "endTimeUtc": second(scan.taken_at),
                "toolExecutionNotifications": [_notification(one) for one in scan.unread],
            }
        ],
        "columnKind": "unicodeCodePoints",
        "results": [_result(leak, kinds.index(leak.kind)) for leak in scan.findings],
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return escaped(msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n", unicode=unicode)


def _rule(kind: Kind) -> dict[str, Any]:
    return {
        "id": rule_id(kind),
        "shortDescription": {"text": f"Leaked {words.KINDS[kind]}"},
        "help": {"text": "End its power first, then take it out: a secret that others may have read stays known."},
        "properties": {"tags": ["security"], "security-severity": _SEVERITY.get(kind, _OF_A_SECRET)},
    }


def rule_id(kind: Kind) -> str:
    """`leaked-access-key-id`."""
    return f"leaked-{kind}"


def _result(leak: Leak, rule: int) -> dict[str, Any]:
    account = f", account {safe(leak.account)}" if leak.account else ""
    text = f"{words.name(leak)}{account}: {told(leak.reason)}{words.encoding(leak)}"
    region = {"startLine": leak.line, "startColumn": leak.column}
    result: dict[str, Any] = {
        "ruleId": rule_id(leak.kind),
        "ruleIndex": rule,
        "level": _LEVELS[leak.confidence],
        "message": {"text": text},
        "locations": [_location(leak, region)],
    }
    if leak.fingerprint is not None:
        result["partialFingerprints"] = {"rootwardCredential/v1": leak.fingerprint}
    return {**result, "properties": dict(_properties(leak))}


def _location(leak: Leak, region: dict[str, Any]) -> dict[str, Any]:
    """In a file; a message, and an object that no commit leads to, is none, and has no address."""
    if words.is_file(leak):
        return {"physicalLocation": {"artifactLocation": {"uri": uri(leak.path)}, "region": region}}
    of = f" of commit {leak.commit}" if leak.commit else ""
    return {"logicalLocations": [{"fullyQualifiedName": f"{safe(leak.path)}{of}"}]}


def _properties(leak: Leak) -> list[tuple[str, Any]]:
    told_of: list[tuple[str, Any]] = [
        ("confidence", leak.confidence),
        ("masked", leak.masked),
        ("keyId", leak.key_id),
        ("account", leak.account),
        ("commit", leak.commit),
        ("author", leak.author),
        ("date", None if leak.date is None else second(leak.date)),
        ("inHead", leak.in_head),
        ("blob", leak.blob),
        ("owner", None if leak.owner is None else words.owner(leak.owner)),
        ("proof", None if leak.proof is None else leak.proof.state),
    ]
    known = ((name, value) for name, value in told_of if value is not None)
    return [(name, without_surrogates(value) if isinstance(value, str) else value) for name, value in known]


def _notification(unread: Unread) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": f"not scanned: {safe(unread.path)}: {told(unread.reason)}"},
    }


def uri(path: str) -> str:
    """The path as a reference of a URI: relative as it is, absolute with `file:`; all but plain characters escaped."""
    slashed = path.replace("\\", "/") if re.match(r"[A-Za-z]:[\\/]|\\\\", path) else path
    encoded = slashed.encode("utf-8", "surrogateescape" if _escapes_bytes(slashed) else "backslashreplace")
    encoded = _SHOWN_BYTE.sub(lambda found: bytes([int(found[1], 16)]), encoded)
    quoted = "".join(chr(byte) if _UNQUOTED.match(bytes([byte])) else f"%{byte:02X}" for byte in encoded)
    if quoted.startswith("/"):
        return f"file://{'/' + quoted.lstrip('/')}"
    return f"file:///{quoted}" if re.match(r"[A-Za-z]%3A/", quoted) else quoted


def _escapes_bytes(text: str) -> bool:
    """Whether each lone surrogate in it stands for a byte that is no UTF-8."""
    return all("\udc80" <= character <= "\udcff" for character in text if "\ud800" <= character <= "\udfff")
