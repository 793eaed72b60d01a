"""An administrator remains after every step, and two with MFA where there were two."""

from __future__ import annotations

import pytest

from rootward.engine.lockout import Caller, Guard, Refusal
from rootward.model.baseline import Baseline
from rootward.model.change import PasswordPolicyChange
from rootward.model.credential import PasswordPolicy
from rootward.model.unknown import Unknown
from tests.checks.facts import active_key, allow, arn, denied, group, inline, key, listed_key, policy, role, trust
from tests.engine.lockout.drawn import ALL, FILES, MEMBER, NOTHING, ROLES
from tests.engine.lockout.house import (
    ADMINS,
    CONSOLE,
    EMERGENCY,
    MFA,
    NOBODY,
    PARTNER,
    STAFF,
    VAULT,
    attaching,
    by_role,
    deleting,
    detaching,
    joining,
    leaving,
    making,
    of,
    person,
    refused,
    ruling,
    switching_off,
    switching_on,
    unproven,
    unwriting,
    writing,
)
from tests.model.change import kinds

WITH_KEY = {"keys": (active_key(10), key())}
KEY = listed_key("ann", 10, id="key-1")
LAST = "nobody but root could administer the account: user ann (a console password) is the last administrator"


# --- somebody remains


@pytest.mark.parametrize(
    "change",
    [
        detaching("all", "user", "ann"),
        unwriting(ALL, "user", "ann"),
        writing(FILES, "user", "ann", before=ALL),
        writing(NOTHING, "user", "ann", policy_name="more"),
        attaching("nothing", "user", "ann"),
        attaching("unknown-to-us", "user", "ann"),
        joining("ann", "shut"),
        joining("ann", "unread"),
    ],
)
def test_what_would_take_the_last_administrator_s_power_is_refused(change):
    attached = (arn("policy", "all"),) if change == detaching("all", "user", "ann") else ()
    facts = of(
        person("ann", *(() if attached else (ALL,)), attached_policies=attached),
        groups=(group("shut", inline_policies=(inline("shut", NOTHING),)),),
    )
    found = ruling(facts, change)

    assert isinstance(found, Refusal)
    assert found.reason.endswith(LAST)
    assert found.change == change
    assert found.advice == "give somebody else administrator access and a way in first"


def test_the_refusal_names_the_step_and_the_person():
    assert refused(of(person("ann", ALL)), unwriting(ALL, "user", "ann")) == (
        "after deleting policy own1 of user ann nobody but root could administer the account: "
        "user ann (a console password) is the last administrator"
    )


@pytest.mark.parametrize(
    "change",
    [
        unwriting(FILES, "user", "bob"),
        joining("ann", "staff"),
        attaching("files", "user", "ann"),
        attaching("nothing", "user", "bob"),
        attaching("nothing", "role", "vault"),
        making("new"),
        PasswordPolicyChange(account="123456789012", before=None, after=PasswordPolicy()),
    ],
)
def test_what_leaves_the_last_administrator_its_power_passes(change):
    facts = of(person("ann", ALL), person("bob", FILES), groups=(STAFF,), roles=(VAULT,))

    assert ruling(facts, change) is None


def test_another_administrator_with_a_way_in_is_enough():
    assert ruling(of(person("ann", ALL), person("bob", ALL)), unwriting(ALL, "user", "ann")) is None
    shut = person("bob", ALL, cells={})
    assert refused(of(person("ann", ALL), shut), unwriting(ALL, "user", "ann")).endswith(LAST)


def test_a_federated_administrator_is_enough():
    assert ruling(of(person("ann", ALL, cells=CONSOLE), roles=(PARTNER,)), unwriting(ALL, "user", "ann")) is None
    assert refused(of(roles=(PARTNER,)), unwriting(ALL, "role", "partner", "all")).endswith(
        "role partner (account 999999999999) is the last administrator"
    )


def test_a_group_that_loses_its_power_takes_that_of_its_members():
    facts = of(person("ann", groups=("admins",)), person("bob", groups=("admins",)), groups=(ADMINS,))

    assert refused(facts, detaching("all", "group", "admins")) == (
        "after detaching policy all from group admins nobody but root could administer the account: "
        "user ann (a console password) and user bob (a console password) are the last administrators"
    )
    assert ruling(facts, leaving("ann", "admins")) is None
    assert refused(facts, leaving("ann", "admins"), leaving("bob", "admins")).startswith(
        "after taking bob out of group admins and taking ann out of group admins nobody but root could"
    )


def test_a_role_in_between_that_loses_its_power_takes_that_of_who_assumes_it():
    facts = of(by_role("ann"), roles=(VAULT,))

    assert refused(facts, unwriting(ALL, "role", "vault", "all")).endswith(
        "user ann by role vault (a console password) is the last administrator"
    )
    assert refused(facts, unwriting(ROLES, "user", "ann")).endswith("is the last administrator")
    assert ruling(facts, attaching("files", "role", "vault")) is None


def test_an_administrator_who_needs_mfa_is_one_with_a_device_or_a_way_to_register_one():
    assert ruling(of(person("ann", ALL)), attaching("mfa-only", "user", "ann")) is None
    assert refused(of(person("ann", ALL, cells=CONSOLE)), attaching("mfa-only", "user", "ann"))
    assert ruling(of(person("ann", ALL, cells=CONSOLE)), attaching("self-service", "user", "ann")) is None


def test_within_a_boundary_nobody_is_an_administrator():
    bound = person("bob", ALL, boundary=arn("policy", "files"))

    assert refused(of(person("ann", ALL), bound), unwriting(ALL, "user", "ann")).endswith(LAST)


def test_the_only_key_of_the_last_administrator_is_its_only_way_in():
    facts = of(person("ann", ALL, cells=WITH_KEY), access_keys=(KEY,))
    last = "user ann (an active access key) is the last administrator"

    assert refused(facts, switching_off("key-1")).endswith(last)
    assert refused(facts, deleting("key-1", before="Active")).endswith(last)
    assert ruling(of(person("ann", ALL, cells={**WITH_KEY, **MFA}), access_keys=(KEY,)), switching_off("key-1")) is None


def test_of_two_keys_of_the_last_administrator_one_must_stay():
    both = {"keys": (active_key(10), active_key(20))}
    facts = of(person("ann", ALL, cells=both), access_keys=(KEY, listed_key("ann", 20, id="key-2")))

    assert ruling(facts, switching_off("key-1")) is None
    assert ruling(facts, switching_off("key-2")) is None
    assert refused(facts, switching_off("key-1"), switching_off("key-2")).startswith(
        "after switching off access key key-2 of ann and switching off access key key-1 of ann nobody but root could"
    )


def test_a_key_that_no_list_shows_is_taken_for_all_keys_of_its_user():
    facts = of(person("ann", ALL, cells={"keys": (active_key(10), active_key(20))}))

    assert refused(facts, switching_off("key-1")).endswith("user ann (an active access key) is the last administrator")


# --- whoever goes, and whatever lets them in


def test_the_password_of_the_last_administrator_is_not_taken():
    for chosen_by in ("rootward", "owner"):
        assert refused(of(person("ann", ALL)), kinds.login("ann", after=False, chosen_by=chosen_by)) == (
            f"after taking the console password from ann {LAST}"
        )


def test_a_password_goes_where_a_key_or_another_administrator_is_left():
    taken = kinds.login("ann", after=False)
    both = person("ann", ALL, cells={**CONSOLE, **WITH_KEY})

    assert ruling(of(both, access_keys=(KEY,)), taken) is None
    assert ruling(of(person("ann", ALL), person("bob", ALL)), taken) is None
    assert refused(of(person("ann", ALL), person("bob", ALL, cells={})), taken).endswith(LAST)


def test_password_and_key_of_the_last_administrator_are_not_both_taken():
    facts = of(person("ann", ALL, cells={**MFA, **WITH_KEY}), access_keys=(KEY,))
    found = refused(facts, kinds.login("ann", after=False), switching_off("key-1"))

    assert "nobody but root could administer the account" in found


def test_of_two_administrators_with_mfa_neither_loses_the_password():
    facts = of(person("ann", ALL), person("bob", ALL), person("cat", ALL, cells=CONSOLE))

    assert refused(facts, kinds.login("ann", after=False), baseline=Baseline()) == (
        "after taking the console password from ann only user bob (a console password) would be left as an "
        "administrator with MFA: it takes user ann (a console password)"
    )


def test_the_last_administrator_is_not_deleted():
    for name in ("ann", "ANN"):
        assert refused(of(person("ann", ALL), person("bob", FILES)), kinds.user(name, after=False)) == (
            f"after deleting user {name} {LAST}"
        )
    assert ruling(of(person("ann", ALL), person("bob", FILES)), kinds.user("bob", after=False)) is None


def test_the_role_by_which_the_last_administrator_has_the_power_is_not_deleted():
    facts = of(by_role("ann"), roles=(VAULT, role("web")))

    for name in ("vault", "Vault"):
        assert refused(facts, kinds.role(name, after=False, trust_policy=VAULT.trust_policy)) == (
            f"after deleting role {name} nobody but root could administer the account: user ann by role vault "
            "(a console password) is the last administrator"
        )
    assert ruling(facts, kinds.role("web", after=False, trust_policy=role("web").trust_policy)) is None


def test_the_role_of_the_last_federated_administrator_is_not_deleted():
    gone = kinds.role("partner", after=False, trust_policy=PARTNER.trust_policy)

    assert refused(of(roles=(PARTNER,)), gone).endswith("role partner (account 999999999999) is the last administrator")


def test_a_key_for_code_lets_nobody_in_and_may_go():
    for kind in ("service-credential", "signing-certificate", "ssh-public-key"):
        assert ruling(of(person("ann", ALL)), kinds.credential(kind)) is None


@pytest.mark.parametrize("change", kinds.OF_THE_ACCOUNT, ids=lambda change: type(change).__name__)
def test_what_gives_nobody_power_takes_none(change):
    assert ruling(of(person("ann", ALL)), change) is None
    assert ruling(of(person("ann")), change) is None


# --- stages


def test_steps_of_one_stage_may_come_in_any_order():
    facts = of(person("ann", ALL), person("bob"), groups=(ADMINS,))
    guard = Guard(EMERGENCY, NOBODY)

    assert guard.of_plan(facts, ((joining("bob", "admins"),), (unwriting(ALL, "user", "ann"),))) is None
    assert isinstance(guard.of_plan(facts, ((joining("bob", "admins"), unwriting(ALL, "user", "ann")),)), Refusal)
    assert isinstance(guard.of_plan(facts, ((unwriting(ALL, "user", "ann"),), (joining("bob", "admins"),))), Refusal)


def test_a_state_in_the_midst_of_a_stage_counts():
    """Whichever comes first, ann has no power until the other is made as well."""
    facts = of(person("ann", ALL, groups=("admins",)), groups=(ADMINS,))
    again = (unwriting(ALL, "user", "ann"), leaving("ann", "admins"), writing(ALL, "user", "ann", policy_name="new"))

    assert refused(facts, *again).startswith(
        "after taking ann out of group admins and deleting policy own1 of user ann nobody but root could"
    )


def crowd(count):
    return [person(f"user{number}", FILES) for number in range(count)]


def test_a_stage_of_many_steps_that_leaves_an_administrator_alone_passes():
    facts = of(person("ann", ALL), *crowd(20))

    assert ruling(facts, *(unwriting(FILES, "user", f"user{number}") for number in range(20))) is None


def test_an_administrator_who_stands_all_that_a_large_stage_does_to_it_remains():
    facts = of(person("ann", ALL), *crowd(6), groups=(STAFF,))
    others = [unwriting(FILES, "user", f"user{number}") for number in range(6)]

    assert ruling(facts, *others, joining("ann", "staff")) is None
    assert ruling(facts, *others, unwriting(ALL, "user", "ann"), attaching("files", "user", "ann")) is not None


def test_a_large_stage_that_may_leave_nobody_in_its_midst_is_refused_by_its_name():
    facts = of(person("ann", ALL), person("bob", groups=("admins",)), *crowd(6), groups=(ADMINS,))
    others = [unwriting(FILES, "user", f"user{number}") for number in range(6)]
    found = Guard(EMERGENCY, NOBODY).of_plan(
        facts, ((making("new"),), (*others, unwriting(ALL, "user", "ann"), leaving("bob", "admins")))
    )

    assert isinstance(found, Refusal)
    assert found.reason == (
        "stage 2 is made in no certain order, and amid its 8 steps nobody but root might be able to administer the "
        "account: they touch user ann (a console password) and user bob (a console password)"
    )
    assert found.advice == "apply fewer changes at once"
    assert found.change is None


def test_six_steps_are_looked_at_in_every_order():
    """The policy of the group is ann's power before, and bob's after: somebody has it at any time."""

    def of_user(name):
        return policy(allow("*", Condition={"StringEquals": {"aws:username": name}}))

    both = group("both", inline_policies=(inline("own1", of_user("ann")),))
    facts = of(person("ann", groups=("both",)), person("bob", groups=("both",)), *crowd(6), groups=(both,))
    swap = writing(of_user("bob"), "group", "both", before=of_user("ann"))
    others = [unwriting(FILES, "user", f"user{number}") for number in range(6)]

    assert ruling(facts, *others[:5], swap) is None
    assert "in no certain order" in refused(facts, *others, swap)


def test_more_than_six_steps_about_one_administrator_are_not_looked_at():
    own = [writing(FILES, "user", "ann", policy_name=f"more{number}") for number in range(7)]

    assert ruling(of(person("ann", ALL), person("bob", FILES)), *own[:6], unwriting(FILES, "user", "bob")) is None
    assert refused(of(person("ann", ALL)), *own).startswith("stage 1 is made in no certain order")


# --- nobody yet


@pytest.mark.parametrize(
    "change",
    [
        switching_off("key-1"),
        deleting("key-1"),
        leaving("ann", "staff"),
        joining("ann", "shut"),
        detaching("files", "group", "staff"),
        unwriting(FILES, "user", "ann"),
        writing(NOTHING, "user", "ann", policy_name="more"),
        writing(FILES, "user", "ann", before=FILES),
        attaching("self-service", "user", "ann"),
    ],
)
def test_where_nobody_can_administer_nothing_that_restricts_is_made(change):
    shut = group("shut", inline_policies=(inline("shut", NOTHING),))
    facts = of(person("ann", FILES, groups=("staff",)), groups=(STAFF, shut), access_keys=(KEY,))
    found = ruling(facts, change)

    assert isinstance(found, Refusal)
    assert found.reason.startswith("nobody but root can administer the account yet, and ")
    assert found.reason.endswith(" restricts somebody")
    assert found.advice == "make an administrator first: rootward explain admin-identity-missing"
    assert found.change == change


@pytest.mark.parametrize(
    "change",
    [
        switching_on("key-1"),
        joining("ann", "staff"),
        attaching("files", "user", "ann"),
        writing(FILES, "user", "ann", policy_name="more"),
        making("new"),
        PasswordPolicyChange(account="123456789012", before=None, after=PasswordPolicy()),
    ],
)
def test_where_nobody_can_administer_what_restricts_nothing_is_made(change):
    assert ruling(of(person("ann"), groups=(STAFF,), access_keys=(KEY,)), change) is None


def test_the_first_steps_make_the_very_first_person():
    first = (kinds.user("eve"), making("admins"))
    rights = (attaching("all", "group", "admins"), joining("eve", "admins"), kinds.login("eve"))
    guard = Guard(EMERGENCY, NOBODY)

    assert guard.of_plan(of(person("bob")), (first, rights, (kinds.login("bob", after=False),))) is None
    assert isinstance(guard.of_plan(of(person("bob")), (first, (kinds.login("bob", after=False),), rights)), Refusal)


def test_the_first_steps_make_an_administrator_and_only_then_comes_what_restricts():
    facts = of(person("ann"), person("bob", FILES), groups=(ADMINS,))
    guard = Guard(EMERGENCY, NOBODY)
    make, restrict = joining("ann", "admins"), unwriting(FILES, "user", "bob")

    assert guard.of_plan(facts, ((make,), (restrict,))) is None
    assert isinstance(guard.of_plan(facts, ((make, restrict),)), Refusal)
    assert isinstance(guard.of_plan(facts, ((restrict,), (make,))), Refusal)


def test_what_makes_an_administrator_by_taking_a_denial_away_is_made():
    assert ruling(of(person("ann", ALL, NOTHING)), unwriting(NOTHING, "user", "ann", "own2")) is None


def test_a_large_stage_where_nobody_can_administer_is_refused_for_what_restricts():
    facts = of(*crowd(7), groups=(STAFF,))
    adding = [writing(FILES, "user", f"user{number}", policy_name="more") for number in range(7)]

    assert ruling(facts, *adding) is None
    assert ruling(facts, *(joining(f"user{number}", "staff") for number in range(7))) is None
    assert refused(facts, *adding, unwriting(FILES, "user", "user0")) == (
        "nobody but root can administer the account yet, and deleting policy own1 of user user0 restricts somebody"
    )


def test_why_nobody_is_proved_to_administer_is_said():
    unread = denied("iam:GetAccountAuthorizationDetails")
    assert refused(of(identities=unread), leaving("ann", "staff")) == (
        "nobody but root is proved to administer the account (access denied), and taking ann out of group staff "
        "restricts somebody"
    )
    without_row = of(person("ann", ALL), credential_report=denied("iam:GetCredentialReport"))
    assert refused(without_row, unwriting(FILES, "user", "bob")).startswith(
        "nobody but root is proved to administer the account (access denied), and"
    )


def test_a_broken_evaluator_proves_nobody(monkeypatch):
    monkeypatch.setattr("rootward.checks.power.canary", lambda: "the table of actions is empty")

    guard, facts = Guard(EMERGENCY, NOBODY), of(person("ann", ALL), person("bob", FILES), roles=(VAULT,))
    for account in (facts, writing(FILES, "user", "bob", policy_name="more").effect(facts)):
        found = guard.of_step(account, leaving("bob", "staff"))

        assert isinstance(found, Refusal)
        assert found.reason.startswith(
            "nobody but root is proved to administer the account (the table of actions is empty), and"
        )


# --- service control policies that were not read


def test_where_service_control_policies_were_not_read_a_live_proof_is_needed():
    facts = of(person("ann", ALL), by_role("bob"), person("cat", FILES), roles=(VAULT,), organization=MEMBER)
    found = ruling(facts, unwriting(FILES, "user", "cat"))

    assert found is not None
    assert found.reason == (
        "whether user ann (a console password) and user bob by role vault (a console password) can administer the "
        "account depends on service control policies, which could not be read"
    )
    assert unproven(facts, unwriting(FILES, "user", "cat")) == (
        arn("role", "vault"),
        arn("user", "ann"),
        arn("user", "bob"),
    )


def test_what_restricts_nothing_needs_no_proof():
    assert ruling(of(person("ann", ALL), groups=(STAFF,), organization=MEMBER), joining("ann", "staff")) is None


@pytest.mark.parametrize(("proven", "passes"), [(arn("user", "ann"), True), (arn("user", "cat"), False)])
def test_a_live_proof_settles_it(proven, passes):
    facts = of(person("ann", ALL), person("cat", FILES), organization=MEMBER)
    found = ruling(facts, unwriting(FILES, "user", "cat"), proven=frozenset({proven}))

    assert (found is None) == passes


def test_who_assumes_a_role_is_proved_by_it():
    facts = of(by_role("ann"), person("cat", FILES), roles=(VAULT,), organization=MEMBER)

    assert ruling(facts, unwriting(FILES, "user", "cat"), proven=frozenset({arn("role", "vault")})) is None


def test_those_who_are_proved_must_not_be_the_ones_who_go():
    facts = of(person("ann", ALL), person("bob", ALL), organization=MEMBER)
    proven = frozenset({arn("user", "ann")})

    assert ruling(facts, unwriting(ALL, "user", "bob"), proven=proven) is None
    assert unproven(facts, unwriting(ALL, "user", "ann"), proven=proven) == (arn("user", "bob"),)
    assert unproven(facts, unwriting(ALL, "user", "ann")) == (arn("user", "bob"),)
    alone = of(person("ann", ALL), organization=MEMBER)
    assert refused(alone, unwriting(ALL, "user", "ann")).endswith(LAST)
    assert refused(alone, unwriting(ALL, "user", "ann"), proven=proven).endswith(LAST)


def test_who_becomes_an_administrator_by_the_step_is_the_one_to_prove():
    facts = of(person("ann", ALL, NOTHING), person("cat", FILES), organization=MEMBER)

    assert unproven(facts, unwriting(NOTHING, "user", "ann", "own2")) == (arn("user", "ann"),)
    assert ruling(facts, unwriting(NOTHING, "user", "ann", "own2"), proven=frozenset({arn("user", "ann")})) is None


def test_whoever_remains_in_every_order_can_prove_it():
    facts = of(
        person("ann", ALL),
        person("bob", ALL),
        person("cat", ALL),
        person("dan", FILES),
        groups=(STAFF,),
        organization=MEMBER,
    )
    others = [writing(FILES, "user", "dan", policy_name=f"more{number}") for number in range(6)]
    changes = (unwriting(FILES, "user", "dan"), joining("ann", "staff"), unwriting(ALL, "user", "cat"))

    assert unproven(facts, *changes) == (arn("user", "ann"), arn("user", "bob"))
    assert unproven(facts, *changes, attaching("all", "user", "dan")) == (arn("user", "ann"), arn("user", "bob"))
    assert unproven(facts, *others, *changes) == (arn("user", "ann"), arn("user", "bob"))


def test_a_refusal_of_a_later_stage_comes_before_a_proof_for_an_earlier_one():
    facts = of(person("ann", ALL), person("cat", FILES), organization=MEMBER)
    stages = ((unwriting(FILES, "user", "cat"),), (unwriting(ALL, "user", "ann"),))

    assert isinstance(Guard(EMERGENCY, NOBODY).of_plan(facts, stages), Refusal)


def test_a_live_proof_says_nothing_of_policies_of_one_s_own_that_were_not_read():
    unread = (arn("policy", "unread"),)
    facts = of(person("ann", ALL, attached_policies=unread), person("cat", FILES))

    assert refused(facts, unwriting(FILES, "user", "cat"), proven=frozenset({arn("user", "ann")})).startswith(
        "nobody but root can administer the account yet"
    )


# --- two with MFA


def pair():
    return of(person("ann", ALL), person("bob", ALL), person("cat", ALL, cells=CONSOLE), person("dan", FILES))


def test_of_two_administrators_with_mfa_none_goes_without_break_glass():
    found = ruling(pair(), unwriting(ALL, "user", "ann"), baseline=Baseline())

    assert isinstance(found, Refusal)
    assert found.reason == (
        "after deleting policy own1 of user ann only user bob (a console password) would be left as an administrator "
        "with MFA: it takes user ann (a console password)"
    )
    assert found.advice == (
        "register MFA for another administrator first, or name one who has it and stays as break_glass"
    )
    assert found.change == unwriting(ALL, "user", "ann")


def kept_for_emergencies(*names):
    return Baseline(break_glass=tuple(arn("user", name) for name in names))


def test_one_of_two_goes_where_the_one_who_stays_is_kept_for_emergencies():
    assert ruling(pair(), unwriting(ALL, "user", "ann"), baseline=kept_for_emergencies("bob")) is None


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(("nobody",), id="who is nobody"),
        pytest.param(("ann",), id="who goes"),
        pytest.param(("cat",), id="who has no MFA"),
        pytest.param(("dan",), id="who is no administrator"),
    ],
)
def test_of_two_none_goes_for_the_sake_of_one(names):
    assert "only user bob" in refused(pair(), unwriting(ALL, "user", "ann"), baseline=kept_for_emergencies(*names))


def test_who_is_kept_for_emergencies_and_loses_the_power_on_the_way_is_not_kept():
    facts = of(person("ann", ALL), person("bob", ALL), person("cat", ALL))
    again = (unwriting(ALL, "user", "bob"), writing(ALL, "user", "bob", policy_name="new"))
    glass = kept_for_emergencies("bob")

    assert ruling(facts, unwriting(ALL, "user", "ann"), *again[1:], baseline=glass) is None
    assert "would be left" in refused(facts, unwriting(ALL, "user", "ann"), *again, baseline=glass)


def test_who_is_kept_for_emergencies_is_so_in_a_member_account_too():
    facts = of(person("ann", ALL), person("bob", ALL), organization=MEMBER)

    assert unproven(facts, unwriting(ALL, "user", "ann"), baseline=kept_for_emergencies("bob")) == (arn("user", "bob"),)


def test_of_three_administrators_with_mfa_one_may_go():
    three = of(person("ann", ALL), person("bob", ALL), person("cat", ALL))

    assert ruling(three, unwriting(ALL, "user", "ann"), baseline=Baseline()) is None
    assert "only user cat" in refused(
        three, unwriting(ALL, "user", "ann"), unwriting(ALL, "user", "bob"), baseline=Baseline()
    )


def test_the_only_administrator_with_mfa_stays():
    facts = of(person("ann", ALL), person("bob", ALL, cells=CONSOLE), person("cat", FILES))

    assert refused(facts, unwriting(ALL, "user", "ann"), baseline=Baseline()) == (
        "after deleting policy own1 of user ann no administrator would be left with MFA: it takes user ann (a console "
        "password)"
    )
    assert ruling(facts, unwriting(ALL, "user", "bob"), baseline=Baseline()) is None
    assert ruling(facts, unwriting(FILES, "user", "cat"), baseline=Baseline()) is None


def test_where_none_has_mfa_none_is_kept_for_it():
    facts = of(person("ann", ALL, cells=CONSOLE), person("bob", ALL, cells=CONSOLE))

    assert ruling(facts, unwriting(ALL, "user", "ann"), baseline=Baseline()) is None


def test_who_is_no_administrator_or_has_no_mfa_may_lose_what_it_has():
    for name, document in (("cat", ALL), ("dan", FILES)):
        assert ruling(pair(), unwriting(document, "user", name), baseline=Baseline()) is None


def test_an_administrator_with_mfa_counts_by_its_own_and_by_a_role_s_power():
    facts = of(by_role("ann"), person("bob", ALL), roles=(VAULT,))

    assert "only user bob" in refused(facts, unwriting(ROLES, "user", "ann"), baseline=Baseline())


def test_those_whom_service_control_policies_may_bind_count_as_administrators_with_mfa():
    facts = of(person("ann", ALL), person("bob", ALL), organization=MEMBER)

    assert "only user bob" in refused(facts, unwriting(ALL, "user", "ann"), baseline=Baseline())


def test_those_whose_own_policies_were_not_read_do_not():
    unread = (arn("policy", "unread"),)
    facts = of(person("ann", ALL), person("bob", ALL), person("cat", ALL, attached_policies=unread))

    assert "only user bob" in refused(facts, unwriting(ALL, "user", "ann"), baseline=Baseline())


def test_a_large_stage_keeps_two_with_mfa_too():
    others = [unwriting(FILES, "user", f"user{number}") for number in range(6)]
    facts = of(person("ann", ALL), person("bob", ALL), person("cat", ALL, cells=CONSOLE), *crowd(6), groups=(STAFF,))

    assert ruling(facts, *others, baseline=Baseline()) is None
    assert ruling(facts, *others, joining("ann", "staff"), joining("bob", "staff"), baseline=Baseline()) is None
    assert ruling(facts, *others, unwriting(ALL, "user", "cat"), baseline=Baseline()) is None
    assert refused(facts, *others, unwriting(ALL, "user", "ann"), baseline=Baseline()) == (
        "stage 1 is made in no certain order, and amid its 7 steps fewer than two administrators with MFA might be "
        "left: they touch user ann (a console password) and user bob (a console password)"
    )
    assert ruling(facts, *others, unwriting(ALL, "user", "ann"), baseline=EMERGENCY) is None


def test_a_large_stage_keeps_the_only_one_with_mfa():
    others = [unwriting(FILES, "user", f"user{number}") for number in range(6)]
    facts = of(person("ann", ALL), person("cat", ALL, cells=CONSOLE), *crowd(6), groups=(STAFF,))

    assert ruling(facts, *others, joining("ann", "staff"), baseline=Baseline()) is None
    assert "fewer than two" in refused(facts, *others, unwriting(ALL, "user", "ann"), baseline=Baseline())


def test_a_third_with_mfa_may_go_in_a_large_stage():
    others = [unwriting(FILES, "user", f"user{number}") for number in range(6)]
    facts = of(person("ann", ALL), person("bob", ALL), person("cat", ALL), *crowd(6), groups=(STAFF,))
    touched = (joining("ann", "staff"), joining("bob", "staff"))

    assert ruling(facts, *others, *touched, unwriting(ALL, "user", "cat"), baseline=Baseline()) is None


# --- steps


def test_a_step_is_judged_by_the_account_as_it_is_before_it():
    facts = of(person("ann", ALL), person("bob", ALL))
    guard = Guard(EMERGENCY, NOBODY)
    first, second = unwriting(ALL, "user", "ann"), unwriting(ALL, "user", "bob")

    assert guard.of_step(facts, first) is None
    assert guard.of_step(facts, second) is None
    after = guard.of_step(first.effect(facts), second)
    assert isinstance(after, Refusal)
    assert after.reason == (
        "after deleting policy own1 of user bob nobody but root could administer the account: "
        "user bob (a console password) is the last administrator"
    )


def test_the_caller_s_own_credential_comes_before_all_else():
    facts = of(person("ann", ALL, cells=WITH_KEY), access_keys=(KEY,))

    assert "you act" in refused(facts, switching_off("key-1"), caller=Caller(arn("user", "ann"), "key-1"))


def test_a_plan_without_changes_passes():
    assert Guard(Baseline(), NOBODY).of_plan(of(), ()) is None
    assert Guard(Baseline(), NOBODY).of_plan(of(), ((),)) is None


def test_an_unread_policy_of_an_administrator_of_a_member_account_needs_more_than_a_proof():
    facts = of(
        person("ann", ALL, attached_policies=(arn("policy", "unread"),)), person("cat", FILES), organization=MEMBER
    )

    assert refused(facts, unwriting(FILES, "user", "cat")).startswith("nobody but root can administer")


def test_a_role_that_lets_the_account_in_with_mfa_only_keeps_those_with_a_device():
    asked = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    vault = role(
        "vault", trust_policy=trust({"AWS": "123456789012"}, Condition=asked), inline_policies=(inline("all", ALL),)
    )
    facts = of(by_role("ann"), by_role("bob", cells=CONSOLE), roles=(vault,))

    assert refused(facts, unwriting(ROLES, "user", "ann")).endswith(
        "user ann by role vault (a console password) is the last administrator"
    )
    assert ruling(facts, unwriting(ROLES, "user", "bob")) is None


def test_power_that_only_a_key_has_hangs_on_the_key():
    by_key = policy(allow("*", Condition={"Null": {"aws:MultiFactorAuthPresent": "true"}}))
    facts = of(person("ann", by_key, cells={**MFA, **WITH_KEY}), access_keys=(KEY,))

    assert refused(facts, switching_off("key-1")).endswith("user ann (an active access key) is the last administrator")


def test_a_report_that_was_not_read_shows_no_way_in():
    facts = of(person("ann", ALL), credential_report=Unknown("failed", detail="the report is not ready"))

    assert refused(facts, unwriting(FILES, "user", "bob")).startswith("nobody but root is proved to administer")
