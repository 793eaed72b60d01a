"""No secret of a record is kept; what judging needs is."""

import json
import re
from base64 import b64encode
from hashlib import sha512

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


@pytest.mark.parametrize(
    "member",
    ["passwordConfirmation", "secretList", "DB_PASS_PROD", "TOKEN_GITHUB", "pw", "creds", "passwordHash"],
)
def test_a_word_of_a_secret_counts_wherever_in_a_name_it_stands(member):
    for value in ("horse", ["horse"], [["horse"]]):
        assert "horse" not in json_text(json.dumps({member: value}).encode())
    assert masked({"x": {"name": member, "stringValue": "horse"}})["x"]["stringValue"] == "[masked]"


@pytest.mark.parametrize(
    "value",
    [
        {"passwordLastUsed": "2026-05-04", "tokenEndpoint": "https://example.com", "httpTokens": "required"},
        {"credentialProviderConfigurations": [{"kind": "GATEWAY_IAM_ROLE"}], "clientSecretSource": "MANAGED"},
        {"refreshTokenValidity": 30, "passwordReusePrevention": 5, "secretsManager": {"kind": "x"}},
        {"PasswordRecoveryRequested": "Success", "privateEndpoint": "db.example.com"},
        {"credentials": {"id": "c-0123456789", "type": "OAUTH2", "expiration": "May 4, 2026 1:00:00 PM"}},
    ],
)
def test_what_is_told_about_a_secret_stays(value):
    assert masked(value) == value


def test_a_password_in_place_of_what_is_told_about_it_is_masked():
    for member in ("id", "type", "name"):
        assert "dor" not in json.dumps(masked({"credentials": {member: "Tr0ub4dor&3"}, "passwordValue": {"id": "d&r"}}))


SECRETS = {
    "privateKey": "Tr0ub4dor",
    "DB_PASS": "Tr0ub4dor",
    "tokenCode": "Tr0ub4dor",
    "environment": [{"name": "DB_PASSWORD", "value": "Tr0ub4dor"}, {"name": "STAGE", "value": "test"}],
    "credentials": {"what": "Tr0ub4dor", "list": ["Tr0ub4dor"]},
}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(SECRETS | {"x": "\ud800"}),
        json.dumps(SECRETS)[:-1],
        json.dumps(SECRETS)[1:],
        "x=" + json.dumps(SECRETS),
        "x=" + json.dumps({"y": json.dumps({"z": json.dumps(SECRETS)})}),
        str(SECRETS) + " is what was asked",
        json.dumps(SECRETS)[:-1] + ', "n": 1e999}',
        json.dumps({"privateKey": "Tr0ub4dor"})[:20],
        '[{"value": "Tr0ub4dor", "name": "DB_PASSWORD"},',
    ],
)
def test_the_secrets_of_json_that_cannot_be_read_are_masked(text):
    for told in (plain_text(text), json_text(text.encode()), json_text(json.dumps({"body": text}).encode())):
        assert "Tr0ub" not in told
        assert "[masked]" in told
        assert ("test" in told) == ("STAGE" in text)
    assert plain_text(plain_text(text)) == plain_text(text)


@pytest.mark.parametrize(
    "said",
    [
        *("x password=Tr0ub4dor&3 y", 'password="Tr0ub 4dor&3"', "password: Tr0ub4dor&3", "PGPASSWORD=Tr0ub4dor psql"),
        *("export STRIPE_SECRET=Tr0ub4dor;ls", "db_pass: Tr0ub4dor", "https://x/?a=b&token=Tr0ub4dor&c=d"),
        *("mysql -u root -pTr0ub4dor db", "mysqldump -P3306 -p'Tr0ub 4dor'", "curl -u admin:Tr0ub4dor https://x"),
        *("curl --user 'admin:Tr0ub4dor&3' https://x", "sshpass -p Tr0ub4dor ssh x", "sshpass -pTr0ub4dor ssh x"),
        *("tool --client-secret Tr0ub4dor", "echo Tr0ub4dor | passwd --stdin root", "redis-cli -a Tr0ub4dor ping"),
        *("docker login -u a -p Tr0ub4dor", "ldapsearch -x -w Tr0ub4dor", "openssl rsa -passin pass:Tr0ub4dor"),
        *("aws configure set aws_secret_access_key Tr0ub4dor", "mongosh -p Tr0ub4dor", "sqlcmd -U sa -P Tr0ub4dor"),
    ],
)
def test_what_a_command_line_or_a_variable_holds_is_masked(said):
    for told in (plain_text(said), masked({"commands": [said]})["commands"][0]):
        assert "[masked]" in told
        assert not re.search("Tr0ub|4dor|&3", told)
        assert plain_text(told) == told


def test_the_option_of_a_list_of_words_names_the_next():
    assert masked({"command": ["tool", "--password", "horse", "--x", "y"]})["command"][2:] == ["[masked]", "--x", "y"]


@pytest.mark.parametrize(
    "text",
    [f"arn:aws:s3:::x/{SECRET}", f"user/{SECRET}/y is not authorized", f"x{SECRET}", f"{SECRET}xy", f"logs-1/{SECRET}"],
)
def test_a_secret_key_is_found_behind_a_slash_and_with_a_letter_too_many(text):
    for told in (plain_text(text), masked({"x": text})["x"], masked({"x": text.replace("/", "\\/")})["x"]):
        assert "[masked]" in told
        assert SECRET[-12:] not in told


@pytest.mark.parametrize(
    "text",
    [
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "objects/da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "v0MEYL4Mg5n8+jhEAcRsSgfHyMVPsxYlxYP1JWvVqeM=",
        "3/L4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY+" + "MTRcxf3vjVBH40Nr8X8gdRQBpUMLUo",
        "acme/AWSLogs/749864735329/CloudTrail/us",
        "arn:aws:sts::111122223333:assumed-role/Stack/LambdaServiceRoleDefaultPolicy8C1D2E3F",
        "X-Amz-Credential=AKIA" + "R" * 16 + "/20261128/us-east-1/s3/aws4_request",
        "--client-token once --next-token page --secret-id db",
        "GetSessionToken: it was throttled",
        "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf",
        "mysql 8.0.36, curl/8.5.0",
    ],
)
def test_ids_hashes_and_names_stay(text):
    assert plain_text(text) == text
    assert masked({"x": text}) == {"x": text}


def test_no_column_of_text_holds_a_secret_key():
    told = raw("s3", "CreateBucket", eventSource=SECRET, awsRegion=SECRET, errorCode=SECRET, eventType=SECRET)
    told["eventName"] = f"secret={SECRET}"
    told["userIdentity"] = {
        "type": SECRET,
        "accessKeyId": SECRET,
        "invokedBy": SECRET,
        "accountId": SECRET,
        "sessionContext": {"sessionIssuer": {"arn": f"arn:x/{SECRET}", "type": SECRET}, "signInSessionArn": SECRET},
    }
    assert SECRET not in str(row_of(json.dumps(told).encode(), log="log", account="", event_id=str))


def test_ids_of_keys_and_names_of_calls_stay_in_their_columns():
    who = {"type": "IAMUser", "accessKeyId": "AKIA" + "R" * 16, "arn": "arn:aws:iam::111122223333:user/anna"}
    told = raw("sts", "GetSessionToken", userIdentity=who, errorCode="Client.InvalidPassword")
    row = row_of(json.dumps(told).encode(), log="log", account="", event_id=str)
    for value in (who["accessKeyId"], who["arn"], "GetSessionToken", "sts.amazonaws.com", "Client.InvalidPassword"):
        assert value in row


DRAWN = "".join(each for each in b64encode(sha512(b"drawn").digest() * 2).decode() if each.isalnum())
"""Letters and digits as chance mixes them, of which no piece is a key."""


@pytest.mark.parametrize(
    "text",
    [
        f"{DRAWN[:34]}/{DRAWN[34:74]}",  # as the x-amz-id-2 of an answer of S3
        f"a/{DRAWN[:41]}=",  # as a digest
        f"objects/{DRAWN[:20]}_{DRAWN[20:39]} of a token",
        "stacks/WebServerInstanceProfileRoleDefault123456",
    ],
)
def test_pieces_of_ids_and_words_of_a_path_are_no_keys(text):
    assert plain_text(text) == text


def test_a_piece_as_long_as_a_key_is_one():
    assert plain_text(f"objects/{DRAWN[:40]}/x") == "objects/[masked]/x"


def test_what_tells_of_a_secret_stays_in_json_that_was_cut():
    assert plain_text('{"credentials": {"a": "horse", "accessKeyId": "k1"}, "b": "') == (
        '{"credentials": {"a": "[masked]", "accessKeyId": "k1"}, "b": "'
    )


def test_json_with_half_of_a_pair_stays_json():
    told = json.loads(json_text(json.dumps({"credentials": {"pin": 1234}, "x": "\ud800", "n": 1}).encode()))
    assert told == {"credentials": {"pin": "[masked]"}, "x": "\ud800", "n": 1}


@pytest.mark.parametrize(
    ("name", "told", "kept"),
    [
        ("Authorization", "Basic YW5uYTpob3JzZQ==", "Basic [masked]"),
        ("authorization", "Bearer correct horse", "Bearer [masked]"),
        ("AUTHORIZATION", "horse", "[masked]"),
        ("Authorization", "correct horse", "[masked]"),
        ("authorization", 'Digest username="anna", response="horse"', "Digest [masked]"),
        ("Proxy-Authorization", "Negotiate horse", "Negotiate [masked]"),
        ("cookie", "theme=dark; sid=horse", "[masked]"),
        ("Set-Cookie", ["sid=horse; Secure", "theme=dark"], ["[masked]", "[masked]"]),
        ("Authorization", ["Token horse"], ["Token [masked]"]),
        ("authorization", 123456, "[masked]"),
        ("authorization", "", ""),
        ("cookie", None, None),
        ("authorization", {"type": "IAM"}, {"type": "IAM"}),
        ("authorizationType", "NONE", "NONE"),
        ("cookieBehavior", "none", "none"),
    ],
)
def test_of_a_header_that_says_who_asks_the_scheme_stays(name, told, kept):
    assert masked({"headers": {name: told}}) == {"headers": {name: kept}}
    assert json.loads(masked({"body": json.dumps({name: told})})["body"]) == {name: kept}


def test_a_header_is_masked_as_a_pair_too_and_in_json_that_was_cut():
    assert masked([{"name": "Cookie", "value": "theme=horse"}]) == [{"name": "Cookie", "value": "[masked]"}]
    for name in ("Authorization", "Proxy-Authorization", "cookie", "set-cookie"):
        assert "horse" not in json_text(f'{{"headers": {{"{name}": "Basic of a horse", "host": "x'.encode())


def test_a_secret_in_place_of_an_event_id_is_masked_and_ids_stay():
    def id_of(told):
        return row_of(json.dumps(raw("s3", "Get", eventID=told)).encode(), log="log", account="", event_id=str)[0]

    assert SECRET not in id_of(SECRET)
    assert id_of("password=Tr0ub4dor") == "password=[masked]"
    for told in ("3f6cbbd0-0f5c-4a6a-9c34-2d3c1a3a1f11", "e1", "ab" * 32):
        assert id_of(told) == told
