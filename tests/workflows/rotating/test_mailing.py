"""Whether the owner of a key may send mail over SMTP, asked before the key is rotated."""

from __future__ import annotations

import json

import pytest

from rootward.aws.session import open_session
from rootward.model.key_pair import KeyOwner
from rootward.sandbox import serve
from rootward.workflows.rotating.mailing import may_mail
from tests.aws.practice import iam_of

MAIL = {"Effect": "Allow", "Action": "ses:SendRawEmail", "Resource": "*"}


@pytest.fixture(scope="module")
def sandbox():
    with serve("startup", enforce=True) as sandbox:
        iam = iam_of(sandbox)
        for name in ("mailer", "ann", "ses-smtp-user.20260301"):
            iam.create_user(UserName=name)
        document = json.dumps({"Version": "2012-10-17", "Statement": [MAIL]})
        iam.put_user_policy(UserName="mailer", PolicyName="mail", PolicyDocument=document)
        sandbox.advance_clock(60)
        yield sandbox


def asked(sandbox, user, credentials=None):
    said: list[str] = []
    session = open_session(
        profile=None,
        region=sandbox.region,
        role_arn=None,
        endpoint_url=sandbox.endpoint_url,
        credentials=credentials or sandbox.credentials,
    )
    owner = KeyOwner(account=sandbox.account_id, user=user)
    return may_mail(session, owner, said.append), said


@pytest.mark.parametrize(("user", "mails"), [("mailer", True), ("ann", False), ("ses-smtp-user.20260301", True)])
def test_a_policy_or_the_name_that_ses_gives_tells_it(sandbox, user, mails):
    assert asked(sandbox, user) == (mails, [])


def test_where_the_policies_may_not_be_read_it_is_said(sandbox):
    key = iam_of(sandbox).create_access_key(UserName="ann")["AccessKey"]
    sandbox.advance_clock(60)

    mails, (line,) = asked(sandbox, "ann", (key["AccessKeyId"], key["SecretAccessKey"]))

    assert not mails
    assert line.startswith("whether ann sends mail over SMTP is not known, and AWS records no use of a key there: ")
