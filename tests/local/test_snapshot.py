from __future__ import annotations

import json
import stat
import sys

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.errors import SnapshotError
from rootward.local.snapshot import read_snapshot, workspace_warning, write_snapshot
from rootward.model.monitoring import RegionalRules, Trail
from rootward.model.unknown import Blocked, Unknown
from tests.checks.facts import account, denied, report, role, root_row, user, user_row
from tests.checks.facts import identities as some_identities

FULL = account(
    identities=some_identities(users=(user("mark"),), roles=(role("web"),)),
    credential_report=report(root_row(), user_row("mark", mfa_active=Unknown("failed", None, "odd"))),
    password_policy=None,
    organization=denied("organizations:DescribeOrganization"),
    event_rules=(RegionalRules(region="eu-west-1", rules=Blocked("closed")),),
    trails=(
        Trail(name="t", arn="t", home_region="r", multi_region=True, logging=denied("x:y"), selectors=denied("x:z")),
    ),
)


@pytest.mark.parametrize("kept", [account(), FULL], ids=["sound", "full"])
def test_what_is_written_is_what_is_read(tmp_path, kept):
    write_snapshot(kept, tmp_path / "account.json")

    assert read_snapshot(tmp_path / "account.json") == kept


def test_the_same_account_is_the_same_bytes(tmp_path):
    write_snapshot(FULL, tmp_path / "a")
    write_snapshot(FULL, tmp_path / "b")

    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX file modes")
def test_only_the_owner_can_read_it(tmp_path):
    write_snapshot(account(), tmp_path / "account.json")

    assert stat.S_IMODE((tmp_path / "account.json").stat().st_mode) == 0o600


def written(tmp_path, data):
    path = tmp_path / "account.json"
    path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return path


def snapshot(**changes):
    return {**json.loads(msgspec.json.encode(FULL)), **changes}


def without_zone(damaged):
    damaged["identities"]["users"][0]["created"] = "2025-01-01T00:00:00"
    return damaged


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"not json", "is not valid JSON: JSON is malformed: invalid character (byte 4)"),
        (msgspec.json.encode(FULL)[:-100], "is not valid JSON: Input data was truncated"),
        (b"\x80\x81", "is not valid JSON"),
        ({"Statement": []}, "is JSON, but no snapshot of an account"),
        ([1], "is JSON, but no snapshot of an account"),
        (snapshot(schema=2), "is a snapshot of schema 2; this rootward understands schema 1"),
        (snapshot(schema=0), "is a snapshot of schema 0; this rootward understands schema 1"),
        (
            snapshot(summary={"type": "account-summary", "mfa_enabled": "yes"}),
            "`bool | null`, got `str` - at `$.summary.mfa_enabled`",
        ),
        (snapshot(summary={"type": "summary"}), "$.summary"),
        (snapshot(taken_at="0001-01-01T00:00:00Z"), "the year 1 - at `$.taken_at`"),
        (snapshot(taken_at="9999-12-31T23:59:59Z"), "the year 9999 - at `$.taken_at`"),
        (snapshot(taken_at="0001-01-01T00:00:00+14:00"), "a date out of all years - at `$.taken_at`"),
        (snapshot(taken_at="2026-01-31T12:00:00"), "a date without a zone - at `$.taken_at`"),
        (without_zone(snapshot()), "a date without a zone - at `$.identities.users[0].created`"),
        (b'{"schema": 1, "taken_at": ' + b"[" * 200_000, "is not valid JSON"),
        (snapshot(id="123"), "an account number of twelve digits is expected - at `$.id`, not '123'"),
        (snapshot(id="12345678901\u0662"), "an account number of twelve digits is expected"),
        (snapshot(taken_at="soon"), "Invalid RFC3339 encoded datetime - at `$.taken_at`"),
    ],
)
def test_what_is_no_whole_snapshot_is_refused_with_the_place(tmp_path, data, said):
    path = written(tmp_path, data)

    with pytest.raises(SnapshotError) as refused:
        read_snapshot(path)

    assert str(path) in str(refused.value)
    assert said in str(refused.value)


def test_a_newer_schema_asks_for_a_newer_rootward_and_an_older_one_for_a_new_collection(tmp_path):
    with pytest.raises(SnapshotError) as newer:
        read_snapshot(written(tmp_path, snapshot(schema=2)))
    with pytest.raises(SnapshotError) as older:
        read_snapshot(written(tmp_path, snapshot(schema=0)))

    assert "the newer rootward" in newer.value.advice
    assert "rootward collect" in older.value.advice


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SnapshotError, match=r"gone\.json cannot be read: No such file or directory"):
        read_snapshot(tmp_path / "gone.json")


def test_a_snapshot_that_went_through_windows_powershell_is_read(tmp_path):
    path = written(tmp_path, msgspec.json.encode(FULL).decode().encode("utf-16"))

    assert read_snapshot(path) == FULL


def test_a_snapshot_from_before_a_fact_existed_does_not_know_it(tmp_path):
    older = snapshot()
    del older["delegation_requests"]

    found = read_snapshot(written(tmp_path, older))

    assert found.delegation_requests == Unknown("not_collected", detail="not collected")


def test_a_snapshot_from_when_more_was_kept_is_read_without_that(tmp_path):
    older = snapshot()
    older["identities"]["users"][0]["boundary_type"] = "Policy"
    older["summary"].update(users=12, mfa_devices_in_use=4)
    older["credential_report"]["rows"][0]["password_next_rotation"] = {"type": "absent", "cell": "N/A"}
    older["credential_report"]["rows"][0]["keys"][0]["last_used_service"] = "s3"

    assert read_snapshot(written(tmp_path, older)) == FULL


@given(st.binary())
def test_no_bytes_at_all_end_in_anything_but_a_snapshot_error(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("s") / "account.json"
    path.write_bytes(data)

    with pytest.raises(SnapshotError):
        read_snapshot(path)


@pytest.mark.parametrize("name", ["GITHUB_WORKSPACE", "CI_PROJECT_DIR", "WORKSPACE"])
def test_a_ci_workspace_is_warned_of(tmp_path, name):
    environment = {name: str(tmp_path)}

    assert "CI workspace" in workspace_warning(tmp_path / "out" / "account.json", environment)
    assert workspace_warning(tmp_path.parent / "account.json", environment) == ""


def test_in_any_other_ci_the_working_directory_is_the_workspace(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert "CI workspace" in workspace_warning(tmp_path / "account.json", {"CI": "true"})
    assert workspace_warning(tmp_path.parent / "account.json", {"CI": "true"}) == ""
    assert workspace_warning(tmp_path / "account.json", {"CI": "false"}) == ""
    assert workspace_warning(tmp_path / "account.json", {}) == ""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX file modes")
def test_a_working_directory_that_is_deleted_is_no_workspace(tmp_path, monkeypatch):
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    here.rmdir()

    assert workspace_warning(tmp_path / "account.json", {"CI": "true"}) == ""
