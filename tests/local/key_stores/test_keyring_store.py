"""A key that moves from a file to the system's keyring, is replaced there, and finds back."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from rootward.errors import AwsFileError, CredentialsError, MissingExtraError, UsageError
from rootward.local.credential_store import system_keyring
from rootward.local.key_stores import keyring_entry
from rootward.local.key_stores.keyring_store import KeyringStore
from rootward.local.key_stores.store import NotStored, Stored
from tests.local.credential_store.safes import Safe, use
from tests.local.key_stores.pairs import NEW, OLD, OTHER, both, keys, signed_by
from tests.local.key_stores.shared_safe import VARIABLE, SharedSafe


@pytest.fixture
def safe(monkeypatch) -> Safe:
    safe: Safe = use(monkeypatch, Safe())
    return safe


@pytest.fixture
def program(tmp_path, monkeypatch):
    """A stand-in for rootward, which gives what a file beside it says."""
    given = tmp_path / "given.py"
    answer = f'{{"Version": 1, "AccessKeyId": "{NEW.key_id}", "SecretAccessKey": "{NEW.secret.reveal()}"}}'
    given.write_text(f"print({answer!r})\n")
    monkeypatch.setattr(keyring_entry, "_rootward", lambda: [sys.executable, str(given)])


@pytest.mark.usefixtures("safe", "program")
def test_with_the_first_rotation_the_key_leaves_the_file_and_the_program_gives_the_new_one(files):
    files.write(f"# mine\n[kim]\n{keys(OLD)}region = eu-west-1\n")
    store = KeyringStore.for_profile("kim")
    assert store.read() == OLD

    assert store.put(NEW, instead_of=OLD.key_id) == Stored()
    assert store.read() == NEW
    assert signed_by("kim") == both(NEW)
    assert files.credentials == "# mine\n[kim]\nregion = eu-west-1\n"
    assert "keys process --profile kim" in files.config
    assert NEW.secret.reveal() not in files.config


@pytest.mark.usefixtures("safe", "program")
def test_the_way_back_leads_to_the_file_for_it_may_be_the_program_that_does_not_work(files, safe):
    files.write(f"[kim]\n{keys(OLD)}region = eu-west-1\n[lea]\n{keys(OLD)}")
    store = KeyringStore.for_profile("kim")
    store.put(NEW, instead_of=OLD.key_id)
    assert (signed_by("kim"), signed_by("lea")) == (both(NEW), both(NEW))

    assert store.put(OLD, instead_of=NEW.key_id) == Stored()
    assert (signed_by("kim"), signed_by("lea")) == (both(OLD), both(OLD))
    assert "credential_process" not in files.config
    assert store.holds() == OLD.key_id
    assert not safe.kept


@pytest.mark.usefixtures("safe", "program")
def test_a_key_in_the_keyring_is_replaced_there_forth_and_back(files):
    files.write(f"[kim]\n{keys(OTHER)}")
    KeyringStore.for_profile("kim").put(OLD, instead_of=OTHER.key_id)
    config = files.config
    store = KeyringStore.for_profile("kim")

    assert store.put(NEW, instead_of=OLD.key_id) == Stored()
    assert store.read() == NEW
    assert store.put(OLD, instead_of=NEW.key_id) == Stored()
    assert store.read() == OLD
    assert files.config == config


@pytest.mark.usefixtures("safe", "program")
def test_a_key_of_the_configuration_file_is_switched_in_one_write(files):
    files.write(config=f"[profile kim]\n{keys(OLD)}region = eu-west-1\n")
    KeyringStore.for_profile("kim").put(NEW, instead_of=OLD.key_id)

    assert signed_by("kim") == both(NEW)
    assert OLD.key_id not in files.config
    assert not (files.folder / "credentials").exists()


@pytest.mark.usefixtures("safe", "program")
def test_a_crash_before_the_key_leaves_the_file_leaves_the_old_key_in_force_and_is_gone_on_with(files, monkeypatch):
    files.write(f"[kim]\n{keys(OLD)}")
    store = KeyringStore.for_profile("kim")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr("rootward.local.key_stores.keyring_store._without_key", killed)
        with pytest.raises(KeyboardInterrupt):
            store.put(NEW, instead_of=OLD.key_id)
    assert "credential_process" in files.config
    assert store.holds() == OLD.key_id
    assert signed_by("kim") == both(OLD)

    assert KeyringStore.for_profile("kim").put(NEW, instead_of=OLD.key_id) == Stored()
    assert signed_by("kim") == both(NEW)


@pytest.mark.usefixtures("program")
def test_a_crash_on_the_way_back_leaves_neither_the_line_nor_the_new_secret_once_it_is_made_again(
    files, safe, monkeypatch
):
    files.write(f"[kim]\n{keys(OLD)}region = x\n[lea]\n{keys(OLD)}")
    store = KeyringStore.for_profile("kim")
    store.put(NEW, instead_of=OLD.key_id)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr("rootward.local.key_stores.keyring_store._without_lines", killed)
        with pytest.raises(KeyboardInterrupt):
            store.put(OLD, instead_of=NEW.key_id)
    assert (store.holds(), signed_by("kim")) == (OLD.key_id, both(OLD))
    assert safe.kept

    assert store.put(OLD, instead_of=NEW.key_id) == Stored()
    assert "credential_process" not in files.config
    assert not safe.kept
    assert (signed_by("kim"), signed_by("lea")) == (both(OLD), both(OLD))


@pytest.mark.usefixtures("program")
def test_where_somebody_put_one_profile_back_by_hand_the_other_follows_before_the_entry_goes(files, safe):
    files.write(f"[kim]\n{keys(OLD)}[lea]\n{keys(OLD)}")
    store = KeyringStore.for_profile("kim")
    store.put(NEW, instead_of=OLD.key_id)
    files.write(f"[kim]\n{keys(OLD)}", files.config)
    assert (signed_by("kim"), signed_by("lea")) == (both(OLD), both(NEW))

    assert store.put(OLD, instead_of=NEW.key_id) == Stored()
    assert (signed_by("kim"), signed_by("lea")) == (both(OLD), both(OLD))
    assert not safe.kept


@pytest.mark.usefixtures("safe", "program")
def test_a_profile_that_got_the_old_key_back_in_the_file_is_given_the_new_one(files):
    files.write(f"[kim]\n{keys(OLD)}[lea]\n{keys(OLD)}")
    store = KeyringStore.for_profile("kim")
    store.put(NEW, instead_of=OLD.key_id)
    files.write(f"[lea]\n{keys(OLD)}", files.config)

    assert store.put(NEW, instead_of=OLD.key_id) == Stored()
    assert (signed_by("kim"), signed_by("lea")) == (both(NEW), both(NEW))


@pytest.mark.usefixtures("safe", "program")
def test_an_entry_that_others_have_their_key_of_is_not_given_another(files):
    files.write(f"[kim]\n{keys(OLD)}[lea]\n{keys(OLD)}")
    KeyringStore.for_profile("kim").put(NEW, instead_of=OLD.key_id)
    files.write(f"[kim]\n{keys(OTHER)}", files.config)

    with pytest.raises(UsageError, match="that of lea"):
        KeyringStore.for_profile("kim")
    assert isinstance(KeyringStore.of("kim").put(OLD, instead_of=OTHER.key_id), NotStored)
    assert signed_by("lea") == both(NEW)


@pytest.mark.usefixtures("program")
def test_a_move_that_could_not_be_made_leaves_no_line_and_no_entry(files, safe, monkeypatch):
    files.write(f"[kim]\n{keys(OLD)}")
    store = KeyringStore.for_profile("kim")

    def refused(*_: object) -> None:
        raise AwsFileError("no")

    monkeypatch.setattr("rootward.local.key_stores.keyring_store._without_key", refused)
    assert isinstance(store.put(NEW, instead_of=OLD.key_id), NotStored)
    assert "credential_process" not in files.config
    assert not safe.kept
    assert signed_by("kim") == both(OLD)


@pytest.mark.usefixtures("safe", "program")
def test_what_another_program_undid_after_the_write_was_stored_all_the_same(files, monkeypatch):
    files.write(f"[kim]\n{keys(OLD)}")
    store = KeyringStore.for_profile("kim")
    real = KeyringStore._moved

    def raises_after(self, pair, old_id):
        real(self, pair, old_id)
        raise AwsFileError("it was written meanwhile")

    monkeypatch.setattr(KeyringStore, "_moved", raises_after)
    assert store.put(NEW, instead_of=OLD.key_id) == Stored()


@pytest.mark.parametrize("fault", ["refuses", "loses", "changes"])
@pytest.mark.usefixtures("program")
def test_a_keyring_that_does_not_keep_it_leaves_the_profile_as_it_was(files, safe, fault):
    files.write(f"[kim]\n{keys(OLD)}")
    store = KeyringStore.for_profile("kim")
    safe.fault = fault

    assert isinstance(store.put(NEW, instead_of=OLD.key_id), NotStored)
    assert signed_by("kim") == both(OLD)
    with pytest.raises(CredentialsError, match="no keyring"):
        KeyringStore.for_profile("kim")


@pytest.mark.usefixtures("program")
def test_a_locked_keyring_is_not_taken_for_an_empty_one(files, safe):
    files.write(f"[kim]\n{keys(OLD)}")
    store = KeyringStore.for_profile("kim")
    store.put(NEW, instead_of=OLD.key_id)
    safe.kept.clear()

    with pytest.raises(CredentialsError, match="keyring does not give"):
        store.holds()
    with pytest.raises(CredentialsError, match="locked"):
        KeyringStore.for_profile("kim")


@pytest.mark.usefixtures("safe", "program")
def test_what_is_there_already_is_stored_and_another_key_is_left_alone(files):
    files.write(f"[kim]\n{keys(OLD)}")
    store = KeyringStore.for_profile("kim")

    assert store.put(OLD, instead_of=OTHER.key_id) == Stored()
    assert isinstance(store.put(NEW, instead_of=OTHER.key_id), NotStored)
    assert signed_by("kim") == both(OLD)


@pytest.mark.usefixtures("safe", "program")
def test_what_another_program_changes_meanwhile_keeps_its_key(files, monkeypatch):
    files.write(f"[kim]\n{keys(OLD)}")
    store = KeyringStore.for_profile("kim")
    real = keyring_entry.keep

    def late(profile, entry):
        files.write(f"[kim]\n{keys(OTHER)}")
        return real(profile, entry)

    monkeypatch.setattr(keyring_entry, "keep", late)
    assert isinstance(store.put(NEW, instead_of=OLD.key_id), NotStored)
    assert signed_by("kim") == both(OTHER)


@pytest.mark.usefixtures("safe", "program")
def test_a_line_that_somebody_changed_stays_when_the_key_goes_back_to_the_file(files):
    files.write(f"[kim]\n{keys(OLD)}[lea]\n{keys(OLD)}")
    store = KeyringStore.for_profile("kim")
    store.put(NEW, instead_of=OLD.key_id)
    mine = files.config.replace(keyring_entry.program_line("kim"), "my-own-program", 2).replace(
        "my-own-program", keyring_entry.program_line("kim"), 1
    )
    files.write(config=mine)

    store.put(OLD, instead_of=NEW.key_id)
    assert signed_by("kim") == both(OLD)
    assert files.config.count("my-own-program") == 1


def test_where_there_is_no_script_beside_python_python_runs_it(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))

    assert "-m rootward keys process" in keyring_entry.program_line("kim")


def test_without_the_package_it_is_said_how_to_get_it(files, monkeypatch):
    files.write(f"[kim]\n{keys(OLD)}")
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)

    with pytest.raises(MissingExtraError, match="keyring"):
        KeyringStore.for_profile("kim")


@pytest.mark.parametrize(
    ("credentials", "config", "error", "said"),
    [
        (f"[DEFAULT]\n{keys(OLD)}[kim]\nregion = x\n", "", AwsFileError, "no profile's section"),
        (f"[kim]\n{keys(OLD)}", "[profile kim]\ncredential_process = other\n", UsageError, "another way"),
        ("", f"[profile kim]\n{keys(OLD)}[kim]\n{keys(OLD)}", AwsFileError, "that is no profile"),
        ("", "[profile kim]\ncredential_process = other\n", UsageError, "no long-lived key"),
    ],
)
@pytest.mark.usefixtures("safe")
def test_what_would_not_come_into_force_is_refused(files, credentials, config, error, said):
    files.write(credentials, config)

    with pytest.raises(error, match=said):
        KeyringStore.for_profile("kim")


def test_the_sdk_runs_rootward_itself_which_hands_out_what_the_keyring_has(files, monkeypatch, tmp_path):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "safe.json"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.local.key_stores.file_safe.FileSafe")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    use(monkeypatch, SharedSafe())
    files.write(f"[team kim]\n{keys(OLD)}")
    store = KeyringStore.for_profile("team kim")

    store.put(NEW, instead_of=OLD.key_id)
    assert signed_by("team kim") == both(NEW)
    store.put(OLD, instead_of=NEW.key_id)
    assert signed_by("team kim") == both(OLD)


@pytest.mark.parametrize("name", ["kim", "with blank", "it's", 'a"b', "é"])
def test_the_line_names_its_entry(name):
    line = keyring_entry.program_line(name)

    assert keyring_entry.profile_of(line) == name
    if sys.platform != "win32":
        assert shlex.split(line)[-4:] == ["keys", "process", "--profile", name]


@pytest.mark.parametrize(
    ("line", "profile"),
    [
        ('"C:/a b/rootward.exe" keys process --profile "a b"', "a b"),
        ("rootward keys process --profile kim", "kim"),
    ],
)
def test_the_line_names_its_entry_in_windows_words_too(monkeypatch, line, profile):
    monkeypatch.setattr("os.name", "nt")

    assert keyring_entry.profile_of(line) == profile


@pytest.mark.parametrize(
    "line", ["other", "vault keys list", "rootward keys process --profile a b", "x keys process --profile 'a"]
)
def test_the_line_of_another_program_names_none(line):
    assert keyring_entry.profile_of(line) is None


@pytest.mark.usefixtures("safe")
def test_another_configuration_file_has_entries_of_its_own(monkeypatch, tmp_path):
    entry = keyring_entry.Entry(key_id=OLD.key_id, secret=OLD.secret.reveal())
    keyring_entry.keep("kim", entry)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))

    assert keyring_entry.find("kim") is None
    assert OLD.secret.reveal() not in repr(entry)


@pytest.mark.usefixtures("safe")
def test_what_is_no_entry_is_none():
    from rootward.model.secret import Secret

    system_keyring.keep("kim", Secret("{}"), service=system_keyring.KEYS)
    assert keyring_entry.find("kim") is None
