"""`rootward mfa enroll` where nobody can scan, and where only the console can help.

What a person sees at a terminal is in tests/acceptance/test_second_factor.py.
"""

from __future__ import annotations

import json
import re
import shlex
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest

from rootward.cli.enrolling import AtTheTerminal
from rootward.cli.mfa.enroll import command
from rootward.cli.page import is_terminal, page, terminal
from rootward.model.second_factor import NewDevice
from rootward.model.secret import Secret
from rootward.workflows.enrolling.person import Discard

PAGE = (Path(__file__).parents[3] / "docs" / "mfa.md").read_text(encoding="utf-8")
LINES = re.findall(r"^\$ rootward mfa enroll(.*?)(?:  +#.*)?$", PAGE, re.MULTILINE)


class Window(StringIO):
    """Standard error on a terminal, of this encoding."""

    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override] # StringIO says None
        return self._encoding

    def isatty(self) -> bool:
        return True


def window(monkeypatch: pytest.MonkeyPatch, encoding: str = "utf-8") -> Window:
    """A person sits down at a terminal of many colours. No fixture: pytest's own capture comes after those."""
    shown = Window(encoding)
    monkeypatch.setattr("sys.stderr", shown)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return shown


def test_where_nobody_is_at_a_terminal_nothing_is_begun(office):
    shown = office.run("mfa", "enroll", "--user", "kim")
    assert shown.code == 2
    assert "nobody is at a terminal here" in shown.err
    assert office.sandbox.calls == []


def test_a_picture_that_cannot_be_made_stops_it_before_anything_is_asked(office, monkeypatch, tmp_path):
    monkeypatch.setattr("rootward.cli.mfa.enroll.refuse_nobody", lambda: None)
    shown = office.run("mfa", "enroll", "--user", "kim", "--png", str(tmp_path / "none" / "code.png"))
    assert shown.code == 2
    assert "cannot be written: No such file or directory" in shown.err
    assert office.sandbox.calls == []


@pytest.mark.parametrize("more", [("--png", "code.png"), ("--show-seed",)])
def test_a_passkey_has_nothing_to_show(office, more):
    shown = office.run("mfa", "enroll", "--kind", "passkey", *more)
    assert (shown.code, shown.err.splitlines()[0]) == (
        2,
        "rootward: error: a passkey has no QR code and no seed to show",
    )


def test_a_passkey_is_guided_without_a_terminal_too(office):
    shown = office.run("mfa", "enroll", "--user", "kim", "--kind", "passkey", "--quiet")
    assert (shown.code, shown.out) == (0, "")
    assert "1. console → IAM → Users → kim → Security credentials" in shown.err
    assert "left for later" in shown.err


def test_an_endpoint_off_this_machine_is_refused(office, monkeypatch):
    monkeypatch.setattr("rootward.aws.endpoint.is_loopback", lambda _url: False)
    shown = office.run("mfa", "enroll", "--user", "kim", "--kind", "passkey")
    assert (shown.code, "--allow-endpoint" in shown.err) == (5, True)


def test_its_permissions_are_the_calls_of_an_enrolment(office):
    statements = json.loads(office.run("permissions", "--command", "mfa-enroll").out)["Statement"]
    assert sorted({action for statement in statements for action in statement["Action"]}) == [
        "iam:CreateVirtualMFADevice",
        "iam:DeleteVirtualMFADevice",
        "iam:EnableMFADevice",
        "iam:ListAccountAliases",
        "iam:ListMFADevices",
        "iam:ListVirtualMFADevices",
    ]


def test_the_page_shows_lines_that_can_be_typed():
    assert len(LINES) == 6
    for line in LINES:
        with command.make_context("enroll", shlex.split(line)) as context:
            assert context.params["kind"] in {"app", "passkey", "hardware"}


# ---- the terminal


@pytest.mark.parametrize(
    ("variables", "encoding", "can"),
    [
        ({}, "utf-8", (True, True, True)),
        ({"NO_COLOR": "1"}, "utf-8", (False, True, True)),
        ({"TERM": "dumb"}, "utf-8", (False, True, False)),
        ({}, "cp437", (True, True, True)),
        ({}, "latin-1", (True, False, True)),
        ({}, "no-such-encoding", (True, False, True)),
    ],
)
def test_what_a_terminal_can_show(monkeypatch, variables, encoding, can):
    window(monkeypatch, encoding)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    shown = terminal()
    assert (shown.color, shown.blocks, shown.pages) == can
    assert (shown.columns, shown.rows) == (80, 24)
    assert is_terminal()


def test_a_page_is_wiped_when_it_is_left_whatever_comes(monkeypatch):
    shown = window(monkeypatch)

    def stopped_while_shown() -> None:
        with page("secret", pages=True):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped_while_shown()
    assert shown.getvalue().endswith("secret\n\x1b[2J\x1b[H\x1b[?1049l")


def test_a_terminal_without_pages_shows_the_text_below_the_rest(monkeypatch):
    shown = window(monkeypatch)
    with page("secret", pages=False):
        pass
    assert shown.getvalue() == "secret\n"


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [(["2"], "b"), (["0", "9", "3x", "1"], "a"), ([""], None), (["n"], None), (["²", "no"], None), (["y", ""], None)],
)
def test_one_of_several_left_over_devices_is_chosen_by_its_number(office, typed, chosen):
    office.type(*typed)
    assert AtTheTerminal().chooses(("a", "b")) == chosen


@pytest.mark.parametrize(("typed", "chosen"), [("y", "a"), ("YES", "a"), ("1", "a"), ("", None), ("n", None)])
def test_a_single_one_by_a_yes(office, typed, chosen):
    office.type(typed)
    assert AtTheTerminal().chooses(("a",)) == chosen


@pytest.mark.parametrize("serials", [("a",), ("a", "b")])
def test_left_over_ones_that_no_app_has_may_be_deleted(office, serials):
    office.type("d")
    assert AtTheTerminal().chooses(serials) == Discard(serials)


@pytest.mark.parametrize(("which", "again"), [("first", "s: the QR code again, "), ("second", "")])
def test_the_questions_for_codes_say_how_to_leave_and_q_does(office, monkeypatch, which, again):
    shown = window(monkeypatch)
    monkeypatch.setenv("TERM", "dumb")
    office.type("", "q")
    person = AtTheTerminal()
    person.scans(
        NewDevice("arn:aws:iam::123456789012:mfa/kim", Secret("JBSWY3DPEHPK3PXP" * 2), timedelta()), "kim", "acme"
    )
    with pytest.raises(KeyboardInterrupt):
        person.code(which)
    assert shown.getvalue().endswith(f" ({again}q or Ctrl-C: leave): ")


def test_what_is_no_code_is_asked_for_again(office, monkeypatch):
    shown = window(monkeypatch)
    office.type("", "12345", "s", "123 456")
    assert AtTheTerminal().code("first") == "123456"
    assert shown.getvalue().count("a code is six digits") == 3


def test_a_name_stays_text_beside_the_seed(office, monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    shown = Window()
    monkeypatch.setattr("sys.stderr", shown)
    office.type("")
    device = NewDevice("arn:aws:iam::123456789012:mfa/kim", Secret("JBSWY3DPEHPK3PXP" * 2), timedelta())
    AtTheTerminal().scans(device, "kim", "acme\x1b]0;pwned\x07")
    assert "name    AWS, kim@acme\\x1b]0;pwned\\x07\n" in shown.getvalue()
    assert "\x1b" not in shown.getvalue()


def test_what_is_no_text_is_no_code(office, monkeypatch):
    class Broken(Window):
        lines = iter((None, "123456\n"))

        def readline(self, *_: object) -> str:  # type: ignore[override] # one line at a time
            line = next(self.lines)
            if line is None:
                raise UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")
            return line

    office.type()
    monkeypatch.setattr("sys.stdin", Broken())
    assert AtTheTerminal().code("second") == "123456"


def test_ctrl_d_ends_it(office):
    office.type()
    with pytest.raises(KeyboardInterrupt):
        AtTheTerminal().code("second")
