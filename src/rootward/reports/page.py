"""A check's page: what is declared of it, then its docstring."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from inspect import cleandoc
from typing import ClassVar

from rootward.checks.check import Check
from rootward.model.finding import PRACTICES, SEVERITIES, Fix
from rootward.reports.arrangement import PRACTICE_NAMES, framework
from rootward.reports.sheet import Sheet, console, in_ascii

_ADDRESS = re.compile(r"<(https?://[^>\s]+)>")
_PRIVATE = 0xE000

FIXES: dict[Fix, str] = {
    "automatic": "by hand in this version; a later one can do it for you",
    "irreversible": "by hand in this version; a later one can do it for you, and nobody can undo it",
    "guided": "by hand: AWS has no call for it, or it is for the owner to do",
    "none": "reported only",
}


def render(
    check: Check,
    actions: Iterable[str],
    *,
    form: str = "text",
    width: int = 80,
    color: bool = False,
    unicode: bool = True,
) -> str:
    """The page of `check` as text for a terminal, or (`form` "markdown") as it stands in the documentation.

    `actions` are the IAM actions behind the facts that the check reads.
    """
    markdown = page(check, actions)
    if form == "markdown":
        return markdown
    return _laid_out(markdown, width=width, color=color, unicode=unicode)


def page(check: Check, actions: Iterable[str]) -> str:
    """The page in Markdown."""
    summary, _, body = cleandoc(check.page).partition("\n\n")
    facts = "\n".join(_declared(check, tuple(actions)))
    return f"# {check.id}\n\n{summary}\n\n{facts}\n\n{body.strip()}\n"


def catalogue(checks: Iterable[Check], *, width: int = 80, unicode: bool = False) -> str:
    """A line for each check: severity, id, problem; by practice, worst first."""
    listed = tuple(checks)
    longest = max((len(check.id) for check in listed), default=0)
    sheet = Sheet(width, color=False, unicode=unicode)
    for practice in PRACTICES:
        mine = [check for check in listed if check.practice == practice]
        if mine:
            sheet.heading(PRACTICE_NAMES[practice])
        for check in sorted(mine, key=lambda check: SEVERITIES.index(check.severity)):
            sheet.add(check.title, lead=f"  {check.severity:<8}  {check.id:<{longest}}  ", label="plain")
    return sheet.text().lstrip("\n")


def controls(check: Check) -> str:
    """`CIS 3.0: 1.5 · CIS 7.0: 2.5`, or why there are none."""
    if not check.controls:
        return f"none: {check.no_controls}"
    return " · ".join(f"{framework(name)}: {', '.join(ids)}" for name, ids in check.controls.items())


def _declared(check: Check, actions: tuple[str, ...]) -> Iterator[str]:
    yield f"- **Severity**: {check.severity}"
    yield f"- **Practice**: {PRACTICE_NAMES[check.practice]}"
    yield f"- **Fix**: {FIXES[check.fix]}"
    yield f"- **Controls**: {controls(check)}"
    yield f"- **Facts read**: {', '.join(f'`{fact}`' for fact in check.facts)}"
    if actions:
        yield f"- **IAM permissions**: {', '.join(f'`{action}`' for action in sorted(set(actions)))}"


def _laid_out(markdown: str, *, width: int, color: bool, unicode: bool) -> str:
    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.markdown import CodeBlock, Heading, Markdown
    from rich.text import Text

    class LeftHeading(Heading):
        """A heading at the left edge, without a box."""

        def __rich_console__(self, _console: Console, _options: ConsoleOptions) -> RenderResult:
            yield Text(self.text.plain, style="bold", justify="left")

    class WholeCode(CodeBlock):
        """Code as it stands, to be copied: a line of it is never broken."""

        def __rich_console__(self, _console: Console, _options: ConsoleOptions) -> RenderResult:
            yield Text(self.text.plain.rstrip(), no_wrap=True, overflow="ignore")

    class Page(Markdown):
        elements: ClassVar = {
            **Markdown.elements,
            "heading_open": LeftHeading,
            "fence": WholeCode,
            "code_block": WholeCode,
        }

    # Addresses stay whole, to be copied: while the page is wrapped, one private character stands for each.
    addresses = tuple(dict.fromkeys(_ADDRESS.findall(markdown)))
    marks = {address: chr(_PRIVATE + number) for number, address in enumerate(addresses)}
    source = _ADDRESS.sub(lambda found: marks[found[1]], markdown)
    paper = console(width, color=color)
    with paper.capture() as capture:
        paper.print(Page(source if unicode else in_ascii(source)), crop=False)
    text = "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines())
    text = text.translate({ord(mark): address for address, mark in marks.items()})
    return text if unicode else in_ascii(text)
