"""The page on what `rootward trail` detects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rootward.reports.markdown import escaped
from rootward.trail.classify.detections.rule import Rule

HEAD = """\
# What is detected in a trail

`rootward trail report` lists what these {count} rules find in the records that it read, beside the events of root and
their verdicts. One detection holds the events of one rule that are alike, mostly those of one principal, in one
account: how many there are, the first, the last, and the first few of them. Of a role's sessions the role is the
principal. Windows slide: fifteen minutes begin at any event.

What failed does not count, with two exceptions: where the attempt is the news, as of sign-ins; and where the second
column says *denied*, for which only what was refused for want of a permission counts, in a detection of its own.
*By root* is how grave it is where root itself did it, with its own password or key; a session of AssumeRoot, or a
service that acts for root, is not root itself.
"""


def page(families: Mapping[str, Sequence[Rule]]) -> str:
    """The page, without its last line; a table a family."""
    lines = [HEAD.format(count=sum(len(rules) for rules in families.values()))]
    for family, rules in families.items():
        lines += [f"## {family}", "", *_table(rules), ""]
    return "\n".join(lines)


def _table(rules: Iterable[Rule]) -> Iterator[str]:
    yield "| detection | severity | fires when | read in |"
    yield "|---|---|---|---|"
    for rule in rules:
        yield f"| {rule.id} | {_severity(rule)} | {escaped(rule.fires)} | [source]({rule.source}) |"


def _severity(rule: Rule) -> str:
    told = (
        rule.severity,
        f"by root {rule.by_root}" if rule.by_root else "",
        f"denied {rule.refused}" if rule.refused else "",
    )
    return "; ".join(filter(None, told))
