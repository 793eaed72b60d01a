"""A call as what one would type instead: the line of the AWS CLI, for a POSIX shell.

https://docs.aws.amazon.com/cli/latest/reference/iam/
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Sequence

from rootward.model.change import ApiCall, OneTimePassword, Parameter
from rootward.reports.json_text import escaped
from rootward.reports.names import UNSAFE, safe

_PLURAL_ACRONYM = re.compile(r"[A-Z]{2,}s$")
_WORD = re.compile(r"(.)([A-Z][a-z]+)")
_CAPITAL = re.compile(r"([a-z0-9])([A-Z])")
_LAYOUT = re.compile(r"[\t\r\n]+ *")

_LOADED = ("file://", "fileb://", "http://", "https://")
"""The AWS CLI loads what such a value names, and sends that in its place.

https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html
"""

_SERVICES = {"s3": "s3api"}
"""botocore's name of a service to that of the AWS CLI's command, where they differ."""

_OPTIONS = {("sns", "Subscribe", "Endpoint"): "notification-endpoint"}
"""Options with a name of the AWS CLI's own: it would take `--endpoint` for `--endpoint-url`.

https://docs.aws.amazon.com/cli/latest/reference/sns/subscribe.html
"""

_PASSWORD = "PASSWORD"  # noqa: S105 - it stands for one

_WITHOUT_PASSWORD = f"not to be run as it is: put one of your own in place of {_PASSWORD}"
_ESCAPES = "not to be run, for a name in it is shown with escapes"
_LOADS = "not to be run, for the AWS CLI would load what a value in it names"


def command_line(call: ApiCall) -> str:
    r"""The whole line: `aws iam update-access-key --user-name ann --access-key-id ID --status Inactive`.

    Values are quoted for the shell; one that begins with `-` is joined to its option by `=`, so that it stays a value.
    A policy document goes on one line, and what a terminal would obey in it as `\uXXXX`: JSON means the same by it.
    In a name such characters are shown as escapes, which is another name; then the line is a comment that says so, as
    it is where the AWS CLI would take a value for the name of a file.
    """
    line = " ".join(_pieces(call))
    reason = _unfit(call)
    return f"# {reason}: {line}" if reason else line


def command_lines(call: ApiCall, width: int) -> tuple[str, ...]:
    r"""The line in pieces of at most `width` columns where its options allow: each but the last ends in ` \`."""
    reason = _unfit(call)
    # A comment ends with its line: a backslash would not carry it on, and the next piece would run.
    return (f"# {reason}:", f"# {' '.join(_pieces(call))}") if reason else continued(tuple(_pieces(call)), width)


def continued(pieces: Sequence[str], width: int) -> tuple[str, ...]:
    r"""A command over several lines, broken between its pieces only: each line but the last ends in ` \`."""
    lines = [pieces[0]]
    for piece in pieces[1:]:
        if len(lines[-1]) + len(piece) + len("  \\") <= width:
            lines[-1] += f" {piece}"
        else:
            lines[-1] += " \\"
            lines.append(f"  {piece}")
    return tuple(lines)


def kebab(name: str) -> str:
    """AWS's name of an operation or parameter as the AWS CLI writes it: `GetSSHPublicKey` as `get-ssh-public-key`.

    As botocore does it, names aside that it lists one by one; of IAM it lists none.
    """
    if acronym := _PLURAL_ACRONYM.search(name):
        name = f"{name[: acronym.start()]}-{acronym[0].lower()}"
    return _CAPITAL.sub(r"\1-\2", _WORD.sub(r"\1-\2", name)).lower()


def _pieces(call: ApiCall) -> Iterator[str]:
    yield f"aws {_SERVICES.get(call.service, call.service)} {kebab(call.operation)}"
    if call.region:
        yield f"--region {shlex.quote(safe(call.region))}"
    for name, value in call.parameters.items():
        option = _OPTIONS.get((call.service, call.operation, name), kebab(name))
        if isinstance(value, bool):
            yield f"--{option}" if value else f"--no-{option}"
        else:
            said = safe(_sent(name, value))
            yield f"--{option}{'=' if said.startswith('-') else ' '}{shlex.quote(said)}"


def _unfit(call: ApiCall) -> str:
    """Why the line must not be run; empty where it may."""
    if any(isinstance(value, OneTimePassword) for value in call.parameters.values()):
        return _WITHOUT_PASSWORD
    values = [_sent(name, value) for name, value in call.parameters.items() if not isinstance(value, bool)]
    if any(UNSAFE.search(value) for value in (*values, call.region or "")):
        return _ESCAPES
    return _LOADS if any(value.startswith(_LOADED) for value in values) else ""


def _sent(name: str, value: Parameter) -> str:
    """The value as it can be typed: of a JSON document another writing, a list or a structure as JSON."""
    if isinstance(value, OneTimePassword):
        return _PASSWORD
    if not isinstance(value, str):
        return escaped(json.dumps(value), unicode=True)
    if not (name.endswith(("Document", "Policy", "EventPattern")) and _is_json(value)):
        return value
    # Outside its strings JSON holds no control but these, and inside none of them.
    return escaped(_LAYOUT.sub("", value), unicode=True)


def _is_json(text: str) -> bool:
    try:
        json.loads(text.encode())
    except (ValueError, RecursionError):
        return False
    return True
