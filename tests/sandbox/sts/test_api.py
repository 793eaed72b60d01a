"""What all operations of STS share: session policies, and denials."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from rootward.sandbox.sts.api import not_authorized

READ = "arn:aws:iam::aws:policy/ReadOnlyAccess"
ALL = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'


def test_a_denial_names_who_what_and_whereon():
    maya, role = "arn:aws:iam::123456789012:user/maya", "arn:aws:iam::123456789012:role/x"
    denial = not_authorized(maya, "sts:AssumeRole", role)
    assert denial.code == "AccessDenied"
    assert denial.message == f"User: {maya} is not authorized to perform: sts:AssumeRole on resource: {role}"


@pytest.mark.parametrize("policies", [{"Policy": ALL}, {"PolicyArns": [{"arn": READ}]}])
def test_a_session_policy_takes_room(startup, client, policies):
    sts = client(startup, "sts")
    both = {"Policy": ALL, "PolicyArns": [{"arn": READ}]}
    one_takes = sts.get_federation_token(Name="visitor", **policies)["PackedPolicySize"]
    assert 0 < one_takes < sts.get_federation_token(Name="visitor", **both)["PackedPolicySize"] < 100


def test_documents_and_arns_share_2048_characters(startup, client):
    fits = ALL + " " * (2048 - len(ALL))
    sts = client(startup, "sts")
    with pytest.raises(ClientError, match="should not exceed 2048 characters"):
        sts.get_federation_token(Name="visitor", Policy=fits, PolicyArns=[{"arn": READ}])
