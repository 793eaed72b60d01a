"""Laws 7, 9 and 10 for answers about access: no secret, names stay text, the same facts give the same answer."""

from __future__ import annotations

import json
import re

import pytest

from rootward.model.access import Question
from rootward.reports.access import json as json_text
from rootward.workflows.who_can import who_can_account
from tests.checks.facts import account, allow, arn, identities, inline, managed, policy, role, trust, user
from tests.contract.hostile import hostile_account
from tests.contract.names import every_name
from tests.contract.subjects import texts_of_answers
from tests.contract.test_law_7_reports_hold_no_secret import SECRETS
from tests.contract.test_law_10_same_facts_same_report import reversed_lists
from tests.engine.access.office import office


@every_name
def test_json_decodes_to_the_name_itself(name):
    answer = who_can_account(hostile_account(name), Question(action="s3:GetObject"))

    listed = json.loads(json_text.render(answer))["principals"]

    assert listed[0]["name"] == name
    assert listed[0]["ways"][0]["by"][0]["policy"] in {name, arn("policy", name)}


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_a_policy_that_quotes_a_secret_does_not_show_it(secret):
    statement = allow("*", Condition={"StringEquals": {"aws:Referer": secret}})
    of = account(identities=identities(users=(user("zoe", inline_policies=(inline("p", policy(statement)),)),)))

    for text in texts_of_answers(of, "zoe"):
        assert secret not in re.sub(r"\s", "", text)


def test_the_order_in_which_aws_lists_things_changes_nothing():
    of = office()

    assert texts_of_answers(reversed_lists(of), "ann") == texts_of_answers(of, "ann")


def test_the_order_in_which_policies_are_attached_changes_nothing():
    def people(order):
        both = tuple(arn("policy", name) for name in order)
        return account(
            identities=identities(
                users=(user("zoe", attached_policies=both),),
                roles=(role("r", attached_policies=both, trust_policy=trust({"AWS": "*"})),),
                policies=tuple(managed(name, policy(allow(["s3:*", "iam:*"]))) for name in order),
            )
        )

    assert texts_of_answers(people("ab"), "zoe") == texts_of_answers(people("ba"), "zoe")
