"""Who is told besides: a command without a shell, and a webhook; what they do wrong is one line without secrets."""

from __future__ import annotations

import json
import os
import shlex
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rootward.errors import UsageError
from rootward.model.root_event import RootEvent
from rootward.workflows.trail.telling import Command, Webhook, address_of, post, variables

EVENT = RootEvent(
    event_id="event-1",
    time=datetime(2026, 5, 4, 12, tzinfo=UTC),
    account="111122223333",
    region="us-east-1",
    actor="root",
    name="$(touch pwned); \0",
    source="iam.amazonaws.com",
    verdict="not_required",
    task=None,
    why="Why.",
)
HOOK = "https://hooks.example.com/services/T0/secret-token?x=1"


@pytest.fixture
def script(tmp_path):
    def written(text):
        path = tmp_path / "hook.py"
        path.write_text(text)
        return f"'{sys.executable}' '{path}'"

    return written


def test_a_command_gets_the_event_and_no_shell_reads_it(script, tmp_path, capfd):
    out = tmp_path / "out.json"
    line = script(
        "import json, os, sys\n"
        f"own = {{k: v for k, v in os.environ.items() if k.startswith('ROOTWARD_EVENT')}}\n"
        f"json.dump([sys.stdin.read(), own, sys.argv[1:]], open({str(out)!r}, 'w'))\nprint('noise')\n"
    )

    assert Command(f"{line} 'one word' $HOME").tell(EVENT, b'{"a": 1}') == ""

    text, own, words = json.loads(out.read_text())
    assert text == '{"a": 1}'
    assert words == ["one word", "$HOME"]
    assert own == variables(EVENT)
    assert own["ROOTWARD_EVENT_NAME"] == "$(touch pwned); "
    assert own["ROOTWARD_EVENT_ID"] == "event-1"
    assert "noise" not in capfd.readouterr().out


def test_a_command_that_fails_or_takes_too_long_is_said(script):
    assert "ended with 3 on event event-1" in Command(script("raise SystemExit(3)")).tell(EVENT, b"")
    slow = Command(script("import time; time.sleep(60)"), seconds=0.2)
    assert "longer than 0.2 seconds" in slow.tell(EVENT, b"")


@pytest.mark.skipif(os.name == "nt", reason="sessions are POSIX's")
def test_what_a_command_started_is_ended_with_it(script, tmp_path):
    out = tmp_path / "child"
    slow = Command(
        script(
            "import pathlib, subprocess, sys, time\n"
            "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
            f"pathlib.Path({str(out)!r}).write_text(str(child.pid))\n"
            "time.sleep(600)\n"
        ),
        seconds=3,
    )
    assert "was ended" in slow.tell(EVENT, b"")
    assert _is_gone(int(out.read_text()))


def _is_gone(number):
    """Whether the process ended; one that nobody waited for is still listed, and runs no more."""
    for _ in range(100):
        state = subprocess.run(["ps", "-o", "stat=", "-p", str(number)], capture_output=True, text=True, check=False)  # noqa: S607
        if not state.stdout.strip() or state.stdout.startswith("Z"):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize(("line", "why"), [("no-such-program x", "no such command"), ("'", "quot"), ("", "names no")])
def test_a_command_that_cannot_be_is_a_mistake(line, why):
    with pytest.raises(UsageError, match=why):
        Command(line)


def webhook(*statuses):
    left, sent = list(statuses), []
    waited: list[float] = []

    def send(url, text):
        sent.append((url, text))
        status = left.pop(0)
        if isinstance(status, Exception):
            raise status
        return status

    return Webhook(HOOK, sleep=waited.append, send=send), sent, waited


def test_a_webhook_is_sent_the_event():
    hook, sent, waited = webhook(204)

    assert hook.tell(EVENT, b"{}") == ""
    assert sent == [(HOOK, b"{}")]
    assert not waited


def test_one_that_is_busy_or_away_is_tried_again_later_and_later():
    hook, sent, waited = webhook(503, ConnectionRefusedError(HOOK), 200)

    assert hook.tell(EVENT, b"{}") == ""
    assert len(sent) == 3
    assert waited == [1.0, 4.0]


@pytest.mark.parametrize(
    ("statuses", "why", "times"),
    [([404], "it answered 404", 1), ([302], "it answered 302", 1), ([OSError(HOOK)] * 4, "it cannot be reached", 4)],
)
def test_one_that_will_not_be_told_is_said_and_its_address_not(statuses, why, times):
    hook, sent, _ = webhook(*statuses)

    said = hook.tell(EVENT, b"{}")

    assert said.startswith("hooks.example.com was not told of event event-1")
    assert why in said
    assert "secret" not in said
    assert len(sent) == times


def test_one_that_could_not_be_reached_is_tried_once_until_it_can():
    hook, sent, waited = webhook(*[OSError(HOOK)] * 4, OSError(HOOK), 200, 503, 200)

    assert "cannot be reached" in hook.tell(EVENT, b"{}")
    assert "cannot be reached" in hook.tell(EVENT, b"{}")
    assert len(sent) == 5
    assert hook.tell(EVENT, b"{}") == ""
    assert hook.tell(EVENT, b"{}") == ""
    assert (len(sent), waited) == (8, [1.0, 4.0, 15.0, 1.0])


def test_a_certificate_that_is_not_trusted_is_named():
    refused = ssl.SSLCertVerificationError(1, "certificate verify failed")
    refused.verify_message = "self-signed certificate"
    hook, _, _ = webhook(*[urllib.error.URLError(refused)] * 4)

    assert "it has a certificate that is not trusted (self-signed certificate)" in hook.tell(EVENT, b"{}")


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/x", "ftp://h/x", "https://", "hooks", "https://h/a b", "https://[x", "https://h/\xe4",
        "https://h:99999/x", "https://h:x/x", "https://h:0/x", "https://u:token@h/x",
        "https://hooks..example.com/T", "https://.example.com/T", f"https://{'a' * 64}.example.com/T",
    ],
)  # fmt: skip
def test_only_an_https_address_is_taken_and_a_wrong_one_is_not_repeated(url):
    with pytest.raises(UsageError) as raised:
        Webhook(url)
    assert str(raised.value) == "--notify takes an https:// address"


class _Server(ThreadingHTTPServer):
    heard: list[tuple[str, str | None, bytes]]


class _Answering(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, self.headers["Content-Type"], body))
        if self.path == "/odd":
            self.wfile.write(b"what?\r\n")
            return
        self.send_response({"/moved": 302, "/busy": 503}.get(self.path, 204))
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, format, *args):  # noqa: A002 - http.server's name
        """Say nothing."""


@pytest.fixture
def answering():
    server = _Server(("127.0.0.1", 0), _Answering)
    server.heard = []
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_what_is_sent_is_json_and_no_redirect_is_followed(answering):
    at = f"http://127.0.0.1:{answering.server_port}"

    assert [post(f"{at}/{path}", b"{}") for path in ("well", "moved", "busy")] == [204, 302, 503]
    assert answering.heard == [(path, "application/json", b"{}") for path in ("/well", "/moved", "/busy")]
    with pytest.raises(OSError, match="BadStatusLine"):
        post(f"{at}/odd", b"{}")


@pytest.mark.parametrize("url", ["https://hooks..example.com/x", "https://h:x/x", "https://h/a\nb"])
def test_an_address_that_cannot_be_asked_is_no_answer(url):
    with pytest.raises(OSError, match=r"UnicodeError|InvalidURL"):
        post(url, b"{}")


@pytest.mark.parametrize("text", [HOOK, f"{HOOK}\n", f"\ufeff {HOOK} \r\nof the channel of those on duty\n"])
def test_an_address_may_stand_in_the_first_line_of_a_file(tmp_path, text):
    (tmp_path / "hook").write_bytes(text.encode())
    assert address_of(f"@{tmp_path / 'hook'}") == HOOK
    assert address_of(HOOK) == HOOK


def test_a_file_that_holds_none_or_is_not_there_is_a_mistake_that_repeats_nothing(tmp_path):
    (tmp_path / "hook").write_bytes(b"\xff\xfe")
    for word, why in ((f"@{tmp_path / 'hook'}", "it holds no text"), (f"@{HOOK}", "No such file")):
        with pytest.raises(UsageError, match=why) as raised:
            address_of(word)
        assert "secret" not in str(raised.value)


def test_nobody_there_is_no_answer():
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))  # and nobody listens
        with pytest.raises(OSError, match="refused"):
            post(f"http://127.0.0.1:{deaf.getsockname()[1]}/", b"{}")


@pytest.mark.skipif(os.name == "nt", reason="Windows runs no script by its first line")
def test_a_program_that_is_gone_since_is_said(tmp_path):
    program = tmp_path / "hook"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    command = Command(shlex.quote(str(program)))
    program.unlink()

    assert command.tell(EVENT, b"").startswith("hook cannot be run: ")
