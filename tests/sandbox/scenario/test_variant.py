"""The scenarios of the checks are changes to one quiet account."""

from __future__ import annotations

import pytest

from rootward.errors import InternalError, UsageError
from rootward.sandbox.scenario import variant
from rootward.sandbox.scenario.file import load, scenarios


def test_a_field_takes_the_place_of_the_quiet_accounts():
    assert load("root-mfa-missing.fail").root.mfa == ()
    assert [device.kind for device in load("root-mfa-missing.pass").root.mfa] == ["passkey"]


def test_what_is_added_comes_beside_the_quiet_accounts():
    before = {user.name for user in load("user-mfa-missing.pass").users}

    assert {user.name for user in load("user-mfa-missing.fail").users} == before | {"sofia.rossi"}


def test_what_it_is_without_is_not_there():
    assert load("password-policy-missing.fail").password_policy is None


def test_each_has_a_title_of_its_own():
    titles = variant.variant_titles()

    assert titles["root-mfa-missing.fail"] == "Root has a password and no second factor"
    assert load("root-mfa-missing.fail").title == titles["root-mfa-missing.fail"]


def test_they_are_not_among_the_main_ones():
    assert not set(variant.variant_titles()) & set(scenarios())


def test_a_verdict_that_cannot_be_says_why():
    with pytest.raises(UsageError, match=r"there can be no scenario 'root-mfa-single\.fail': root's passkeys"):
        load("root-mfa-single.fail")


def test_a_verdict_that_is_not_there_names_those_that_are():
    with pytest.raises(UsageError) as error:
        load("mfa-device-unassigned.not_applicable")

    assert "mfa-device-unassigned.pass" in error.value.advice


@pytest.mark.parametrize("name", ["root-mfa-missing.maybe", "no-such-check.fail", "_base.fail", "../startup.fail"])
def test_another_name_is_no_scenario_at_all(name):
    with pytest.raises(UsageError, match="there is no scenario"):
        load(name)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[fail]\nadd = { title = 'x' }", r"scenario 'c\.fail': add\.title is no list or table"),
        ("[fail]\nadd = { users = { name = 'x' } }", r"scenario 'c\.fail': add\.users is no list or table"),
        ("[fail]\nwithout = ['colour']", r"scenario 'c\.fail': without names 'colour'"),
        ("[fail]\ncolour = 'red'", r"scenario 'c\.fail' cannot be read: .*unknown field `colour`"),
        ("[fail", "the scenarios of c cannot be read"),
    ],
)
def test_a_mistake_is_named_with_its_place(text, told, tmp_path, monkeypatch):
    for name in ("_base", "root-mfa-missing"):
        (tmp_path / f"{name}.toml").write_bytes((variant._folder() / f"{name}.toml").read_bytes())
    (tmp_path / "c.toml").write_text(text, "utf-8")
    monkeypatch.setattr(variant, "_folder", lambda: tmp_path)

    with pytest.raises(InternalError, match=told):
        variant.load_variant("c.fail")
