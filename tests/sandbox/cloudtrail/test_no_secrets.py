"""What was secret in a call is in no event of it, whatever the service."""

from __future__ import annotations

import json

import pytest

SECRET = "Open-Sesame-47"  # noqa: S105 - what is looked for

CALLS = [
    ("secretsmanager", "create_secret", {"Name": "n", "SecretString": SECRET}),
    ("ssm", "put_parameter", {"Name": "n", "Value": SECRET, "Type": "SecureString"}),
    (
        "sns",
        "create_platform_application",
        {"Name": "n", "Platform": "GCM", "Attributes": {"PlatformCredential": SECRET}},
    ),
    ("iam", "create_login_profile", {"UserName": "ci-deploy", "Password": SECRET}),
    (
        "events",
        "create_connection",
        {
            "Name": "n",
            "AuthorizationType": "API_KEY",
            "AuthParameters": {
                "ApiKeyAuthParameters": {"ApiKeyName": "k", "ApiKeyValue": SECRET},
                "InvocationHttpParameters": {
                    "HeaderParameters": [{"Key": "k", "Value": SECRET, "IsValueSecret": True}],
                },
            },
        },
    ),
]


@pytest.mark.parametrize(("service", "operation", "parameters"), CALLS, ids=[call[1] for call in CALLS])
def test_an_event_holds_no_secret_of_its_call(fresh, client, *, service, operation, parameters):
    getattr(client(fresh, service), operation)(**parameters)
    events = client(fresh, "cloudtrail").lookup_events()["Events"]
    names = {json.loads(event["CloudTrailEvent"])["eventName"].lower() for event in events}
    assert operation.replace("_", "") in names
    assert SECRET not in json.dumps(events, default=str)


def test_the_history_shows_no_secret_of_a_link(fresh, client):
    client(fresh, "iam").list_users()
    assert "query=" not in repr(fresh._application.backends.history[-1])
