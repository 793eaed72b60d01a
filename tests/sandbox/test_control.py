"""The control endpoint: what a tutorial does with curl."""

from __future__ import annotations

import json
import urllib.request
from urllib.error import HTTPError

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def ask(fresh):
    def ask(method, path, wish=None, headers=None):
        request = urllib.request.Request(  # noqa: S310 - http, loopback
            f"{fresh.endpoint_url}/_rootward/{path}",
            data=None if wish is None else json.dumps(wish).encode(),
            method=method,
            headers=headers or {},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                return answer.status, json.load(answer)
        except HTTPError as error:
            with error:
                return error.code, json.load(error)

    return ask


def test_a_fault_is_added_shown_and_taken_back(fresh, client, ask):
    status, faults = ask("POST", "faults", {"kind": "deny", "actions": ["iam:ListUsers"]})
    assert (status, faults[0]["kind"], faults[0]["actions"]) == (200, "deny", ["iam:ListUsers"])
    with pytest.raises(ClientError, match="AccessDenied"):
        client(fresh, "iam").list_users()
    assert ask("GET", "faults")[1] == faults
    assert ask("DELETE", "faults") == (200, [])
    client(fresh, "iam").list_users()


def test_what_is_no_fault_is_refused_and_the_message_says_where(ask):
    status, answer = ask("POST", "faults", {"kind": "delay", "seconds": "long"})
    assert status == 400
    assert "$.seconds" in answer["error"]


def test_policies_are_turned_on_and_off(fresh, ask):
    assert ask("GET", "policies") == (200, {"enforce": False})
    assert ask("POST", "policies", {"enforce": True}) == (200, {"enforce": True})
    assert fresh.enforce
    assert ask("GET", "")[1]["enforce"] is True
    assert ask("POST", "policies", {"enforce": "perhaps"})[0] == 400
    fresh.enforce = False
    assert ask("GET", "policies")[1] == {"enforce": False}


def test_the_clock_moves(fresh, ask):
    status, clock = ask("POST", "clock", {"advance": 3600})
    assert (status, clock["ahead_seconds"]) == (200, 3600)
    assert ask("GET", "clock")[1]["now"].endswith("Z")
    assert fresh.advance_clock(-3600) is None
    assert ask("GET", "clock")[1]["ahead_seconds"] == 0


@pytest.mark.parametrize("seconds", [1e300, -1e300, "soon", 3_153_600_001])
def test_a_clock_that_would_go_too_far_stays(ask, seconds):
    assert ask("POST", "clock", {"advance": seconds})[0] == 400
    assert ask("GET", "clock")[1]["ahead_seconds"] == 0


def test_a_clock_goes_too_far_in_two_steps_neither(ask):
    assert ask("POST", "clock", {"advance": 3_000_000_000})[0] == 200
    status, answer = ask("POST", "clock", {"advance": 3_000_000_000})
    assert (status, "hundred years" in answer["error"]) == (400, True)


def test_a_state_is_saved_and_restored_by_name(fresh, client, ask):
    assert ask("POST", "states", {"save": "clean"}) == (200, ["clean"])
    client(fresh, "iam").create_user(UserName="newcomer")
    assert ask("POST", "states", {"restore": "clean"}) == (200, ["clean"])
    assert "newcomer" not in {user["UserName"] for user in client(fresh, "iam").list_users()["Users"]}


@pytest.mark.parametrize("wish", [{}, {"save": "a", "restore": "b"}, {"restore": "never saved"}, {"forget": "a"}])
def test_an_unfit_wish_about_states_is_refused(ask, wish):
    assert ask("POST", "states", wish)[0] == 400


def test_the_calls_are_shown_and_forgotten(fresh, client, ask):
    client(fresh, "sts").get_caller_identity()
    call = {"service": "sts", "operation": "GetCallerIdentity", "region": "us-east-1"}
    assert ask("GET", "calls") == (200, [call])
    assert ask("DELETE", "calls") == (200, [])
    assert fresh.calls == []


def test_what_is_not_emulated_is_counted(fresh, client, ask):
    with pytest.raises(ClientError):
        client(fresh, "freetier").get_free_tier_usage()
    overview = ask("GET", "")[1]
    assert overview["not_emulated"] == ["freetier:GetFreeTierUsage"]
    assert overview["account"] == "123456789012"


def test_an_unknown_path_names_those_that_there_are(ask):
    status, answer = ask("GET", "wishes")
    assert status == 404
    assert "POST /_rootward/faults" in answer["known"]


def test_a_web_page_gives_no_orders(fresh, ask):
    status, _ = ask("POST", "faults", {"kind": "deny"}, headers={"Origin": "https://example.com"})
    assert status == 403
    assert ask("GET", "faults") == (200, [])
    assert fresh.calls == []


def test_the_owner_of_an_address_confirms_and_reads_the_mail(fresh, client, ask):
    sns = client(fresh, "sns")
    topic = sns.create_topic(Name="alarms")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="a@acme.example")
    assert ask("POST", "mail", {"confirm": "a@acme.example"}) == (200, {"confirmed": "a@acme.example"})
    sns.publish(TopicArn=topic, Message="root signed in", Subject="Alarm")
    mail = [one for one in ask("GET", "mail")[1] if one["to"] == "a@acme.example"]
    assert mail == [{"to": "a@acme.example", "subject": "Alarm", "text": "root signed in"}]
    assert ask("POST", "mail", {"confirm": "a@acme.example"}) == (
        400, {"error": "no subscription of a@acme.example waits to be confirmed"},
    )  # fmt: skip
