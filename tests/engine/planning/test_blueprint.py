"""What makes an account have the users, groups and roles that somebody wants: it adds, and says what stands against."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rootward.checks.remedy import Guidance, Proposal, Refused
from rootward.engine.planning.blueprint import Wish, unknown_policies, wishes
from rootward.model.account import Account
from rootward.model.blueprint import Blueprint, WantedGroup, WantedRole, WantedUser
from rootward.model.change import (
    AttachmentChange,
    Change,
    GroupChange,
    IdentityRef,
    InlinePolicyChange,
    LoginProfileChange,
    MembershipChange,
    RoleChange,
    UserChange,
)
from rootward.model.credential import IdentityProvider
from rootward.model.monitoring import Organization
from rootward.model.plan import Gap
from rootward.model.unknown import Unknown
from tests.checks.facts import (
    ACCOUNT,
    account,
    active_key,
    allow,
    arn,
    denied,
    group,
    identities,
    inline,
    key,
    listed_key,
    managed,
    policy,
    report,
    role,
    root_row,
    trust,
    user,
    user_row,
)
from tests.engine.planning.proposals import joins, makes, writes

ADMINISTRATOR_ACCESS = "arn:aws:iam::aws:policy/AdministratorAccess"
POWER_USER = "arn:aws:iam::aws:policy/PowerUserAccess"
EVERYTHING = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
FULL = managed("AdministratorAccess", policy(allow("*")), arn=ADMINISTRATOR_ACCESS)
NO_BILLING = policy({"Effect": "Deny", "Action": "aws-portal:*", "Resource": "*"})

MARK = Blueprint(users=(WantedUser(name="mark"),))
OKTA = arn("saml-provider", "okta")
GITHUB = arn("oidc-provider", "token.actions.githubusercontent.com")


def gets(kind: Any, name: str, policy_arn: str = ADMINISTRATOR_ACCESS, document: str | None = None) -> AttachmentChange:
    """The managed policy is attached; what AdministratorAccess says is known."""
    said = EVERYTHING if policy_arn == ADMINISTRATOR_ACCESS else document
    holder = IdentityRef(kind, name, arn(kind, name))
    return AttachmentChange(holder=holder, policy_arn=policy_arn, before=False, after=True, document=said)


def comes(name: str) -> UserChange:
    """The user is made."""
    return UserChange(name=name, arn=arn("user", name), before=False, after=True)


def signs_in(name: str) -> LoginProfileChange:
    """The user gets a password for one sign-in."""
    return LoginProfileChange(user=name, user_arn=arn("user", name), before=False, after=True)


def wished(facts: Account, blueprint: Blueprint) -> list[Wish]:
    return list(wishes(facts, blueprint))


def only(facts: Account, blueprint: Blueprint) -> Wish:
    (wish,) = wishes(facts, blueprint)
    return wish


def batches(facts: Account, blueprint: Blueprint) -> tuple[tuple[Change, ...], ...]:
    """Of the one proposal."""
    answer = only(facts, blueprint).answer
    assert isinstance(answer, Proposal), answer
    return answer.batches


def refusal(facts: Account, blueprint: Blueprint) -> Refused:
    answer = only(facts, blueprint).answer
    assert isinstance(answer, Refused), answer
    return answer


def administered(*members: str, holds: tuple[str, ...] = (ADMINISTRATOR_ACCESS,), others: Any = ()) -> Account:
    """An account with the group `administrators`, its members and others."""
    users = (*(user(name, groups=("administrators",)) for name in members), *others)
    return account(
        identities=identities(
            users=users, groups=(group("administrators", attached_policies=holds),), policies=(FULL,)
        ),
        credential_report=report(root_row(), *(user_row(one.name, password_enabled=True) for one in users)),
    )


# --- the first administrator


def test_in_a_new_account_group_and_user_are_made_the_group_is_given_its_policy_and_then_the_user_joins():
    wish = only(account(), MARK)

    assert wish.gap == Gap("admin-identity-missing", f"AWS::::Account:{ACCOUNT}")
    assert wish.answer == Proposal(
        batches=(
            (comes("mark"), makes("administrators")),
            (gets("group", "administrators"), signs_in("mark")),
            (joins("mark", "administrators"),),
        )
    )


def test_the_effects_make_an_administrator_with_a_console_password():
    facts = account()
    for batch in batches(facts, MARK):
        for change in batch:
            facts = change.effect(facts)

    assert wished(facts, MARK) == []


def test_two_administrators_ask_for_the_same_group():
    first, second = wished(account(), Blueprint(users=(WantedUser(name="mark"), WantedUser(name="ann"))))

    assert isinstance(first.answer, Proposal)
    assert isinstance(second.answer, Proposal)
    assert first.answer.batches[1] == (gets("group", "administrators"), signs_in("mark"))
    assert second.answer.batches[1] == (gets("group", "administrators"), signs_in("ann"))
    assert second.answer.batches[0] == (comes("ann"), makes("administrators"))


def test_a_program_gets_no_password():
    robot = Blueprint(users=(WantedUser(name="robot", console=False),))

    assert batches(account(), robot)[-1] == (joins("robot", "administrators"),)


def test_a_user_in_no_group_is_made_and_can_do_nothing():
    alone = Blueprint(users=(WantedUser(name="mark", groups=()),))

    assert batches(account(), alone) == ((comes("mark"),), (signs_in("mark"),))
    assert only(account(), alone).gap == Gap("", arn("user", "mark"))


# --- what is there already


def test_where_all_is_so_nothing_is_wished():
    assert wished(administered("mark"), MARK) == []


def test_a_group_with_its_policy_takes_one_member_more():
    assert batches(administered("ann"), MARK) == (
        (comes("mark"),),
        (signs_in("mark"),),
        (joins("mark", "administrators"),),
    )


def test_a_group_without_its_policy_is_not_given_it_where_others_would_get_it_too():
    answer = refusal(administered("ann", "bob", holds=()), MARK)

    assert answer.reason == (
        "the group administrators is there already, lacks AdministratorAccess, and ann, bob would get it too: attach "
        "it yourself if you mean them too, or take them out of the group"
    )
    assert not answer.lacks_facts


def test_of_many_members_three_are_named():
    answer = refusal(administered("ann", "bob", "cleo", "dan", "eve", holds=()), MARK)

    assert "ann, bob, cleo and 2 more would get it too" in answer.reason


def test_all_that_the_group_lacks_is_named():
    there = group("developers", arn=arn("group", "developers"))
    facts = account(identities=identities(users=(user("eve", groups=("developers",)),), groups=(there,)))

    assert refusal(facts, Blueprint(groups=(DEVELOPERS,))).reason == (
        "the group developers is there already, lacks PowerUserAccess, no-billing, and eve would get it too: attach it "
        "yourself if you mean eve too, or take eve out of the group"
    )


def test_nor_where_the_one_who_is_wanted_is_its_only_member():
    """Mark may have been put there for something else: who gives it to the group says so."""
    assert "mark would get it too" in refusal(administered("mark", holds=()), MARK).reason


def test_an_empty_group_is_given_what_it_lacks():
    assert batches(administered(holds=()), MARK) == (
        (comes("mark"),),
        (gets("group", "administrators"), signs_in("mark")),
        (joins("mark", "administrators"),),
    )


def test_names_are_the_same_in_small_and_capital_letters_and_the_accounts_own_are_used():
    facts = account(
        identities=identities(
            users=(user("Mark"),), groups=(group("Administrators", attached_policies=(ADMINISTRATOR_ACCESS,)),)
        ),
        credential_report=report(root_row(), user_row("Mark", password_enabled=True)),
    )

    assert batches(facts, MARK) == ((joins("Mark", "Administrators"),),)


def test_groups_and_users_on_a_path_are_found_by_their_names():
    there = user("mark", arn=arn("user", "staff/mark"), path="/staff/")
    team = group("administrators", arn=arn("group", "staff/administrators"), attached_policies=(ADMINISTRATOR_ACCESS,))
    facts = account(
        identities=identities(users=(there,), groups=(team,)),
        credential_report=report(root_row(), user_row("mark", arn=there.arn, password_enabled=True)),
    )

    assert batches(facts, MARK) == (
        (
            MembershipChange(
                user="mark", user_arn=there.arn, group="administrators", group_arn=team.arn, before=False, after=True
            ),
        ),
    )


def test_a_user_who_is_there_joins_and_keeps_the_password():
    assert batches(administered("ann", others=(user("mark"),)), MARK) == ((joins("mark", "administrators"),),)


def test_a_user_who_is_there_without_a_password_gets_one():
    facts = account(
        identities=identities(users=(user("mark"),)), credential_report=report(root_row(), user_row("mark"))
    )

    assert batches(facts, MARK)[1:] == (
        (gets("group", "administrators"), signs_in("mark")),
        (joins("mark", "administrators"),),
    )


def test_whether_a_user_has_a_password_may_be_unknown():
    there = identities(users=(user("mark"),))

    unread = refusal(account(identities=there, credential_report=denied("iam:GetCredentialReport")), MARK)
    unlisted = refusal(account(identities=there), MARK)

    assert unread == Refused("whether mark has a console password is not known: access denied", lacks_facts=True)
    assert unlisted == Refused(
        "whether mark has a console password is not known: the credential report does not show mark", lacks_facts=True
    )


def test_a_user_of_the_report_alone_is_made_again():
    """The report is up to four hours old: whoever stands there and not among the users was deleted."""
    facts = account(credential_report=report(root_row(), user_row("mark", password_enabled=True)))

    assert batches(facts, MARK)[1:] == (
        (gets("group", "administrators"), signs_in("mark")),
        (joins("mark", "administrators"),),
    )


@pytest.mark.parametrize("unread", [denied("iam:GetAccountAuthorizationDetails"), Unknown("failed")])
def test_without_knowing_who_is_there_nothing_is_proposed(unread):
    wish = only(account(identities=unread), Blueprint(users=(WantedUser(name="mark"),), identity_center=True))

    told = unread.detail or "failed"
    assert wish == Wish(
        Gap("admin-identity-missing", f"AWS::::Account:{ACCOUNT}"),
        Refused(f"users, groups and roles were not read: {told}", lacks_facts=True),
    )


# --- a user who is there already may be a pipeline's


def with_keys(*slots: Any, **facts: Any) -> Account:
    """An account in which mark is at work already, by access keys."""
    row = user_row("mark", password_enabled=True, keys=(*slots, key(), key())[:2])
    return account(
        **{
            "identities": identities(users=(user("mark"),)),
            "credential_report": report(root_row(), row),
            **facts,
        }
    )


@pytest.mark.parametrize(
    ("slots", "told"),
    [
        ((active_key(10),), "an active access key, and whoever holds it"),
        ((active_key(10), active_key(20)), "2 active access keys, and whoever holds one of them"),
    ],
)
@pytest.mark.parametrize("console", [True, False])
def test_the_key_of_a_pipeline_is_not_made_that_of_an_administrator(slots, told, console):
    wanted = Blueprint(users=(WantedUser(name="mark", console=console),))

    assert refusal(with_keys(*slots), wanted) == Refused(
        f"user mark is there already with {told} would administer the account: name somebody else, or put keys out of "
        "use first"
    )


def test_nor_by_another_group_that_makes_administrators():
    everything = WantedGroup(name="operators", documents=(inline("all", policy(allow("*"))),))
    wanted = Blueprint(groups=(everything,), users=(WantedUser(name="mark", groups=("operators",)),))

    of_group, of_mark = wished(with_keys(active_key(10)), wanted)

    assert isinstance(of_group.answer, Proposal)
    assert isinstance(of_mark.answer, Refused)
    assert "whoever holds it would administer the account" in of_mark.answer.reason


def test_a_key_that_is_out_of_use_is_in_nobodys_way():
    off = listed_key("mark", 10, status="Inactive")

    assert joins("mark", "administrators") in batches(with_keys(active_key(10), access_keys=(off,)), MARK)[-1]
    assert joins("mark", "administrators") in batches(with_keys(key(active=False)), MARK)[-1]


def test_whoever_administers_the_account_already_may_join_with_a_key():
    there = user("mark", attached_policies=(ADMINISTRATOR_ACCESS,))
    facts = with_keys(active_key(10), identities=identities(users=(there,), policies=(FULL,)))

    assert batches(facts, MARK)[-1] == (joins("mark", "administrators"),)


def test_a_key_takes_part_in_a_task_and_the_plan_says_so():
    wanted = Blueprint(users=(WantedUser(name="mark", groups=("night-shift",)),))
    facts = with_keys(active_key(10), identities=identities(users=(user("mark"),), groups=(group("night-shift"),)))

    answer = only(facts, wanted).answer

    assert answer == Proposal(
        batches=((joins("mark", "night-shift"),),),
        restricts=True,
        why="user mark is there already: whoever has its password, or a key of it, gets what this gives",
    )


def test_of_a_user_who_is_new_there_is_nothing_to_say():
    answer = only(account(), MARK).answer

    assert isinstance(answer, Proposal)
    assert answer.why == ""


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ((), f"the credential report does not show {arn('user', 'mark')}"),
        ((user_row("mark", keys=(key(active=Unknown("failed", detail="odd cell")), key())),), "odd cell"),
    ],
)
def test_whether_a_user_has_a_key_may_be_unknown(rows, told):
    program = Blueprint(users=(WantedUser(name="mark", console=False),))

    answer = refusal(with_keys(credential_report=report(root_row(), *rows)), program)

    assert answer.lacks_facts
    assert answer.reason.startswith("whether mark has an active access key is not known: ")
    assert told in answer.reason


@pytest.mark.parametrize(("status", "refused"), [("Active", True), ("Inactive", False)])
def test_of_a_user_whom_the_report_does_not_show_the_list_of_keys_tells(status, refused):
    program = Blueprint(users=(WantedUser(name="mark", console=False),))
    facts = with_keys(credential_report=report(root_row()), access_keys=(listed_key("mark", 1, status=status),))

    assert isinstance(only(facts, program).answer, Refused) is refused


# --- who would get in with them


@pytest.mark.parametrize("groups", [(), (group("administrators"),)], ids=["a new group", "an empty one"])
def test_a_group_that_a_stranger_could_join_is_not_made_one_of_administrators(groups):
    recruiter = user("recruiter", inline_policies=(inline("recruits", policy(allow("iam:AddUserToGroup"))),))
    facts = account(identities=identities(users=(recruiter,), groups=groups, policies=(FULL,)))

    assert refusal(facts, MARK).reason == (
        "user recruiter, no administrator, may add users to groups (iam:AddUserToGroup) and could join administrators,"
        " which would make administrators: name the groups in that permission first"
    )


def test_of_many_strangers_three_are_named():
    recruits = (inline("recruits", policy(allow("iam:AddUserToGroup"))),)
    several = tuple(user(name, inline_policies=recruits) for name in ("ann", "bob", "cleo", "dan"))

    answer = refusal(account(identities=identities(users=several)), MARK)

    assert answer.reason.startswith("user ann, user bob, user cleo and 1 more, no administrator, may add users")


def test_a_stranger_who_may_add_users_to_other_groups_only_is_in_nobodys_way():
    recruits = inline("recruits", policy(allow("iam:AddUserToGroup", arn("group", "interns"))))
    facts = account(identities=identities(users=(user("recruiter", inline_policies=(recruits,)),)))

    assert makes("administrators") in batches(facts, MARK)[0]


def test_nor_in_that_of_a_group_that_makes_no_administrator():
    recruits = inline("recruits", policy(allow("iam:AddUserToGroup")))
    facts = account(identities=identities(users=(user("recruiter", inline_policies=(recruits,)),)))
    readers = WantedGroup(name="readers", documents=(inline("reads", policy(allow("s3:GetObject"))),))

    assert makes("readers") in batches(facts, Blueprint(groups=(readers,)))[0]


# --- groups for tasks


DEVELOPERS = WantedGroup(
    name="developers", policies=("PowerUserAccess",), documents=(inline("no-billing", NO_BILLING),)
)


def test_a_group_is_made_and_given_its_policies():
    wish = only(account(), Blueprint(groups=(DEVELOPERS,)))

    assert wish == Wish(
        Gap("", arn("group", "developers")),
        Proposal(
            batches=(
                (makes("developers"),),
                (
                    gets("group", "developers", POWER_USER),
                    writes("group", "developers", NO_BILLING, policy="no-billing"),
                ),
            ),
            restricts=True,
        ),
    )


def test_a_group_without_policies_is_only_made():
    assert batches(account(), Blueprint(groups=(WantedGroup(name="empty"),))) == ((makes("empty"),),)


def test_its_member_is_no_administrator_and_closes_no_gap():
    ann = WantedUser(name="ann", groups=("developers",))

    of_group, of_ann = wished(account(), Blueprint(groups=(DEVELOPERS,), users=(ann,)))

    assert of_group.gap == of_ann.gap == Gap("", arn("group", "developers"))
    assert isinstance(of_ann.answer, Proposal)
    assert of_ann.answer.batches[0] == (comes("ann"), makes("developers"))
    assert of_ann.answer.batches[1][-1] == signs_in("ann")
    assert of_ann.answer.batches[2] == (joins("ann", "developers"),)


def test_a_user_in_two_groups_is_an_administrator_first():
    """What another group holds may restrict, and nothing restricts anybody before there is an administrator."""
    both = WantedUser(name="ann", groups=("developers", "administrators"))

    of_ann = wished(account(), Blueprint(groups=(DEVELOPERS,), users=(both,)))[1]

    assert of_ann.gap == Gap("admin-identity-missing", f"AWS::::Account:{ACCOUNT}")
    assert of_ann.answer == Proposal(
        batches=(
            (comes("ann"), makes("administrators"), makes("developers")),
            (gets("group", "administrators"), signs_in("ann")),
            (joins("ann", "administrators"),),
            (
                gets("group", "developers", POWER_USER),
                writes("group", "developers", NO_BILLING, policy="no-billing"),
            ),
            (joins("ann", "developers"),),
        )
    )


def test_what_makes_no_administrator_comes_after_what_does():
    ann = WantedUser(name="ann", groups=("developers",))
    lone = WantedUser(name="lee", groups=())
    several = wished(
        federated(OKTA, GITHUB),
        Blueprint(groups=(DEVELOPERS,), users=(*MARK.users, ann, lone), roles=(COMPANY, DEPLOY)),
    )

    kept = [(wish.gap.check, wish.answer.restricts) for wish in several if isinstance(wish.answer, Proposal)]
    assert kept == [
        ("", True),
        ("admin-identity-missing", False),
        ("", True),
        ("", True),
        ("admin-identity-missing", False),
        ("", True),
    ]


def test_policies_that_the_account_does_not_know_may_not_be_there():
    own = managed("deploy", policy(allow("s3:PutObject")))
    facts = account(identities=identities(policies=(own,)))
    wanted = WantedGroup(name="developers", policies=("PowerUserAcces", "deploy", "AdministratorAccess"))

    assert unknown_policies(facts, Blueprint(users=MARK.users, groups=(wanted,))) == (
        "arn:aws:iam::aws:policy/PowerUserAcces",
    )
    assert unknown_policies(account(identities=denied("iam:ListUsers")), Blueprint(groups=(wanted,))) == ()


def test_a_user_of_whose_groups_one_is_refused_is_not_made():
    facts = administered("bob", holds=())
    both = Blueprint(groups=(DEVELOPERS,), users=(WantedUser(name="ann", groups=("developers", "administrators")),))

    of_group, of_ann = wished(facts, both)

    assert isinstance(of_group.answer, Proposal)
    assert isinstance(of_ann.answer, Refused)


def test_a_group_that_is_there_and_not_described_is_joined_as_it_is():
    facts = account(identities=identities(groups=(group("night-shift"),)))
    ann = Blueprint(users=(WantedUser(name="ann", groups=("night-shift",)),))

    assert batches(facts, ann) == ((comes("ann"),), (signs_in("ann"),), (joins("ann", "night-shift"),))


def test_a_group_that_is_neither_there_nor_described_is_refused():
    ann = Blueprint(users=(WantedUser(name="ann", groups=("night-shift",)),))

    assert refusal(account(), ann).reason == (
        "ann is to be in group night-shift, which is neither there nor described: add [[group]]"
    )
    both = Blueprint(users=(*ann.users, WantedUser(name="bob", groups=("night-shift",))))
    first, second = wished(account(), both)
    assert first.answer == second.answer
    assert isinstance(first.answer, Refused)
    assert first.answer.reason.startswith("ann, bob are to be in group night-shift, which")


def test_a_group_of_that_name_with_a_file_of_its_own_is_described_by_it():
    """[[group]] name = "administrators" says otherwise what they hold."""
    own = WantedGroup(name="administrators", policies=("PowerUserAccess",))

    of_group, of_mark = wished(account(), Blueprint(groups=(own,), users=(WantedUser(name="mark"),)))

    assert isinstance(of_group.answer, Proposal)
    assert isinstance(of_mark.answer, Proposal)
    assert of_group.answer.batches[1] == (gets("group", "administrators", POWER_USER),)
    assert of_mark.answer.batches[1] == (gets("group", "administrators", POWER_USER), signs_in("mark"))


def test_an_inline_policy_that_says_the_same_otherwise_stays():
    spaced = json.dumps(json.loads(NO_BILLING), indent=4)
    there = group("developers", attached_policies=(POWER_USER,), inline_policies=(inline("no-billing", spaced),))

    assert wished(account(identities=identities(groups=(there,))), Blueprint(groups=(DEVELOPERS,))) == []


def test_an_inline_policy_that_says_something_else_is_written_anew():
    old = policy(allow("s3:GetObject"))
    there = group("developers", attached_policies=(POWER_USER,), inline_policies=(inline("no-billing", old),))

    assert batches(account(identities=identities(groups=(there,))), Blueprint(groups=(DEVELOPERS,))) == (
        (
            InlinePolicyChange(
                holder=IdentityRef("group", "developers", arn("group", "developers")),
                name="no-billing",
                before=old,
                after=NO_BILLING,
            ),
        ),
    )


# --- names of policies


def test_by_name_the_accounts_own_policy_comes_before_that_of_aws():
    own = managed("PowerUserAccess", policy(allow("s3:GetObject")))
    facts = account(identities=identities(policies=(own,)))

    assert batches(facts, Blueprint(groups=(WantedGroup(name="developers", policies=("PowerUserAccess",)),))) == (
        (makes("developers"),),
        (gets("group", "developers", arn("policy", "PowerUserAccess")),),
    )


def test_an_own_policy_of_the_name_of_administrator_access_is_not_taken_for_it():
    own = managed("AdministratorAccess", policy(allow("s3:GetObject")))
    facts = account(identities=identities(policies=(own,)))

    assert batches(facts, MARK)[1][0] == AttachmentChange(
        holder=IdentityRef("group", "administrators", arn("group", "administrators")),
        policy_arn=ADMINISTRATOR_ACCESS,
        before=False,
        after=True,
        document=EVERYTHING,
    )


def test_an_arn_says_exactly_which():
    own = managed("PowerUserAccess", policy(allow("s3:GetObject")))
    facts = account(identities=identities(policies=(own,)))
    wanted = WantedGroup(name="developers", policies=(POWER_USER, "job-function/Billing"))

    assert batches(facts, Blueprint(groups=(wanted,)))[1] == (
        gets("group", "developers", POWER_USER),
        gets("group", "developers", "arn:aws:iam::aws:policy/job-function/Billing"),
    )


# --- federation


def federated(*providers: str, **facts: Any) -> Account:
    listed = tuple(IdentityProvider(arn=one, kind="saml" if ":saml-" in one else "oidc") for one in providers)
    found = {
        "saml_providers": tuple(one for one in listed if one.kind == "saml"),
        "oidc_providers": tuple(one for one in listed if one.kind == "oidc"),
    }
    return account(**{**found, **facts})


COMPANY = WantedRole(name="company", provider=OKTA, policies=("AdministratorAccess",))
DEPLOY = WantedRole(
    name="deploy",
    provider=GITHUB,
    audience="sts.amazonaws.com",
    subject="repo:acme/site:*",
    policies=("PowerUserAccess",),
)
SAML_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Federated": OKTA},
            "Action": "sts:AssumeRoleWithSAML",
            "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
        }
    ],
}
OIDC_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Federated": GITHUB},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {
                "StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"},
                "StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/site:*"},
            },
        }
    ],
}


@pytest.mark.parametrize(
    ("wanted", "trusted", "given", "gap"),
    [
        (COMPANY, SAML_TRUST, ADMINISTRATOR_ACCESS, Gap("admin-identity-missing", f"AWS::::Account:{ACCOUNT}")),
        (DEPLOY, OIDC_TRUST, POWER_USER, Gap("", arn("role", "deploy"))),
    ],
    ids=["SAML", "OpenID Connect"],
)
def test_a_role_lets_in_the_people_of_its_provider_and_nobody_else(wanted, trusted, given, gap):
    wish = only(federated(OKTA, GITHUB), Blueprint(roles=(wanted,)))

    assert wish.gap == gap
    assert isinstance(wish.answer, Proposal)
    (made,), (attached,) = wish.answer.batches
    assert isinstance(made, RoleChange)
    assert (made.name, made.arn, made.before, made.after) == (wanted.name, arn("role", wanted.name), False, True)
    assert json.loads(made.trust_policy) == trusted
    assert attached == gets("role", wanted.name, given)


@pytest.mark.parametrize("wanted", [COMPANY, DEPLOY])
def test_a_role_without_its_provider_is_not_made(wanted):
    assert refusal(federated(), Blueprint(roles=(wanted,))).reason == (
        f"the account has no identity provider {wanted.provider}, whose people role {wanted.name} is for: make it"
        " first (console → IAM → Identity providers → Add provider)"
    )


@pytest.mark.parametrize(("wanted", "fact"), [(COMPANY, "saml_providers"), (DEPLOY, "oidc_providers")])
def test_providers_that_were_not_read_are_not_there_for_certain(wanted, fact):
    facts = account(**{fact: denied("iam:ListSAMLProviders")})

    assert refusal(facts, Blueprint(roles=(wanted,))) == Refused(
        "the identity providers were not read: access denied", lacks_facts=True
    )


def test_a_role_of_that_name_that_lets_in_somebody_else_stays_as_it_is():
    there = role("Company", trust_policy=trust({"AWS": "arn:aws:iam::999999999999:root"}))

    answer = refusal(federated(OKTA, identities=identities(roles=(there,))), Blueprint(roles=(COMPANY,)))

    assert answer.reason == "there is a role Company already, which lets in somebody else: give it another name"


def test_a_role_that_is_there_gets_what_it_lacks():
    there = role("company", trust_policy=json.dumps(SAML_TRUST, indent=2))
    facts = federated(OKTA, identities=identities(roles=(there,)))

    assert batches(facts, Blueprint(roles=(COMPANY,))) == ((gets("role", "company"),),)


def test_a_role_that_is_as_it_should_be_stays():
    there = role("company", trust_policy=json.dumps(SAML_TRUST), attached_policies=(ADMINISTRATOR_ACCESS,))

    assert wished(federated(OKTA, identities=identities(roles=(there,))), Blueprint(roles=(COMPANY,))) == []


@pytest.mark.parametrize(
    ("management", "where"),
    [
        ("999999999999", "in the organisation's management account"),
        (ACCOUNT, "in this account, the organisation's management account"),
    ],
)
def test_identity_center_is_assigned_by_people_in_the_management_account(management, where):
    organization = Organization(id="o-a1b2c3d4e5", management_account=management, feature_set="ALL")
    wish = only(account(organization=organization), Blueprint(identity_center=True))

    assert wish.gap == Gap("admin-identity-missing", f"AWS::::Account:{ACCOUNT}")
    assert wish.while_open
    assert wish.answer == Guidance(
        f"{where}: IAM Identity Center → Multi-account permissions → AWS accounts → 123456789012 → Assign users or "
        "groups → permission set AdministratorAccess"
    )


def test_where_the_organisation_was_not_read_it_may_be_done():
    unread = account(organization=denied("organizations:DescribeOrganization"))

    answer = only(unread, Blueprint(identity_center=True)).answer

    assert isinstance(answer, Guidance)
    assert answer.instruction.startswith("in the organisation's management account: ")


def test_an_account_by_itself_is_none_that_identity_center_lets_people_into():
    assert only(account(organization=None), Blueprint(identity_center=True)) == Wish(
        Gap("admin-identity-missing", f"AWS::::Account:{ACCOUNT}"),
        Refused(
            "the account belongs to no organisation, and IAM Identity Center lets people into accounts of an "
            "organisation only: name a user (rootward bootstrap --user NAME)"
        ),
        while_open=True,
    )


# --- other partitions


@pytest.mark.parametrize(
    ("partition", "audience"),
    [
        ("aws-cn", "https://signin.amazonaws.cn/saml"),
        ("aws-us-gov", "https://signin.amazonaws-us-gov.com/saml"),
    ],
)
def test_in_other_partitions_arns_and_the_sign_in_are_theirs(partition, audience):
    provider = f"arn:{partition}:iam::{ACCOUNT}:saml-provider/okta"
    facts = federated(provider, partition=partition)
    blueprint = Blueprint(
        users=(WantedUser(name="mark"),), roles=(WantedRole(name="company", provider=provider, policies=("Billing",)),)
    )

    of_mark, of_role = wished(facts, blueprint)

    assert isinstance(of_mark.answer, Proposal)
    made_user, made_group = of_mark.answer.batches[0]
    assert isinstance(made_user, UserChange)
    assert isinstance(made_group, GroupChange)
    assert made_user.arn == f"arn:{partition}:iam::{ACCOUNT}:user/mark"
    assert made_group.arn == f"arn:{partition}:iam::{ACCOUNT}:group/administrators"
    given = of_mark.answer.batches[1][0]
    assert isinstance(given, AttachmentChange)
    assert (given.policy_arn, given.document) == (f"arn:{partition}:iam::aws:policy/AdministratorAccess", EVERYTHING)
    assert isinstance(of_role.answer, Proposal)
    (made_role,), (billing,) = of_role.answer.batches
    assert isinstance(made_role, RoleChange)
    assert isinstance(billing, AttachmentChange)
    condition = json.loads(made_role.trust_policy)["Statement"][0]["Condition"]
    assert condition == {"StringEquals": {"SAML:aud": audience}}
    assert billing.policy_arn == f"arn:{partition}:iam::aws:policy/Billing"


@pytest.mark.parametrize("partition", ["aws-eusc", "aws-iso-e"])
def test_where_the_sign_in_by_saml_is_not_known_no_role_is_made_for_it(partition):
    saml = f"arn:{partition}:iam::{ACCOUNT}:saml-provider/okta"
    oidc = f"arn:{partition}:iam::{ACCOUNT}:oidc-provider/login.example"
    roles = (
        WantedRole(name="company", provider=saml),
        WantedRole(name="deploy", provider=oidc, audience="aws", subject="deploy"),
    )

    of_company, of_deploy = wished(federated(saml, oidc, partition=partition), Blueprint(roles=roles))

    assert of_company.answer == Refused(
        f"where people sign in by SAML in partition {partition} is not known here: make role company yourself"
    )
    assert isinstance(of_deploy.answer, Proposal)
