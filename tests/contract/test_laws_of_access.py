"""Laws 7, 9 and 10 for answers about access: no secret, names stay text, the same facts give the same answer."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given

from rootward.model.access import Question
from rootward.reports.access import administrators as administrators_text
from rootward.reports.access import can as can_text
from rootward.reports.access import json as json_text
from rootward.reports.access import who_can as who_can_text
from rootward.workflows.can import can_account
from rootward.workflows.who_can import who_administers_account, who_can_account
from tests.checks.facts import account, allow, arn, identities, inline, managed, policy, role, trust, user
from tests.contract.hostile import NAMES, hostile_account
from tests.contract.test_law_7_reports_hold_no_secret import SECRETS
from tests.contract.test_law_9_names_stay_text import COLOURS, OBEYED, anything, every_name
from tests.contract.test_law_10_same_facts_same_report import reversed_lists
from tests.engine.access.office import office


def answers(of, name):
    """Every kind of answer about the account, with the renderers of each."""
    context = {f"aws:RequestTag/{name}": name, "aws:UserAgent": (name, name)}
    for action, resource in (
        ("s3:GetObject", "*"),
        ("iam:CreateUser", f"arn:aws:iam::123456789012:user/{name}"),
        ("kms:Decrypt", f"arn:aws:kms:::key/{name}"),
    ):
        question = Question(action=action, resource=resource, context=context)
        yield who_can_account(of, question), (who_can_text.render, json_text.render)
        yield can_account(of, arn("user", name), question), (can_text.render, json_text.render)
    yield who_administers_account(of), (administrators_text.render, json_text.render)


def texts(of, name, **options):
    return [render(answer, **options) for answer, renders in answers(of, name) for render in renders]


@every_name
@pytest.mark.parametrize("options", [{}, {"color": True, "width": 60}, {"unicode": False}])
def test_nothing_that_a_terminal_obeys_is_written(name, options):
    for text in texts(hostile_account(name), name, **options):
        assert OBEYED.search(COLOURS.sub("", text)) is None


@pytest.mark.parametrize("name", [NAMES["newline"], NAMES["return"], NAMES["separators"]])
def test_a_name_forges_no_line(name):
    for text in texts(hostile_account(name), name):
        assert not [line for line in text.splitlines() if line.startswith(("| b |", "# c", "- d", "b", "c"))]


@given(name=anything)
def test_whatever_the_name_the_answer_is_harmless_utf_8(name):
    for text in texts(hostile_account(name), name):
        assert OBEYED.search(text) is None
        assert text.encode("utf-8")


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

    for text in texts(of, "zoe"):
        assert secret not in re.sub(r"\s", "", text)


def test_the_order_in_which_aws_lists_things_changes_nothing():
    of = office()

    assert texts(reversed_lists(of), "ann") == texts(of, "ann")


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

    assert texts(people("ab"), "zoe") == texts(people("ba"), "zoe")
