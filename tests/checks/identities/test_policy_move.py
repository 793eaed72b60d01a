"""Policies that users hold directly move to a group: given first, taken last, and nobody may do more or less."""

from __future__ import annotations

import json
import re

import msgspec
import pytest

from rootward.checks.authority import authority
from rootward.checks.remedy import Refused
from rootward.iam_policy import Partial, Request, decide
from rootward.model.change import (
    AttachmentChange,
    GroupChange,
    IdentityRef,
    InlinePolicyChange,
    MembershipChange,
)
from rootward.model.unknown import Unknown
from tests.checks.asking import verdicts
from tests.checks.facts import account, allow, arn, denied, group, identities, inline, managed, policy, role, user
from tests.checks.proposing import (
    a_finding,
    applied,
    changes,
    guidance,
    proposal,
    proposed,
    refusal,
    remedy,
    undone,
)

CHECK = "policy-attached-to-user"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
BILLING = "arn:aws:iam::aws:policy/job-function/Billing"
DEPLOY = arn("policy", "team/deploy")
S3 = policy(allow("s3:GetObject", "arn:aws:s3:::${aws:username}/*"))
ADMIN = policy(allow("*"))


def of(*users, groups=(), roles=(), policies=(), **facts):
    people = identities(users=users, groups=groups, roles=roles, policies=policies)
    return account(identities=people, **facts)


def destination(facts):
    """The one group that is made or joined."""
    made = proposal(CHECK, facts)
    (joined,) = (one for one in changes(made) if isinstance(one, MembershipChange))
    return joined.group


def attached(kind, name, policy_arn, *, after):
    holder = IdentityRef(kind, name, arn(kind, name))
    return AttachmentChange(holder=holder, policy_arn=policy_arn, before=not after, after=after)


def joined(name, into):
    return MembershipChange(
        user=name, user_arn=arn("user", name), group=into, group_arn=arn("group", into), before=False, after=True
    )


def test_a_group_is_made_then_given_then_joined_and_only_then_is_the_policy_taken_off():
    made = proposal(CHECK, of(user("ann", attached_policies=(READ_ONLY,))))

    assert made.batches == (
        (GroupChange(name="ReadOnlyAccess", arn=arn("group", "ReadOnlyAccess"), before=False, after=True),),
        (attached("group", "ReadOnlyAccess", READ_ONLY, after=True),),
        (joined("ann", "ReadOnlyAccess"),),
        (attached("user", "ann", READ_ONLY, after=False),),
    )
    assert not made.restricts
    assert made.why == (
        "what its members held directly they hold by group ReadOnlyAccess: they may do the same as before"
    )


def test_inline_policies_move_with_their_documents_as_they_are_written():
    written = json.dumps(json.loads(S3), indent=2)
    ann = user("ann", attached_policies=(READ_ONLY,), inline_policies=(inline("own", written),))
    _, given, _, taken = proposal(CHECK, of(ann)).batches
    name = destination(of(ann))

    assert given[1] == InlinePolicyChange(
        holder=IdentityRef("group", name, arn("group", name)), name="own", before=None, after=written
    )
    assert taken[1] == InlinePolicyChange(
        holder=IdentityRef("user", "ann", arn("user", "ann")), name="own", before=written, after=None
    )


EVERYTHING = user(
    "ann",
    groups=("people",),
    attached_policies=(BILLING, READ_ONLY, DEPLOY),
    inline_policies=(inline("own", S3), inline("more", policy(allow("sqs:*")))),
)


def test_once_it_is_made_the_check_passes_and_undone_everything_is_where_it_was():
    facts = of(EVERYTHING, user("bob"), groups=(group("people"),), policies=(managed("team/deploy", S3),))
    made = proposal(CHECK, facts)
    after = applied(made, facts)

    assert [one.status for one in verdicts(CHECK, after)] == ["pass", "pass"]
    back = undone(made, after).identities
    assert not isinstance(back, Unknown)
    assert not isinstance(facts.identities, Unknown)
    assert {*back.users[0].attached_policies} == {*EVERYTHING.attached_policies}
    assert {*back.users[0].inline_policies} == {*EVERYTHING.inline_policies}
    assert back.users[0].groups == ("people",)
    assert back.groups == facts.identities.groups
    assert back.policies == facts.identities.policies


ASKED = (
    ("s3:GetObject", "arn:aws:s3:::ann/x"),
    ("s3:GetObject", "arn:aws:s3:::bob/x"),
    ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:123456789012:jobs"),
    ("ec2:RunInstances", "*"),
    ("iam:CreateUser", arn("user", "new")),
)


def test_after_every_step_the_user_may_do_the_same():
    deploy = managed("team/deploy", policy(allow("ec2:RunInstances"), {**allow("iam:*"), "Effect": "Deny"}))
    ann = user(
        "ann",
        attached_policies=(DEPLOY,),
        inline_policies=(inline("own", S3), inline("more", policy(allow("sqs:*")))),
        boundary=arn("policy", "edge"),
    )
    edge = managed("edge", policy({"Effect": "Allow", "NotAction": "sqs:*", "Resource": "*"}))
    facts = of(ann, policies=(deploy, edge))

    def may(facts):
        power = authority(facts)
        assert not isinstance(power, Unknown)
        holder = power.before_scps.powers.by_arn[arn("user", "ann")]
        context = Partial(holder.known)
        requests = (Request(action=one, resource=on, principal=holder.arn, context=context) for one, on in ASKED)
        return [decide(request, holder.policies).verdict.value for request in requests]

    before = may(facts)
    assert before == ["allow", "deny", "deny", "allow", "deny"]
    for change in changes(proposal(CHECK, facts)):
        facts = change.effect(facts)
        assert may(facts) == before


# --- which group


def test_users_of_the_same_policies_share_one_group_however_these_are_listed_and_written():
    spaced = json.dumps(json.loads(S3), indent=4)
    ann = user("ann", attached_policies=(READ_ONLY, BILLING), inline_policies=(inline("own", S3),))
    bob = user("bob", attached_policies=(BILLING, READ_ONLY), inline_policies=(inline("own", spaced),))
    eve = user("eve", attached_policies=(BILLING, READ_ONLY))
    facts = of(eve, bob, ann)
    of_ann, of_bob, of_eve = proposed(CHECK, facts)

    assert changes(of_ann)[:4] == changes(of_bob)[:4]
    # the document of the first of them: all must propose the same
    assert [change.after for change in changes(of_bob) if isinstance(change, InlinePolicyChange)] == [S3, None]
    assert changes(of_eve)[0] != changes(of_ann)[0]
    after = applied(of_ann, facts)
    for change in changes(of_bob)[4:]:  # the rest is there already
        assert change.state(after) == change.before
        after = change.effect(after)
    assert [one.status for one in verdicts(CHECK, after)] == ["fail", "pass", "pass"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (user("ann", inline_policies=(inline("own", S3),)), user("bob", inline_policies=(inline("own", ADMIN),))),
        (user("ann", inline_policies=(inline("own", S3),)), user("bob", inline_policies=(inline("other", S3),))),
        (
            user("ann", attached_policies=(READ_ONLY,)),
            user("bob", attached_policies=(arn("policy", "ReadOnlyAccess"),)),
        ),
        (
            user("ann", attached_policies=(READ_ONLY,)),
            user("bob", attached_policies=(READ_ONLY,), inline_policies=(inline("own", S3),)),
        ),
    ],
)
def test_other_policies_are_another_group_in_the_same_plan(first, second):
    names = {changes(made)[0].target for made in proposed(CHECK, of(first, second))}

    assert len(names) == 2


def test_a_group_that_holds_exactly_these_is_joined_and_nothing_is_made():
    ann = user("ann", attached_policies=(READ_ONLY,), inline_policies=(inline("own", S3),))
    holding = {"attached_policies": (READ_ONLY,), "inline_policies": (inline("own", json.dumps(json.loads(S3))),)}
    readers = group("readers", **holding)
    made = proposal(CHECK, of(ann, groups=(group("a-few", attached_policies=(READ_ONLY,)), readers)))

    assert [type(batch[0]) for batch in made.batches] == [MembershipChange, AttachmentChange]
    assert made.batches[0] == (joined("ann", "readers"),)
    assert [change.after for change in made.batches[1]] == [False, None]


def test_of_several_such_groups_the_user_s_own_is_meant_and_else_the_first_by_name():
    several = tuple(group(name, attached_policies=(READ_ONLY,)) for name in ("zoo", "beta", "alpha"))
    outside = user("ann", attached_policies=(READ_ONLY,))
    inside = user("ann", groups=("beta",), attached_policies=(READ_ONLY,))

    assert proposal(CHECK, of(outside, groups=several)).batches[0] == (joined("ann", "alpha"),)
    assert proposal(CHECK, of(inside, groups=several)).batches == ((attached("user", "ann", READ_ONLY, after=False),),)


@pytest.mark.parametrize(
    "other",
    [
        group("readers", attached_policies=(READ_ONLY, BILLING)),
        group("readers", attached_policies=(READ_ONLY,), inline_policies=(inline("own", S3),)),
        group("readers", attached_policies=(BILLING,)),
        group("readers"),
    ],
)
def test_a_group_that_holds_more_or_less_is_not_joined(other):
    assert destination(of(user("ann", attached_policies=(READ_ONLY,)), groups=(other,))) == "ReadOnlyAccess"


def test_an_empty_group_where_a_run_was_cut_short_is_gone_on_with():
    ann = user("ann", attached_policies=(BILLING, READ_ONLY), inline_policies=(inline("own", S3),))
    name = destination(of(ann))
    begun = group(name, attached_policies=(READ_ONLY,))
    made = proposal(CHECK, of(ann, groups=(begun,)))

    assert made.batches[:2] == (
        (
            attached("group", name, BILLING, after=True),
            InlinePolicyChange(
                holder=IdentityRef("group", name, arn("group", name)), name="own", before=None, after=S3
            ),
        ),
        (joined("ann", name),),
    )
    assert [one.status for one in verdicts(CHECK, applied(made, of(ann, groups=(begun,))))] == ["pass"]


@pytest.mark.parametrize(
    ("begun", "missing"),
    [
        ({"attached_policies": (BILLING, READ_ONLY)}, [InlinePolicyChange]),
        ({"inline_policies": (inline("own", S3),)}, [AttachmentChange, AttachmentChange]),
        ({}, [AttachmentChange, AttachmentChange, InlinePolicyChange]),
    ],
)
def test_whatever_the_run_left_out_is_made_up_for(begun, missing):
    ann = user("ann", attached_policies=(BILLING, READ_ONLY), inline_policies=(inline("own", S3),))
    made = proposal(CHECK, of(ann, groups=(group(destination(of(ann)), **begun),)))

    assert [type(change) for change in made.batches[0]] == missing


@pytest.mark.parametrize(
    ("taken", "people"),
    [
        (group("READONLYACCESS", attached_policies=(BILLING,)), ()),
        (group("ReadOnlyAccess", inline_policies=(inline("own", S3),)), ()),
        (group("readonlyaccess"), (user("bob", groups=("readonlyaccess",)),)),
    ],
)
def test_a_name_that_another_group_has_in_any_case_is_left_to_it(taken, people):
    name = destination(of(user("ann", attached_policies=(READ_ONLY,)), *people, groups=(taken,)))

    assert re.fullmatch(r"ReadOnlyAccess-[0-9a-f]{8}", name)


def test_names_are_counted_where_the_digest_is_taken_too():
    ann = user("ann", attached_policies=(DEPLOY,))
    first = destination(of(ann))
    second = destination(of(ann, groups=(group(first.upper(), attached_policies=(READ_ONLY,)),)))

    assert re.fullmatch(r"deploy-[0-9a-f]{8}", first)
    assert second == f"{first}-2"


@pytest.mark.parametrize(
    ("held", "form"),
    [
        ({"attached_policies": (READ_ONLY,)}, r"ReadOnlyAccess"),
        ({"attached_policies": (BILLING,)}, r"Billing"),
        ({"attached_policies": (DEPLOY,)}, r"deploy-[0-9a-f]{8}"),
        ({"inline_policies": (inline("own", S3),)}, r"own-[0-9a-f]{8}"),
        ({"inline_policies": (inline("a b/é~!", S3),)}, r"a-b-----[0-9a-f]{8}"),
        ({"attached_policies": (READ_ONLY, BILLING)}, r"ReadOnlyAccess-and-1-more-[0-9a-f]{8}"),
        (
            {"attached_policies": (DEPLOY, READ_ONLY), "inline_policies": (inline("a", S3),)},
            r"deploy-and-2-more-[0-9a-f]{8}",
        ),
        ({"inline_policies": (inline("n" * 128, S3),)}, r"n{119}-[0-9a-f]{8}"),
        ({"attached_policies": (f"arn:aws:iam::aws:policy/{'n' * 128}",)}, r"n{128}"),
    ],
)
def test_the_name_tells_of_the_policies_and_is_one_that_aws_takes(held, form):
    name = destination(of(user("ann", **held)))

    assert re.fullmatch(form, name)
    assert re.fullmatch(r"[A-Za-z0-9_+=,.@-]{1,128}", name)
    assert name == destination(of(user("bob", **held), user("zoe")))


def test_arns_are_of_the_account_s_partition():
    facts = msgspec.structs.replace(of(user("ann", attached_policies=(READ_ONLY,))), partition="aws-cn")
    made, *_ = changes(proposal(CHECK, facts))

    assert made.resource == "arn:aws-cn:iam::123456789012:group/ReadOnlyAccess"


# --- guards


@pytest.mark.parametrize("name", ["ses-smtp-user.1", "BedrockAPIKey-a1b2"])
def test_a_user_that_a_service_made_keeps_its_policy(name):
    facts = of(user(name, attached_policies=(READ_ONLY,)))
    refused = refusal(CHECK, facts, finding=a_finding(CHECK, arn("user", name)))

    assert refused.reason.endswith(f" made {name} with its policy")
    assert not refused.lacks_facts


@pytest.mark.parametrize("version", ["", "V2", "V3"])
def test_a_user_in_quarantine_is_aws_s_business_first(version):
    quarantine = f"arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantine{version}"
    refused = refusal(CHECK, of(user("ann", attached_policies=(READ_ONLY, quarantine))), iac=True)

    assert refused.reason == (
        f"AWS attached AWSCompromisedKeyQuarantine{version} to ann, whose access key leaked: replace the key and close "
        "the case that AWS opened, then detach that policy first"
    )


def test_a_policy_of_that_name_that_is_not_aws_s_is_one_like_any_other():
    facts = of(user("ann", attached_policies=(arn("policy", "AWSCompromisedKeyQuarantineOurs"),)))

    assert destination(facts).startswith("AWSCompromisedKeyQuarantineOurs-")


@pytest.mark.parametrize("document", ["{", "", "[]", '"text"', "[" * 100_000])
def test_a_document_that_is_none_is_not_written_anywhere(document):
    refused = refusal(CHECK, of(user("ann", inline_policies=(inline("own", document),))))

    assert refused.lacks_facts
    assert refused.reason == "the inline policy own of ann is no JSON as it was read"


def test_a_managed_policy_that_could_not_be_read_moves_all_the_same():
    unread = managed("team/deploy", denied("iam:GetPolicyVersion"))
    facts = of(user("ann", attached_policies=(DEPLOY,)), policies=(unread,))

    assert [one.status for one in verdicts(CHECK, applied(proposal(CHECK, facts), facts))] == ["pass"]


def test_a_group_takes_ten_managed_policies_and_no_more():
    ten = tuple(f"arn:aws:iam::aws:policy/P{number}" for number in range(10))

    assert changes(proposal(CHECK, of(user("ann", attached_policies=ten))))
    refused = refusal(CHECK, of(user("ann", attached_policies=(*ten, READ_ONLY))))
    assert refused.reason == (
        "ann holds 11 managed policies, and a group 10 at most: put some of them together, or into a group of their "
        "own, first"
    )


def test_the_inline_policies_of_a_group_have_so_many_characters_without_white_space():
    def document(size):
        base = len(re.sub(r"\s", "", policy(allow("s3:*", ""))))
        return policy(allow("s3:*", "a" * (size - base)))

    def holding(*sizes):
        several = (inline(f"p{number}", document(size)) for number, size in enumerate(sizes))
        return of(user("ann", inline_policies=tuple(several)))

    assert changes(proposal(CHECK, holding(5_000, 120)))
    assert refusal(CHECK, holding(5_000, 121)).reason == (
        "the inline policies of ann have 5121 characters, and those of a group may have 5120: make managed policies of "
        "them first"
    )


def test_a_user_is_in_ten_groups_at_most():
    names = tuple(f"g{number}" for number in range(10))
    nine = user("ann", groups=names[:9], attached_policies=(READ_ONLY,))
    ten = user("ann", groups=names, attached_policies=(READ_ONLY,))
    groups = tuple(group(name) for name in names)

    assert destination(of(nine, groups=groups)) == "ReadOnlyAccess"
    assert refusal(CHECK, of(ten, groups=groups)).reason == (
        "ann is in 10 groups, and AWS allows 10: take the user out of one first"
    )
    holding = (*groups[:9], group("g9", attached_policies=(READ_ONLY,)))
    assert proposal(CHECK, of(ten, groups=holding)).batches == ((attached("user", "ann", READ_ONLY, after=False),),)


def test_an_account_has_room_for_so_many_groups_those_of_the_same_plan_counted():
    users = (
        user("a-guest"),
        user("aaron", attached_policies=(DEPLOY,)),
        user("bob", attached_policies=(BILLING,)),
        user("ann", attached_policies=(READ_ONLY,)),
        user("eve", attached_policies=(READ_ONLY,)),
        user("zoe"),
    )

    def answers(number):
        empty = tuple(group(f"g{one}") for one in range(number - 1))
        return proposed(CHECK, of(*users, groups=(*empty, group("deployers", attached_policies=(DEPLOY,)))))[1:]

    assert all(changes(answer) for answer in answers(298))
    of_ann, of_bob, of_eve = answers(299)
    assert changes(of_ann)[0] == changes(of_eve)[0]
    assert of_bob == Refused(
        "the account may have 300 groups, if its quota was not raised, and has no room for Billing: delete groups that "
        "nobody is in first"
    )
    assert [type(answer) for answer in answers(300)] == [Refused, Refused]  # for ann and eve the same one


def test_a_full_account_may_still_use_the_groups_that_it_has():
    groups = (*(group(f"g{number}") for number in range(300)), group("readers", attached_policies=(READ_ONLY,)))

    assert destination(of(user("ann", attached_policies=(READ_ONLY,)), groups=groups)) == "readers"


# --- a group can be joined, a user cannot

ADMINISTRATORS = managed("admin", ADMIN)
HELPER = user("hal", groups=("helpers",))
HELPERS = group("helpers", inline_policies=(inline("add", policy(allow("iam:AddUserToGroup"))),))


def opened(*others, groups=(HELPERS,), roles=(), **held):
    made = held or {"attached_policies": (arn("policy", "admin"),)}
    return of(user("ann", **made), *others, groups=groups, roles=roles, policies=(ADMINISTRATORS,))


def test_an_administrator_s_policy_does_not_go_where_somebody_could_join():
    refused = refusal(CHECK, opened(HELPER))

    assert re.fullmatch(
        r"user hal, no administrator, may add users to groups \(iam:AddUserToGroup\) and could join "
        r"admin-[0-9a-f]{8}, which would make administrators: name the groups in that permission first",
        refused.reason,
    )


def test_without_this_guard_a_way_to_administration_would_open():
    facts = opened(HELPER)
    ready = group("admins", attached_policies=(arn("policy", "admin"),))

    assert [one.status for one in verdicts("privilege-escalation-path", facts)] == ["not_applicable", "pass"]
    assert [one.status for one in verdicts("privilege-escalation-path", opened(HELPER, groups=(HELPERS, ready)))] == [
        "not_applicable",
        "fail",
    ]


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (2, "user hal0, user hal1, no admin"),
        (3, "user hal0, user hal1, user hal2, no admin"),
        (4, "user hal0, user hal1, user hal2 and 1 more, no admin"),
    ],
)
def test_several_who_could_join_are_counted(number, told):
    several = tuple(user(f"hal{one}", groups=("helpers",)) for one in range(number))

    assert refusal(CHECK, opened(*several)).reason.startswith(told)


@pytest.mark.parametrize(
    "begun", [{}, {"attached_policies": (arn("policy", "admin"),)}, {"inline_policies": (inline("own", S3),)}]
)
def test_a_group_where_a_run_was_cut_short_is_not_gone_on_with_where_somebody_could_join(begun):
    held = {"attached_policies": (arn("policy", "admin"),), "inline_policies": (inline("own", S3),)}
    facts = opened(HELPER, groups=(HELPERS, group(destination(opened(**held)), **begun)), **held)

    assert refusal(CHECK, facts).reason.startswith("user hal, no administrator, ")


def test_who_administers_one_account_administers_it():
    own = (inline("own", policy(allow("iam:*", "arn:aws:iam::123456789012:*"))),)

    assert refusal(CHECK, opened(HELPER, inline_policies=own)).reason.startswith("user hal, no administrator, ")


@pytest.mark.parametrize(
    "facts",
    [
        opened(),
        opened(user("bob")),
        opened(user("bob", groups=("helpers",)), groups=(group("helpers", inline_policies=(inline("a", S3),)),)),
        # the permission names groups
        opened(
            HELPER,
            groups=(
                group(
                    "helpers",
                    inline_policies=(inline("add", policy(allow("iam:AddUserToGroup", arn("group", "staff-*")))),),
                ),
            ),
        ),
        # an administrator may join anything
        opened(
            user("root", attached_policies=()),
            HELPER,
            groups=(group("helpers", inline_policies=(inline("a", ADMIN),)),),
        ),
        # what is moved makes nobody an administrator
        opened(HELPER, inline_policies=(inline("own", S3),)),
        # a group that holds the same is there already
        opened(HELPER, groups=(HELPERS, group("admins", attached_policies=(arn("policy", "admin"),)))),
        # roles that AWS's services own
        opened(
            roles=(
                role(
                    "AWSServiceRoleForX",
                    arn=arn("role", "aws-service-role/x/AWSServiceRoleForX"),
                    path="/aws-service-role/x/",
                    inline_policies=(inline("add", policy(allow("iam:AddUserToGroup"))),),
                ),
            )
        ),
    ],
)
def test_where_nobody_new_could_join_it_moves(facts):
    answers = proposed(CHECK, facts)

    assert all(changes(answer) for answer in answers)


def test_a_role_may_join_nobody_but_add_users_all_the_same():
    helper = role("help", inline_policies=(inline("add", policy(allow("iam:*Group"))),))

    assert refusal(CHECK, opened(roles=(helper,))).reason.startswith("role help, no administrator, may add users")


def test_policies_that_were_not_read_may_make_administrators():
    unread = managed("what", denied("iam:GetPolicyVersion"))
    for policies in ((unread,), ()):
        facts = of(
            user("ann", attached_policies=(arn("policy", "what"),)), HELPER, groups=(HELPERS,), policies=policies
        )
        assert refusal(CHECK, facts).reason.startswith("user hal, no administrator, ")


# --- identities that are kept as code


def test_with_iac_it_says_what_to_write():
    facts = of(EVERYTHING, groups=(group("people"),))

    assert guidance(CHECK, facts, iac=True).instruction == (
        f"in the code that keeps the account's identities: declare a group that holds {BILLING}, {READ_ONLY}, {DEPLOY},"
        " inline own, inline more, put user ann into it, and take them off the user"
    )
    one = of(user("ann", attached_policies=(READ_ONLY,)))
    assert guidance(CHECK, one, iac=True).instruction.endswith("and take it off the user")


@pytest.mark.parametrize(
    ("tags", "where"),
    [
        ({"aws:cloudformation:stack-name": "people", "team": "x"}, "in the template of people: "),
        ({"aws:cloudformation:logical-id": "Ann"}, "in the template of a stack: "),
    ],
)
def test_a_user_of_a_stack_is_kept_by_its_template(tags, where):
    ann = user("ann", attached_policies=(READ_ONLY,), tags=tags)

    assert guidance(CHECK, of(ann)).instruction.startswith(f"{where}declare a group that holds {READ_ONLY}, ")


def test_a_tag_of_somebody_s_own_makes_no_stack():
    ann = user("ann", attached_policies=(READ_ONLY,), tags={"cloudformation:stack-name": "people"})

    assert destination(of(ann)) == "ReadOnlyAccess"


# --- facts


@pytest.mark.parametrize(
    ("facts", "reason", "lacks_facts"),
    [
        (account(identities=denied("iam:X")), "the account's identities were not read: access denied", True),
        (account(identities=Unknown("failed")), "the account's identities were not read: failed", True),
        (of(user("bob")), f"{arn('user', 'ann')} holds no policies directly any more", False),
        (of(user("ann")), f"{arn('user', 'ann')} holds no policies directly any more", False),
    ],
)
def test_what_is_not_there_is_not_moved(facts, reason, lacks_facts):
    refused = refusal(CHECK, facts, finding=a_finding(CHECK, arn("user", "ann")))

    assert (refused.reason, refused.lacks_facts) == (reason, lacks_facts)


def test_its_operations_are_those_of_its_changes():
    facts = of(user("ann", attached_policies=(READ_ONLY,), inline_policies=(inline("own", S3),)))
    calls = {call.operation for change in changes(proposal(CHECK, facts)) for call in change.calls()}

    assert {*remedy(CHECK).operations} == calls
