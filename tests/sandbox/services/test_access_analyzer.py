"""Analyzers, by region."""

from __future__ import annotations


def names(client, sandbox, region, **parameters):
    return [
        item["name"] for item in client(sandbox, "accessanalyzer", region).list_analyzers(**parameters)["analyzers"]
    ]


def test_the_startup_has_an_analyzer_in_one_region_only(startup, client):
    assert names(client, startup, "us-east-1") == ["acme-analyzer"]
    assert names(client, startup, "us-west-2") == []


def test_the_hardened_account_has_one_in_every_enabled_region(hardened, client):
    assert [names(client, hardened, region) for region in hardened.regions] == [["acme-external-access"]] * 2


def test_analyzers_can_be_asked_for_by_their_type(hardened, client):
    assert names(client, hardened, "us-east-1", type="ACCOUNT") == ["acme-external-access"]
    assert names(client, hardened, "us-east-1", type="ACCOUNT_UNUSED_ACCESS") == []


def test_an_analyzer_says_what_and_since_when(hardened, client):
    (analyzer,) = client(hardened, "accessanalyzer", "eu-west-1").list_analyzers()["analyzers"]
    assert analyzer["arn"] == "arn:aws:access-analyzer:eu-west-1:123456789012:analyzer/acme-external-access"
    assert (analyzer["type"], analyzer["status"]) == ("ACCOUNT", "ACTIVE")
