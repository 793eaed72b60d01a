"""Passwords that are typed or piped: what is taken off, what is refused, and what is never shown."""

from __future__ import annotations

import getpass
import sys
import warnings
from io import BytesIO, StringIO

import click
import pytest
from hypothesis import HealthCheck, assume, example, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from rootward.cli.secret_input import MOST_BYTES, given, piped, typed
from rootward.errors import UsageError
from tests.cli.conftest import Terminal
from tests.cli.piping import pipe

SAID = "rootward: one line ending was taken off the end of standard input\n"


@pytest.fixture
def piping(monkeypatch):
    def put(data):
        pipe(monkeypatch, data)

    return put


@pytest.fixture
def typing(monkeypatch):
    """Somebody at the terminal, of whom getpass hears this."""
    prompts: list[str] = []

    def sit(answer):
        monkeypatch.setattr(sys, "stdin", Terminal())

        def heard(prompt, stream=None):
            assert stream is sys.stderr
            prompts.append(prompt)
            if isinstance(answer, BaseException):
                raise answer
            return answer

        monkeypatch.setattr(getpass, "getpass", heard)
        return prompts

    return sit


@pytest.mark.parametrize(
    ("data", "text", "said"),
    [
        (b"Plum-orbit7", "Plum-orbit7", ""),
        (b"Plum-orbit7\n", "Plum-orbit7", SAID),
        (b"Plum-orbit7\r\n", "Plum-orbit7", SAID),
        (b" Plum orbit ", " Plum orbit ", ""),
        (b"\tPlum\t \n", "\tPlum\t ", SAID),
        ("Pflaume-ü漢".encode(), "Pflaume-ü漢", ""),
    ],
)
def test_a_piped_password_is_taken_as_it_is_but_for_one_line_ending_which_is_said(piping, capsys, data, text, said):
    piping(data)

    assert given("Password").reveal() == text
    assert capsys.readouterr() == ("", said)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "standard input is empty"),
        (b"\n", "standard input is empty"),
        (b"\r\n", "standard input is empty"),
        (b"one\ntwo", "standard input has 2 lines, and one is asked for"),
        (b"one\ntwo\nthree\n", "standard input has 3 lines, and one is asked for"),
        (b"one\n\n", "standard input has 2 lines, and one is asked for"),
        (b"se\xffcret", "standard input is not UTF-8: byte 3 is no part of a character"),
        (b"secret\xc3", "standard input is not UTF-8: byte 7 is no part of a character"),
        (b"\xff\xfes\0e\0c\0", "standard input is not UTF-8: byte 1 is no part of a character"),
        (b"sec\0ret", "standard input holds a NUL, at character 4"),
        (b"sec\rret", "standard input holds a carriage return, at character 4"),
        (b"secret\r", "standard input holds a carriage return, at character 7"),
        (b"secret\r\r\n", "standard input holds a carriage return, at character 7"),
        (b"s" * (MOST_BYTES + 1), "standard input has more than 64 kB: that is no password"),
    ],
)
def test_what_is_no_password_is_refused_by_its_place(piping, capsys, data, says):
    piping(data)

    with pytest.raises(UsageError) as caught:
        given("Password")

    assert str(caught.value) == says
    assert caught.value.__context__ is None
    assert capsys.readouterr() == ("", "")


def test_a_long_one_is_a_password_still_so_that_its_length_is_told(piping):
    piping(b"s" * MOST_BYTES)

    assert len(piped(1)[0].reveal()) == 65_536


def test_two_are_two_lines(piping, capsys):
    piping(b"old one\r\nnew one\r\n")

    assert [one.reveal() for one in piped(2)] == ["old one", "new one"]
    assert capsys.readouterr().err == SAID


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"old\n", "standard input has 1 line, and 2 are asked for"),
        (b"", "standard input is empty"),
        (b"\xef\xbb\xbf", "standard input is empty"),
        (b"old\nnew\nnew\n", "standard input has 3 lines, and 2 are asked for"),
        (b"old\n\n", "line 2 of standard input is empty"),
        (b"\nnew\n", "line 1 of standard input is empty"),
        (b"old\nn\0w\n", "line 2 of standard input holds a NUL, at character 2"),
    ],
)
def test_of_two_the_one_that_will_not_do_is_named(piping, data, says):
    piping(data)

    with pytest.raises(UsageError) as caught:
        piped(2)

    assert str(caught.value) == says


@drawn(
    text=st.text(st.characters(exclude_characters="\n\r\0", codec="utf-8"), min_size=1),
    ends=st.booleans(),
)
@example(text="a\ufeffBOM", ends=True)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_line_comes_through_unchanged(piping, text, ends):
    assume(not text.startswith("\ufeff"))
    piping(text.encode() + (b"\n" if ends else b""))

    assert piped(1)[0].reveal() == text


@pytest.mark.parametrize("rest", ["Plum-orbit7", "\ufeffPlum-orbit7"])
def test_one_byte_order_mark_at_the_start_is_no_part_of_a_password(piping, capsys, rest):
    piping(f"\ufeff{rest}\n".encode())

    assert piped(1)[0].reveal() == rest
    assert capsys.readouterr().err == f"rootward: a byte order mark was taken off the start of standard input\n{SAID}"


def test_a_closed_standard_input_is_empty(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)

    with pytest.raises(UsageError, match="standard input is empty"):
        given("Password")


def test_a_standard_input_that_fails_is_said_to(monkeypatch):
    class Broken(BytesIO):
        def read(self, _size=-1, /):
            raise OSError(5, "Input/output error")

    class Stdin:
        buffer = Broken()

        def isatty(self):
            return False

    monkeypatch.setattr(sys, "stdin", Stdin())

    with pytest.raises(UsageError, match="standard input cannot be read: Input/output error"):
        given("Password")


def test_ctrl_c_at_a_pipe_ends_the_run(monkeypatch):
    class Waiting(BytesIO):
        def read(self, _size=-1, /):
            raise KeyboardInterrupt

    class Stdin:
        buffer = Waiting()

        def isatty(self):
            return False

    monkeypatch.setattr(sys, "stdin", Stdin())

    with pytest.raises(click.Abort):
        given("Password")


@pytest.mark.parametrize("ask", [typed, given])
def test_at_a_terminal_it_is_asked_for_and_not_trimmed(typing, ask):
    prompts = typing(" Plum orbit ")

    assert ask("Password of mark").reveal() == " Plum orbit "
    assert prompts == ["Password of mark: "]


@pytest.mark.parametrize("ends", [KeyboardInterrupt(), EOFError()])
def test_ctrl_c_and_ctrl_d_end_the_run(typing, ends, capsys):
    typing(ends)

    with pytest.raises(click.Abort):
        typed("Password")

    assert capsys.readouterr() == ("", "\n")


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("", "nothing was typed"),
        ("se\0cret", "what was typed holds a NUL, at character 3"),
        ("se\udcffcret", "what was typed is no text"),
        (UnicodeDecodeError("utf-8", b"se\xffcret", 2, 3, "invalid start byte"), "what was typed is no text"),
    ],
)
def test_what_cannot_be_a_password_is_refused_without_showing_it(typing, answer, says):
    typing(answer)

    with pytest.raises(UsageError) as caught:
        typed("Password")

    assert str(caught.value).startswith(says)
    assert caught.value.__context__ is None


def test_where_what_is_typed_would_be_seen_nothing_is_asked(monkeypatch):
    monkeypatch.setattr(sys, "stdin", Terminal("Plum-orbit7"))

    def seen(_prompt, stream=None):
        del stream
        warnings.warn("Can not control echo on the terminal.", getpass.GetPassWarning, stacklevel=2)
        return "Plum-orbit7"

    monkeypatch.setattr(getpass, "getpass", seen)

    with pytest.raises(UsageError, match="would be seen"):
        typed("Password")


def test_where_nobody_sits_nobody_is_asked(monkeypatch):
    monkeypatch.setattr(sys, "stdin", StringIO("Plum-orbit7\n"))

    with pytest.raises(UsageError, match="nobody can type one here"):
        typed("Password")
