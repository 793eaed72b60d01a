"""A session as a profile of the shared credentials file."""

from __future__ import annotations

import os
import stat
from typing import Any

import botocore.session
import pytest

from rootward.errors import GuardRefusedError, UsageError
from rootward.workflows.mfa_profile import kept_endpoints, refuse_profile, write_profile
from tests.workflows.test_mfa_environment import given

KEY = "AKIA" + "EXAMPLE" * 2 + "22"
MINE = f"# mine\n[kim]\naws_access_key_id = {KEY}   \naws_secret_access_key={'x' * 40}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "credentials").write_text(MINE)
    return tmp_path / ".aws"


def signed_by(profile: str) -> tuple[str, str, str]:
    found: Any = botocore.session.Session(profile=profile).get_credentials()
    return found.access_key, found.secret_key, found.token


def test_the_aws_tools_find_it_there_and_all_else_is_as_it_was(folder):
    write_profile("kim-mfa", given(), None)

    assert signed_by("kim-mfa") == ("ASIA1", "hush-hush", "very-long")
    text = (folder / "credentials").read_text()
    assert text.startswith(MINE)
    assert "x_security_token_expires = 2026-03-01T13:00:00Z" in text


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
def test_the_file_is_the_owner_s_only_and_that_it_was_open_is_said(folder):
    (folder / "credentials").chmod(0o644)
    changed = write_profile("kim-mfa", given(), None)

    assert stat.S_IMODE((folder / "credentials").stat().st_mode) == 0o600
    assert "0644" in changed.note


def test_where_there_is_no_file_it_is_made(folder):
    (folder / "credentials").unlink()
    write_profile("kim-mfa", given(), None)

    assert signed_by("kim-mfa") == ("ASIA1", "hush-hush", "very-long")


def test_the_next_session_takes_the_place_of_the_last(folder):
    write_profile("kim-mfa", given(), None)
    once = (folder / "credentials").read_text()
    write_profile("kim-mfa", given(), None)

    assert (folder / "credentials").read_text() == once


def test_a_session_that_another_tool_left_under_the_older_name_goes_with_its_token(folder):
    old = f"[kim-mfa]\naws_access_key_id = ASIAOLD\naws_secret_access_key = {'x' * 40}\naws_security_token = stale\n"
    (folder / "credentials").write_text(MINE + old)
    write_profile("kim-mfa", given(), None)

    assert signed_by("kim-mfa") == ("ASIA1", "hush-hush", "very-long")


def test_the_region_comes_along_where_the_profile_has_none(folder):
    write_profile("kim-mfa", given(), "eu-west-1")
    write_profile("kim-mfa", given(), "us-east-1")
    assert botocore.session.Session(profile="kim-mfa").get_config_variable("region") == "eu-west-1"

    (folder / "config").write_text("[profile other]\nregion = eu-west-3\n")
    write_profile("other", given(), "us-east-1")
    assert botocore.session.Session(profile="other").get_config_variable("region") == "eu-west-3"


def test_a_profile_with_an_access_key_of_its_own_is_never_written_over(folder):
    for refused in (lambda: refuse_profile("kim", ""), lambda: write_profile("kim", given(), None)):
        with pytest.raises(GuardRefusedError, match="access key of its own"):
            refused()
    assert (folder / "credentials").read_text() == MINE


def test_the_profile_that_asks_is_refused():
    with pytest.raises(GuardRefusedError, match="asks for the session"):
        refuse_profile("other", "other")


@pytest.mark.parametrize(
    "own",
    [
        f"aws_secret_access_key = {'x' * 40}",
        f"aws_access_key_id = {KEY}",
        f"aws_access_key_id = {KEY}\naws_secret_access_key = {'x' * 40}\naws_session_token = stale",
        "aws_access_key_id = minioadmin\naws_secret_access_key = minioadmin",
    ],
    ids=["a secret alone", "an id alone", "a long-lived key beside a token", "another service's"],
)
def test_what_may_be_a_key_is_never_written_over_either(folder, own):
    (folder / "credentials").write_text(f"[odd]\n{own}\n")

    with pytest.raises(GuardRefusedError, match="access key of its own"):
        refuse_profile("odd", "kim")


OTHER_WAYS = {
    "role_arn = arn:aws:iam::123456789012:role/ops": "role",
    "web_identity_token_file = token": "web-identity",
    "sso_account_id = 123456789012": "sso",
    "sso_role_name = ops": "sso",
    "sso_session = work": "sso_session",
    "login_session = work": "login",
    "credential_process = other": "credential-process",
}


@pytest.mark.parametrize(("line", "way"), OTHER_WAYS.items())
@pytest.mark.parametrize(("file", "header"), [("config", "profile odd"), ("credentials", "odd")])
def test_a_profile_whose_credentials_come_another_way_is_refused_whichever_file_says_so(
    folder, line, way, file, header
):
    text = f"[{header}]\nregion = eu-west-1\n{line}\n"
    (folder / file).write_text(text)

    for refused in (lambda: refuse_profile("odd", "kim"), lambda: write_profile("odd", given(), None)):
        with pytest.raises(UsageError) as caught:
            refused()
        assert f"another way: {way}, {folder / file}, line 3" in str(caught.value)
    assert (folder / file).read_text() == text


def test_one_with_a_key_in_the_configuration_file_is_refused(folder):
    (folder / "config").write_text(f"[profile odd]\naws_access_key_id = {KEY}\naws_secret_access_key = {'x' * 40}\n")

    with pytest.raises(UsageError, match="another way: long-lived-key"):
        refuse_profile("odd", "kim")


def test_one_that_has_a_session_and_another_way_too_is_refused(folder):
    write_profile("kim-mfa", given(), None)
    refuse_profile("kim-mfa", "kim")
    (folder / "config").write_text("[profile kim-mfa]\ncredential_process = other\n")

    with pytest.raises(UsageError, match="another way: credential-process"):
        refuse_profile("kim-mfa", "kim")


@pytest.mark.parametrize("name", ["", " ", "a]b", "DEFAULT", "two\nlines"])
def test_what_is_no_name_of_a_profile_is_refused(name):
    with pytest.raises(UsageError):
        refuse_profile(name, "kim")


def test_any_other_name_will_do():
    refuse_profile("kim-mfa", "kim")


NEAR, FAR = "http://127.0.0.1:1", "http://127.0.0.1:2"


def endpoint_of(profile: str, service: str) -> str:
    client: Any = botocore.session.Session(profile=profile).create_client(service, region_name="eu-west-1")
    return str(client.meta.endpoint_url)


def test_the_session_goes_where_it_came_from(folder):
    (folder / "config").write_text(f"[services near]\nsts =\n  endpoint_url = {FAR}\n")
    bundle = "/etc/ours.pem"
    write_profile("kim-mfa", given(endpoint_url=NEAR, services="near", ca_bundle=bundle), None)

    assert (endpoint_of("kim-mfa", "iam"), endpoint_of("kim-mfa", "sts")) == (NEAR, FAR)
    assert botocore.session.Session(profile="kim-mfa").get_config_variable("ca_bundle") == bundle


def test_that_configured_endpoints_are_ignored_comes_along():
    write_profile("kim-mfa", given(endpoint_url=NEAR, ignore_configured_endpoint_urls="true"), None)

    assert "amazonaws.com" in endpoint_of("kim-mfa", "iam")


def test_the_next_session_s_endpoint_takes_the_place_of_the_last_s():
    write_profile("kim-mfa", given(endpoint_url=NEAR), None)
    write_profile("kim-mfa", given(endpoint_url=FAR), None)

    assert endpoint_of("kim-mfa", "iam") == FAR
    assert kept_endpoints("kim-mfa", given(endpoint_url=FAR)) == ""


def test_an_endpoint_that_the_configuration_file_says_stays_and_is_told_where_it_is_another(folder):
    (folder / "config").write_text(f"[profile kim-mfa]\nendpoint_url = {NEAR}\n")
    write_profile("kim-mfa", given(endpoint_url=FAR), None)

    assert endpoint_of("kim-mfa", "iam") == NEAR
    assert f"endpoint_url = {NEAR} of its own, which stays" in kept_endpoints("kim-mfa", given(endpoint_url=FAR))
    assert kept_endpoints("kim-mfa", given(endpoint_url=NEAR)) == ""


def test_one_that_an_earlier_session_left_is_told_too():
    write_profile("kim-mfa", given(endpoint_url=NEAR), None)
    write_profile("kim-mfa", given(), None)

    assert NEAR in kept_endpoints("kim-mfa", given())
