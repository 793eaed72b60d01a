"""What holds of every request and every set of policies."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rootward.iam_policy import UNREAD, Complete, Decision, Partial, Policies, Request, Verdict, decide
from rootward.iam_policy.administration import CONTROL, administration

ACCOUNT = "123456789012"
PRINCIPALS = (
    f"arn:aws:iam::{ACCOUNT}:user/team/zoe",
    f"arn:aws:iam::{ACCOUNT}:role/deploy",
    f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/zoe",
    f"arn:aws:iam::{ACCOUNT}:root",
    "arn:aws:iam::999999999999:user/guest",
    "ec2.amazonaws.com",
    "*",
)
ACTIONS = ("iam:CreateUser", "iam:ListUsers", "s3:GetObject", "sts:AssumeRole", "kms:Decrypt")
RESOURCES = (
    "*",
    f"arn:aws:iam::{ACCOUNT}:user/zoe",
    "arn:aws:s3:::drafts/zoe/a.txt",
    f"arn:aws:iam::{ACCOUNT}:role/deploy",
    f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1",
)
KEYS: dict[str, list[Any]] = {
    "aws:MultiFactorAuthPresent": [None, "true", "false"],
    "aws:SourceIp": [None, "203.0.113.7", "10.1.2.3"],
    "aws:PrincipalTag/team": [None, "zoe", "red"],
    "aws:TagKeys": [None, ["team"], ["team", "cost"], []],
    "aws:CurrentTime": [None, "2026-03-01T00:00:00Z", "2026-06-01T00:00:00Z"],
}

action_patterns = st.lists(
    st.sampled_from(["*", "iam:*", "IAM:create*", "s3:Get?bject", "*:*", "sts:AssumeRole", "kms:*"]), max_size=2
)
resource_patterns = st.lists(
    st.sampled_from(
        [
            "*",
            "arn:aws:iam::*:user/*",
            f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}",
            "arn:aws:s3:::drafts/${aws:PrincipalTag/team, 'zoe'}/*",
            "arn:aws:s3:::*",
            f"arn:aws:iam::{ACCOUNT}:role/deploy",
            f"arn:aws:kms:*:{ACCOUNT}:key/*",
        ]
    ),
    min_size=1,
    max_size=2,
)
conditions = st.dictionaries(
    st.sampled_from(
        [
            ("Bool", "aws:MultiFactorAuthPresent", "true"),
            ("BoolIfExists", "aws:MultiFactorAuthPresent", "false"),
            ("Null", "aws:MultiFactorAuthPresent", "true"),
            ("IpAddress", "aws:SourceIp", "10.0.0.0/8"),
            ("NotIpAddress", "aws:SourceIp", "10.0.0.0/8"),
            ("StringEquals", "aws:PrincipalTag/team", "zoe"),
            ("StringNotLikeIfExists", "aws:PrincipalTag/team", "r*"),
            ("StringEquals", "aws:username", "${aws:PrincipalTag/team}"),
            ("ForAllValues:StringEquals", "aws:TagKeys", "team"),
            ("ForAnyValue:StringNotEquals", "aws:TagKeys", "team"),
            ("DateLessThan", "aws:CurrentTime", "2026-05-01T00:00:00Z"),
            ("ArnLike", "aws:PrincipalArn", f"arn:aws:iam::{ACCOUNT}:user/*"),
        ]
    ),
    st.none(),
    max_size=2,
).map(lambda picked: _conditions(list(picked)))


def _conditions(picked: list[tuple[str, str, str]]) -> dict[str, dict[str, str]]:
    together: dict[str, dict[str, str]] = {}
    for operator, key, value in picked:
        together.setdefault(operator, {})[key] = value
    return together


@st.composite
def statements(draw, effects=("Allow", "Deny"), *, principals=False):
    made: dict[str, Any] = {"Effect": draw(st.sampled_from(effects))}
    made[draw(st.sampled_from(["Action", "Action", "Action", "NotAction"]))] = draw(action_patterns)
    made[draw(st.sampled_from(["Resource", "Resource", "Resource", "NotResource"]))] = draw(resource_patterns)
    made["Condition"] = draw(conditions)
    if principals:
        made["Principal"] = draw(
            st.sampled_from(["*", {"AWS": ACCOUNT}, {"AWS": PRINCIPALS[0]}, {"AWS": PRINCIPALS[1]}])
        )
    return made


def documents(effects=("Allow", "Deny"), *, principals=False):
    return st.builds(
        lambda version, listed: {"Version": version, "Statement": listed},
        st.sampled_from(["2012-10-17", "2012-10-17", "2008-10-17"]),
        st.lists(statements(effects, principals=principals), min_size=1, max_size=3),
    )


layers = st.fixed_dictionaries(
    {
        "identity": st.lists(documents(), max_size=3),
        "boundary": st.none() | documents(),
        "session": st.lists(documents(), max_size=1),
        "resource": st.lists(documents(principals=True), max_size=1),
        "scps": st.lists(st.lists(documents(), min_size=1, max_size=2), max_size=2),
        "rcps": st.lists(st.lists(documents(principals=True), min_size=1, max_size=1), max_size=1),
    }
)
full_contexts = st.fixed_dictionaries({key: st.sampled_from(values) for key, values in KEYS.items()})


@st.composite
def requests(draw, *, partial=False):
    context = draw(full_contexts)
    if partial:
        known = draw(st.sets(st.sampled_from(sorted(KEYS))))
        made: Complete | Partial = Partial({key: context[key] for key in known})
    else:
        made = Complete({key: value for key, value in context.items() if value is not None})
    return Request(
        action=draw(st.sampled_from(ACTIONS)),
        resource=draw(st.sampled_from(RESOURCES)),
        principal=draw(st.sampled_from(PRINCIPALS)),
        context=made,
    )


def judged(request: Request, layers: dict[str, Any]) -> Decision:
    return decide(request, Policies(**layers))


RANK = {Verdict.DENY: 0, Verdict.DEPENDS: 1, Verdict.ALLOW: 2}


@given(requests(partial=True), layers, documents(effects=("Deny",)))
def test_a_further_deny_never_allows_more(request, layers, further):
    before = judged(request, layers)
    after = judged(request, layers | {"identity": [*layers["identity"], further]})

    assert RANK[after.verdict] <= RANK[before.verdict]


@given(requests(partial=True), layers, documents(effects=("Allow",)), st.sampled_from(["identity", "scps", "boundary"]))
def test_a_further_allow_never_denies_more(request, layers, further, layer):
    before = judged(request, layers)
    if layer == "boundary":
        if layers["boundary"] is None:
            return
        statements = [*layers["boundary"]["Statement"], *further["Statement"]]
        grown: Any = {"Version": layers["boundary"]["Version"], "Statement": statements}
    elif layer == "scps":
        grown = [[*level, further] for level in layers["scps"]]
    else:
        grown = [*layers["identity"], further]

    assert RANK[judged(request, layers | {layer: grown}).verdict] >= RANK[before.verdict]


@given(requests(partial=True), layers, documents())
def test_a_boundary_and_a_level_of_control_policies_never_widen(request, layers, further):
    before = judged(request, layers | {"boundary": None})

    assert RANK[judged(request, layers | {"boundary": further}).verdict] <= RANK[before.verdict]
    assert (
        RANK[judged(request, layers | {"boundary": None, "scps": [*layers["scps"], [further]]}).verdict]
        <= (RANK[before.verdict])
    )


@given(requests(partial=True), layers, st.randoms(use_true_random=False))
def test_the_order_of_policies_and_statements_does_not_matter(request, layers, chance):
    before = judged(request, layers)
    after = judged(request, _shuffled(layers, chance))

    assert (after.verdict, after.depends_on, after.unread) == (before.verdict, before.depends_on, before.unread)


def _shuffled(layers: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    def mixed(document: dict[str, Any]) -> dict[str, Any]:
        return document | {"Statement": chance.sample(document["Statement"], len(document["Statement"]))}

    def listed(several: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [mixed(one) for one in chance.sample(several, len(several))]

    return {
        "identity": listed(layers["identity"]),
        "boundary": layers["boundary"] and mixed(layers["boundary"]),
        "session": listed(layers["session"]),
        "resource": listed(layers["resource"]),
        "scps": [listed(level) for level in layers["scps"]],
        "rcps": [listed(level) for level in layers["rcps"]],
    }


@given(requests(partial=True), layers, full_contexts)
def test_depends_is_settled_by_the_keys_that_it_names(request, layers, truth):
    decision = judged(request, layers)
    if decision.verdict is not Verdict.DEPENDS:
        assert not decision.depends_on
        return
    assert decision.depends_on
    by_small_name = {key.lower(): value for key, value in truth.items()}
    given_keys = {**request.context.keys, **{key: by_small_name.get(key) for key in decision.depends_on}}
    settled = judged(_with(request, Partial(given_keys)), layers)

    assert settled.verdict in (Verdict.ALLOW, Verdict.DENY)


@given(requests(partial=True), layers, full_contexts)
def test_what_is_decided_of_a_part_holds_of_every_whole(request, layers, truth):
    decision = judged(request, layers)
    whole = {**truth, **request.context.keys}
    complete = judged(_with(request, Complete({key: value for key, value in whole.items() if value})), layers)

    assert complete.verdict is not Verdict.DEPENDS
    if decision.verdict is not Verdict.DEPENDS:
        assert complete.verdict is decision.verdict


@given(requests(), layers, st.sampled_from(["identity", "scps", "boundary", "session", "rcps"]), documents())
def test_what_holds_although_a_policy_is_unread_holds_whatever_it_says(request, layers, layer, document):
    unread: dict[str, Any] = {
        "identity": [*layers["identity"], UNREAD],
        "boundary": UNREAD,
        "session": [UNREAD],
        "scps": UNREAD,
        "rcps": UNREAD,
    }
    read: dict[str, Any] = {
        "identity": [*layers["identity"], document],
        "boundary": document,
        "session": [document],
        "scps": [[document]],
        "rcps": [[_for_everybody(document)]],
    }
    before = judged(request, layers | {layer: unread[layer]})
    after = judged(request, layers | {layer: read[layer]})

    if before.verdict is Verdict.DEPENDS:
        assert before.unread == {layer.removesuffix("s")}
    else:
        assert after.verdict is before.verdict


def _for_everybody(document: dict[str, Any]) -> dict[str, Any]:
    return document | {"Statement": [each | {"Principal": "*"} for each in document["Statement"]]}


@given(requests(partial=True), layers)
def test_the_deciding_statement_is_named(request, layers):
    decision = judged(request, layers)

    if decision.explicit:
        assert decision.verdict is Verdict.DENY
        assert decision.deciding is not None
        assert decision.deciding.effect == "Deny"
    elif decision.verdict is Verdict.ALLOW:
        by_right = request.principal.endswith(":root") and decision.layer == "identity"
        assert by_right or (decision.deciding is not None and decision.deciding.effect == "Allow")
    elif decision.verdict is Verdict.DENY:
        assert decision.deciding is None
    else:
        assert decision.deciding is not None


def _with(request: Request, context: Complete | Partial) -> Request:
    return Request(action=request.action, resource=request.resource, principal=request.principal, context=context)


iam_statements = st.builds(
    lambda effect, element, actions, resources, condition: {
        "Effect": effect,
        element: actions,
        "Resource": resources,
        "Condition": condition,
    },
    st.sampled_from(["Allow", "Allow", "Allow", "Deny"]),
    st.sampled_from(["Action", "Action", "NotAction"]),
    st.lists(
        st.sampled_from(["*", "iam:*", "iam:Attach*", "iam:Put*", "iam:*Role*", "iam:Create*", "iam:*User*", "s3:*"]),
        max_size=3,
    ),
    st.lists(
        st.sampled_from(
            ["*", "arn:aws:iam::*", f"arn:aws:iam::{ACCOUNT}:role/*", f"arn:aws:iam::{ACCOUNT}:user/*", "*:user/zoe"]
        ),
        min_size=1,
        max_size=2,
    ),
    conditions,
)
iam_documents = st.lists(iam_statements, min_size=1, max_size=4).map(
    lambda listed: {"Version": "2012-10-17", "Statement": listed}
)


@given(
    st.lists(iam_documents, min_size=1, max_size=3),
    st.none() | iam_documents,
    full_contexts,
    st.text("abcXYZ019+=,.@_-", min_size=1, max_size=12),
)
def test_an_administrator_may_do_one_of_each_kind_whatever_the_name(identity, boundary, truth, name):
    policies = Policies(identity, boundary=boundary)
    if administration(policies, PRINCIPALS[0]).control is not True:
        return
    # What it takes, it has under all circumstances, on whatever nobody singled out by its name; and nothing is tagged.
    circumstances = {key: value for key, value in truth.items() if value and key != "aws:TagKeys"}
    context = Complete({**circumstances, "aws:RequestedRegion": "us-east-1"})
    for row in CONTROL:
        verdicts = [
            decide(
                Request(
                    action=action,
                    resource=f"arn:aws:iam::{ACCOUNT}:{kind}/{name}",
                    principal=PRINCIPALS[0],
                    context=context,
                ),
                policies,
            ).verdict
            for action, kind in row
        ]
        assert Verdict.ALLOW in verdicts or name == "zoe"


@given(st.lists(iam_documents, min_size=1, max_size=3), st.none() | iam_documents, iam_statements)
def test_a_further_denial_makes_nobody_an_administrator(identity, boundary, denial):
    before = administration(Policies(identity, boundary=boundary), PRINCIPALS[0]).control
    further = {"Version": "2012-10-17", "Statement": denial | {"Effect": "Deny"}}
    after = administration(Policies([*identity, further], boundary=boundary), PRINCIPALS[0]).control

    assert after is False or before is not False
    assert after is not True or before is True
