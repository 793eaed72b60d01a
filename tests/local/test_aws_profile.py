"""Who signs, by the environment and AWS's own files: as botocore finds it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import botocore.session
import pytest

from rootward.errors import AwsFileError, UsageError
from rootward.local.aws_profile import AwsProfile, profile_in_force

ONE, TWO = "AKIA" + "EXAMPLE" * 2 + "22", "AKIA" + "EXAMPLE" * 2 + "33"
SECRET = "x" * 40


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / ".aws").mkdir()
    return tmp_path / ".aws"


def key(key_id: str, *more: str) -> str:
    return "\n".join((f"aws_access_key_id = {key_id}", f"aws_secret_access_key = {SECRET}", *more, ""))


class Case:
    """What stands in the files and the environment, and who signs by it."""

    def __init__(self, *, credentials: str = "", config: str = "", named: str | None = "kim", **variables: str) -> None:
        self.credentials = credentials
        self.config = config
        self.named = named
        self.variables = variables

    def profile(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> AwsProfile:
        (home / "credentials").write_text(self.credentials)
        (home / "config").write_text(self.config)
        for name, value in self.variables.items():
            monkeypatch.setenv(name, value)
        return profile_in_force(self.named)


IN_ENVIRONMENT = {"AWS_ACCESS_KEY_ID": TWO, "AWS_SECRET_ACCESS_KEY": SECRET}

BY_KEY = {
    "a key in the credentials file": (Case(credentials=f"[kim]\n{key(ONE)}"), ONE),
    "a key in the configuration file": (Case(config=f"[profile kim]\n{key(ONE)}"), ONE),
    "in both: the credentials file's": (
        Case(credentials=f"[kim]\n{key(ONE)}", config=f"[profile kim]\n{key(TWO)}"),
        ONE,
    ),
    "the default profile": (Case(credentials=f"[default]\n{key(ONE)}", named=None), ONE),
    "of AWS_PROFILE": (Case(credentials=f"[kim]\n{key(ONE)}", named=None, AWS_PROFILE="kim"), ONE),
    "AWS_DEFAULT_PROFILE comes first": (
        Case(
            credentials=f"[kim]\n{key(ONE)}[pat]\n{key(TWO)}",
            named=None,
            AWS_PROFILE="pat",
            AWS_DEFAULT_PROFILE="kim",
        ),
        ONE,
    ),
    "the environment's": (Case(named=None, **IN_ENVIRONMENT), TWO),
    "the environment's, before AWS_PROFILE": (
        Case(credentials=f"[kim]\n{key(ONE)}", named=None, AWS_PROFILE="kim", **IN_ENVIRONMENT),
        TWO,
    ),
    "a named profile, before the environment": (Case(credentials=f"[kim]\n{key(ONE)}", **IN_ENVIRONMENT), ONE),
    "a key beside credential_process": (
        Case(credentials=f"[kim]\n{key(ONE)}", config="[profile kim]\ncredential_process = true\n"),
        ONE,
    ),
    "a key beside login_session": (
        Case(credentials=f"[kim]\n{key(ONE)}", config="[profile kim]\nlogin_session = kim\n"),
        ONE,
    ),
    "a name with a blank": (
        Case(credentials=f"[k m]\n{key(ONE)}", config='[profile "k m"]\nregion=x\n', named="k m"),
        ONE,
    ),
    "a token of the other file is none of the key's": (
        Case(credentials=f"[kim]\n{key(ONE)}", config="[profile kim]\naws_session_token = t\n"),
        ONE,
    ),
    "what stands for all": (Case(credentials=f"[DEFAULT]\n{key(ONE)}[kim]\nregion = eu-west-1\n"), ONE),
}


@pytest.mark.parametrize(("case", "key_id"), BY_KEY.values(), ids=BY_KEY.keys())
def test_a_key_that_stands_there_is_the_one_that_botocore_signs_with(home, monkeypatch, case, key_id):
    found = case.profile(home, monkeypatch)
    signed: Any = botocore.session.Session(profile=case.named).get_credentials()

    assert (found.way, found.key_id) == ("access-key", key_id)
    assert signed.access_key == key_id
    assert not signed.token


NEW_TOKEN, OLD_TOKEN = {"AWS_SESSION_TOKEN": "t"}, {"AWS_SECURITY_TOKEN": "t"}
ROLE = "arn:aws:iam::123456789012:role/ops"
OTHER_WAYS = {
    "a session token in the file": (Case(credentials=f"[kim]\n{key(ONE, 'aws_session_token = t')}"), "session"),
    "an old token in the file": (Case(credentials=f"[kim]\n{key(ONE, 'aws_security_token = t')}"), "session"),
    "a session token in the environment": (Case(named=None, **IN_ENVIRONMENT, **NEW_TOKEN), "session"),
    "an old token in the environment": (Case(named=None, **IN_ENVIRONMENT, **OLD_TOKEN), "session"),
    "a role": (Case(config=f"[profile kim]\nrole_arn = {ROLE}\nsource_profile = pat\n"), "role"),
    "a role beside a key": (
        Case(credentials=f"[kim]\n{key(ONE)}", config=f"[profile kim]\nrole_arn = {ROLE}\n"),
        "role",
    ),
    "a role in the credentials file": (Case(credentials=f"[kim]\nrole_arn = {ROLE}\n{key(ONE)}"), "role"),
    "a role for a token of another provider's": (
        Case(credentials=f"[kim]\n{key(ONE)}", config="[profile kim]\nweb_identity_token_file = token\n"),
        "role",
    ),
    "temporary keys without their token": (Case(credentials=f"[kim]\n{key(ONE.replace('AKIA', 'ASIA'))}"), "session"),
    "Identity Center": (Case(config="[profile kim]\nsso_session = x\nsso_account_id = 1\nsso_role_name = a\n"), "sso"),
    "aws login": (Case(config="[profile kim]\nlogin_session = kim\n"), "login"),
    "this command itself": (
        Case(config="[profile kim]\ncredential_process = rootward mfa session --credential-process --profile pat\n"),
        "rootward",
    ),
    "another program": (Case(config="[profile kim]\ncredential_process = vault-of-keys kim\n"), "elsewhere"),
    "a program before a key of the same file": (
        Case(config=f"[profile kim]\ncredential_process = vault-of-keys kim\n{key(ONE)}"),
        "elsewhere",
    ),
    "a profile that is not there": (Case(), "elsewhere"),
    "nothing at all": (Case(named=None), "elsewhere"),
}


@pytest.mark.parametrize(("case", "way"), OTHER_WAYS.values(), ids=OTHER_WAYS.keys())
def test_any_other_way_is_told_and_has_no_key(home, monkeypatch, case, way):
    found = case.profile(home, monkeypatch)

    assert (found.way, found.key_id) == (way, "")


def test_settings_are_those_of_both_files(home, monkeypatch):
    case = Case(
        credentials=f"[kim]\n{key(ONE, 'region = eu-west-1')}",
        config="[profile kim]\nregion = us-east-1\nmfa_serial = GAHT12345678\ns3 =\n  addressing_style = path\n",
    )

    assert case.profile(home, monkeypatch).settings == {"region": "eu-west-1", "mfa_serial": "GAHT12345678"}


def test_where_requests_go_to_aws_there_is_no_endpoint(home, monkeypatch):
    assert Case(credentials=f"[kim]\n{key(ONE)}").profile(home, monkeypatch).endpoint == ""


ENDPOINTS = {
    "a variable": Case(AWS_ENDPOINT_URL="http://127.0.0.1:1"),
    "STS's own variable": Case(AWS_ENDPOINT_URL_STS="http://127.0.0.1:1"),
    "the profile's": Case(config="[profile kim]\nendpoint_url = http://127.0.0.1:1\n"),
    "a section's": Case(
        config="[profile kim]\nservices = near\n[services near]\nsts =\n  endpoint_url = http://127.0.0.1:1\n"
    ),
}


@pytest.mark.parametrize("case", ENDPOINTS.values(), ids=ENDPOINTS.keys())
def test_whatever_sends_requests_elsewhere_is_told_apart(home, monkeypatch, case):
    assert "127.0.0.1:1" in case.profile(home, monkeypatch).endpoint


def test_the_endpoints_of_single_services_are_those_of_the_section_that_the_profile_names(home, monkeypatch):
    blocks = "sts =\n  endpoint_url = http://127.0.0.1:1\ns3 =\n  addressing_style = path\n"
    case = Case(
        config=f"[profile kim]\nservices = near\n[services near]\n{blocks}[services far]\niam =\n  endpoint_url = x\n"
    )

    assert case.profile(home, monkeypatch).service_endpoints == {"sts": "http://127.0.0.1:1"}


def test_the_repr_has_no_key(home, monkeypatch):
    assert ONE not in repr(Case(credentials=f"[kim]\n{key(ONE)}").profile(home, monkeypatch))


def test_a_file_that_botocore_refuses_is_refused_with_its_lines(home, monkeypatch):
    with pytest.raises(AwsFileError, match="lines 1 and 4"):
        Case(credentials=f"[kim]\n{key(ONE)}[kim]\n{key(ONE)}").profile(home, monkeypatch)


def test_an_empty_name_is_none(home, monkeypatch):
    with pytest.raises(UsageError):
        Case(named="").profile(home, monkeypatch)
