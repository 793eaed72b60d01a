from __future__ import annotations

import pytest

from rootward.iam_policy import actions


def test_an_action_is_found_in_any_case():
    found = actions.find("IAM:createuser")

    assert found == actions.Action("iam", "CreateUser", "Write", ("arn:*:iam::*:user/*",))
    assert str(found) == "iam:CreateUser"


@pytest.mark.parametrize(
    "written", ["iam:CreateUsr", "nothing:CreateUser", "CreateUser", "", "iam:", "../iam:CreateUser"]
)
def test_what_aws_does_not_have_is_not_found(written):
    assert actions.find(written) is None


def test_an_action_without_resources_is_about_everything():
    found = actions.find("iam:ListUsers")

    assert found == actions.Action("iam", "ListUsers", "List", ())


def test_a_slip_of_the_pen_leads_to_what_was_meant():
    assert actions.similar("iam:CreatUser")[0] == "iam:CreateUser"
    assert "iam" in actions.similar("iamm:CreateUser")
    assert "iam" in actions.similar("iamm")
    assert len(actions.similar("iam:GetRoles")) == 3
    assert actions.similar("iam:GetRoles", most=1) == ("iam:GetRole",)
    assert actions.similar("ssm-x") == ("ssm", "ssm-sap")
    assert actions.similar("ssm-x:GetRole", most=1) == ("ssm",)
    assert actions.similar("iam:Xyzzy") == ()


def test_a_service_has_its_name_and_its_actions():
    assert "Identity and Access Management" in (actions.service_name("iam") or "")
    assert actions.service_name("nothing") is None
    assert len(actions.of_service("iam")) > 150
    assert actions.of_service("nothing") == ()


def test_a_service_has_its_condition_keys():
    assert {"s3:prefix", "aws:RequestTag/${TagKey}"} <= set(actions.condition_keys("s3"))
    assert actions.condition_keys("nothing") == ()


def test_the_table_has_the_services_that_aws_has():
    assert len(actions.services()) > 400
    assert {"iam", "sts", "s3", "ec2", "kms", "organizations", "lambda"} <= set(actions.services())


def test_every_action_of_every_service_can_be_read():
    counted = sum(len(actions.of_service(service)) for service in actions.services())

    assert counted > 20_000
