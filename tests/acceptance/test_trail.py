"""A practice account in which root does things: its trail delivers them, and `rootward trail` tells whether it had to.

Nothing is made up here: the log files are those that lie in the trail's bucket.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from boto3.session import Session

from rootward.cli.main import main
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.console import SignIn
from rootward.sandbox.scenario.file import load
from rootward.sandbox.scenario.tables import Caller

BUCKET = "acme-cloudtrail-123456789012"


class Scene(NamedTuple):
    """The account, and where the log files lie that its trail delivered."""

    sandbox: Sandbox
    logs: Path


def client_of(sandbox: Sandbox, service: str, key: tuple[str, str, str | None] | None = None) -> Any:
    """A client of root's: by the session of `aws login`, or by a key."""
    key_id, secret, token = key or sandbox.credentials
    session: Any = Session()
    return session.client(
        service,
        endpoint_url=sandbox.endpoint_url,
        region_name=sandbox.region,
        aws_access_key_id=key_id,
        aws_secret_access_key=secret,
        aws_session_token=token,
    )


def fetch(sandbox: Sandbox, folder: Path) -> None:
    """Copy what lies in the trail's bucket, as `aws s3 sync` does."""
    s3 = client_of(sandbox, "s3")
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET):
        for found in page.get("Contents", ()):
            path = folder / found["Key"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(s3.get_object(Bucket=BUCKET, Key=found["Key"])["Body"].read())


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Root signs in, makes itself a key, makes a bucket and a user with it, and deletes the key."""
    scenario = msgspec.structs.replace(load("hardened"), caller=Caller(root=True))
    folder = tmp_path_factory.mktemp("trail")
    with serve(scenario) as sandbox:
        client_of(sandbox, "sts").get_caller_identity()
        sandbox.do(SignIn(success=False))
        sandbox.do(SignIn())
        made = client_of(sandbox, "iam").create_access_key()["AccessKey"]
        key = (made["AccessKeyId"], made["SecretAccessKey"], None)
        sandbox.advance_clock(60)  # until all of AWS knows the key
        client_of(sandbox, "s3", key).create_bucket(Bucket="acme-by-root")
        client_of(sandbox, "iam", key).create_user(UserName="alice")
        client_of(sandbox, "iam").delete_access_key(AccessKeyId=made["AccessKeyId"])
        sandbox.advance_clock(600)
        client_of(sandbox, "sts").get_caller_identity()
        sandbox.advance_clock(600)
        fetch(sandbox, folder)
        yield Scene(sandbox, folder)


@pytest.fixture
def reported(scene: Scene, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The report of the last two days."""
    since = f"{scene.sandbox.now:%Y-%m-%d}"
    code = main(["trail", "report", "-q", "--format", "json", "--since", since, str(scene.logs)])
    assert code == 1
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def verdicts(report: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["verdict"] for one in report["events"]}


def test_what_took_root_is_told_from_what_did_not(reported: dict[str, Any]) -> None:
    found = verdicts(reported)

    assert (found["CreateAccessKey"], found["DeleteAccessKey"]) == ("required", "required")
    assert (found["CreateBucket"], found["CreateUser"]) == ("not_required", "not_required")
    assert {one["actor"] for one in reported["events"]} == {"root"}
    assert reported["unread"] == []


def test_what_would_have_been_enough_is_named(reported: dict[str, Any]) -> None:
    enough = {one["name"]: one["permissions"] for one in reported["events"]}

    assert enough["CreateBucket"] == ["s3:CreateBucket"]
    assert enough["CreateUser"] == ["iam:CreateUser"]


def test_the_key_has_a_session_of_its_own_and_its_changes_are_told(reported: dict[str, Any]) -> None:
    (by_key,) = [one for one in reported["sessions"] if one["credential"] == "access-key"]

    assert sorted(by_key["changed"]) == ["iam CreateUser user alice", "s3 CreateBucket bucket acme-by-root"]
    assert by_key["verdict"] == "not_required"


def test_signing_in_and_making_a_key_are_detected(reported: dict[str, Any]) -> None:
    found = {one["id"] for one in reported["detections"]}

    assert {"root-sign-in", "root-sign-in-failed", "root-key-used", "root-key-created"} <= found


def test_no_secret_is_in_any_report(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    secret, token = scene.sandbox.credentials[1:]
    for form in ("text", "json", "csv", "html"):
        main(["trail", "report", "--all", "--format", form, str(scene.logs)])
        shown = capsys.readouterr()
        assert "CreateBucket" in shown.out
        assert secret not in shown.out + shown.err
        assert token not in shown.out + shown.err


def test_text_says_it_in_the_first_lines(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    main(["trail", "report", str(scene.logs)])
    shown = capsys.readouterr()

    head = shown.out[: shown.out.index("Sessions, worst first")]
    assert "iam:CreateUser" in head
    assert "s3:CreateBucket" in head
    assert "Root woke" in head
    assert shown.err.splitlines()[-1].startswith("rootward: root woke ")


def test_an_audit_with_the_log_names_the_daily_work(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in scene.sandbox.environment.items():
        monkeypatch.setenv(name, value)
    words = ["audit", "-q", "--format", "json", "--only", "root-used-for-daily-work"]

    assert main(words) == 0
    (without,) = json.loads(capsys.readouterr().out)["findings"]
    assert (without["status"], without["unknown_because"]) == ("unknown", "not_collected")
    assert main([*words, "--trail", str(scene.logs)]) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert finding["status"] == "fail"
    assert "would have been enough" in finding["message"]


def test_the_bucket_itself_tells_the_same_as_its_files(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in scene.sandbox.environment.items():
        monkeypatch.setenv(name, value)
    reports = []
    for source in (str(scene.logs), f"s3://{BUCKET}"):
        assert main(["trail", "report", "-q", "--format", "json", "--until", "2999-01-01", source]) == 1
        report = json.loads(capsys.readouterr().out)
        # Reading the bucket is root's own doing here, and may be in its log by then.
        made = {"CreateAccessKey", "DeleteAccessKey", "CreateBucket", "CreateUser"}
        reports.append([one for one in report["events"] if one["name"] in made])

    assert reports[0] == reports[1]
    assert len(reports[0]) == 4
    words = ["audit", "-q", "--format", "json", "--only", "root-used-for-daily-work", "--trail", f"s3://{BUCKET}"]
    assert main(words) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert finding["status"] == "fail"
