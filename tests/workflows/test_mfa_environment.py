"""A session as the environment of a command."""

from __future__ import annotations

from rootward.local.aws_profile import AwsProfile
from rootward.workflows.mfa_environment import environment_of
from rootward.workflows.mfa_session import Given
from tests.model.test_mfa_session import session


def given(**settings: str) -> Given:
    profile = AwsProfile(name="kim", way="access-key", settings=settings)
    return Given(session=session(), profile=profile, was_kept=False)


def test_the_four_variables_of_the_session_are_there():
    assert environment_of(given(), {}, None) == {
        "AWS_ACCESS_KEY_ID": "ASIA1",
        "AWS_SECRET_ACCESS_KEY": "hush-hush",
        "AWS_SESSION_TOKEN": "very-long",
        "AWS_CREDENTIAL_EXPIRATION": "2026-03-01T13:00:00Z",
    }


def test_what_names_other_credentials_is_gone_and_all_else_stays():
    before = {
        "AWS_PROFILE": "kim",
        "AWS_DEFAULT_PROFILE": "kim",
        "AWS_SECURITY_TOKEN": "old",
        "AWS_ACCESS_KEY_ID": "old",
        "AWS_SESSION_TOKEN": "old",
        "AWS_MAX_ATTEMPTS": "9",
        "PATH": "/bin",
    }
    made = environment_of(given(), before, None)

    assert {"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN"}.isdisjoint(made)
    assert "old" not in made.values()
    assert (made["PATH"], made["AWS_MAX_ATTEMPTS"]) == ("/bin", "9")
    assert before["AWS_PROFILE"] == "kim"


def test_the_region_is_the_one_named_else_the_environment_s_else_the_profile_s():
    profile = given(region="eu-west-3")

    def regions(before: dict[str, str], named: str | None) -> set[str | None]:
        made = environment_of(profile, before, named)
        return {made.get("AWS_REGION"), made.get("AWS_DEFAULT_REGION")}

    assert regions({"AWS_REGION": "eu-west-2"}, "eu-west-1") == {"eu-west-1"}
    assert regions({"AWS_REGION": "eu-west-2", "AWS_DEFAULT_REGION": "us-east-1"}, None) == {"eu-west-2"}
    assert regions({"AWS_DEFAULT_REGION": "us-east-1"}, None) == {"us-east-1"}
    assert regions({}, None) == {"eu-west-3"}


def test_endpoint_and_certificates_of_the_profile_come_along_and_give_way_to_the_environment_s():
    profile = given(endpoint_url="http://127.0.0.1:1", ca_bundle="/ca.pem")

    made = environment_of(profile, {"AWS_CA_BUNDLE": "/mine.pem"}, None)
    assert made["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"
    assert made["AWS_CA_BUNDLE"] == "/mine.pem"


def test_endpoints_of_single_services_come_along_but_not_before_one_of_the_environment_for_all():
    profile = AwsProfile(name="kim", way="access-key", service_endpoints={"sts": "http://127.0.0.1:1"})
    one = Given(session=session(), profile=profile, was_kept=False)

    assert environment_of(one, {}, None)["AWS_ENDPOINT_URL_STS"] == "http://127.0.0.1:1"
    assert "AWS_ENDPOINT_URL_STS" not in environment_of(one, {"AWS_ENDPOINT_URL": "http://127.0.0.1:2"}, None)


def test_that_configured_endpoints_are_to_be_ignored_comes_along():
    made = environment_of(given(ignore_configured_endpoint_urls="true"), {}, None)

    assert made["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] == "true"
