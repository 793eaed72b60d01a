"""How a run ends when it does not end well: one line that says what is wrong, one that says what to do."""

from __future__ import annotations

import errno
import sys

import click

from rootward.cli import stdout
from rootward.cli.stderr import say
from rootward.errors import InternalError, OutputError, RootwardError, UsageError

USAGE, INTERRUPTED = 2, 130

_OUT_OF = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN})
"""What ends where there is room for no more files, processes or memory, or at once in a pipe that does not wait."""


class Declined(click.Abort):
    """A question was answered with no. What that comes to was said where it was asked."""


def interrupted(end: BaseException) -> int:
    """Ctrl-C, or the end of the input at a prompt; or a no, of which nothing more is said."""
    if not isinstance(end, Declined):
        _say("interrupted")
    return INTERRUPTED


def ended(end: Exception | KeyboardInterrupt) -> int:
    """Whatever else ended it."""
    if isinstance(end, (click.Abort, KeyboardInterrupt)):
        return interrupted(end)
    if isinstance(end, OSError) and not end.filename:
        return unwritten(end)
    return failed(end)


def misused(mistake: click.ClickException) -> int:
    """A command line that click could not read."""
    if isinstance(mistake, click.exceptions.NoArgsIsHelpError):
        sys.stderr.write(f"{mistake.format_message()}\n")
        return USAGE
    context = getattr(mistake, "ctx", None)
    _say(f"error: {' '.join(mistake.format_message().split())}")  # click lays choices out over several lines
    if isinstance(context, click.Context):
        _say(f"try: {context.command_path} --help")
    return USAGE


def unwritten(error: OSError) -> int:
    """What click prints itself, help for one, met a closed or full standard output; or there is nowhere to work."""
    if isinstance(error, FileNotFoundError):  # writing to what is open never comes to that
        return failed(UsageError("the working directory is not there any more", advice="change to one that is"))
    if error.errno in _OUT_OF:
        return failed(UsageError(f"the system has no more: {error.strerror}", advice="ulimit -a shows what it gives"))
    stdout.forget()
    if isinstance(error, BrokenPipeError):
        return 0
    return failed(OutputError(f"standard output cannot be written: {error.strerror or error}"))


def failed(error: Exception) -> int:
    """An error of rootward's own tree, or a defect: its traceback goes to an owner-only file."""
    if isinstance(error, RootwardError) and not isinstance(error, InternalError):
        _say(f"error: {error}")
        if error.advice:
            _advise(error.advice)
        return error.exit_code
    _say(f"internal error: {type(error).__name__}: {error}")
    _say(_kept(error))
    return InternalError.exit_code


def _kept(error: Exception) -> str:
    from rootward.local.crash import keep_traceback

    path = keep_traceback(error)
    where = f"the traceback is in {path}" if path else "the traceback could not be kept"
    return f"this is a defect of rootward; {where}"


def _advise(line: str) -> None:
    """With whole key ids, to be typed: what AWS or a file said is in the error, and not in its advice."""
    from rootward.reports.evidence import advised

    say(advised(line))


def _say(line: str) -> None:
    from rootward.reports.evidence import told

    say(told(line))
