from __future__ import annotations

import pytest
from botocore.credentials import create_credential_resolver
from botocore.session import Session
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rootward.errors import AwsFileError
from rootward.local.aws_files.changing import opened
from rootward.local.aws_files.document import read_document
from rootward.local.aws_files.paths import config_file, credentials_file
from rootward.local.aws_files.profiles import Way, inventory, profile_of, read_profiles

ID = "AKIA" + "A" * 16
OTHER_ID = "AKIA" + "B" * 16
SESSION_ID = "ASIA" + "C" * 16

KEY = f"aws_access_key_id = {ID}\naws_secret_access_key = x\n"
OTHER_KEY = KEY.replace(ID, OTHER_ID)

METHODS = {
    "assume-role": Way.ROLE,
    "assume-role-with-web-identity": Way.WEB_IDENTITY,
    "sso": Way.SSO,
    "login": Way.LOGIN,
    "custom-process": Way.PROGRAM,
    "shared-credentials-file": "credentials",
    "config-file": "config",
}
"""What finds credentials in botocore, and which way or which file that is."""

SETTINGS = st.sampled_from(
    [
        f"aws_access_key_id = {ID}",
        "aws_secret_access_key = x",
        "aws_session_token = x",
        "role_arn = arn:aws:iam::123456789012:role/a",
        "source_profile = a",
        "credential_source = Environment",
        "web_identity_token_file = token",
        "web_identity_token_file =",
        "sso_account_id = 123456789012",
        "sso_role_name = a",
        "sso_session = a",
        "login_session = arn:aws:iam::123456789012:root",
        "credential_process = no-such-program-anywhere",
        "region = x",
    ]
)


def files_of(*names):
    section = st.lists(SETTINGS, max_size=5, unique_by=lambda line: line.partition(" =")[0])
    return st.dictionaries(st.sampled_from(names), section, max_size=4).map(
        lambda sections: "".join("\n".join([f"[{name}]", *lines, ""]) for name, lines in sections.items())
    )


def holdings(*, credentials="", config=""):
    found = inventory(
        credentials=read_document(credentials.encode(), "credentials"), config=read_document(config.encode(), "config")
    )
    return {profile.name: profile.holdings for profile in found.profiles}


def only(*, credentials="", config=""):
    ((holding,),) = holdings(credentials=credentials, config=config).values()
    return holding


def way_of_botocore(name):
    """The first of botocore's providers that finds something in the profile, or fails over what it finds."""
    for provider in create_credential_resolver(Session(profile=name)).providers:
        if provider.METHOD in METHODS:
            try:
                found = provider.load()
            except Exception:  # noqa: BLE001 - it is the one that was to find something
                found = True
            if found:
                return METHODS[provider.METHOD]
    return None


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    return tmp_path


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    files_of("default", "a", "b", "DEFAULT"),
    files_of("default", "profile a", "profile b", "profile 'a'", "profile default", "b", "DEFAULT"),
)
@example(KEY.join(["[a]\n", "[b]\n"]), "[profile a]\ncredential_process = no-such-program-anywhere\n")
def test_the_way_in_force_is_the_one_that_botocore_takes(home, credentials, config):
    (home / "credentials").write_text(credentials)
    (home / "config").write_text(config)

    found = read_profiles()

    assert {profile.name for profile in found.profiles} == set(Session().available_profiles)
    both = {"credentials": opened(credentials_file()), "config": opened(config_file())}
    for profile in found.profiles:
        assert profile_of(profile.name, **both) == profile
        taken = profile.in_force
        by_file = {str(home / "credentials"): "credentials", str(home / "config"): "config"}
        is_key = taken is not None and taken.way in {Way.LONG_LIVED_KEY, Way.TEMPORARY_KEYS, Way.HALF_A_KEY}
        assert (taken and (by_file[taken.file] if is_key else taken.way)) == way_of_botocore(profile.name)


def test_a_long_lived_key_is_found_with_its_place():
    holding = only(credentials=f"# mine\n[a]\nregion = x\n{KEY}")

    assert (holding.way, holding.file, holding.section, holding.line) == (Way.LONG_LIVED_KEY, "credentials", "a", 4)
    assert (holding.key_id, holding.has_token, holding.has_comment) == (ID, False, False)


def test_the_keys_of_a_session_are_temporary():
    holding = only(credentials=f"[a]\n{KEY.replace(ID, SESSION_ID)}aws_session_token = x\n")

    assert (holding.way, holding.key_id, holding.has_token) == (Way.TEMPORARY_KEYS, SESSION_ID, True)


def test_a_key_with_a_comment_behind_it_is_told():
    assert only(credentials=f"[a]\n{KEY.replace('= x', '= x ; mine')}").has_comment


@pytest.mark.parametrize(
    ("lines", "way"),
    [
        ("aws_access_key_id = minioadmin\naws_secret_access_key = x\n", Way.FOREIGN_KEY),
        (f"aws_access_key_id = {ID}\n", Way.HALF_A_KEY),
        ("aws_secret_access_key = x\n", Way.HALF_A_KEY),
        ("sso_account_id = 123456789012\nsso_session = a\n", Way.SSO),
        ("login_session = arn:aws:iam::123456789012:user/a\n", Way.LOGIN),
        ("credential_process = a\n", Way.PROGRAM),
        ("role_arn = a\nweb_identity_token_file = b\n", Way.WEB_IDENTITY),
    ],
)
def test_what_is_no_key_that_can_be_rotated_is_told_by_what_it_is(lines, way):
    assert only(config=f"[profile a]\n{lines}").way is way


@pytest.mark.parametrize(
    ("lines", "source"), [("source_profile = b", "b"), ("credential_source = Environment", ":Environment"), ("", None)]
)
def test_a_role_says_whose_credentials_assume_it(lines, source):
    holding = only(config=f"[profile a]\nrole_arn = c\n{lines}\n")

    assert (holding.way, holding.source, holding.line) == (Way.ROLE, source, 2)


def test_a_profile_that_holds_nothing_is_named_and_empty():
    assert holdings(config="[default]\nregion = x\n") == {"default": ()}


def test_a_profile_that_no_file_names_holds_nothing():
    nothing = read_document(b"", "credentials")

    assert profile_of("a", credentials=nothing, config=nothing).holdings == ()


def test_a_secret_without_its_id_is_in_force_nowhere():
    found = inventory(
        credentials=read_document(b"[a]\naws_secret_access_key = x\n", "credentials"),
        config=read_document(b"", "config"),
    ).profile("a")

    assert found is not None
    assert len(found.holdings) == 1
    assert found.in_force is None


def test_a_key_of_both_files_is_found_in_both():
    found = holdings(credentials=f"[a]\n{KEY}", config=f"[profile a]\n{OTHER_KEY}")["a"]

    assert [(holding.file, holding.key_id) for holding in found] == [("credentials", ID), ("config", OTHER_ID)]


def test_a_key_in_a_section_that_a_later_one_takes_the_place_of_is_found_too():
    found = holdings(config=f"[profile a]\n{KEY}[profile 'a']\nregion = x\n")["a"]

    assert [(holding.key_id, holding.is_passed_over) for holding in found] == [(ID, True)]


def test_of_two_sections_of_one_profile_the_later_comes_first():
    found = holdings(config=f"[profile a]\n{KEY}[profile 'a']\n{OTHER_KEY}")["a"]

    assert [(holding.key_id, holding.is_passed_over) for holding in found] == [(OTHER_ID, False), (ID, True)]


def test_profiles_that_share_a_key_are_found_over_both_files():
    found = inventory(
        credentials=read_document(f"[a]\n{KEY}\n[b]\n{OTHER_KEY}\n[c]\n{KEY}".encode(), "credentials"),
        config=read_document(f"[profile d]\n{KEY}\n[e]\n{KEY}".encode(), "config"),
    )

    assert {
        key_id: [(name, holding.file, holding.line) for name, holding in places]
        for key_id, places in found.shared.items()
    } == {ID: [("a", "credentials", 2), ("c", "credentials", 10), ("d", "config", 2), ("e", "config", 6)]}
    assert [name for name, _ in found.holders(OTHER_ID)] == ["b"]


def test_a_key_for_all_stands_in_every_profile_at_one_place():
    found = inventory(
        credentials=read_document(f"[DEFAULT]\n{KEY}[a]\n[b]\n".encode(), "credentials"),
        config=read_document(b"", "config"),
    )

    assert [(name, holding.line) for name, holding in found.shared[ID]] == [("a", 2), ("b", 2)]


def test_a_key_in_a_section_that_is_no_profiles_is_found_as_a_stray():
    found = inventory(
        credentials=read_document(b"", "credentials"),
        config=read_document(f"[a]\n{KEY}[sso-session b]\nregion = x\n".encode(), "config"),
    )

    assert found.profiles == ()
    assert [(stray.section, stray.key_id, stray.line) for stray in found.strays] == [("a", ID, 2)]


@pytest.mark.usefixtures("home")
def test_without_files_there_are_no_profiles():
    assert read_profiles().profiles == ()
    assert read_profiles().profile("a") is None


def test_a_file_that_botocore_refuses_is_refused(home):
    (home / "config").write_text("[a]\n[a]\n")

    with pytest.raises(AwsFileError, match="lines 1 and 2 both begin"):
        read_profiles()


def test_no_repr_shows_a_secret():
    assert "hidden" not in repr(holdings(credentials=f"[a]\n{KEY.replace('= x', '= hidden')}"))
