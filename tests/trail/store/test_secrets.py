"""No secret of a record is kept; what judging needs is."""

import json
import re

import pytest

from rootward.trail.store.ingest import ingest
from rootward.trail.store.row import row_of
from rootward.trail.store.secrets import json_text, plain_text
from tests.trail.classify.events import raw
from tests.trail.store.samples import SECRET, TOKEN, log


def masked(value):
    return json.loads(json_text(json.dumps(value).encode()))


@pytest.mark.parametrize(
    ("member", "secret"),
    [
        ("sessionToken", TOKEN),
        ("secretAccessKey", "short"),
        ("SecretAccessKey", SECRET),
        ("password", "correct horse"),
        ("newPassword", "correct horse"),
        ("masterUserPassword", "correct horse"),
        ("secretString", "correct horse"),
        ("client_secret", "correct horse"),
        ("signin-token", "correct horse"),
        ("privateKey", "correct horse"),
        ("keyMaterial", "correct horse"),
        ("base32StringSeed", "correct horse"),
        ("authenticationCode1", "123456"),
        ("secret", "correct horse"),
        ("Token", "correct horse"),
        *((name, "correct horse") for name in ("STRIPE_SECRET", "jwtSecret", "webhookSecret", "GITHUB_TOKEN")),
        *((name, "correct horse") for name in ("STRIPE_TOKEN", "apiKey", "API_KEY", "api-key", "privateKeyPem")),
        *((name, "correct horse") for name in ("preSharedKey", "pre_shared_key1", "DB_PASS", "pwd", "credentials")),
        *((name, "correct horse") for name in ("secretToken", "userPasswords", "APIKey", "tokenBase64", "secretValue")),
        ("masterUserPassword", {"v": "correct horse"}),
        ("masterUserPassword", [{"v": ["correct horse"]}]),
        ("credentials", {"userName": "anna", "hmac": "correct horse"}),
        ("text", f"the key is {SECRET}"),
        ("url", "https://anna:horse@example.com/"),
    ],
)
def test_a_secret_is_masked_wherever_it_stands(member, secret):
    for value in ({member: secret}, {"credentials": {member: secret}}, {"list": [{member: secret}]}):
        assert "[masked]" in json.dumps(masked(value))
        assert json.dumps(secret) not in json.dumps(masked(value))
        assert "horse" not in json.dumps(masked(value))


@pytest.mark.parametrize(
    "value",
    [
        {"credentials": {"accessKeyId": "ASIA" + "C" * 16, "expiration": "May 4, 2026 1:00:00 PM"}},
        {"accessKey": {"accessKeyId": "AKIA" + "R" * 16, "userName": "alice", "status": "Active"}},
        {"passwordResetRequired": False, "userName": "alice"},
        {"secretId": "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf"},
        {"name": "password-policy", "value": "strict"},
        {"environmentVariables": [{"name": "STAGE", "value": "production"}]},
        {"secret": {"name": "db"}},
        {"SecretId": "db", "secretName": "db", "secretArn": "db"},
        {"credentials": "arn:aws:iam::111122223333:role/gateway"},
        {"tokenType": "Bearer", "HttpTokens": "required", "maxTokens": 4096, "inputTokens": 12},
        {"NextToken": "page-2", "clientToken": "once", "continuationToken": "more", "idempotencyToken": "once"},
        {"passwordPolicy": {"minimumPasswordLength": 14, "hardExpiry": False}, "maxPasswordAge": 90},
        {"credentialsExpireAt": "2026-05-04", "passwordLastUsed": "2026-05-04", "apiKeyId": "k1", "byPass": True},
        {"masterUserSecret": {"secretArn": "arn:aws:secretsmanager:us-east-1:1:secret:a", "secretStatus": "active"}},
        {"serviceSpecificCredential": {"serviceUserName": "anna-at-1", "status": "Active", "createDate": "May 4"}},
        {"nextToken": "page-2", "clientRequestToken": "3f6cbbd0-0f5c-4a6a-9c34-2d3c1a3a1f11"},
        {"ConsoleLogin": "Success"},
        {"taskPolicyArn": {"arn": "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"}},
    ],
)
def test_what_is_none_stays(value):
    assert masked(value) == value


@pytest.mark.parametrize(
    "label",
    ["DB_PASSWORD", "dbPassword", "client-secret", "GITHUB_TOKEN", "ApiKey", "API_KEY", "SECRET_KEY", "DB_PASS"],
)
@pytest.mark.parametrize(
    ("named", "valued"),
    [("name", "value"), ("Key", "Value"), ("parameterKey", "parameterValue"), ("key", "stringValue"), ("Key", "Val")],
)
def test_the_value_of_a_variable_that_is_called_like_a_secret_is_masked(label, named, valued):
    given = {"list": [{valued: "correct horse", named: label, "type": "PLAINTEXT"}, {named: "STAGE", valued: "test"}]}

    assert masked(given)["list"] == [
        {valued: "[masked]", named: label, "type": "PLAINTEXT"},
        {named: "STAGE", valued: "test"},
    ]


def test_an_escape_hides_none():
    assert "horse" not in json_text(b'{"p\\u0061ssword": "horse"}')


def test_what_is_no_json_is_masked_as_text():
    assert SECRET not in json_text(f'{{"secret": "{SECRET}", '.encode())
    assert SECRET not in json_text(json.dumps({"a\ud800": SECRET}).encode())


def test_a_text_of_a_caller_is_masked():
    assert SECRET not in plain_text(f"tool/1 {SECRET}")


def test_none_is_in_the_files_of_a_set(tmp_path):
    ingest(
        [
            log(
                "log",
                raw(
                    "sts",
                    "GetSessionToken",
                    userAgent=f"tool {SECRET}",
                    errorMessage=f"no {SECRET}",
                    requestParameters={"note": SECRET},
                    responseElements={"credentials": {"sessionToken": TOKEN, "secretAccessKey": SECRET}},
                    additionalEventData={"LoginTo": f"https://x:{SECRET}@example.com"},
                    serviceEventDetails={"password": "Tr0ub4dor"},
                    resources=[{"ARN": SECRET}],
                ),
            )
        ],
        tmp_path / "set",
        workers=1,
    )
    import pyarrow.parquet as pq

    (file,) = (tmp_path / "set").rglob("*.parquet")
    told = json.dumps(pq.read_table(file).to_pylist(), default=str)
    assert "GetSessionToken" in told
    for secret in (SECRET, TOKEN, "Tr0ub4dor"):
        assert secret not in told


@pytest.mark.parametrize(
    "said",
    [
        "login failed with password Pw12345!",
        "the password is Pw-Tr0ub4dor",
        "The new Password was 'Tr0ub4dor&3'.",
        "password: hunter2x",
        "password PwTroubadour, for alice",
        'secretString="Tr0ub4dor"',
        "{secretString=troubadour, name=db}",
        "the password is 'troubadour'",
        "set the password to \u201ctroubadour of old\u201d",
        "password: troubadour",
    ],
)
def test_what_a_sentence_says_a_password_is_is_masked(said):
    for text in (plain_text(said), masked({"note": said})["note"]):
        assert "[masked]" in text
        assert not re.search("pw.*[0-9]|tr0ub|troub|hunter", text, re.IGNORECASE)


@pytest.mark.parametrize(
    "said",
    [
        "Password should have at least one symbol",
        "The password is incorrect.",
        "User is not authorized to perform iam:ChangePassword on resource user alice",
        "the password policy requires a number",
        "the 'password' field is missing",
        "Cannot find Login Profile with password arn:aws:iam::111122223333:user/alice",
    ],
)
def test_a_sentence_about_passwords_stays(said):
    assert plain_text(said) == said


@pytest.mark.parametrize(
    ("source", "name", "asked"),
    [
        ("ssm", "PutParameter", {"name": "/db", "value": "correct horse", "type": "SecureString"}),
        ("ssm", "GetParameter", {"parameter": {"name": "/db", "value": "correct horse"}}),
        ("ssm", "GetParameters", {"parameters": [{"name": "/db", "value": "correct horse"}]}),
        ("codebuild", "CreateProject", {"environment": [{"name": "DB_PASSWORD", "value": "correct horse"}]}),
        ("secretsmanager", "PutSecretValue", {"secretId": "db", "secretString": "correct horse"}),
        ("secretsmanager", "CreateSecret", {"name": "db", "secretString": '{"user": "correct horse"}'}),
        ("secretsmanager", "CreateSecret", {"name": "db", "secretBinary": "correct horse"}),
        ("kms", "Encrypt", {"keyId": "k", "plaintext": "correct horse"}),
        ("iam", "CreateLoginProfile", {"password": "correct horse"}),
    ],
)
@pytest.mark.parametrize("is_text", [False, True])
def test_the_secret_of_a_call_is_not_in_its_row(source, name, asked, is_text):
    given = json.dumps(asked) if is_text else asked
    told = raw(source, name, requestParameters=given)
    row = row_of(json.dumps(told).encode(), log="log", account="", event_id=str)
    assert "[masked]" in str(row)
    assert "horse" not in str(row)
    assert name in row


def test_a_value_of_another_call_stays():
    told = raw("ec2", "CreateTags", requestParameters={"key": "team", "value": "correct horse"})
    assert "correct horse" in str(row_of(json.dumps(told).encode(), log="log", account="", event_id=str))


def test_json_within_json_that_holds_none_stays_as_it_was_written():
    value = {"policyDocument": '{ "Action" : "secretsmanager:GetSecretValue" }', "passwordLength": 8}
    assert masked(value) == value
    assert masked({"password": 123456, "passwordResetRequired": True}) == {
        "password": "[masked]",
        "passwordResetRequired": True,
    }


PEM = "-----BEGIN RSA PRIVATE " + "KEY-----\nMIIcorrect\nhorse\n-----END RSA PRIVATE " + "KEY-----"


@pytest.mark.parametrize("text", [f"my key: {PEM} is this", PEM[:60], json.dumps({"pem": [PEM]})])
def test_a_private_key_is_masked_within_any_text(text):
    for told in (plain_text(text), masked({"userData": text})["userData"]):
        assert "[masked]" in told
        assert "correct" not in told


def test_who_called_from_where_is_kept_without_secrets():
    session = SECRET.replace("/", "+")  # the name of a session has no slash
    who = {
        "type": "AssumedRole",
        "arn": f"arn:aws:sts::111122223333:assumed-role/ops/{session}",
        "principalId": f"AROA{'B' * 12}:{session}",
        "accountId": "111122223333",
    }
    told = raw("s3", "CreateBucket", userIdentity=who, sourceIPAddress="https://anna:horse@example.com/")
    row = str(row_of(json.dumps(told).encode(), log="log", account="", event_id=str))

    assert session not in row
    assert "horse" not in row
    assert "assumed-role" in row
