"""Passwords on their way in: typed at a prompt that shows nothing, or piped; never an argument, never shown again.

An argument stands in the shell's history and in every process list. What is wrong with an input is said by its place
alone, and no error carries the input with it.
"""

from __future__ import annotations

import getpass
import re
import sys
import warnings

import click

from rootward.cli.approval import somebody_is_there
from rootward.cli.lazy_group import LazyGroup
from rootward.cli.terminal import note
from rootward.errors import UsageError
from rootward.model.secret import Secret

MOST_BYTES = 1 << 16
"""Far more than any password that AWS takes, so that one that is a little too long is told so by its length."""

_SURROGATE = re.compile(r"[\ud800-\udfff]")
"""What a terminal's bytes become that are no text in its encoding, where Python reads it leniently."""

_BYTE_ORDER_MARK = "\ufeff"
"""What some editors and shells put before UTF-8; no character of a password, for IAM takes none beyond U+00FF."""

_PIPE = "pipe the password into it, or run it at a terminal"

_LINE_ENDING = re.compile(r"\r?\n")


class NoPasswordInArguments(click.Command):
    """A command of passwords, which takes no argument and does not repeat what somebody gave it as one."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, which would show the word that is too many. Raises UsageError."""
        ctx.allow_extra_args = True
        super().parse_args(ctx, args)
        if ctx.args:
            raise UsageError(
                "this takes no argument, and a password is never one: it stands in the shell's history now",
                advice=f"if it was one, choose another; how one is given: {ctx.command_path} --help",
            )
        return ctx.args


class NoPasswordAsCommand(LazyGroup):
    """The group of these commands: a word that is none of them may be a password, and is not repeated either."""

    def unknown(self, word: str) -> str:
        """That it is no command, without the word."""
        del word
        return "No such command. If it was a password, choose another: it stands in the shell's history now."


def typed(question: str) -> Secret:
    """What somebody types, unseen, as the answer to `question` (without a colon); not empty.

    Raises UsageError where nobody can type or what is typed would be seen, click.Abort for Ctrl-C and Ctrl-D.
    """
    if not somebody_is_there():
        raise UsageError(
            "this asks for a password, and nobody can type one here", advice="run it at a terminal of your own"
        )
    text = _hidden(f"{question}: ")
    if text is None or _SURROGATE.search(text):
        raise UsageError("what was typed is no text in this terminal's encoding", advice="look at LANG and LC_ALL")
    if not text:
        raise UsageError("nothing was typed")
    _refuse_unusable(text, "what was typed")
    return Secret(text)


def given(question: str) -> Secret:
    """One password: typed where a person sits at the terminal, else piped. Raises what `typed` and `piped` raise."""
    return typed(question) if somebody_is_there() else piped(1)[0]


def piped(count: int) -> tuple[Secret, ...]:
    r"""So many passwords from standard input, each a line of UTF-8.

    One line ending (\n or \r\n) is taken off at the end and a byte order mark at the start, which is said; nothing else
    is trimmed.
    Raises UsageError for any other number of lines, an empty one, more than `MOST_BYTES`, what is not UTF-8, NUL, a
    carriage return inside a line; click.Abort for Ctrl-C.
    """
    text = _decoded(_bytes_of_stdin())
    if marked := text.startswith(_BYTE_ORDER_MARK):
        text = text.removeprefix(_BYTE_ORDER_MARK)
    if not text:
        raise UsageError("standard input is empty", advice=_PIPE)
    lines = _LINE_ENDING.split(text)
    ended = text.endswith("\n")
    if ended:
        del lines[-1]
    if len(lines) != count:
        asked = "one is asked for" if count == 1 else f"{count} are asked for"
        raise UsageError(
            f"standard input has {'1 line' if len(lines) == 1 else f'{len(lines)} lines'}, and {asked}",
            advice="a password here is a line; one line ending at the very end is taken off",
        )
    for number, line in enumerate(lines, start=1):
        where = "standard input" if count == 1 else f"line {number} of standard input"
        if not line:
            raise UsageError(f"{where} is empty", advice=_PIPE)
        _refuse_unusable(line, where)
    if marked:
        note("a byte order mark was taken off the start of standard input")
    if ended:
        note("one line ending was taken off the end of standard input")
    return tuple(Secret(line) for line in lines)


def _hidden(prompt: str) -> str | None:
    """What is typed; None: it is no text. An error that holds the bytes must not become another one's context."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(prompt, stream=sys.stderr)
    except (KeyboardInterrupt, EOFError):
        click.echo(err=True)
        raise click.Abort from None
    except getpass.GetPassWarning:
        raise UsageError(
            "what is typed here would be seen: the echo of this terminal cannot be switched off",
            advice="pipe the password where the command takes it so, or use another terminal",
        ) from None
    except UnicodeError:
        return None


def _bytes_of_stdin() -> bytes:
    try:
        # sys.stdin is None where it was closed
        data = b"" if sys.stdin is None else sys.stdin.buffer.read(MOST_BYTES + 1)
    except KeyboardInterrupt:
        raise click.Abort from None
    except OSError as error:
        raise UsageError(f"standard input cannot be read: {error.strerror or type(error).__name__}") from None
    if len(data) > MOST_BYTES:
        raise UsageError(f"standard input has more than {MOST_BYTES >> 10} kB: that is no password")
    return data


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = error.start + 1
    raise UsageError(f"standard input is not UTF-8: byte {place} is no part of a character", advice="pipe it as UTF-8")


def _refuse_unusable(text: str, where: str) -> None:
    for character, name in (("\0", "a NUL"), ("\r", "a carriage return")):
        if character in text:
            raise UsageError(
                f"{where} holds {name}, at character {text.index(character) + 1}", advice="no password holds one"
            )
