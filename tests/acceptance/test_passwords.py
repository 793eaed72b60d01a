"""Passwords at a real terminal and in real processes: nobody sees one who was not meant to."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pytest

from rootward.engine.password.rules import broken
from rootward.model.secret import Secret

if TYPE_CHECKING or sys.platform != "win32":
    import pexpect

ROOTWARD = Path(sys.executable).with_name("rootward")
PLUM = "Plum-orbit-7-Gravel-nine"

at_a_terminal = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
seen_by_all = pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows every process in /proc")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    folders = ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA")
    return {**os.environ, **dict.fromkeys(folders, str(tmp_path)), "TERM": "xterm", "LANG": "C.UTF-8"}


@pytest.fixture
def sit_down(environment: dict[str, str], tmp_path: Path) -> Iterator[Any]:
    """Starts a command at a terminal of its own, of 80 columns."""
    children = []

    def start(*words: str) -> Any:
        env: Any = environment
        child = pexpect.spawn(words[0], [*words[1:]], env=env, cwd=str(tmp_path), encoding="utf-8", timeout=60)
        child.setwinsize(24, 80)
        child.delaybeforesend = None
        children.append(child)
        return child

    yield start
    for child in children:
        child.close(force=True)


def shown(child: Any) -> str:
    """All that comes until the command ends."""
    child.expect(pexpect.EOF)
    child.close()
    return str(child.before)


def command_lines() -> dict[int, str]:
    """What /proc says that every process of this machine was started with."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                found[int(folder.name)] = (folder / "cmdline").read_text(errors="replace").replace("\0", " ")
            except OSError:  # it has ended meanwhile
                continue
    return found


@at_a_terminal
def test_what_is_typed_is_not_shown(sit_down):
    child = sit_down(str(ROOTWARD), "password", "check")
    child.expect_exact("Password: ")
    child.sendline(PLUM)

    said = shown(child)

    assert child.exitstatus == 0
    assert "HOLDS" in said
    assert "line ending" not in said
    assert PLUM not in said


@at_a_terminal
@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_ctrl_c_and_ctrl_d_end_it_and_the_terminal_shows_again_what_is_typed(sit_down, key):
    child = sit_down("/bin/sh", "-c", f"trap : INT; {ROOTWARD} password check; echo ended $?; stty -a; cat")
    child.expect_exact("Password: ")
    child.send(key)

    child.expect_exact("interrupted")
    child.expect_exact("ended 130")
    child.expect(r"[ ;]-?echo ")
    assert "-echo" not in child.after


@at_a_terminal
def test_bytes_that_are_no_text_are_refused_and_not_shown(sit_down):
    child = sit_down(str(ROOTWARD), "password", "check")
    child.expect_exact("Password: ")
    os.write(child.child_fd, b"Plum-\xff-orbit\n")

    said = shown(child)

    assert child.exitstatus == 2
    assert "what was typed is no text in this terminal's encoding" in said
    assert "orbit" not in said


@at_a_terminal
def test_what_was_pasted_behind_the_password_is_no_command_for_the_shell(sit_down):
    look = "import select, sys; print('left', len(select.select([0], [], [], 0.3)[0]))"
    child = sit_down("/bin/sh", "-c", f'{ROOTWARD} password check -q; {sys.executable} -c "{look}"')
    child.expect_exact("Password: ")
    child.send(f"{PLUM}\nrm -r everything\n")

    child.expect_exact("HOLDS")
    child.expect_exact("left 0")


@at_a_terminal
def test_a_password_that_is_shown_on_a_terminal_is_said_to_stand_in_its_scroll_back(sit_down):
    child = sit_down(str(ROOTWARD), "password", "generate")

    password, note, *warned = shown(child).splitlines()
    warning = " ".join(map(str.strip, warned))

    assert broken(Secret(password), None) == ()
    assert note == "rootward: 24 characters, 145 bits of chance: 2^144 guesses on average"
    assert warning.startswith("rootward: it stands in this terminal's scroll-back")


@seen_by_all
def test_a_password_that_is_typed_stands_in_no_list_of_processes(sit_down):
    child = sit_down(str(ROOTWARD), "password", "check", "--root", "--account-name", "acme")
    child.expect_exact("Password: ")
    child.send(PLUM)
    while_typing = command_lines()
    child.send("\n")
    while_judging = command_lines()

    assert "HOLDS" in shown(child)
    assert "password check --root" in while_typing[child.pid]
    assert not any(PLUM in line for seen in (while_typing, while_judging) for line in seen.values())


class _Waiting:
    """A server of breached passwords that answers once it is told to."""

    def __init__(self) -> None:
        self.asked, self.may_answer = threading.Event(), threading.Event()
        self.path = ""
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self._http.server_port}/range/"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_how: object) -> None:
        self.may_answer.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def _handler(server) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - the handler's own self is another
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.path = self.path
                server.asked.set()
                server.may_answer.wait(60)
                body = b"".join(b"%035X:0\r\n" % number for number in range(800))
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: object) -> None:
                pass

        return Handler


@seen_by_all
def test_a_password_that_is_piped_stands_in_no_list_of_processes_while_a_server_is_waited_for(environment, tmp_path):
    with _Waiting() as server:
        command = [str(ROOTWARD), "password", "check", "--online", "--range-url", server.address, "--format", "json"]
        with subprocess.Popen(
            command,
            env=environment,
            cwd=tmp_path,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as run:
            assert run.stdin is not None
            run.stdin.write(PLUM)
            run.stdin.close()
            assert server.asked.wait(60)
            seen = command_lines()
            started_with = Path(f"/proc/{run.pid}/environ").read_text(errors="replace")
            server.may_answer.set()
            assert run.stdout is not None
            assert run.stderr is not None
            said = run.stdout.read() + run.stderr.read()

    assert run.returncode == 0
    assert "password check --online" in seen[run.pid]
    assert not any(PLUM in line for line in seen.values())
    assert PLUM not in started_with
    assert PLUM not in said
    assert PLUM not in server.path
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_password_goes_from_one_command_into_the_next(environment, tmp_path):
    def run(*words: str, **more: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(ROOTWARD), "password", *words],
            env=environment,
            cwd=tmp_path,
            check=False,
            capture_output=True,
            text=True,
            **more,
        )

    made = run("generate", "--root", "-q")
    judged = run("check", "--root", "-q", input=made.stdout)

    assert made.returncode == judged.returncode == 0
    assert judged.stderr == "rootward: one line ending was taken off the end of standard input\n"
    assert made.stdout.strip() not in judged.stdout
