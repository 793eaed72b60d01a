"""The system's keyring, where there is one that is fit."""

from __future__ import annotations

import sys

import keyring
import pytest

from rootward.local.credential_store import system_keyring
from rootward.model.secret import Secret
from tests.local.credential_store.safes import Safe, chain, plain, use

SECRET = Secret("hush")


def test_what_is_kept_is_found_until_it_is_dropped(monkeypatch):
    use(monkeypatch, Safe())

    assert system_keyring.keep("one", SECRET)
    assert system_keyring.find("one") == SECRET
    system_keyring.drop("one")
    assert system_keyring.find("one") is None
    system_keyring.drop("one")


def test_without_the_package_nothing_is_kept_and_nothing_found(monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)

    assert not system_keyring.keep("one", SECRET)
    assert system_keyring.find("one") is None
    system_keyring.drop("one")


def test_without_a_keyring_on_the_system_neither(monkeypatch):
    use(monkeypatch, None)

    assert not system_keyring.keep("one", SECRET)
    assert system_keyring.find("one") is None


@pytest.mark.parametrize("fault", ["get_password", "set_password"])
def test_one_that_is_locked_is_none(monkeypatch, fault):
    safe = use(monkeypatch, Safe())

    def locked(*_: object) -> None:
        raise keyring.errors.KeyringLocked("locked")

    monkeypatch.setattr(safe, fault, locked)

    assert not system_keyring.keep("one", SECRET)
    assert system_keyring.find("one") is None


def test_one_whose_system_is_not_what_it_takes_it_for_is_none(monkeypatch):
    def broken() -> None:
        raise OSError("no such bus")

    monkeypatch.setattr(keyring, "get_keyring", broken)

    assert not system_keyring.keep("one", SECRET)


class TestSeveral:
    def test_of_those_that_all_keep_plain_text_none_is_taken(self, monkeypatch):
        safes = plain(), plain()
        chain(monkeypatch, *safes)

        assert keyring.get_keyring().priority == 10
        assert not system_keyring.keep("one", SECRET)
        assert system_keyring.find("one") is None
        assert [safe.kept for safe in safes] == [{}, {}]

    def test_the_fit_one_is_taken_and_no_other_even_where_it_does_not_keep_it(self, monkeypatch):
        other, fit = plain(), Safe()
        chain(monkeypatch, other, fit)

        assert system_keyring.keep("one", SECRET)
        assert system_keyring.find("one") == SECRET
        system_keyring.drop("one")
        assert fit.kept == {}
        fit.fault = "loses"
        assert not system_keyring.keep("one", SECRET)
        assert other.asked == 0
        assert other.kept == {}
