"""The walk-through for a new account, as a newcomer types it: on a practice account that is served, by the commands.

The AWS CLI is another project's command: where it is not on the PATH one of these tests is skipped, and says so.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rootward.sandbox.iam.totp import code_of, step_at

AWS = shutil.which("aws")
ROOTWARD = Path(sys.executable).with_name("rootward")
EMAIL = "security@example.com"
SERIAL = "arn:aws:iam::123456789012:mfa/mark-phone"

LEFT_TO_ROOT = {
    "root-mfa-missing": ["arn:aws:iam::123456789012:root"],
    "root-mfa-not-hardware": ["arn:aws:iam::123456789012:root"],
}
"""What no call can do."""

CONFIGURATION = f"""
[alarms]
email = "{EMAIL}"

[contacts.security]
name = "Ann Bell"
title = "Security"
email = "{EMAIL}"
phone = "+1 555 0100"
"""


class Newcomer:
    """A shell that points at the account, in a home of its own."""

    def __init__(self, environment: dict[str, str], home: Path) -> None:
        folders = {name: str(home / name) for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA")}
        self.environment = {**os.environ, "HOME": str(home), **folders, **environment}
        self.home = home

    def rootward(self, *words: str, ends: int = 0) -> str:
        return self._run([str(ROOTWARD), *words], ends)

    def aws(self, *words: str) -> dict[str, Any]:
        assert AWS is not None
        said = self._run([AWS, *words, "--output", "json"], 0)
        answer: dict[str, Any] = json.loads(said) if said else {}
        return answer

    def control(self, path: str, wish: dict[str, Any]) -> None:
        """Do what only the practice account can be told to do."""
        asked = f"{self.environment['AWS_ENDPOINT_URL']}/_rootward/{path}"
        urllib.request.urlopen(asked, json.dumps(wish).encode(), timeout=30).close()  # noqa: S310

    def failing(self) -> dict[str, list[str]]:
        """What the audit finds wrong: the resources of each check that fails."""
        report = json.loads(self.rootward("audit", "--format", "json", "--quiet", "--fail-on", "never"))
        unknown = [finding["check"] for finding in report["findings"] if finding["status"] == "unknown"]
        assert unknown == ["root-used-for-daily-work"]  # no log was given
        found: dict[str, list[str]] = {}
        for finding in report["findings"]:
            if finding["status"] == "fail":
                found.setdefault(finding["check"], []).append(finding["resource"])
        return found

    def _run(self, command: list[str], ends: int) -> str:
        done = subprocess.run(command, env=self.environment, cwd=self.home, capture_output=True, text=True, check=False)
        assert done.returncode == ends, f"{command}: {done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[Newcomer]:
    """`rootward sandbox serve --scenario fresh-account` runs until the test ends."""
    command = [str(ROOTWARD), "sandbox", "serve", "--scenario", "fresh-account"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert server.stdout is not None
        lines = [server.stdout.readline() for _ in range(6)]
        words = (shlex.split(line)[1].partition("=") for line in lines)
        yield Newcomer({name: value for name, _, value in words}, tmp_path)
    finally:
        server.terminate()
        server.communicate()


@pytest.mark.skipif(AWS is None, reason="the AWS CLI is not on the PATH")
def test_the_account_of_an_hour_ago_is_administered_by_mark_and_audits_clean_but_for_roots_own_steps(newcomer):
    (newcomer.home / "own.toml").write_text(CONFIGURATION)
    config = ("--config", "own.toml", "--auto-approve")

    newcomer.rootward("bootstrap", "--user", "mark", "--password-file", "passwords.txt", *config)

    (group,) = newcomer.aws("iam", "list-groups-for-user", "--user-name", "mark")["Groups"]
    assert (group["GroupName"], group["Arn"]) == (
        "administrators",
        "arn:aws:iam::123456789012:group/administrators",
    )
    assert newcomer.aws("iam", "list-attached-group-policies", "--group-name", "administrators") == {
        "AttachedPolicies": [
            {"PolicyName": "AdministratorAccess", "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}
        ]
    }
    assert newcomer.aws("iam", "get-account-password-policy") == {
        "PasswordPolicy": {
            "MinimumPasswordLength": 14,
            "RequireSymbols": True,
            "RequireNumbers": True,
            "RequireUppercaseCharacters": True,
            "RequireLowercaseCharacters": True,
            "AllowUsersToChangePassword": True,
            "ExpirePasswords": False,
            "PasswordReusePrevention": 24,
            "HardExpiry": False,
        }
    }
    profile = newcomer.aws("iam", "get-login-profile", "--user-name", "mark")["LoginProfile"]
    assert profile["PasswordResetRequired"] is True
    assert "user: mark\npassword: " in (newcomer.home / "passwords.txt").read_text()

    mark_registers_a_device(newcomer)
    newcomer.control("mail", {"confirm": EMAIL})
    newcomer.rootward("bootstrap", *config)

    groups = newcomer.aws("iam", "list-groups-for-user", "--user-name", "mark")["Groups"]
    assert {one["GroupName"] for one in groups} > {"administrators"}
    assert newcomer.failing() == {**LEFT_TO_ROOT, "admin-mfa-phishable": ["arn:aws:iam::123456789012:user/mark"]}

    mark_takes_a_passkey_in_place_of_it(newcomer)
    assert newcomer.failing() == LEFT_TO_ROOT
    again = newcomer.rootward("bootstrap", *config)
    assert "Nothing to change" in again
    assert "Stage 1" not in again


def mark_registers_a_device(newcomer: Newcomer) -> None:
    """As mark does in the console, with a telephone that shows two codes."""
    newcomer.aws(
        "iam",
        "create-virtual-mfa-device",
        "--virtual-mfa-device-name",
        "mark-phone",
        "--bootstrap-method",
        "Base32StringSeed",
        "--outfile",
        "seed",
    )
    seed = (newcomer.home / "seed").read_text()
    step = step_at(datetime.now(UTC).replace(tzinfo=None))
    codes = ("--authentication-code1", code_of(seed, step - 1), "--authentication-code2", code_of(seed, step))
    newcomer.aws("iam", "enable-mfa-device", "--user-name", "mark", "--serial-number", SERIAL, *codes)


def mark_takes_a_passkey_in_place_of_it(newcomer: Newcomer) -> None:
    """A code can be phished, a passkey cannot: the last thing that the audit has to say of mark."""
    newcomer.control("console", {"do": "register-device", "user": "mark", "name": "mark-key", "device": "passkey"})
    newcomer.aws("iam", "deactivate-mfa-device", "--user-name", "mark", "--serial-number", SERIAL)
    newcomer.aws("iam", "delete-virtual-mfa-device", "--serial-number", SERIAL)


def test_undo_takes_all_of_it_away_but_for_the_log(newcomer):
    before = newcomer.failing()
    newcomer.rootward("bootstrap", "--user", "mark", "--auto-approve", "--password-file", "passwords.txt")
    assert newcomer.failing() != before

    newcomer.rootward("undo", "--auto-approve")

    assert newcomer.failing() == before


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal there")
def test_at_a_terminal_a_newcomer_is_asked_and_sees_the_password_once(newcomer):
    said = typed(
        newcomer,
        {
            b"for example mark: ": b"mark\n",
            b"is used? An e-mail address, or Enter for nobody yet: ": b"\n",
            b"security? An address, or Enter for nobody yet: ": b"\n",
            b"'yes' is taken: ": b"yes\n",
        },
    )

    (password,) = re.findall(r"shown this once; [^\n]*\n  (\S{24})\n", said)
    assert said.count(password) == 1
    assert "at https://123456789012.signin.aws.amazon.com/console" in said
    assert "for you: root has a password and no MFA device" in said
    assert "waiting until it is done" in said
    assert "the waiting was interrupted; every other step is made" in said
    assert "proved: " in said


def typed(newcomer: Newcomer, answers: dict[bytes, bytes]) -> str:
    """All that `rootward bootstrap` shows at a terminal; each question is answered, and the waiting is interrupted."""
    import pty

    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [str(ROOTWARD), "bootstrap"],
        env=newcomer.environment,
        cwd=newcomer.home,
        stdin=follower,
        stdout=follower,
        stderr=follower,
        start_new_session=True,
    )
    os.close(follower)
    pending = {**answers, b"waiting until it is done": b""}
    said, seen = b"", 0
    while True:
        try:
            part = os.read(leader, 4096)
        except OSError:  # Linux says so once nobody holds the other end any more
            break
        if not part:
            break
        said += part
        for question in [one for one in pending if one in said[seen:]]:
            seen = len(said)
            answer = pending.pop(question)
            if answer:
                os.write(leader, answer)
            else:
                time.sleep(1)
                process.send_signal(2)
    os.close(leader)
    assert process.wait() == 130
    assert not pending
    return said.decode().replace("\r\n", "\n")
