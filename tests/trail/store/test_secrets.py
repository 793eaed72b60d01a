"""No secret of a record is kept; what judging needs is."""

import json

import pytest

from rootward.trail.store.ingest import ingest
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
        ("text", f"the key is {SECRET}"),
        ("url", "https://anna:horse@example.com/"),
    ],
)
def test_a_secret_is_masked_wherever_it_stands(member, secret):
    for value in ({member: secret}, {"credentials": {member: secret}}, {"list": [{member: secret}]}):
        assert "[masked]" in json.dumps(masked(value))
        assert secret not in json.dumps(masked(value))


@pytest.mark.parametrize(
    "value",
    [
        {"credentials": {"accessKeyId": "ASIA" + "C" * 16, "expiration": "May 4, 2026 1:00:00 PM"}},
        {"accessKey": {"accessKeyId": "AKIA" + "R" * 16, "userName": "alice", "status": "Active"}},
        {"passwordResetRequired": False, "userName": "alice"},
        {"secretId": "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf"},
        {"nextToken": "page-2", "clientRequestToken": "3f6cbbd0-0f5c-4a6a-9c34-2d3c1a3a1f11"},
        {"ConsoleLogin": "Success"},
        {"taskPolicyArn": {"arn": "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"}},
    ],
)
def test_what_is_none_stays(value):
    assert masked(value) == value


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
