"""A practice account whose trail is validated: hours pass, the bucket is copied, and somebody tampers with the copy."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import pytest

from rootward.cli.main import main
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.cloudtrail.bucket_policy import bucket_policy
from rootward.sandbox.faults import Deny

BUCKET, TRAIL = "acme-validated-logs", "validated"
HOUR = 3600


class Copied(NamedTuple):
    """A copy of the bucket, and the public keys."""

    folder: Path
    keys: Path

    def digests(self) -> list[Path]:
        return sorted(self.folder.rglob("*_CloudTrail-Digest_us-east-1_*.json.gz"))

    def logs(self) -> list[Path]:
        return sorted(self.folder.rglob("*_CloudTrail_us-east-1_*.json.gz"))


def client(sandbox: Sandbox, service: str, region: str = "us-east-1") -> Any:
    key, secret, token = sandbox.credentials
    make: Any = boto3.client
    return make(
        service,
        region_name=region,
        endpoint_url=sandbox.endpoint_url,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token or None,
    )


@pytest.fixture(scope="module")
def practiced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sandbox, Copied]]:
    """Six hours of a trail, and the AWS CLI's copy of its bucket."""
    top = tmp_path_factory.mktemp("validated")
    with serve("startup") as sandbox:
        cloudtrail, s3, iam = (client(sandbox, service) for service in ("cloudtrail", "s3", "iam"))
        account = client(sandbox, "sts").get_caller_identity()["Account"]
        s3.create_bucket(Bucket=BUCKET)
        arn = f"arn:aws:cloudtrail:us-east-1:{account}:trail/{TRAIL}"
        s3.put_bucket_policy(Bucket=BUCKET, Policy=bucket_policy(BUCKET, arn, f"AWSLogs/{account}"))
        cloudtrail.create_trail(Name=TRAIL, S3BucketName=BUCKET, IsMultiRegionTrail=True, EnableLogFileValidation=True)
        cloudtrail.start_logging(Name=TRAIL)
        for number in range(6):
            iam.create_user(UserName=f"user-{number}")
            sandbox.advance_clock(HOUR)
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET):
            for one in page["Contents"]:
                path = top / "copy" / one["Key"]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(s3.get_object(Bucket=BUCKET, Key=one["Key"])["Body"].read())
        with (top / "keys.json").open("w", encoding="utf-8") as file:
            for region in sandbox.regions:
                listed = client(sandbox, "cloudtrail", region).list_public_keys()["PublicKeyList"]
                keys = [
                    {"Fingerprint": one["Fingerprint"], "Value": b64encode(one["Value"]).decode()} for one in listed
                ]
                json.dump({"PublicKeyList": keys}, file)
        yield sandbox, Copied(top / "copy", top / "keys.json")


@pytest.fixture
def copied(practiced: tuple[Sandbox, Copied], tmp_path: Path) -> Copied:
    """A copy of the copy, to be tampered with."""
    return Copied(Path(shutil.copytree(practiced[1].folder, tmp_path / "copy")), practiced[1].keys)


def report(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict[str, Any], str]:
    """Exit code, the report and what stands beside it."""
    code = main(["trail", "report", "--workers", "1", "--format", "json", *map(str, words)])
    shown = capsys.readouterr()
    return code, json.loads(shown.out), shown.err


def validations(answer: dict[str, Any]) -> list[str]:
    ids = ("log-file-", "digest-", "digests-")
    return [one["id"] for one in answer["detections"] if one["id"].startswith(ids)]


def test_an_intact_copy_is_verified(copied, capsys):
    code, answer, err = report(capsys, copied.folder, "--validate", "--public-keys", copied.keys)

    assert (code, validations(answer), answer["unread"]) == (0, [], [])
    written = [json.loads(gzip.decompress(path.read_bytes())) for path in copied.folder.rglob("*_CloudTrail-Digest_*")]
    newest = len({one["digestS3Object"].split("/")[3] for one in written})  # one in each region
    digests, logs = len(written) - newest, sum(len(one["logFiles"]) for one in written)
    assert min(newest, digests, logs) > 1
    assert (
        f"validated: {digests:,} digest files, {digests:,} of them by their signatures, and {logs:,} log files" in err
    )
    assert f"not validated: {newest:,} digest files, after which none came" in err


def test_without_keys_it_is_said_that_signatures_were_not_verified(copied, capsys):
    code, answer, err = report(capsys, copied.folder, "--validate")

    assert (code, validations(answer)) == (0, [])
    assert "not validated: signatures, for want of public keys" in err


def changed_log(copied: Copied) -> Path:
    path = copied.logs()[2]
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b"CreateUser", b"DeleteUser")))
    return path


def removed_log(copied: Copied) -> Path:
    path = copied.logs()[2]
    path.unlink()
    return path


def added_log(copied: Copied) -> Path:
    path = copied.logs()[2]
    return Path(shutil.copy(path, path.with_name(path.name.replace(".json.gz", "x.json.gz"))))


def changed_digest(copied: Copied) -> Path:
    path = copied.digests()[2]
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()) + b" "))
    return path


def removed_digest(copied: Copied) -> Path:
    path = copied.digests()[2]
    path.unlink()
    return path


def forged_digests(copied: Copied) -> Path:
    """All from one on, with hashes that agree: the signature of the last but one is in the newest."""
    sha256 = ""
    for number, path in enumerate(copied.digests()[2:]):
        text = json.loads(gzip.decompress(path.read_bytes()))
        text["oldestEventTime" if number == 0 else "previousDigestHashValue"] = None if number == 0 else sha256
        written = json.dumps(text).encode()
        sha256 = hashlib.sha256(written).hexdigest()
        path.write_bytes(gzip.compress(written))
    return copied.digests()[-2]


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (changed_log, ["log-file-changed"]),
        (removed_log, ["log-file-removed"]),
        (added_log, ["log-file-added"]),
        (changed_digest, ["digest-changed"]),
        (removed_digest, ["digest-removed"]),
        (forged_digests, ["digest-signature-wrong"]),
    ],
)
def test_each_kind_of_tampering_is_found_and_nothing_else(
    copied: Copied, capsys: pytest.CaptureFixture[str], tamper: Callable[[Copied], Path], expected: list[str]
):
    path = tamper(copied)

    code, answer, _ = report(capsys, copied.folder, "--validate", "--public-keys", copied.keys)

    assert code == 1
    assert sorted(set(validations(answer))) == expected
    assert any(path.name in one["why"] for one in answer["detections"])


def test_a_bucket_is_validated_with_the_signatures_and_the_keys_that_aws_has(practiced, monkeypatch, capsys):
    sandbox, copied = practiced
    for name, value in sandbox.environment.items():
        monkeypatch.setenv(name, value)

    code, answer, err = report(capsys, f"s3://{BUCKET}", "--validate")

    assert (code, validations(answer), answer["unread"]) == (0, [], [])
    digests = len(list(copied.folder.rglob("*_CloudTrail-Digest_*")))
    assert f"validated: {digests:,} digest files, {digests:,} of them by their signatures" in err


def test_whoever_may_not_list_the_keys_is_told_so(practiced, monkeypatch, capsys):
    sandbox, _ = practiced
    for name, value in sandbox.environment.items():
        monkeypatch.setenv(name, value)
    sandbox.fault(Deny(actions=("cloudtrail:ListPublicKeys",)))

    code, answer, err = report(capsys, f"s3://{BUCKET}", "--validate")

    sandbox.no_faults()
    assert (code, validations(answer)) == (3, [])
    assert {one["path"].partition(" of ")[0] for one in answer["unread"]} == {"public keys"}
    assert "not validated: signatures, for want of public keys" in err


def test_what_has_no_digests_is_not_validated_and_that_is_said(copied, capsys):
    code, answer, _ = report(capsys, copied.logs()[0].parent, "--validate")

    assert (code, [one["path"] for one in answer["unread"]]) == (3, [str(copied.logs()[0].parent)])
    assert "CloudTrail-Digest" in answer["unread"][0]["reason"]
