"""What the formats of the keys that are due have in common."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from rootward.model.keys_due import DueKey, KeysDue, Next
from rootward.reports.aws_cli import continued
from rootward.reports.evidence import told
from rootward.reports.names import safe

HEADINGS: Mapping[Next, str] = {
    "here": "Rotate here",
    "owner": "For their owners, where the key lies",
    "unused": "Switch off, for nobody uses them",
    "off": "Delete, for they are switched off",
    "root": "Root's, to be deleted",
}
"""In the order in which they are told."""


def command(key: DueKey) -> str:
    """To be copied."""
    return safe(shlex.join(key.command))


def command_lines(key: DueKey, width: int) -> tuple[str, ...]:
    r"""The same in lines of at most `width` columns where its options allow: each but the last ends in ` \`."""
    pieces: list[str] = []
    for word in key.command:
        quoted = safe(shlex.quote(word))
        if pieces and not word.startswith("--"):
            pieces[-1] += f" {quoted}"
        else:
            pieces.append(quoted)
    return continued(pieces, width)


def age(key: DueKey) -> str:
    """`412 days old`."""
    return "of unknown age" if key.age_days is None else f"{key.age_days:,} days old"


def use(key: DueKey) -> str:
    """`used 2026-03-01 s3 eu-west-1`."""
    last = key.last_use
    if last is None:
        return "last use not known"
    if last.at is None:
        return "never used"
    where = "".join(f" {told(word)}" for word in (last.service, last.region) if word)
    return f"used {last.at:%Y-%m-%d}{where}"


def nothing(due: KeysDue) -> str:
    """Where there are none."""
    read = " among what was read" if due.unread else ""
    return f"No access key is older than {due.older_than_days:,} days{read}."


def summary(due: KeysDue) -> str:
    """`7 keys are older than 90 days: 2 to rotate here, 3 by their owners, 2 not to rotate`."""
    here = sum(key.next == "here" for key in due.keys)
    owners = sum(key.next == "owner" for key in due.keys)
    rest = len(due.keys) - here - owners
    count = "1 key is" if len(due.keys) == 1 else f"{len(due.keys):,} keys are"
    which = f"{here} to rotate here, {owners} by their owners, {rest} not to rotate"
    return f"{count} older than {due.older_than_days:,} days: {which}"
