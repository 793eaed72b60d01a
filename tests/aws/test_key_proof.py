"""Whose a key is and whether it works, by AWS's answer to the key itself."""

from __future__ import annotations

import pytest

from rootward.aws.key_proof import KeyProver
from rootward.errors import ConfigurationError, EndpointError
from rootward.model.secret import Secret
from tests.aws.fake_aws import error, whoami, xml

ACCOUNT = "123456789012"
ID = "AKIA" + "Q" * 16
HUSH = Secret("x" * 40)


@pytest.fixture
def asked(aws, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
    monkeypatch.setenv("AWS_PROFILE", "nobody-has-it")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "another")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")

    def ask(answer, token=None):
        aws.answers["GetCallerIdentity"] = answer
        return KeyProver(region=None, announce=lambda _line: None).prove(ID, HUSH, token)

    return ask


def test_a_key_that_works_says_whose_it_is(asked, aws):
    proof = asked(whoami(f"arn:aws:iam::{ACCOUNT}:user/anna"))

    assert (proof.state, proof.account, proof.root) == ("alive", ACCOUNT, False)
    assert proof.arn == f"arn:aws:iam::{ACCOUNT}:user/anna"
    assert f"Credential={ID}/" in aws.requests[-1][3]["Authorization"]


@pytest.mark.parametrize("partition", ["aws", "aws-us-gov"])
def test_roots_key_is_told(asked, partition):
    assert asked(whoami(f"arn:{partition}:iam::{ACCOUNT}:root")).root


@pytest.mark.parametrize("name", ["root", "x/root"])
def test_a_user_who_is_called_root_is_not_root(asked, name):
    assert not asked(whoami(f"arn:aws:iam::{ACCOUNT}:user/{name}")).root


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("InvalidClientTokenId", "refused"),
        ("SignatureDoesNotMatch", "wrong_secret"),
        ("ExpiredToken", "expired"),
        ("AccessDenied", "unknown"),
    ],
)
def test_a_refusal_is_one_of_four(asked, code, state):
    proof = asked(error(code, "as AWS says it", status=403))

    assert (proof.state, proof.arn) == (state, None)
    assert "as AWS says it" in proof.detail


def test_the_token_goes_with_a_sessions_key(asked, aws):
    asked(whoami(f"arn:aws:sts::{ACCOUNT}:assumed-role/x/y"), Secret("the-token"))

    assert aws.requests[-1][3]["X-Amz-Security-Token"] == "the-token"


def test_an_answer_of_another_kind_is_no_proof(asked):
    assert asked(xml("GetCallerIdentity", "<Hello/>")).state == "unknown"


def test_an_endpoint_that_is_not_awss_is_announced(aws, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
    said: list[str] = []

    KeyProver(region="eu-west-1", announce=said.append)

    assert said == [f"through {aws.url}, which is not AWS's own endpoint"]


def test_without_an_answer_of_no_key_anything_is_known(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")

    with pytest.raises(EndpointError, match="cannot be reached"):
        KeyProver(region=None, announce=lambda _line: None).prove(ID, HUSH, None)


def test_a_region_that_is_none_is_refused(asked):
    del asked
    with pytest.raises(ConfigurationError, match="region"):
        KeyProver(region="no region", announce=lambda _line: None).prove(ID, HUSH, None)


@pytest.fixture
def files(tmp_path, monkeypatch):
    """The AWS command line's own two, of which none is there yet."""
    for name in ("config", "credentials"):
        variable = {"config": "AWS_CONFIG_FILE", "credentials": "AWS_SHARED_CREDENTIALS_FILE"}[name]
        monkeypatch.setenv(variable, str(tmp_path / name))
    return tmp_path


def test_a_credentials_file_that_does_not_parse_keeps_no_key_from_signing_by_itself(asked, files):
    (files / "credentials").write_text("no section\n")

    assert asked(whoami(f"arn:aws:iam::{ACCOUNT}:user/anna")).state == "alive"


def test_the_configuration_says_still_how_aws_is_reached_where_the_credentials_file_is_broken(aws, files, monkeypatch):
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    (files / "credentials").write_text("no section\n")
    (files / "config").write_text(f"[default]\nendpoint_url = {aws.url}\n")
    aws.answers["GetCallerIdentity"] = whoami(f"arn:aws:iam::{ACCOUNT}:user/anna")
    said: list[str] = []

    proof = KeyProver(region="eu-west-1", announce=said.append).prove(ID, HUSH, None)

    assert proof.state == "alive"
    assert "the credentials file is not needed, and is left out" in said[0]
    assert said[1].startswith(f"through {aws.url}")


def test_a_configuration_that_does_not_parse_sends_no_key_anywhere(aws, files):
    (files / "config").write_text("no section\n")

    with pytest.raises(ConfigurationError, match="cannot be read"):
        KeyProver(region="eu-west-1", announce=lambda _line: None)

    assert aws.requests == []
