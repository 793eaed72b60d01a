"""The account's alias."""

from __future__ import annotations

import boto3
import pytest
from botocore.config import Config
from moto.iam.models import iam_backends

from rootward.sandbox import serve
from tests.sandbox.refused import refusal


@pytest.fixture
def iam(fresh, client):
    return client(fresh, "iam")


def test_only_the_alias_of_the_account_can_be_deleted(iam):
    assert refusal(iam.delete_account_alias, AccountAlias="acme-other")[0] == "NoSuchEntity"
    assert iam.list_account_aliases()["AccountAliases"] == ["acme-startup"]
    iam.delete_account_alias(AccountAlias="acme-startup")
    assert refusal(iam.delete_account_alias, AccountAlias="acme-startup")[0] == "NoSuchEntity"


def test_another_alias_takes_the_place_of_the_first(iam):
    iam.create_account_alias(AccountAlias="acme-other")
    assert iam.list_account_aliases()["AccountAliases"] == ["acme-other"]


def test_an_alias_is_taken_once(iam):
    assert refusal(iam.create_account_alias, AccountAlias="acme-startup") == (
        "EntityAlreadyExists",
        "The account alias acme-startup already exists.",
    )


def test_an_alias_of_another_account_is_taken(client):
    with serve("organisation") as sandbox:
        with sandbox._application.backends.in_place():
            (*_, other) = (regions["aws"] for account, regions in iam_backends.items() if account != "123456789012")
            other.account_aliases = ["acme-member"]
        iam = client(sandbox, "iam")
        assert refusal(iam.create_account_alias, AccountAlias="acme-member")[0] == "EntityAlreadyExists"


@pytest.mark.parametrize("alias", ["Acme", "acme_1", "-acme", "acme-", "ac--me", "ac", "a" * 64])
def test_an_alias_is_of_lower_case_letters_digits_and_single_hyphens(fresh, alias):
    unchecked = boto3.client(
        "iam",
        region_name="us-east-1",
        endpoint_url=fresh.endpoint_url,
        aws_access_key_id=fresh.environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=fresh.environment["AWS_SECRET_ACCESS_KEY"],
        config=Config(parameter_validation=False),
    )
    assert refusal(unchecked.create_account_alias, AccountAlias=alias)[0] == "ValidationError"
