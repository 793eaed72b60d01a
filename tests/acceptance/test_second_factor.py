"""A second factor from nothing: kim scans a code off the terminal, signs a session with it, and the denial lifts.

On a served practice account that judges every call by its policies, in a real pseudo-terminal, by the commands
themselves; the QR code is read off the screen by another project's decoder. The AWS CLI is another project's command:
where it is not on the PATH the test that needs it is skipped, and says so.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from pyotp import TOTP

from rootward.sandbox import Sandbox, serve
from rootward.sandbox.console import RegisterDevice
from tests.acceptance.screen import Screen, screen
from tests.pictures import decoded, pixels
from tests.sandbox.people import as_user
from tests.workflows.mfa_people import files
from tests.workflows.self_enrolling import ALIAS, SELF_ENROLLING

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")

AWS = shutil.which("aws")
ROOTWARD = str(Path(sys.executable).with_name("rootward"))
DEVICE = "arn:aws:iam::123456789012:mfa/kim"

FIRST, SECOND = "The code that the app shows", "The next code, when it changes"
SCAN = "Scan it with the app"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with serve(SELF_ENROLLING) as served:
        yield served


@pytest.fixture
def machine(sandbox, tmp_path) -> Machine:
    return Machine(sandbox, tmp_path)


class Machine:
    """A home of its own, with a profile for each person."""

    def __init__(self, sandbox: Sandbox, home: Path) -> None:
        self.home = home
        variables = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "ROOTWARD_"))}
        variables.pop("NO_COLOR", None)
        self.environment = {**variables, **files(sandbox, home, "ada", "kim", "pat")}

    def run(self, *words: str, columns: int = 80, rows: int = 24, **variables: str) -> Any:
        return screen([*words], {**self.environment, **variables}, self.home, columns=columns, rows=rows)

    def enrolling(self, *words: str, by: str = "kim", **how: Any) -> Any:
        return self.run(ROOTWARD, "mfa", "enroll", "--profile", by, *words, **how)


def app(uri: str) -> TOTP:
    """The app that has scanned it."""
    return TOTP(parse_qs(urlsplit(uri).query)["secret"][0])


def type_two_codes(terminal: Screen, scanned: TOTP, *, off: int = 0) -> None:
    """The code of the half minute before, and that of now. `off`: seconds by which the app's clock is ahead."""
    now = int(time.time()) + off
    terminal.wait_for(FIRST)
    terminal.type(scanned.at(now - 30))
    terminal.wait_for(SECOND)
    terminal.type(scanned.at(now))


def devices_of(sandbox: Sandbox, user: str = "kim") -> list[str]:
    return [one["SerialNumber"] for one in as_user(sandbox, "ada").list_mfa_devices(UserName=user)["MFADevices"]]


def unassigned(sandbox: Sandbox) -> list[str]:
    listed = as_user(sandbox, "ada").list_virtual_mfa_devices(AssignmentStatus="Unassigned")["VirtualMFADevices"]
    return [one["SerialNumber"] for one in listed]


@pytest.mark.skipif(AWS is None, reason="the AWS CLI is not on the PATH")
def test_kim_enrols_signs_a_session_and_is_let_in(sandbox, machine):
    with machine.run(str(AWS), "iam", "list-users", "--profile", "kim") as terminal:
        assert terminal.ended() != 0
        assert "explicit deny in an identity-based policy" in terminal.words

    with machine.enrolling() as terminal:
        terminal.wait_for(SCAN)
        uri = terminal.qr_code()
        parts = urlsplit(uri)
        assert (parts.scheme, parts.netloc, unquote(parts.path)) == ("otpauth", "totp", "/AWS:kim@123456789012")
        terminal.type("")
        type_two_codes(terminal, app(uri))
        assert terminal.ended() == 0
        assert f"kim has the MFA device {DEVICE}, since" in terminal.text
    assert devices_of(sandbox) == [DEVICE]

    listing = (str(AWS), "iam", "list-users", "--query", "length(Users)")
    with machine.run(ROOTWARD, "mfa", "session", "--profile", "kim", "--", *listing) as terminal:
        terminal.wait_for("MFA code of")
        sandbox.advance_clock(30)  # the codes of now were used up
        terminal.type(app(uri).at(sandbox.now))
        assert terminal.ended() == 0
        assert terminal.text.splitlines()[-1].strip().isdigit()


def test_nothing_of_the_seed_stands_on_the_screen_once_the_app_has_it(machine):
    with machine.enrolling("--show-seed") as terminal:
        terminal.wait_for(SCAN)
        seed = app(terminal.qr_code()).secret
        terminal.type("")
        terminal.wait_for("Enter when the app has it")
        assert seed in "".join(terminal.text.split())
        assert "AWS, kim@123456789012" in terminal.text
        terminal.type("")
        terminal.wait_for(FIRST)
        assert seed[:8] not in "".join(terminal.text.split())
        with pytest.raises(LookupError):
            terminal.qr_code()
        assert terminal.said.count(b"\x1b[?1049h") == terminal.said.count(b"\x1b[?1049l") == 2


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes are looked at by Linux's /proc")
def test_the_seed_is_in_no_argument_no_variable_and_no_file(machine):
    with machine.enrolling("--show-seed") as terminal:
        terminal.wait_for(SCAN)
        seed = app(terminal.qr_code()).secret.encode()
        process = Path(f"/proc/{terminal.process.pid}")
        told = [(process / name).read_bytes() for name in ("cmdline", "environ")]
        assert any(b"enroll" in text for text in told)
        assert not any(seed in text for text in told)
        assert not any(seed in path.read_bytes() for path in machine.home.rglob("*") if path.is_file())
        terminal.interrupt()
        assert terminal.ended() == 130
    assert not any(seed in path.read_bytes() for path in machine.home.rglob("*") if path.is_file())


def test_ctrl_c_deletes_the_device_that_nobody_has(sandbox, machine):
    with machine.enrolling("--user", "kim", by="ada") as terminal:
        terminal.wait_for(SCAN)
        assert f"kim@{ALIAS}?" in terminal.qr_code()  # ada may know the alias
        assert unassigned(sandbox) == [DEVICE]
        terminal.interrupt()
        assert terminal.ended() == 130
        assert f"the device {DEVICE} that nobody had was deleted again" in terminal.words
    assert unassigned(sandbox) == []


def test_a_terminal_that_is_gone_deletes_the_device_and_the_picture(sandbox, machine):
    with machine.enrolling("--user", "kim", "--png", "code.png", by="ada") as terminal:
        terminal.wait_for("Enter when the app has it")
        terminal.close()
        terminal.process.wait(timeout=60)
    assert unassigned(sandbox) == []
    assert not (machine.home / "code.png").exists()


def test_what_kim_may_not_delete_is_named_and_taken_up_again(sandbox, machine):
    with machine.enrolling() as terminal:
        terminal.wait_for(SCAN)
        scanned = app(terminal.qr_code())
        terminal.type("")
        terminal.wait_for(FIRST)
        terminal.process.terminate()
        assert terminal.ended() == 130
        assert f"the device {DEVICE} belongs to nobody, and stays: you may not delete it" in terminal.words
    assert unassigned(sandbox) == [DEVICE]

    with machine.enrolling() as terminal:
        terminal.wait_for("Does the app show codes for it?")
        terminal.type("y")
        type_two_codes(terminal, scanned)
        assert terminal.ended() == 0
    assert devices_of(sandbox) == [DEVICE]


def test_a_picture_is_its_owners_alone_and_goes_at_the_end(sandbox, machine):
    picture = machine.home / "code.png"
    with machine.enrolling("--png", "code.png", "--show-seed") as terminal:
        terminal.wait_for("Enter when the app has it")
        assert "add an account by hand" in terminal.text
        assert stat.S_IMODE(picture.stat().st_mode) == 0o600
        uri = decoded(pixels(picture.read_bytes()))
        terminal.type("")
        type_two_codes(terminal, app(uri))
        assert terminal.ended() == 0
    assert not picture.exists()
    assert devices_of(sandbox) == [DEVICE]


def test_a_picture_that_is_there_is_left_alone_and_nothing_is_begun(sandbox, machine):
    picture = machine.home / "code.png"
    picture.write_text("holiday")
    with machine.enrolling("--png", "code.png") as terminal:
        assert terminal.ended() == 2
        assert "code.png is there already, and is not written over" in terminal.text
    assert picture.read_text() == "holiday"
    assert unassigned(sandbox) == []


def test_a_window_that_is_too_small_offers_text_or_to_be_enlarged(machine):
    with machine.enrolling(columns=40, rows=20) as terminal:
        terminal.wait_for("Enlarge the window, then Enter (t: as text)")
        said = terminal.words
        assert "needs 48 columns and 22 rows, and this terminal has 40 and 20; --png FILE would" in said
        terminal.resize(47, 40)
        terminal.type("")
        terminal.wait_for("terminal has 47 and 40")
        terminal.resize(48, 21)
        terminal.type("")
        terminal.wait_for("terminal has 48 and 21")
        terminal.resize(48, 22)
        terminal.type("")
        terminal.wait_for(SCAN)
        assert terminal.qr_code().startswith("otpauth://totp/AWS:kim")
        terminal.type("t")
        terminal.wait_for("Enter when the app has it")
        assert "add an account by hand" in terminal.text


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"PYTHONIOENCODING": "ascii"}])
def test_without_colour_or_unicode_the_seed_is_text(machine, variables):
    with machine.enrolling(**variables) as terminal:
        terminal.wait_for("Enter when the app has it")
        seed = "".join(terminal.text.split("secret")[1].split("Enter when")[0].split())
        terminal.type("")
        type_two_codes(terminal, TOTP(seed))
        assert terminal.ended() == 0


def test_the_qr_code_is_shown_again_when_asked_for(sandbox, machine):
    with machine.enrolling() as terminal:
        terminal.wait_for(SCAN)
        uri = terminal.qr_code()
        terminal.type("")
        terminal.wait_for(FIRST)
        terminal.type("s")
        terminal.wait_for(SCAN)
        assert terminal.qr_code() == uri
        terminal.type("")
        type_two_codes(terminal, app(uri))
        assert terminal.ended() == 0
    assert devices_of(sandbox) == [DEVICE]


def test_a_passkey_is_waited_for_and_looked_at(sandbox, machine):
    with machine.enrolling("--kind", "passkey") as terminal:
        terminal.wait_for("Enter when it is done")
        terminal.type("")
        terminal.wait_for("AWS lists no new device of kim yet")
        terminal.wait_for("Enter when it is done")
        sandbox.do(RegisterDevice(user="kim", name="kim-key"))
        terminal.type("")
        assert terminal.ended() == 0
        assert "kim has the MFA device arn:aws:iam::123456789012:u2f/user/kim/kim-key" in terminal.words


def test_a_telephone_whose_clock_is_off_is_told_by_how_much_and_may_be_set(sandbox, machine):
    with machine.enrolling() as terminal:
        terminal.wait_for(SCAN)
        scanned = app(terminal.qr_code())
        terminal.type("")
        type_two_codes(terminal, scanned, off=-240)
        terminal.wait_for("the codes are about 4 minutes ")  # and 30 seconds, where a step ended while it typed
        type_two_codes(terminal, scanned)
        assert terminal.ended() == 0
    assert devices_of(sandbox) == [DEVICE]


def test_a_machine_whose_clock_differs_from_aws_is_told_and_codes_go_by_aws(sandbox, machine):
    sandbox.advance_clock(3600)
    with machine.enrolling() as terminal:
        terminal.wait_for("behind AWS's; the codes are judged by AWS's")
        assert re.search(r"this machine's clock is (60 minutes|59 minutes and 5\d seconds)", terminal.words)
        terminal.wait_for(SCAN)
        scanned = app(terminal.qr_code())
        terminal.type("")
        type_two_codes(terminal, scanned, off=3600)
        assert terminal.ended() == 0
    assert devices_of(sandbox) == [DEVICE]


def test_eight_devices_are_enough(machine):
    with machine.enrolling(by="pat") as terminal:
        assert terminal.ended() == 5
        said = terminal.words
        assert "pat has 8 MFA devices, and AWS allows no more: pat-device-1, pat-device-2, " in said
