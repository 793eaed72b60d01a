"""Whoever registers a second factor, at the terminal."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Literal

from rootward.cli.approval import replied, somebody_is_there
from rootward.cli.page import is_terminal, page, terminal
from rootward.cli.terminal import note
from rootward.errors import UsageError
from rootward.model.second_factor import Enrolled, Guided, NewDevice, Verdict
from rootward.model.secret import Secret
from rootward.reports import qr
from rootward.reports.enrolment import render_guided, told
from rootward.reports.names import last_part, safe
from rootward.reports.otpauth import ISSUER, entry, grouped, otpauth
from rootward.workflows.enrolling.person import Discard

if TYPE_CHECKING:
    from rootward.local.seed_picture import SeedPicture

_DONE = "Scan it with the app, then Enter (t: as text)"
_TYPED = "Enter when the app has it"
_SPARE_ROWS = 1
"""For the question below the code."""

_QUESTIONS = {"first": "The code that the app shows", "second": "The next code, when it changes"}
_AGAIN = "s: the QR code again, "
_LEAVE = "q or Ctrl-C: leave"


def refuse_nobody() -> None:
    """Raise UsageError where nobody can scan and type."""
    if not (somebody_is_there() and is_terminal()):
        raise UsageError(
            "this shows a QR code and asks for codes, and nobody is at a terminal here",
            advice="run it at a terminal of your own; programs work with roles, which need no second factor",
        )


class AtTheTerminal:
    """A person with an app. What holds the seed is shown on a page that leaves nothing in the scroll-back.

    At each question q leaves, as Ctrl-C does.
    """

    def __init__(self, picture: SeedPicture | None = None, *, shows_seed: bool = False) -> None:
        """`picture`: where the QR code is drawn, in place of the terminal. `shows_seed`: the text, beside it."""
        self._picture = picture
        self._shows_seed = shows_seed
        self._scanning: tuple[NewDevice, str, str] | None = None

    def chooses(self, serials: tuple[str, ...]) -> str | Discard | None:
        """Ask which one the app has. Raises KeyboardInterrupt."""
        one = len(serials) == 1
        what = "a device that nobody has was" if one else "devices that nobody has were"
        note(f"{what} left by an enrolment that was broken off:")
        for number, serial in enumerate(serials, 1):
            note(f"  {number}. {last_part(serial)}")
        if one:
            question = "Does the app show codes for it? y: go on, d: delete it, Enter: make another"
        else:
            question = "Does the app show codes for one? Its number: go on, d: delete all, Enter: make another"
        while typed := _answered(question).lower():
            if typed in {"y", "yes"} and one:
                return serials[0]
            if typed in {"n", "no"}:
                break
            if typed == "d":
                return Discard(serials)
            if typed.isascii() and typed.isdigit() and 1 <= int(typed[:3]) <= len(serials):
                return serials[int(typed) - 1]
        return None

    def scans(self, device: NewDevice, user: str, account: str) -> None:
        """Show the QR code, or the seed. Raises KeyboardInterrupt, OutputError for a picture that cannot be written."""
        self._scanning = device, user, account
        uri = otpauth(device.seed, user, account)
        if self._picture is not None:
            self._picture.write(qr.png(uri, device.seed))
            note(f"scan {shlex.quote(str(self._picture.path))} with the app; the file is deleted at the end")
            if self._shows_seed:
                self._show_text(device.seed, user, account)
            else:
                _answered(_TYPED)
            return
        self._show(device, user, account)

    def code(self, which: Literal["first", "second"]) -> str:
        """Ask for six digits until they are. Raises KeyboardInterrupt."""
        from rootward.engine.second_factor.codes import cleaned

        can_show = self._scanning if self._picture is None else None
        question = f"{_QUESTIONS[which]} ({_AGAIN if can_show and which == 'first' else ''}{_LEAVE})"
        while True:
            typed = _answered(question)
            if typed.lower() == "s" and can_show is not None:
                self._show(*can_show)
            elif code := cleaned(typed):
                return code
            else:
                note("a code is six digits")

    def told(self, verdict: Verdict) -> None:
        """Say it, where there is something to say."""
        if line := told(verdict):
            note(line)

    def leads(self, guided: Guided) -> bool:
        """Say where to go, and wait. Raises KeyboardInterrupt."""
        for line in render_guided(guided).splitlines():
            note(line)
        if not (somebody_is_there() and is_terminal()):
            return False
        return _answered("Enter when it is done, l to leave it for later").lower() != "l"

    def _show(self, device: NewDevice, user: str, account: str) -> None:
        """The QR code on a page of its own, or else the text."""
        modules = qr.matrix(otpauth(device.seed, user, account), device.seed)
        while True:
            shown = terminal()
            if not (shown.color and shown.blocks):
                note("this terminal shows no QR codes (it has no colours, or no Unicode): here is the seed as text")
                self._show_text(device.seed, user, account)
                return
            margin = _margin(modules, shown.columns, shown.rows)
            if margin is None:
                columns, rows = qr.size(modules, qr.MARGINS[-1])
                note(
                    f"the QR code needs {max(columns, len(_DONE) + 3)} columns and {rows + _SPARE_ROWS} rows, and this"
                    f" terminal has {shown.columns} and {shown.rows}; --png FILE would write a picture"
                )
                if _answered("Enlarge the window, then Enter (t: as text)").lower() == "t":
                    self._show_text(device.seed, user, account)
                    return
                continue
            with page(qr.drawn(modules, margin), pages=shown.pages):
                typed = _answered(_DONE).lower()
            if typed == "t" or self._shows_seed:
                self._show_text(device.seed, user, account)
            return

    def _show_text(self, seed: Secret, user: str, account: str) -> None:
        shown = terminal()
        words = grouped(seed).reveal().split()
        a_line = max(1, min(8, (shown.columns - 4) // 5))
        lines = [" ".join(words[at : at + a_line]) for at in range(0, len(words), a_line)]
        name = safe(entry(user, account))
        text = "\n    ".join(
            [f"In the app, add an account by hand, by time:\n  name    {ISSUER}, {name}\n  secret", *lines]
        )
        with page(f"{text}\n", pages=shown.pages):
            _answered(_TYPED)
        if not shown.pages:
            note("the seed stands in this terminal's scroll-back now: clear it")


def _answered(question: str) -> str:
    """What is typed; `?` for what is no text. Raises KeyboardInterrupt, for q too."""
    try:
        typed = replied(question)
    except UnicodeDecodeError:
        return "?"
    if typed.lower() == "q":
        raise KeyboardInterrupt
    return typed


def _margin(modules: qr.Matrix, columns: int, rows: int) -> int | None:
    """The best one that fits; None where none does."""
    for margin in qr.MARGINS:
        wide, high = qr.size(modules, margin)
        if max(wide, len(_DONE) + 3) <= columns and high + _SPARE_ROWS <= rows:
            return margin
    return None


def tell_next(enrolled: Enrolled) -> None:
    """What comes after: a second device, a sign-in with this one."""
    if len(enrolled.devices) == 1:
        note("it is the only one: a lost phone locks out. Register a second device, best a passkey (--kind passkey)")
