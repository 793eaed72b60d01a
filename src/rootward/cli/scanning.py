"""A scan as a command makes it: the report, what is said beside it, the exit code. No click, which takes its time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rootward.cli.plain_words import plain_words
from rootward.cli.terminal import advise, look, note, silent, write_report

if TYPE_CHECKING:
    from rootward.workflows.scan import Asking, Scanned
    from rootward.workflows.scanning.keeping import Keeping
    from rootward.workflows.scanning.order import Order, Source

_OF_A_FORGE = ("github", "sarif")
"""What is read beside the repository: its paths count from the top of that."""

_COUNTED = {"high": ("high",), "medium": ("high", "medium"), "low": ("high", "medium", "low"), "never": ()}

_INTERRUPTED = 130


class Printing(NamedTuple):
    """What is printed, where, and what counts."""

    form: str = "text"
    output: Path | None = None
    quiet: bool = False
    fail_on: str = "low"


def print_scan(order: Order, printing: Printing, *, asking: Asking | None = None, keeper: Keeping | None = None) -> int:
    """Make the scan, print, and return the exit code. `keeper` keeps what was printed.

    Raises as `scan` does, OutputError, and why nobody could be asked.
    """
    from rootward.workflows.scan import scan

    said: list[str] = []

    def announce(line: str) -> None:
        said.append(line)
        note(line)

    scanned = scan(order, asking, progress=silent if printing.quiet else note, announce=announce)
    report = _report(scanned, order.sources, printing)
    if report:
        write_report(report, printing.output)
    if scanned.joined is not None:
        from rootward.reports.scan.joined import lines

        for line in lines(scanned.joined):
            advise(line)
    closing = tuple(_closing(scanned, quiet=printing.quiet))
    for line in closing:
        note(line)
    if scanned.failure is not None:
        raise scanned.failure
    code = _exit_code(scanned, printing.fail_on)
    if keeper is not None and not scanned.interrupted:
        from rootward.cli.scan.keeping import printed

        answer = printed(scanned.scan, out=report, err=(*said, *closing), code=code, quiet=printing.quiet)
        keeper.keep(scanned.scan, answer)
    return code


def scan_plainly(given: Sequence[str], environ: Mapping[str, str]) -> int | None:
    """Make a scan of files whose words are plain, print, and return the exit code; None: click is to read them.

    Raises as `print_scan` does, and UsageError.
    """
    words = plain_words(given, environ)
    if words is None:
        return None
    from rootward.workflows.scanning.naming import sources_of
    from rootward.workflows.scanning.order import Files, Order

    sources = sources_of(words.paths, gitignore="--gitignore" in words.flags)
    if not all(isinstance(source, Files) for source in sources):
        return None
    order = Order(
        sources=sources,
        account_numbers="--account-numbers" in words.flags,
        repository_rules="--no-repo-allow" not in words.flags,
        cache="--no-cache" not in words.flags,
    )
    output = words.values.get("--output")
    printing = Printing(
        form=words.values.get("--format", "text"),
        output=None if output is None else Path(output),
        quiet="--quiet" in words.flags,
        fail_on=words.values.get("--fail-on", "low"),
    )
    return print_scan(order, printing)


def _report(scanned: Scanned, sources: tuple[Source, ...], printing: Printing) -> str:
    """The text of the report; none where nothing was found, and nobody wants to hear that."""
    scan = scanned.scan
    form, output = printing.form, printing.output
    if form in _OF_A_FORGE:
        from rootward.workflows.scanning.tops import from_top

        scan = from_top(scan, sources)
    if printing.quiet and form == "text" and output is None and not (scan.findings or scan.allowed or scan.unread):
        return ""
    shown = look(output)
    render = import_module(f"rootward.reports.scan.{form}").render
    joined = {"joined": scanned.joined} if form == "text" else {}
    text: str = render(scan, width=shown.width, color=shown.color, unicode=shown.unicode, **joined)
    return text


def _closing(scanned: Scanned, *, quiet: bool) -> Iterator[str]:
    """What was not read, and what it comes to, for stderr."""
    from rootward.reports.scan.words import summary
    from rootward.reports.unread import unread_lines

    yield from unread_lines(scanned.scan.unread)
    for line in scanned.unasked:
        yield f"incomplete: {line}"
    strangers = sum(rule.count for rule in scanned.scan.allowed if rule.from_repository)
    if strangers and not scanned.scan.findings:
        yield (
            f"nothing is left of {strangers:,} {'finding' if strangers == 1 else 'findings'}: rules that lie in what "
            "was scanned pass over them, and --no-repo-allow looks past these rules"
        )
    if not quiet:
        yield summary(scanned.scan)
    if scanned.interrupted:
        yield "interrupted"


def _exit_code(scanned: Scanned, fail_on: str) -> int:
    """Findings outweigh what was not read; the report tells of both."""
    if scanned.interrupted:
        return _INTERRUPTED
    if any(leak.confidence in _COUNTED[fail_on] for leak in scanned.scan.findings):
        return 1
    return 3 if scanned.scan.unread or scanned.unasked else 0
