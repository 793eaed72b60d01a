from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from rootward.aws.session import Identity, open_session
from rootward.errors import ConfigurationError, CredentialsError, EndpointError
from tests.aws.fake_aws import CALLER, KEY, SECRET, error, fake_aws, whoami, xml
from tests.checks.facts import ACCOUNT

ROLE = f"arn:aws:iam::{ACCOUNT}:role/audit"
ASSUMED = "ASIA" + KEY[4:]
"""The key of the role's session."""


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def configuration(tmp_path, monkeypatch):
    """Writes an AWS configuration of a test's own."""

    def write(config: str = "", credentials: str = "") -> None:
        (tmp_path / "config").write_text(config)
        (tmp_path / "credentials").write_text(credentials)

    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    write()
    return write


@pytest.fixture
def keys(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)


def opened(**settings):
    return open_session(**{"profile": None, "region": None, "role_arn": None, **settings})


def test_a_session_knows_whose_it_is(aws):
    assert aws.session().identity == Identity(account=ACCOUNT, arn=CALLER, partition="aws", key_id=KEY)


def test_a_session_that_is_shown_does_not_show_its_key(aws):
    assert KEY not in repr(aws.session().identity)


@pytest.mark.parametrize(
    ("arn", "is_root"),
    [
        (f"arn:aws:iam::{ACCOUNT}:root", True),
        (f"arn:aws:iam::{ACCOUNT}:user/root", False),
        (f"arn:aws:iam::{ACCOUNT}:user/team/root", False),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/admins/root", False),
    ],
)
def test_a_session_is_roots_by_its_arn_alone(aws, arn, is_root):
    aws.answers["GetCallerIdentity"] = whoami(arn)
    assert aws.session().identity.is_root is is_root


def test_root_is_root_in_its_own_partition():
    arn = f"arn:aws-us-gov:iam::{ACCOUNT}:root"
    assert Identity(account=ACCOUNT, arn=arn, partition="aws-us-gov", key_id="ASIA").is_root


@pytest.mark.parametrize(
    ("arn", "user"),
    [
        (f"arn:aws:iam::{ACCOUNT}:user/team/a/kim", "kim"),
        (f"arn:aws:iam::{ACCOUNT}:root", None),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/admins/kim", None),
        (f"arn:aws:sts::{ACCOUNT}:federated-user/kim", None),
    ],
)
def test_only_an_iam_user_has_a_name(arn, user):
    assert Identity(account=ACCOUNT, arn=arn, partition="aws", key_id="ASIA").user == user


@pytest.mark.parametrize(("prefix", "is_long_lived"), [("AKIA", True), ("ASIA", False)])
def test_a_key_that_does_not_expire_is_told_from_a_sessions(prefix, is_long_lived):
    who = Identity(account=ACCOUNT, arn=CALLER, partition="aws", key_id=f"{prefix}EXAMPLE")
    assert who.has_long_lived_key is is_long_lived


@pytest.mark.usefixtures("keys")
def test_the_key_of_an_assumed_role_is_the_one_that_the_role_was_given(aws, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
    aws.answers["AssumeRole"] = assumed()

    assert opened(role_arn=ROLE).identity.key_id == ASSUMED


@pytest.mark.parametrize("partition", ["aws-cn", "aws-us-gov"])
def test_the_partition_is_the_one_in_the_arn(aws, partition):
    aws.answers["GetCallerIdentity"] = whoami(f"arn:{partition}:iam::{ACCOUNT}:user/a")

    assert aws.session().identity.partition == partition


def test_requests_say_that_they_are_rootwards(aws):
    aws.session()

    assert "rootward/" in aws.requests[0][3]["User-Agent"]


def test_no_credentials_is_said_in_one_line_with_the_profiles_that_there_are(configuration):
    configuration("[profile prod]\nregion = eu-west-1\n[profile test]\nregion = eu-west-1\n")

    with pytest.raises(CredentialsError) as refused:
        opened()

    assert str(refused.value) == "no AWS credentials were found"
    assert "prod, test" in refused.value.advice


def test_an_unknown_profile_is_named_with_those_that_there_are(configuration):
    configuration("[profile prod]\nregion = eu-west-1\n", "[personal]\naws_access_key_id = a\n")

    with pytest.raises(ConfigurationError) as refused:
        opened(profile="prdo")

    assert str(refused.value) == "the AWS configuration has no profile 'prdo'"
    assert refused.value.advice == "it has: personal, prod"


def test_an_unknown_profile_of_the_environment_says_where_it_comes_from(monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "gone")

    with pytest.raises(ConfigurationError, match=r"no profile 'gone' \(it is named by AWS_PROFILE\)"):
        opened()


def test_a_configuration_that_cannot_be_parsed_is_a_configuration_error(configuration):
    configuration("[profile prod\n")

    with pytest.raises(ConfigurationError, match="the AWS configuration cannot be read"):
        opened()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("ExpiredToken", "the AWS credentials have expired (ExpiredToken)"),
        ("ExpiredTokenException", "the AWS credentials have expired (ExpiredToken)"),
        ("InvalidClientTokenId", "AWS does not know the access key, or not any more (InvalidClientTokenId)"),
        ("SignatureDoesNotMatch", "AWS does not accept the secret access key (SignatureDoesNotMatch)"),
        ("RequestTimeTooSkewed", "AWS refuses the time of the request (RequestTimeTooSkewed)"),
        ("AccessDenied", "AWS refuses: An error occurred (AccessDenied) when calling the GetCallerIdentity operation"),
    ],
)
def test_credentials_that_aws_refuses_are_a_credentials_error(aws, code, said):
    aws.answers["GetCallerIdentity"] = error(code, "The security token included in the request is …", 403)

    with pytest.raises(CredentialsError) as refused:
        aws.session()

    assert str(refused.value).startswith(said)
    assert refused.value.advice


def test_of_a_key_that_aws_does_not_know_it_is_asked_whether_it_was_made_seconds_ago(aws):
    aws.answers["GetCallerIdentity"] = error("InvalidClientTokenId", "invalid", 403)

    with pytest.raises(CredentialsError) as refused:
        aws.session()

    assert "made seconds ago" in refused.value.advice


def test_a_signature_that_expired_means_the_clock(aws):
    message = "Signature expired: 20260131T120000Z is now earlier than 20260131T121500Z (20260131T123000Z - 15 min.)"
    aws.answers["GetCallerIdentity"] = error("SignatureDoesNotMatch", message, 403)

    with pytest.raises(CredentialsError, match="AWS refuses the time of the request") as refused:
        aws.session()

    assert "clock" in refused.value.advice


def test_nothing_that_aws_says_of_a_wrong_signature_is_repeated(aws):
    token = "session" + "token" * 20
    aws.answers["GetCallerIdentity"] = error(
        "SignatureDoesNotMatch",
        f"The Canonical String should have been 'POST\n/\n\nx-amz-security-token:{token}\n'",
        403,
    )

    with pytest.raises(CredentialsError) as refused:
        aws.session()

    assert token not in str(refused.value) + refused.value.advice


def test_an_endpoint_where_nothing_listens_is_an_endpoint_error():
    with fake_aws() as aws:
        gone = aws.url

    with pytest.raises(EndpointError, match="AWS cannot be reached"):
        opened(endpoint_url=gone, credentials=(KEY, SECRET), region="us-east-1")


def test_an_endpoint_that_is_no_aws_is_an_endpoint_error(aws):
    aws.answers["GetCallerIdentity"] = (200, "text/html", "<html>Welcome to our hotel's Wi-Fi<br></html>")

    with pytest.raises(EndpointError, match="not AWS"):
        aws.session()


@pytest.mark.parametrize("body", ["<html><body>Sign in</body></html>", "<a/>", "null", "{}", "Sign in", ""])
@pytest.mark.parametrize("role", [None, ROLE])
def test_whatever_a_captive_portal_answers_is_an_endpoint_error(aws, role, body):
    portal = (200, "text/html", body)
    aws.answers.update({"AssumeRole": portal, "GetCallerIdentity": portal})

    with pytest.raises(EndpointError, match="what answers"):
        aws.session(role_arn=role)


def test_an_endpoint_that_is_no_url_is_a_configuration_error():
    with pytest.raises(ConfigurationError, match="cannot be used"):
        opened(endpoint_url="127.0.0.1:80", credentials=(KEY, SECRET))


@pytest.mark.usefixtures("keys")
def test_a_region_that_cannot_be_one_is_a_configuration_error():
    with pytest.raises(ConfigurationError, match="the region cannot be used"):
        opened(region="eu west 1")


@pytest.mark.parametrize(
    ("config", "environment", "region"),
    [
        ("", {}, "us-east-1"),
        ("", {"AWS_DEFAULT_REGION": "eu-west-2"}, "eu-west-2"),
        ("", {"AWS_DEFAULT_REGION": "eu-west-2", "AWS_REGION": "eu-west-3"}, "eu-west-3"),
        ("[default]\nregion = eu-north-1\n", {}, "eu-north-1"),
    ],
)
@pytest.mark.usefixtures("keys")
def test_the_region_is_the_configured_one_or_the_partitions_first(aws, configuration, environment, config, region):
    configuration(config)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"AWS_ENDPOINT_URL": aws.url, **environment}.items():
            patch.setenv(name, value)

        assert opened().region == region
    assert aws.requests[0][2] == region


@pytest.mark.usefixtures("keys")
def test_a_region_that_is_asked_for_comes_first(monkeypatch, aws):
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
    monkeypatch.setenv("AWS_REGION", "eu-west-3")

    assert opened(region="sa-east-1").region == "sa-east-1"


@pytest.mark.parametrize(
    ("arn", "region"),
    [
        (f"arn:aws-cn:iam::{ACCOUNT}:role/audit", "cn-north-1"),
        (f"arn:aws-us-gov:iam::{ACCOUNT}:role/audit", "us-gov-west-1"),
    ],
)
@pytest.mark.usefixtures("keys")
def test_without_a_region_that_of_the_roles_partition_is_taken(aws, monkeypatch, arn, region):
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
    aws.answers["AssumeRole"] = assumed()

    assert opened(role_arn=arn).region == region


def assumed():
    return xml(
        "AssumeRole",
        f"<Credentials><AccessKeyId>{ASSUMED}</AccessKeyId><SecretAccessKey>{SECRET}</SecretAccessKey>"
        "<SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>",
    )


def test_a_role_is_assumed_on_top(aws):
    aws.answers["AssumeRole"] = assumed()

    aws.session(role_arn=ROLE)

    assert [request[0] for request in aws.requests] == ["AssumeRole", "GetCallerIdentity"]
    assert aws.asked("AssumeRole")[0]["RoleArn"] == ROLE
    assert aws.asked("AssumeRole")[0]["RoleSessionName"] == "rootward"
    assert f"Credential={'ASIA' + KEY[4:]}/" in aws.requests[1][3]["Authorization"]


def test_a_role_that_may_not_be_assumed_is_a_credentials_error(aws):
    aws.answers["AssumeRole"] = error("AccessDenied", "User is not authorized to perform: sts:AssumeRole", 403)

    with pytest.raises(CredentialsError, match=r"AWS refuses: .*AssumeRole"):
        aws.session(role_arn=ROLE)


@pytest.mark.parametrize("arn", ["audit", f"arn:aws:iam::{ACCOUNT}:user/x", f"arn:aws:sts::{ACCOUNT}:role/x"])
def test_what_is_no_role_is_a_configuration_error(aws, arn):
    with pytest.raises(ConfigurationError, match="is not the ARN of a role"):
        aws.session(role_arn=arn)


def test_a_profile_with_a_role_and_mfa_asks_at_the_terminal(aws, configuration, monkeypatch):
    configuration(
        f"[profile audit]\nrole_arn = {ROLE}\nsource_profile = base\nmfa_serial = arn:aws:iam::{ACCOUNT}:mfa/a\n",
        f"[base]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n",
    )
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda _prompt: "123456")
    aws.answers["AssumeRole"] = assumed()

    opened(profile="audit")

    assert aws.asked("AssumeRole")[0]["TokenCode"] == "123456"


def test_an_mfa_code_without_a_terminal_is_a_credentials_error(aws, configuration, monkeypatch):
    configuration(
        f"[profile audit]\nrole_arn = {ROLE}\nsource_profile = base\nmfa_serial = arn:aws:iam::{ACCOUNT}:mfa/a\n",
        f"[base]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n",
    )
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
    monkeypatch.setattr("sys.stdin", io.StringIO())

    with pytest.raises(CredentialsError, match="asks for an MFA code, and there is no terminal"):
        opened(profile="audit")


def test_a_credential_process_is_taken(aws, configuration, monkeypatch, tmp_path):
    script = tmp_path / "give.py"
    given = {"Version": 1, "AccessKeyId": KEY, "SecretAccessKey": SECRET}
    script.write_text(f"print({json.dumps(given)!r})")
    configuration(f"[profile tool]\ncredential_process = {json.dumps(sys.executable)} {json.dumps(str(script))}\n")
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)

    assert opened(profile="tool").identity.arn == CALLER


def test_a_credential_process_that_fails_is_a_credentials_error(configuration, tmp_path):
    script = tmp_path / "fail.py"
    script.write_text("import sys; sys.exit('vault is locked')")
    configuration(f"[profile tool]\ncredential_process = {json.dumps(sys.executable)} {json.dumps(str(script))}\n")

    with pytest.raises(CredentialsError, match="the program in credential_process gives no credentials") as refused:
        opened(profile="tool")

    assert "vault is locked" not in str(refused.value) + refused.value.advice


def process_that_fails(configuration: Callable[[str], object], tmp_path: Path, said: str) -> CredentialsError:
    script = tmp_path / "fail.py"
    script.write_text(f"import sys; sys.exit({said!r})")
    configuration(f"[profile tool]\ncredential_process = {json.dumps(sys.executable)} {json.dumps(str(script))}\n")
    with pytest.raises(CredentialsError) as refused:
        opened(profile="tool")
    return refused.value


def test_rootward_s_own_reason_is_not_lost_where_it_is_the_credential_process(configuration, tmp_path):
    said = "rootward: this session is not kept\nrootward: error: no codes, none\nrootward: look at the clock"
    refused = process_that_fails(configuration, tmp_path, said)

    assert str(refused) == "rootward, the program in credential_process, gives no credentials: no codes, none"
    assert refused.advice == "look at the clock"


@pytest.mark.parametrize(
    "said",
    ["vault is locked\nrootward: error: no code", "rootward: error: no code\nvault is locked", "rootward: interrupted"],
)
def test_what_another_program_or_no_error_says_is_not_repeated(configuration, tmp_path, said):
    refused = process_that_fails(configuration, tmp_path, said)

    assert "it ended with an error" in str(refused)
    assert "no code" not in str(refused) + refused.advice


@pytest.mark.parametrize("answer", ["[]", "null", "7", '"text"', "vault is locked", "", '{"Version": 1}', "{}"])
def test_a_credential_process_that_prints_something_else_is_a_credentials_error(configuration, tmp_path, answer):
    script = tmp_path / "give.py"
    script.write_text(f"print({answer!r})")
    configuration(f"[profile tool]\ncredential_process = {json.dumps(sys.executable)} {json.dumps(str(script))}\n")

    with pytest.raises(CredentialsError) as refused:
        opened(profile="tool")

    assert "vault is locked" not in str(refused.value)


def test_a_credential_process_whose_program_is_missing_is_a_credentials_error(configuration):
    configuration("[profile tool]\ncredential_process = no-such-program-here --give\n")

    with pytest.raises(CredentialsError, match=r"the AWS credentials cannot be used: "):
        opened(profile="tool")


def test_a_credential_process_that_gives_expired_credentials_is_a_credentials_error(configuration, tmp_path):
    script = tmp_path / "give.py"
    given = {"Version": 1, "AccessKeyId": KEY, "SecretAccessKey": SECRET, "Expiration": "2020-01-01T00:00:00Z"}
    script.write_text(f"print({json.dumps({**given, 'SessionToken': 't'})!r})")
    configuration(f"[profile tool]\ncredential_process = {json.dumps(sys.executable)} {json.dumps(str(script))}\n")

    with pytest.raises(CredentialsError, match="have expired already"):
        opened(profile="tool")


def test_a_token_file_that_is_missing_is_a_credentials_error(configuration, tmp_path):
    gone = tmp_path / "gone"
    configuration(f"[profile web]\nrole_arn = {ROLE}\nweb_identity_token_file = {gone}\n")

    with pytest.raises(CredentialsError, match=r"No such file or directory: .*gone"):
        opened(profile="web")


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("setting", ["services", "region", "endpoint_url", "role_arn", "max_attempts"])
def test_a_setting_that_is_followed_by_a_block_is_a_configuration_error(configuration, setting):
    configuration(f"[default]\n{setting} =\n  iam = x\n")

    with pytest.raises(ConfigurationError, match=f"'{setting}' in the profile is a block of settings"):
        opened()


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("variable", ["AWS_MAX_ATTEMPTS", "AWS_METADATA_SERVICE_TIMEOUT"])
def test_a_variable_that_should_be_a_number_is_named(monkeypatch, variable):
    monkeypatch.setenv(variable, "abc")

    with pytest.raises(ConfigurationError, match=f"^{variable}, or .* is not a number"):
        opened()


@pytest.mark.parametrize("name", ["", "  "])
def test_an_empty_name_of_a_profile_is_said_to_be_empty(configuration, name):
    configuration("[profile prod]\nregion = eu-west-1\n")

    with pytest.raises(ConfigurationError, match="the name of the profile is empty") as refused:
        opened(profile=name)

    assert refused.value.advice == "name one of: prod"


@pytest.mark.parametrize(
    "answer",
    [error("Throttling", "Rate exceeded"), error("InternalFailure", "", 500), (503, "text/html", "<html>busy</html>")],
)
def test_aws_that_cannot_answer_just_now_does_not_blame_the_credentials(aws, answer):
    aws.answers["GetCallerIdentity"] = answer

    with pytest.raises(EndpointError, match="AWS does not answer just now") as refused:
        aws.session()

    assert refused.value.advice.startswith("try again")


@pytest.mark.parametrize("credentials", [(KEY, SECRET, "s3cr3t\ntoken"), (f"{KEY}\ns3cr3t", SECRET)])
def test_a_credential_that_no_header_takes_is_not_shown(aws, credentials):
    with pytest.raises(CredentialsError, match="a line break, or a character that no key has") as refused:
        aws.session(credentials=credentials)

    assert "s3cr3t" not in str(refused.value) + refused.value.advice


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize(
    "url", ["http://bob:s3cr3t/PW@127.0.0.1:9", "bob:s3cr3tPW@127.0.0.1:9", "http://bob:s3cr3t PW@127.0.0.1:9"]
)
def test_a_password_in_an_endpoint_that_is_no_url_is_not_shown(monkeypatch, url):
    monkeypatch.setenv("AWS_ENDPOINT_URL", url)

    with pytest.raises(ConfigurationError, match="the endpoint in AWS_ENDPOINT_URL cannot be used") as refused:
        opened()

    assert "s3cr3t" not in str(refused.value) + refused.value.advice


@pytest.mark.usefixtures("keys")
def test_a_key_in_an_endpoint_where_nothing_listens_is_not_shown(monkeypatch):
    with fake_aws() as aws:
        gone = aws.url
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"{gone}/?apikey=s3cr3t")

    with pytest.raises(EndpointError, match="AWS cannot be reached") as refused:
        opened()

    assert "s3cr3t" not in str(refused.value)


def test_an_sso_session_that_is_over_is_a_credentials_error(configuration):
    configuration(
        "[profile sso]\nsso_session = work\nsso_account_id = 123456789012\nsso_role_name = audit\nregion = eu-west-1\n"
        "[sso-session work]\nsso_region = eu-west-1\nsso_start_url = https://example.awsapps.com/start\n"
    )

    with pytest.raises(CredentialsError, match="the sign-in is spent") as refused:
        opened(profile="sso")

    assert "aws sso login" in refused.value.advice


def test_a_session_of_aws_login_that_is_over_is_a_credentials_error(configuration):
    configuration("[profile root]\nlogin_session = arn:aws:iam::123456789012:root\nregion = eu-west-1\n")

    with pytest.raises(CredentialsError) as refused:
        opened(profile="root")

    assert "aws login" in str(refused.value) + refused.value.advice


@pytest.mark.usefixtures("keys")
def test_the_endpoint_in_force_is_told_without_its_password(aws, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url.replace("http://", "http://me:secret@"))

    assert opened().endpoint == aws.url


def test_a_practice_account_takes_nothing_from_the_machines_own_configuration(aws, configuration, monkeypatch):
    configuration("[profile other]\nregion = eu-west-1\n")
    for name, value in {
        "AWS_PROFILE": "gone",
        "AWS_SESSION_TOKEN": "theirs",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
        "AWS_USE_FIPS_ENDPOINT": "true",
    }.items():
        monkeypatch.setenv(name, value)

    session = aws.session()

    assert session.endpoint == aws.url
    assert "X-Amz-Security-Token" not in aws.requests[0][3]


def test_a_session_token_is_sent_along(aws):
    aws.session(credentials=(KEY, SECRET, "token"))

    assert aws.requests[0][3]["X-Amz-Security-Token"] == "token"


def test_clients_are_made_once(aws):
    session = aws.session()

    assert session.client("iam") is session.client("iam")
    assert session.client("events", "eu-west-1") is not session.client("events", "us-east-1")


@pytest.mark.parametrize(
    ("region", "address"),
    [
        ("us-east-1", "https://iam.amazonaws.com"),
        ("eu-west-1", "https://iam.amazonaws.com"),
        ("cn-north-1", "https://iam.cn-north-1.amazonaws.com.cn"),
        ("us-gov-west-1", "https://iam.us-gov.amazonaws.com"),
    ],
)
@pytest.mark.usefixtures("keys")
def test_iam_is_asked_where_its_partition_has_it(monkeypatch, region, address):
    monkeypatch.setattr("rootward.aws.session.AwsSession._whoami", lambda _: None)

    session = opened(region=region)

    assert session.client("iam").meta.endpoint_url == address
    suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    assert session.client("sts").meta.endpoint_url == f"https://sts.{region}.{suffix}"
    assert session.client("ec2").meta.endpoint_url == f"https://ec2.{region}.{suffix}"


def test_an_answer_without_an_account_is_not_awss(aws):
    aws.answers["GetCallerIdentity"] = xml("GetCallerIdentity", "<UserId>x</UserId>")

    with pytest.raises(EndpointError, match="is not AWS"):
        aws.session()


def test_a_role_to_assume_without_credentials_says_that_there_are_none():
    with pytest.raises(CredentialsError, match="no AWS credentials were found"):
        opened(role_arn=ROLE)


@pytest.mark.usefixtures("keys")
def test_the_configured_number_of_attempts_is_heeded(aws, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "2")
    session = opened()
    aws.answers["GetAccountSummary"] = error("Throttling", "Rate exceeded")

    with pytest.raises(ClientError):
        session.client("iam").get_account_summary()

    assert len(aws.asked("GetAccountSummary")) == 2


@pytest.mark.usefixtures("keys")
def test_an_override_that_is_switched_off_is_not_in_force(monkeypatch):
    monkeypatch.setattr("rootward.aws.session.AwsSession._whoami", lambda _: None)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")

    assert opened().endpoint is None
