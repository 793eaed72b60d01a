"""Asking at the terminal that a process belongs to, whatever its standard input and output are."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from rootward.errors import CredentialsError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")

ASKING = """
import sys
from rootward.errors import CredentialsError
from rootward.local.controlling_terminal import ask, place
print("at", place(), file=sys.stderr, flush=True)
try:
    print(repr(ask("Code, please: ", float(sys.argv[1]))))
except CredentialsError as error:
    print(f"refused: {error}")
except KeyboardInterrupt:
    print("interrupted")
"""

# The answer goes to a file, as an SDK reads it, and standard input is none. The shell keeps the terminal open.
AS_AN_SDK = '"$0" -c "$1" "$2" < /dev/null > "$3" 2>> "$3.err"; true'


class Asked:
    """A process at a terminal of its own, run as an SDK runs one."""

    def __init__(self, folder: Any, seconds: float = 60, how: str = AS_AN_SDK) -> None:
        from pexpect import spawn

        self.said = folder / "said"
        self.terminal: Any = spawn(
            "/bin/sh", ["-c", how, sys.executable, ASKING, str(seconds), str(self.said)], encoding="utf-8", timeout=60
        )

    def ends(self) -> str:
        """What it printed, to its end."""
        from pexpect import EOF

        self.terminal.expect(EOF)
        self.shown = self.terminal.before
        self.terminal.close()
        return str(self.said.read_text()).strip()

    def answered(self, text: str) -> str:
        self.terminal.expect("Code, please: ")
        self.terminal.send(text)
        return self.ends()


@pytest.mark.parametrize("text", ["123456\n", "123456\r", "99\x7f\x7f123456\n"])
def test_what_is_typed_is_the_answer_up_to_the_line_s_end(tmp_path, text):
    assert Asked(tmp_path).answered(text) == "'123456'"


def test_it_is_shown_as_it_is_typed_and_no_echo_is_switched_off(tmp_path):
    asked = Asked(tmp_path)
    asked.answered("123456\n")

    assert "123456" in asked.shown


def test_what_was_typed_before_the_question_is_no_answer(tmp_path):
    asked = Asked(tmp_path, how=f"sleep 0.5; {AS_AN_SDK}")
    asked.terminal.send("rm -r precious\n")

    assert asked.answered("123456\n") == "'123456'"


def test_letters_of_any_alphabet_are_no_trouble(tmp_path):
    assert Asked(tmp_path).answered("１２３é\n") == "'１２３é'"


@pytest.mark.parametrize("end", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_who_gives_up_is_heeded(tmp_path, end):
    assert Asked(tmp_path).answered(end) == "interrupted"


IN_RAW_MODE = f"stty raw -echo; {AS_AN_SDK}"


@pytest.mark.parametrize("end", ["\x03", "12\x03", "\x04"], ids=["Ctrl-C", "Ctrl-C after digits", "Ctrl-D"])
def test_who_gives_up_at_a_terminal_that_hands_on_every_key_is_heeded(tmp_path, end):
    assert Asked(tmp_path, seconds=10, how=IN_RAW_MODE).answered(end) == "interrupted"


@pytest.mark.parametrize("text", ["99\x7f\b123456\r", "\x7f12\x1b34\x0056\r"])
def test_at_such_a_terminal_the_answer_has_no_control_characters_either(tmp_path, text):
    assert Asked(tmp_path, how=IN_RAW_MODE).answered(text) == "'123456'"


def test_who_says_nothing_is_not_waited_for_for_ever(tmp_path):
    assert Asked(tmp_path, seconds=0.3).ends() == "refused: nobody typed a code within 0.3 seconds"


def test_a_line_without_end_is_no_answer(tmp_path):
    assert "nobody typed" in Asked(tmp_path).answered("9" * 2000 + "\n")


def test_one_in_the_background_does_not_ask(tmp_path):
    asked = Asked(tmp_path, how=f"set -m; ({AS_AN_SDK}) & wait; true")

    assert asked.ends().startswith("refused: an MFA code is needed, and there is no terminal")
    assert "Code, please" not in asked.shown


def test_those_at_one_terminal_have_one_place(tmp_path):
    asked = Asked(tmp_path, how=f"{AS_AN_SDK}; {AS_AN_SDK}")
    asked.terminal.expect("Code, please: ")
    asked.terminal.send("1\n")
    asked.answered("2\n")
    places = (tmp_path / "said.err").read_text().splitlines()

    assert len(places) == 2
    assert len(set(places)) == 1
    assert places[0].startswith("at session ")


TELLING = """
import sys
from rootward.local.controlling_terminal import tell, terminal_name
print(tell("the word"), terminal_name(), file=sys.stderr)
"""


def telling(folder: Any, how: str) -> tuple[str, str]:
    """What is seen at the terminal, and what the process says of it; its output is none, as an SDK runs one."""
    from pexpect import EOF, spawn

    said = folder / "said"
    terminal: Any = spawn("/bin/sh", ["-c", how, sys.executable, TELLING, str(said)], encoding="utf-8", timeout=60)
    terminal.expect(EOF)
    terminal.close()
    return terminal.before, said.read_text()


def test_a_line_is_said_at_the_terminal_wherever_the_output_goes(tmp_path):
    shown, said = telling(tmp_path, '"$0" -c "$1" > /dev/null 2> "$2"; true')

    assert shown == "the word\r\n"
    assert said.startswith("True /dev/")


def test_a_terminal_that_no_stream_says_has_no_name(tmp_path):
    assert telling(tmp_path, '"$0" -c "$1" < /dev/null > /dev/null 2> "$2"; true')[1] == "True \n"


def test_one_in_the_background_says_nothing_at_the_terminal(tmp_path):
    shown, said = telling(tmp_path, 'set -m; ("$0" -c "$1" > /dev/null 2> "$2") & wait; true')

    assert "the word" not in shown
    assert said.startswith("False ")


def test_without_a_terminal_nobody_is_asked():
    done = subprocess.run(
        [sys.executable, "-c", ASKING, "60"],
        check=True,
        capture_output=True,
        text=True,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
    )

    assert done.stderr == "at nobody\n"
    assert done.stdout.startswith("refused: an MFA code is needed")
    assert CredentialsError.exit_code == 4
