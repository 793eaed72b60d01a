"""`rootward keys rotate` and `retire` for a user of a practice account, by the account's clock."""

from __future__ import annotations

import csv
import json
import os
import stat
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO

import boto3
import msgspec
import pytest

from rootward.aws.access_keys import AccessKeys, Tried
from rootward.cli import rotating
from rootward.cli.main import main
from rootward.errors import JournalError
from rootward.local.key_stash import KeyStash
from rootward.local.key_stores import keyring_entry
from rootward.model.key_pair import KeyPair
from rootward.model.rotation import State
from rootward.model.secret import Secret
from rootward.reports.rotation import REACHED
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.faults import Deny
from rootward.workflows.permissions import policy_for_rotating
from tests.cli.conftest import Shown, Terminal
from tests.local.credential_store.safes import Safe, use
from tests.workflows.rotating.on_this_machine import PROFILE, USER, Machine

DAY = 86_400


@pytest.fixture(scope="module")
def account() -> Iterator[tuple[Sandbox, object]]:
    with serve("startup", enforce=True) as sandbox:
        yield sandbox, sandbox.save()


class Desk(Machine):
    """Ann's machine, at which she types."""

    run: Callable[..., Shown]

    @property
    def file(self):
        return self.store.path

    def states(self) -> dict[str, str]:
        return self.keys()

    def signs_with(self) -> str:
        found = boto3.session.Session(profile_name=PROFILE).get_credentials()
        assert found is not None
        return str(found.access_key)


@pytest.fixture
def desk(account, tmp_path, monkeypatch, capfd) -> Iterator[Desk]:
    sandbox, start = account
    for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "ROOTWARD_PROFILE", "AWS_CONFIG_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / ".aws").mkdir()
    monkeypatch.setattr(sys, "stdin", StringIO())
    desk = Desk(sandbox, tmp_path, monkeypatch)
    desk.file.chmod(0o600)
    real = rotating.setting

    def by_its_clock(options):
        theirs = desk.setting
        return msgspec.structs.replace(real(options), pace=theirs.pace, folder=theirs.folder)

    for module in ("rotate", "retire"):
        monkeypatch.setattr(f"rootward.cli.keys.{module}.setting", by_its_clock)

    def run(*words: str) -> Shown:
        code = main(["keys", *words])
        shown = Shown(code, *capfd.readouterr())
        assert "Traceback" not in shown.err
        assert "internal error" not in shown.err
        return shown

    desk.run = run
    yield desk
    sandbox.no_faults()
    sandbox.restore(start)


def secrets_of(desk: Desk) -> list[str]:
    return [line.split(" = ")[1] for line in desk.file.read_text().splitlines() if "secret" in line]


def test_a_rotation_is_told_step_by_step_and_no_secret_is_shown(desk):
    old_secret = secrets_of(desk)[0]
    shown = desk.run("rotate", "--profile", PROFILE)

    new = desk.signs_with()
    assert shown.code == 0
    assert desk.states() == {desk.old: "Inactive", new: "Active"}
    assert f"ann: {desk.old} is switched off; {desk.file.name}" in shown.out.replace("~/", "").replace(
        str(desk.file.parent) + "/", ""
    )
    assert "on it is deleted by: rootward keys retire" in shown.out
    said = [line.removeprefix("rootward: ") for line in shown.err.splitlines()]
    assert said[2].startswith("whether ann sends mail over SMTP is not known")
    assert [line for line in said[3:] if not line.startswith("looking for ")] == [
        "a new key is made; waiting until it works everywhere, 15 seconds and more",
        "the new key works",
        "the new key is stored; looking whether the profile works",
        "the new key is in use",
        "the old key is switched off; looking whether the profile works without it",
        "the profile works without the old key",
    ]
    assert not [one for one in (old_secret, *secrets_of(desk)) if one in shown.out + shown.err]
    if os.name != "nt":
        assert stat.S_IMODE(desk.file.stat().st_mode) == 0o600


def test_the_old_key_is_deleted_once_its_days_are_over_and_not_before(desk):
    desk.run("rotate", "--profile", PROFILE, "--observe-days", "3", "-q")
    early = desk.run("retire", "--profile", PROFILE, "-q")
    assert (early.code, desk.states()[desk.old]) == (0, "Inactive")

    desk.sandbox.advance_clock(3 * DAY)
    due = desk.run("retire", "--profile", PROFILE, "-q")
    assert due.code == 0
    assert f"{desk.old} is deleted" in due.out
    assert desk.old not in desk.states()
    none = desk.run("retire", "--profile", PROFILE)
    assert (none.code, none.out) == (0, "")
    assert "no key of this account is observed" in none.err


def test_a_rotation_is_taken_back_and_the_file_is_as_it_was(desk):
    before = desk.file.read_bytes()
    desk.run("rotate", "--profile", PROFILE, "-q")
    shown = desk.run("rotate", "--rollback", "--profile", PROFILE, "-q")

    assert shown.code == 0
    assert "went back: as asked" in shown.out
    assert desk.file.read_bytes() == before
    assert desk.states()[desk.old] == "Active"
    desk.sandbox.advance_clock(14 * DAY)
    assert desk.run("retire", "--profile", PROFILE, "-q").code == 0
    assert desk.states() == {desk.old: "Active"}


def test_a_second_rotation_waits_for_the_first(desk):
    desk.run("rotate", "--profile", PROFILE, "-q")
    shown = desk.run("rotate", "--profile", PROFILE, "-q")

    assert shown.code == 5
    assert "is under way" in shown.err
    assert f"rootward keys delete {desk.old}, then rootward keys retire" in shown.err


def test_a_key_that_went_back_can_be_rotated_again_once_the_new_one_is_deleted(desk):
    now = desk.sandbox.now
    desk.sandbox.advance_clock(timedelta(days=1, hours=12 - now.hour).total_seconds())  # far from midnight
    desk.run("rotate", "--profile", PROFILE, "-q")
    new = desk.signs_with()
    until = f"{desk.sandbox.now + timedelta(days=14):%Y-%m-%d}"
    desk.run("rotate", "--rollback", "--profile", PROFILE, "-q")
    shown = desk.run("rotate", "--profile", PROFILE, "-q")

    assert shown.code == 5
    assert f"{new} is observed until {until}" in shown.err
    assert f"rootward keys delete {new}, then rootward keys retire" in shown.err
    desk.iam.delete_access_key(UserName=USER, AccessKeyId=new)
    desk.sandbox.advance_clock(60)
    assert desk.run("retire", "--profile", PROFILE, "-q").code == 0
    assert desk.run("rotate", "--profile", PROFILE, "-q").code == 0


def test_one_that_can_go_neither_way_is_given_up_by_typing_so(desk, monkeypatch):
    desk.run("rotate", "--profile", PROFILE, "-q")
    states = desk.states()
    unasked = desk.run("rotate", "--give-up", "--profile", PROFILE, "-q")
    assert unasked.code == 5
    assert "stays under way: observing" in unasked.err

    monkeypatch.setattr("rootward.cli.rotating.somebody_is_there", lambda: True)
    monkeypatch.setattr("rootward.cli.rotating.replied", lambda _: "")
    assert desk.run("rotate", "--give-up", "--profile", PROFILE, "-q").code == 5
    monkeypatch.setattr("rootward.cli.rotating.replied", lambda _: "give up")
    shown = desk.run("rotate", "--give-up", "--profile", PROFILE, "-q")

    assert shown.code == 0
    assert f"the rotation of {desk.old} is given up: ann has " in shown.out
    assert f"{desk.old} (the old one, switched off)" in shown.out
    assert desk.states() == states


def test_where_nothing_is_under_way_there_is_nothing_to_resume(desk):
    assert desk.run("rotate", "--resume", "--profile", PROFILE).code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("--resume", "--rollback"),
        ("--rollback", "--give-up"),
        ("--store", "file", "--store-with", "true"),
        ("--store-with", ""),
        ("--profile", "none-such"),
    ],
)
def test_what_does_not_go_together_is_refused_and_no_key_is_made(desk, words):
    assert desk.run("rotate", *words).code == 2
    assert desk.states() == {desk.old: "Active"}


def test_a_program_that_is_not_there_is_told_by_the_option_s_own_name(desk):
    shown = desk.run("rotate", "--profile", PROFILE, "--store-with", "/none/such")

    assert (shown.code, "no such command: /none/such" in shown.err) == (2, True)
    assert "--store-with '/opt/vault-put ci/key'" in shown.err
    assert desk.states() == {desk.old: "Active"}


def test_the_environments_key_is_refused_with_what_to_do(desk, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", desk.old)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secrets_of(desk)[0])
    shown = desk.run("rotate")

    assert shown.code == 2
    assert "--profile NAME" in shown.err


def test_a_role_s_profile_is_refused_with_the_one_behind_it(desk, tmp_path):
    (tmp_path / ".aws" / "config").write_text(
        f"[profile ops]\nrole_arn = arn:aws:iam::123456789012:role/ops\nsource_profile = {PROFILE}\n"
    )
    shown = desk.run("rotate", "--profile", "ops")

    assert shown.code == 2
    assert f"--profile {PROFILE}" in shown.err


def second_key(desk: Desk, status: str) -> str:
    made = desk.iam.create_access_key(UserName=USER)["AccessKey"]["AccessKeyId"]
    desk.iam.update_access_key(UserName=USER, AccessKeyId=made, Status=status)
    desk.sandbox.advance_clock(60)
    return str(made)


def test_a_second_key_is_deleted_when_somebody_types_so_and_else_not(desk, monkeypatch):
    second = second_key(desk, "Inactive")
    alone = desk.run("rotate", "--profile", PROFILE, "-q")
    assert alone.code == 5
    assert f"if nothing needs it: rootward keys delete {second}\n" in alone.err
    monkeypatch.setattr(sys, "stdin", Terminal("no"))
    assert desk.run("rotate", "--profile", PROFILE, "-q").code == 5
    assert second in desk.states()

    monkeypatch.setattr(sys, "stdin", Terminal("delete"))
    shown = desk.run("rotate", "--profile", PROFILE, "-q")
    assert shown.code == 0
    assert f"{second} is switched off; never used" in shown.err
    assert second not in desk.states()


def test_an_administrator_rotates_a_user_s_key_that_lies_here(desk, monkeypatch):
    for name, value in desk.sandbox.environment.items():
        monkeypatch.setenv(name, value)
    shown = desk.run("rotate", "--user", USER, "-q")

    assert shown.code == 0
    assert desk.signs_with() != desk.old
    assert desk.states()[desk.old] == "Inactive"


@pytest.mark.parametrize("named", ["arn:aws:iam::{}:user/ann", "arn:aws:iam::{}:user/people/ann", "user/ann"])
def test_a_user_is_named_by_an_arn_too(desk, named):
    as_admin(desk)
    account = desk.sandbox.account_id
    assert desk.run("rotate", "--user", named.format(account), "--as", "admin", "-q").code == 0
    assert desk.states() == {desk.old: "Inactive", desk.signs_with(): "Active"}
    assert desk.run("rotate", "--rollback", "--user", named.format(account), "--as", "admin", "-q").code == 0
    assert desk.signs_with() == desk.old


@pytest.mark.parametrize(
    ("named", "code", "why"),
    [
        ("arn:aws:iam::{}:root", 5, "root's keys are never rotated"),
        ("arn:aws:iam::{}:role/ops", 2, "is the ARN of no IAM user"),
        ("arn:aws:iam::000000000001:user/ann", 2, "is of account 000000000001"),
        ("an n/", 2, "is no IAM user's name"),
        ("", 2, "is no IAM user's name"),
    ],
)
@pytest.mark.parametrize(
    "words",
    [("rotate",), ("rotate", "--resume"), ("rotate", "--give-up"), ("rotate", "--store-with", "true"), ("retire",)],
    ids=" ".join,
)
def test_what_names_no_user_is_refused_in_one_line(desk, words, named, code, why):
    as_admin(desk)
    shown = desk.run(*words, "--user", named.format(desk.sandbox.account_id), "--as", "admin", "-q")

    assert (shown.code, why in shown.err) == (code, True), shown.err
    assert desk.states() == {desk.old: "Active"}


def test_a_way_back_that_needs_the_program_says_so_as_it_is_typed(desk):
    program = f'{sys.executable} -c "raise SystemExit(1)"'
    first = desk.run("rotate", "--profile", PROFILE, "--store-with", program, "-q")
    assert first.code == 3
    assert (
        "go on: rootward keys rotate --resume --store-with PROGRAM; or back: rootward keys rotate --rollback"
        in first.err
    )

    bare = desk.run("rotate", "--rollback", "--profile", PROFILE, "-q")
    assert bare.code == 2
    assert "rootward keys rotate --rollback --store-with PROGRAM" in bare.err
    again = desk.run("rotate", "--rollback", "--profile", PROFILE, "--store-with", program, "-q")
    assert again.code == 3
    assert "look there, then go on: rootward keys rotate --rollback --store-with PROGRAM\n" in again.err
    assert desk.run("rotate", "--rollback", "--profile", PROFILE, "--store-with", "true", "-q").code == 0


def test_ctrl_c_tells_which_keys_are_active_and_how_it_goes_on_and_back(desk, monkeypatch):
    def interrupted(*_: object) -> Tried:
        raise KeyboardInterrupt

    monkeypatch.setattr(AccessKeys, "tried_from", interrupted)
    shown = desk.run("rotate", "--profile", PROFILE, "-q")

    new = desk.signs_with()
    assert shown.code == 130
    assert f"{desk.old} and {new} are both active, and " in shown.err
    assert f"[{PROFILE}] has {new}\n" in shown.err
    assert "go on: rootward keys rotate --resume; or back: rootward keys rotate --rollback\n" in shown.err
    assert shown.err.endswith("interrupted\n")


def test_a_disk_that_is_full_once_the_key_is_stored_is_told_with_what_stands_and_how_it_goes_on(desk, monkeypatch):
    def full(*_: object) -> None:
        raise JournalError("the keys cannot be written: No space left on device")

    with monkeypatch.context() as later:
        real = KeyStash.keep
        later.setattr(KeyStash, "keep", lambda stash, *pairs: full() if len(pairs) == 1 else real(stash, *pairs))
        shown = desk.run("rotate", "--profile", PROFILE, "-q")
    new = desk.signs_with()

    assert shown.code == 3
    assert "No space left on device" in shown.err
    assert f"[{PROFILE}] has " in shown.err
    assert "go on: rootward keys rotate --resume; or back: rootward keys rotate --rollback" in shown.err
    assert desk.states() == {desk.old: "Active", new: "Active"}
    assert desk.run("rotate", "--resume", "--profile", PROFILE, "-q").code == 0


def as_admin(desk: Desk) -> None:
    """Put the administrator's key beside ann's."""
    key_id, secret, _ = desk.sandbox.credentials
    with desk.file.open("a") as file:
        file.write(f"[admin]\naws_access_key_id = {key_id}\naws_secret_access_key = {secret}\n")


def test_an_administrators_profile_makes_the_calls_for_another_profile(desk):
    as_admin(desk)
    desk.iam.delete_user_policy(UserName=USER, PolicyName="own")
    assert desk.run("rotate", "--profile", PROFILE, "-q").code == 3

    assert desk.run("rotate", "--profile", PROFILE, "--as", "admin", "-q").code == 0
    assert desk.states() == {desk.old: "Inactive", desk.signs_with(): "Active"}


def test_the_profile_of_the_environment_is_who_works_and_not_whose_key_is_meant(desk, monkeypatch):
    as_admin(desk)
    monkeypatch.setenv("ROOTWARD_PROFILE", "admin")

    assert desk.run("rotate", "--user", USER, "-q").code == 0
    assert desk.states() == {desk.old: "Inactive", desk.signs_with(): "Active"}


def test_several_keys_of_a_user_that_lie_here_are_told_apart_by_their_ids(desk):
    as_admin(desk)
    made = desk.iam.create_access_key(UserName=USER)["AccessKey"]
    with desk.file.open("a") as file:
        file.write(f"[two]\naws_access_key_id = {made['AccessKeyId']}\naws_secret_access_key = x\n")
    shown = desk.run("rotate", "--user", USER, "--as", "admin")

    assert shown.code == 2
    assert "several keys of ann lie here" in shown.err
    assert desk.run("rotate", "--user", USER, "--key", desk.old, "--as", "admin", "-q").code == 5
    elsewhere = desk.run("rotate", "--user", USER, "--as", "admin", "--store-with", "true", "-q")
    assert (elsewhere.code, "2 active keys" in elsewhere.err) == (2, True)


def test_for_a_user_without_a_profile_the_only_active_key_is_meant(desk):
    as_admin(desk)
    shown = desk.run("rotate", "--user", "tomas.novak", "--as", "admin", "--store-with", "true", "-q")

    assert shown.code == 3
    assert "tomas.novak: the rotation of AKIA" in shown.out
    none = desk.run("rotate", "--user", "sofia.rossi", "--as", "admin", "--store-with", "false", "-q")
    assert (none.code, "has no active key" in none.err) == (2, True)


def test_a_session_has_no_key_that_could_go_elsewhere(desk, monkeypatch):
    session = boto3.session.Session(profile_name=PROFILE).client("sts").get_session_token()["Credentials"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", session["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", session["SecretAccessKey"])
    monkeypatch.setenv("AWS_SESSION_TOKEN", session["SessionToken"])
    shown = desk.run("rotate", "--store-with", "true", "-q")

    assert shown.code == 2
    assert "--user NAME --key ID" in shown.err


def test_a_key_in_the_keyring_stays_there(desk, monkeypatch, tmp_path):
    use(monkeypatch, Safe())
    pair = KeyPair(desk.old, Secret(secrets_of(desk)[0]))
    keyring_entry.keep(PROFILE, keyring_entry.Entry(key_id=pair.key_id, secret=pair.secret.reveal()))
    desk.file.write_text("")
    line = keyring_entry.program_line(PROFILE)
    (tmp_path / ".aws" / "config").write_text(f"[profile {PROFILE}]\ncredential_process = {line}\n")
    as_admin(desk)

    assert desk.run("rotate", "--profile", PROFILE, "--store", "file", "--as", "admin").code == 2
    monkeypatch.setattr("rootward.aws.access_keys.AccessKeys.tried_from", lambda keys, _: tried(keys))
    with (tmp_path / ".aws" / "config").open("a") as file:
        gone = keyring_entry.program_line("gone")
        file.write(f"[profile gone]\ncredential_process = {gone}\n[profile empty]\nregion = x\n")
    assert desk.run("rotate", "--user", USER, "--as", "admin", "-q").code == 0
    kept = keyring_entry.find(PROFILE)
    assert kept is not None
    assert desk.states() == {desk.old: "Inactive", kept.key_id: "Active"}


def tried(keys: AccessKeys) -> Tried:
    """In place of the program, which would ask this machine's own keyring."""
    kept = keyring_entry.find(PROFILE)
    assert kept is not None
    return keys.tried(kept.pair)


def test_what_failed_of_one_is_told_and_the_others_are_retired(desk):
    desk.run("rotate", "--profile", PROFILE, "-q")
    desk.sandbox.advance_clock(14 * DAY)
    desk.sandbox.fault(Deny(actions=("iam:ListAccessKeys",)))
    shown = desk.run("retire", "--profile", PROFILE, "-q")

    assert shown.code == 3
    assert "ann: the access keys of ann cannot be read" in shown.err
    assert "allow iam:ListAccessKeys" in shown.err


def test_a_user_whose_key_lies_elsewhere_is_told_how(desk, monkeypatch):
    for name, value in desk.sandbox.environment.items():
        monkeypatch.setenv(name, value)
    shown = desk.run("rotate", "--user", "ci-deploy", "-q")

    assert shown.code == 2
    assert "--store-with PROGRAM" in shown.err


def test_the_keyring_gets_the_key_and_a_program_hands_it_out(desk, monkeypatch, tmp_path):
    safe = use(monkeypatch, Safe())
    given = tmp_path / "given.py"
    given.write_text("import sys; sys.stdout.write(open(sys.argv[0] + '.json').read())\n")
    monkeypatch.setattr(keyring_entry, "_rootward", lambda: [sys.executable, str(given)])
    real = Safe.set_password

    def tell_the_program(self, service, username, password):
        real(self, service, username, password)
        if password.startswith("{"):
            with monkeypatch.context():
                (tmp_path / "given.py.json").write_text(printed(desk, username).out)

    monkeypatch.setattr(Safe, "set_password", tell_the_program)
    shown = desk.run("rotate", "--profile", PROFILE, "--store", "keyring", "-q")

    assert shown.code == 0
    assert desk.states()[desk.signs_with()] == "Active"
    assert desk.states()[desk.old] == "Inactive"
    assert "aws_secret_access_key" not in desk.file.read_text()
    assert len(safe.kept) == 1
    assert desk.run("process", "--profile", "other").code == 4


def printed(desk: Desk, profile: str) -> Shown:
    return desk.run("process", "--profile", profile)


def test_a_program_stores_the_key_and_the_old_one_stays_on_until_the_new_one_was_used(desk, tmp_path):
    keep = tmp_path / "keep.py"
    keep.write_text("import sys; open(sys.argv[0] + '.json', 'a').write(sys.stdin.read()); print('kept')\n")
    program = f"{sys.executable} {keep}"
    shown = desk.run("rotate", "--profile", PROFILE, "--store-with", program, "-q")

    assert shown.code == 3
    assert "nobody has used the new key yet" in shown.out
    assert ": kept" in shown.err
    assert desk.states()[desk.old] == "Active"
    pair = json.loads((tmp_path / "keep.py.json").read_text())
    assert pair["Replaces"] == desk.old
    assert pair["SecretAccessKey"] not in shown.out + shown.err

    signed = {"aws_access_key_id": pair["AccessKeyId"], "aws_secret_access_key": pair["SecretAccessKey"]}
    desk.sandbox.advance_clock(3600)  # of several uses within a quarter of an hour the first is noted
    boto3.session.Session().client("sts", **signed).get_caller_identity()
    held = desk.run("rotate", "--resume", "--profile", PROFILE, "-q")
    assert held.code == 3
    assert f"a profile of this machine has the old one, {desk.old}: it stays active" in held.out
    assert desk.states()[desk.old] == "Active"

    desk.file.write_text(
        f"[{PROFILE}]\naws_access_key_id = {pair['AccessKeyId']}\naws_secret_access_key = {pair['SecretAccessKey']}\n"
    )
    resumed = desk.run("rotate", "--resume", "--profile", PROFILE, "-q")
    assert resumed.code == 0, resumed
    assert desk.states() == {desk.old: "Inactive", pair["AccessKeyId"]: "Active"}


def test_a_program_that_is_sure_that_it_stored_nothing_leaves_the_old_key_alone(desk):
    program = f'{sys.executable} -c "raise SystemExit(113)"'
    shown = desk.run("rotate", "--profile", PROFILE, "--store-with", program, "-q")

    assert shown.code == 3
    assert "exit code 113" in shown.out
    assert desk.states() == {desk.old: "Active"}


def test_a_program_that_stored_the_key_and_failed_after_that_breaks_nobody(desk, tmp_path):
    kept = tmp_path / "kept"
    keep = tmp_path / "keep.py"
    keep.write_text(f"open({str(kept)!r}, 'w').write(input())\nraise SystemExit(28)\n")
    shown = desk.run("rotate", "--profile", PROFILE, "--store-with", f"{sys.executable} {keep}", "-q")
    stored = json.loads(kept.read_text())

    assert shown.code == 3
    assert "exit code 28" in shown.err
    assert desk.states() == {desk.old: "Active", stored["AccessKeyId"]: "Active"}

    keep.write_text(f"open({str(kept)!r}, 'w').write(input())\n")
    again = desk.run("rotate", "--resume", "--profile", PROFILE, "--store-with", f"{sys.executable} {keep}", "-q")
    assert json.loads(kept.read_text()) == stored
    assert "nobody has used the new key yet" in again.out + again.err


def test_standard_output_gets_the_pair_and_nothing_else(desk, monkeypatch):
    monkeypatch.setattr("rootward.local.key_stores.output_store._OTHERS", 0)  # pytest's own file is open to others
    shown = desk.run("rotate", "--profile", PROFILE, "--store", "stdout", "-q")

    assert shown.code == 3
    pair = json.loads(shown.out)
    assert (pair["Replaces"], desk.states()[pair["AccessKeyId"]]) == (desk.old, "Active")
    assert pair["SecretAccessKey"] not in shown.err
    assert "nobody has used the new key yet" in shown.err


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
def test_a_way_back_that_writes_to_standard_output_says_into_a_pipe_and_writes_nothing_else_there(desk, monkeypatch):
    with monkeypatch.context() as private:
        private.setattr("rootward.local.key_stores.output_store._OTHERS", 0)
        new = json.loads(desk.run("rotate", "--profile", PROFILE, "--store", "stdout", "-q").out)
    monkeypatch.setattr("rootward.local.key_stores.output_store._OTHERS", 0o777)  # as if others could read it
    open_to_others = desk.run("rotate", "--rollback", "--profile", PROFILE, "-q")

    assert (open_to_others.code, open_to_others.out) == (2, "")
    advice = "umask 077 first, and into a new file; or into a pipe: rootward keys rotate --rollback | READER\n"
    assert advice in open_to_others.err
    monkeypatch.setattr("rootward.local.key_stores.output_store._OTHERS", 0)
    with monkeypatch.context() as terminal:
        terminal.setattr("sys.stdout.isatty", lambda: True, raising=False)
        shown = desk.run("rotate", "--rollback", "--profile", PROFILE, "-q")
        assert (shown.code, shown.out) == (2, "")
        assert "rootward keys rotate --rollback | READER\n" in shown.err
    back = desk.run("rotate", "--rollback", "--profile", PROFILE, "-q")
    assert (back.code, json.loads(back.out)["Replaces"]) == (0, new["AccessKeyId"])
    assert "went back: as asked" in back.err


def test_who_rotates_which_of_everybodys_old_keys_is_said_and_nothing_changed(desk, monkeypatch, tmp_path):
    for name, value in desk.sandbox.environment.items():
        monkeypatch.setenv(name, value)
    before = desk.states()
    shown = desk.run("rotate", "--all", "--older-than", "0", "-q")
    assert shown.code == 0
    assert "For their owners" in shown.out
    assert desk.states() == before

    (tmp_path / "now").mkdir()
    report = tmp_path / "owners.md"
    old = desk.run("rotate", "--all", "--format", "markdown", "-o", str(report))
    assert (old.code, old.out) == (0, "")
    assert "keys are older than 90 days" in old.err
    assert "## `ci-deploy`" in report.read_text()
    assert desk.run("rotate", "--all", "--format", "csv", "-q").out.startswith('"account"')


def test_what_was_not_read_of_everybodys_keys_makes_the_exit_code(desk):
    as_admin(desk)
    desk.sandbox.fault(Deny(actions=("iam:GetAccessKeyLastUsed",)))
    shown = desk.run("rotate", "--all", "--as", "admin", "-q")

    assert shown.code == 3
    assert "incomplete: " in shown.err


def test_the_profile_in_force_is_meant_where_none_is_named_and_both_keys_stay_as_long_as_said(desk, monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", PROFILE)
    began = desk.sandbox.now
    assert desk.run("rotate", "--settle", "45m", "-q").code == 0

    assert desk.sandbox.now - began >= timedelta(minutes=45)
    assert desk.states()[desk.old] == "Inactive"


def test_a_terminal_is_told_that_it_keeps_what_it_shows(desk, monkeypatch):
    use(monkeypatch, Safe())
    keyring_entry.keep("kim", keyring_entry.Entry(key_id="AKIA1", secret="hush"))  # noqa: S106
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    shown = desk.run("process", "--profile", "kim")

    assert json.loads(shown.out)["SecretAccessKey"] == "hush"
    assert "scrollback" in shown.err


@pytest.mark.parametrize("words", [("--all", "--resume"), ("--all", "--store", "file"), ("--older-than", "9")])
def test_what_is_of_one_rotation_does_not_go_with_all(desk, words):
    assert desk.run("rotate", *words).code == 2


def test_the_days_of_the_configuration_hold(desk, tmp_path):
    config = tmp_path / "mine.toml"
    config.write_text("[thresholds]\nobserve_days = 5\n")
    desk.run("rotate", "--profile", PROFILE, "--config", str(config), "-q")

    desk.sandbox.advance_clock(5 * DAY)
    desk.run("retire", "--profile", PROFILE, "-q")
    assert desk.old not in desk.states()


def test_what_permissions_prints_is_enough_and_none_of_it_too_much(desk):
    printed = json.loads(policy_for_rotating())
    desk.iam.put_user_policy(UserName=USER, PolicyName="own", PolicyDocument=json.dumps(printed))
    desk.sandbox.calls.clear()
    assert desk.run("rotate", "--profile", PROFILE, "-q").code == 0
    desk.sandbox.advance_clock(14 * DAY)
    assert desk.run("retire", "--profile", PROFILE, "-q").code == 0

    made = {f"{call.service}:{call.operation}" for call in desk.sandbox.calls} - {"sts:GetCallerIdentity"}
    allowed = {action for one in printed["Statement"] for action in one["Action"]}
    may_be_denied = {"iam:GetAccountAuthorizationDetails"}  # whether the user sends mail: else it is said to be unknown
    assert made - may_be_denied == allowed


@pytest.mark.parametrize("reached", ["created", "propagated", "stored", "verified", "old-inactive"])
def test_whoever_breaks_it_off_has_a_profile_that_works_and_goes_on_later(desk, monkeypatch, reached):
    """`created`: the secret lies in the stash by then, and nowhere else."""
    told = "a new key is made" if reached == "created" else REACHED[State(reached)]

    def interrupted(line: str) -> None:
        if line.startswith(told):
            raise KeyboardInterrupt

    with monkeypatch.context() as breaking:
        breaking.setattr(rotating, "note", interrupted)
        assert desk.run("rotate", "--profile", PROFILE).code == 130
    desk.sandbox.advance_clock(60)
    for _ in range(3):
        desk.works()

    assert desk.run("rotate", "--resume", "--profile", PROFILE, "-q").code == 0
    assert desk.states() == {desk.old: "Inactive", desk.signs_with(): "Active"}


def test_where_the_file_cannot_be_written_the_new_key_is_deleted_and_the_old_one_stays(desk, monkeypatch):
    before = desk.file.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rootward.local.aws_files.changing.replace_file", full)
    shown = desk.run("rotate", "--profile", PROFILE, "-q")

    assert shown.code == 3
    assert "No space left on device" in shown.out
    assert desk.states() == {desk.old: "Active"}
    assert desk.file.read_bytes() == before


def test_of_everybodys_keys_that_of_who_sends_mail_is_its_owners(desk):
    as_admin(desk)

    def steps() -> dict[str, str]:
        shown = desk.run("rotate", "--all", "--as", "admin", "--format", "csv", "-q")
        return {row["user"]: row["next"] for row in csv.DictReader(shown.out.splitlines())}

    user = next(name for name, step in steps().items() if step == "unused")
    mail = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ses:Send*", "Resource": "*"}]}
    desk.iam.put_user_policy(UserName=user, PolicyName="mail", PolicyDocument=json.dumps(mail))

    assert steps()[user] == "owner"
