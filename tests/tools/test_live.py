"""The live suite, against the practice account: boto3 stands for the AWS CLI, with its words and its JSON."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from datetime import datetime
from typing import Any

import msgspec
import pytest
from botocore.exceptions import ClientError

from aws_cli import CliError
from cli_views import FOLLOWED, VIEWS
from live import OURS, compare, main, report
from rootward.aws.session import open_session
from rootward.model.account import FACTS, NOT_FROM_AWS
from rootward.model.unknown import Unknown
from rootward.sandbox import serve
from rootward.workflows.collect import collect_account
from tests.aws.load_balancers import present_by_application, present_by_classic


class Boto3Cli:
    """Takes the words of the AWS CLI."""

    def __init__(self, session):
        self._session = session
        self.denied = set()

    def __call__(self, *words: str, region: str | None = None) -> Any:
        service, command, *rest = words
        if command in self.denied:
            raise CliError("AccessDenied")
        client = self._session.client(service, region)
        method = command.replace("-", "_")
        parameters = dict(self._parameters(client, method, rest))
        try:
            if client.can_paginate(method):
                answer = client.get_paginator(method).paginate(**parameters).build_full_result()
            else:
                answer = getattr(client, method)(**parameters)
        except ClientError as error:
            raise CliError(error.response["Error"]["Code"].removesuffix("Exception")) from None
        return json.loads(json.dumps(answer, default=self._plain))

    @staticmethod
    def _parameters(client, method, words):
        shape = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[method]).input_shape
        names = {re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower(): name for name in shape.members} if shape else {}
        while words:
            name = names[words.pop(0).removeprefix("--")]
            values = []
            while words and not words[0].startswith("--"):
                values.append(words.pop(0))
            many = shape.members[name].type_name == "list"
            yield name, values if many else (values or [True])[0]

    @staticmethod
    def _plain(value):
        return value.isoformat() if isinstance(value, datetime) else b64encode(value).decode()


@pytest.fixture(scope="module", params=["startup", "hardened"])
def practice(request):
    with serve(request.param) as sandbox:
        session = open_session(
            profile=None,
            region=sandbox.region,
            role_arn=None,
            endpoint_url=sandbox.endpoint_url,
            credentials=sandbox.credentials,
        )
        yield session, collect_account(session, FACTS, deep=True)


def test_every_fact_is_compared():
    assert {*VIEWS, *FOLLOWED} == set(OURS) == set(FACTS) - set(NOT_FROM_AWS)


def test_where_both_say_the_same_every_row_does(practice, capsys):
    session, _ = practice

    assert report(session, Boto3Cli(session)) == 0
    assert f"{len(OURS)} same, 0 different, 0 unread" in capsys.readouterr().out


def test_a_policy_that_is_only_a_boundary_is_compared_by_its_document():
    boundary = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
    with serve("hardened") as sandbox:
        session = open_session(
            profile=None,
            region=sandbox.region,
            role_arn=None,
            endpoint_url=sandbox.endpoint_url,
            credentials=sandbox.credentials,
        )
        iam: Any = session.client("iam")
        name = iam.list_users()["Users"][0]["UserName"]
        iam.put_user_permissions_boundary(UserName=name, PermissionsBoundary=boundary)
        found = collect_account(session, ("identities",)).identities
        told = VIEWS["identities"](Boto3Cli(session))

    assert told == OURS["identities"](found)
    assert told[boundary]["Statement"]


def test_what_presents_a_certificate_is_compared():
    old = "arn:aws:iam::123456789012:server-certificate/www-acme-old"
    with serve("startup") as sandbox:
        present_by_classic(sandbox, old)
        present_by_application(sandbox, old)
        session = open_session(
            profile=None,
            region=sandbox.region,
            role_arn=None,
            endpoint_url=sandbox.endpoint_url,
            credentials=sandbox.credentials,
        )
        found = collect_account(session, ("certificate_uses",)).certificate_uses
        told = VIEWS["certificate_uses"](Boto3Cli(session))

    assert told == OURS["certificate_uses"](found)
    assert told == {
        old: ["listener 443 of load balancer app in us-east-1", "listener 443 of load balancer web in us-east-1"]
    }


def test_what_root_alone_is_told_is_compared_as_root():
    with serve("fresh-account") as sandbox:
        session = open_session(
            profile=None,
            region=sandbox.region,
            role_arn=None,
            endpoint_url=sandbox.endpoint_url,
            credentials=sandbox.credentials,
        )
        iam: Any = session.client("iam")
        key = iam.create_access_key()["AccessKey"]["AccessKeyId"]
        found = collect_account(session, ("root_credentials",)).root_credentials
        told = VIEWS["root_credentials"](Boto3Cli(session))

    assert told == OURS["root_credentials"](found) == {key: "Active"}


@pytest.mark.parametrize("fact", sorted({*VIEWS, *FOLLOWED}))
def test_a_fact_that_rootward_did_not_read_differs(practice, fact):
    session, account = practice
    unread = msgspec.structs.replace(account, **{fact: Unknown("failed", None, "broke")})

    differing = [row.fact for row in compare(unread, Boto3Cli(session)) if row.verdict != "same"]

    assert differing == [fact]


def test_a_difference_is_shown_where_it_is(practice):
    session, account = practice
    first, *others = account.identities.users
    changed = msgspec.structs.replace(first, groups=("somewhere-else",))
    identities = msgspec.structs.replace(account.identities, users=(changed, *others))

    rows = list(compare(msgspec.structs.replace(account, identities=identities), Boto3Cli(session)))

    (row,) = [row for row in rows if row.verdict != "same"]
    assert row.rootward.startswith(f'{first.arn}: [["somewhere-else"]')
    assert row.aws.startswith(f"{first.arn}: ")


def test_what_neither_could_read_is_no_difference(practice):
    session, account = practice
    cli = Boto3Cli(session)
    cli.denied.add("get-account-summary")
    denied = msgspec.structs.replace(account, summary=Unknown("denied", "iam:GetAccountSummary"))

    assert {row.fact: row.verdict for row in compare(denied, cli)}["summary"] == "unread"
    assert {row.fact: row.verdict for row in compare(account, cli)}["summary"] == "different"


def test_without_the_aws_cli_it_says_so(monkeypatch, capsys):
    monkeypatch.setattr("shutil.which", lambda _: None)

    assert main([]) == 2
    assert "install the AWS CLI" in capsys.readouterr().err


def test_without_credentials_it_says_so(monkeypatch, capsys):
    monkeypatch.setattr("shutil.which", lambda _: "aws")

    assert main([]) == 2
    assert "no AWS credentials were found" in capsys.readouterr().err
