"""The IAM policy that a command needs, and the roles that may run them.

What `apply` needs is the union of

- the reads behind the facts of the checks that it can fix, and of what the lockout guard asks
  (`workflows.running.facts`): before the first step, and again for the proof;
- the reads by which each change is looked at, before its own step and after, and the last use of an access key
  (`aws.looks`);
- the writes: the operations that the remedies declare, one IAM action each. A remedy that makes a role writes to roles
  of rootward's own names alone. Of root's own keys and certificates there are none: root alone changes them, whom no
  policy of the account binds.

`bootstrap` needs what `plan` and `apply` of its checks do, and what makes users, groups and roles; `secure` the same of
all checks, and what registers an authenticator app. `undo` takes back either: it needs the guard's reads, the inverse
operations and their looks, but asks no key for its last use, for it switches keys on. `plan` needs the reads alone, of
all checks chosen.
sts:GetCallerIdentity needs no permission. Left out on purpose: the calls of a live proof, which only an administrator
makes (`aws.live_proof`); sts:AssumeRole for `--role-arn`, which is the caller's and not the role's; and, where `apply`
plans by itself or waits for somebody at a guided step, the reads of checks that it cannot fix: they are `plan`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rootward.checks.check import Check
from rootward.engine.permissions import actions, operations, undoing
from rootward.engine.planning.blueprint import OPERATIONS as BLUEPRINT_OPERATIONS
from rootward.errors import UsageError
from rootward.workflows.audit import facts_of
from rootward.workflows.running.facts import facts_to_plan, facts_to_prove

_ACCOUNT = re.compile(r"[0-9]{12}")
_PRINCIPAL = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:(?:root|(?:user|role)/[\w+=,.@/-]+)", re.ASCII)


def actions_for(checks: tuple[Check, ...], *, deep: bool = False) -> tuple[str, ...]:
    """The IAM actions behind the facts that these checks read, sorted."""
    return _reads(facts_of(checks, deep=deep))


def policy_for(checks: tuple[Check, ...], *, deep: bool = False) -> str:
    """The policy, as JSON text, of collecting what these checks read."""
    from rootward.reports.permissions import policy

    return policy(actions_for(checks, deep=deep))


def policy_for_asking() -> str:
    """The policy, as JSON text, of asking who may do what."""
    from rootward.reports.permissions import policy
    from rootward.workflows.who_can import ADMINISTRATION_FACTS

    return policy(_reads(ADMINISTRATION_FACTS))


def policy_for_listing() -> str:
    """The policy, as JSON text, of listing users, groups and policies."""
    from rootward.reports.permissions import policy

    return policy(_reads(("identities",)))


def policy_for_listing_devices() -> str:
    """The policy, as JSON text, of listing everybody's MFA devices."""
    from rootward.reports.permissions import policy
    from rootward.workflows.mfa_list import DEVICES_OF_USERS, FACTS

    return policy(_reads((*FACTS, DEVICES_OF_USERS)))


def policy_for_listing_keys() -> str:
    """The policy, as JSON text, of listing everybody's access keys. Root's own no policy shows, and none is needed."""
    from rootward.aws.key_listing import READS
    from rootward.reports.permissions import policy
    from rootward.workflows.keys_list import FACTS

    facts = (fact for fact in FACTS if fact != "root_credentials")
    return policy(sorted({*_reads(facts), *(call.action for call in READS)}))


def policy_for_joining() -> str:
    """The policy, as JSON text, of joining a scan with the account. Root's own keys no policy shows."""
    from rootward.aws.leaked_keys import READS
    from rootward.reports.permissions import policy
    from rootward.workflows.scanning.joining import FACTS

    facts = (fact for fact in FACTS if fact != "root_credentials")
    return policy(sorted({*_reads(facts), *(call.action for call in READS)}))


def policy_for_key_states(*, partition: str = "aws") -> str:
    """The policy, as JSON text, of switching any user's key off or on, and of deleting it."""
    from rootward.workflows.key_state import OPERATIONS

    return _policy_for_mending((), partition, writes=OPERATIONS)


def policy_for_revoking(*, partition: str = "aws") -> str:
    """The policy, as JSON text, of revoking a key that has leaked, with a role's older sessions, and looking back."""
    from rootward.aws.key_history import READS as HISTORY
    from rootward.aws.quarantine import READS as QUARANTINE
    from rootward.engine.revoking import OPERATIONS

    reads = tuple(call.action for call in (*HISTORY, *QUARANTINE))
    return _policy_for_mending((), partition, reads=reads, writes=OPERATIONS)


def policy_for_rotating(*, partition: str = "aws") -> str:
    """The policy, as JSON text, of rotating any user's access key, and of retiring the old one."""
    from rootward.aws.access_keys import OPERATIONS, READS
    from rootward.reports.permissions import policy

    return policy(sorted(call.action for call in READS), actions(OPERATIONS), partition=partition)


def policy_for_enrolling(*, partition: str = "aws") -> str:
    """The policy, as JSON text, of registering an authenticator app for any user, and of cleaning up after it."""
    from rootward.aws.second_factor import OPERATIONS, READS
    from rootward.reports.permissions import policy

    return policy((call.action for call in READS), actions(OPERATIONS), partition=partition)


def policy_for_session() -> str:
    """The policy, as JSON text, of working with MFA: sts:GetSessionToken itself needs no permission."""
    from rootward.aws.session_token import READS
    from rootward.reports.permissions import policy

    return policy(sorted(call.action for call in READS))


def policy_for_enforcing(*, partition: str = "aws") -> str:
    """The policy, as JSON text, of binding users to MFA, and of letting others register a device first."""
    from rootward.checks.mfa.enrolment import OPERATIONS
    from rootward.workflows.enforce import CHECKS

    return _policy_for_mending(CHECKS, partition, writes=OPERATIONS)


def policy_for_password_policy(*, partition: str = "aws") -> str:
    """The policy, as JSON text, of showing the account's password policy, and of setting it."""
    from rootward.workflows.password_policy import CHECKS, FACTS

    return _policy_for_mending(CHECKS, partition, facts=FACTS)


def policy_for_changing_password(*, partition: str = "aws") -> str:
    """The policy, as JSON text, of an IAM user who changes its own password."""
    from rootward.aws.own_password import ACTION
    from rootward.reports.permissions import policy
    from rootward.workflows.password_change import FACTS

    return policy(_reads(FACTS), (ACTION,), partition=partition)


def policy_for_planning(checks: tuple[Check, ...], *, deep: bool = False) -> str:
    """The policy, as JSON text, of planning what closes the gaps of these checks."""
    from rootward.reports.permissions import policy

    return policy(_to_plan(checks, deep=deep))


def policy_for_applying(checks: tuple[Check, ...], *, partition: str = "aws") -> str:
    """The policy, as JSON text, of applying and proving the remedies of these checks."""
    from rootward.reports.permissions import policy

    made = operations(checks)
    own = _on_own_roles(made, _on_any_role(checks))
    return policy(_to_run(checks, made), actions(made), on_own_roles=own, partition=partition)


def policy_for_bootstrapping(*, partition: str = "aws") -> str:
    """The policy, as JSON text, of setting up a new account."""
    from rootward.workflows.bootstrap import CHECKS

    return _policy_for_setting_up(CHECKS, partition)


def policy_for_securing(*, partition: str = "aws") -> str:
    """The policy, as JSON text, of going through the five practices, with what registers an app on the way."""
    from rootward.aws.readers.mfa_devices import LIST_MFA_DEVICES
    from rootward.aws.second_factor import OPERATIONS
    from rootward.checks.registry import CHECKS

    return _policy_for_setting_up(CHECKS, partition, (LIST_MFA_DEVICES.action,), OPERATIONS)


def _policy_for_setting_up(
    checks: tuple[Check, ...], partition: str, looks: tuple[str, ...] = (), operations_beside: tuple[str, ...] = ()
) -> str:
    """`looks`, `operations_beside`: actions that read, and operations, of what no plan makes."""
    from rootward.reports.permissions import policy

    made = (*operations(checks), *BLUEPRINT_OPERATIONS)
    reads = (*_to_plan(checks, deep=False), *_to_run(checks, made), "iam:GetPolicy", *looks)
    own = _on_own_roles(made, (*_on_any_role(checks), *BLUEPRINT_OPERATIONS))
    return policy(reads, actions((*made, *operations_beside)), on_own_roles=own, partition=partition)


def _policy_for_mending(
    checks: tuple[Check, ...],
    partition: str,
    *,
    facts: tuple[str, ...] = (),
    reads: tuple[str, ...] = (),
    writes: tuple[str, ...] = (),
) -> str:
    """Of a command that plans and applies what closes the gaps of these checks, reads those facts and makes these.

    `reads`: actions by which it reads what is no fact.
    """
    from rootward.reports.permissions import policy

    made = tuple(dict.fromkeys((*operations(checks), *writes)))
    needed = (*reads, *_reads(facts), *_to_plan(checks, deep=False), *_to_run(checks, made))
    return policy(needed, actions(made), partition=partition)


def policy_for_undoing(checks: tuple[Check, ...], *, partition: str = "aws") -> str:
    """The policy, as JSON text, of taking back what the remedies of these checks did."""
    from rootward.reports.permissions import policy

    made = undoing(_made_by_runs(checks))
    own = _on_own_roles(made, undoing((*_on_any_role(checks), *_bootstrapped(checks))))
    return policy(_to_run((), made, objections=False), actions(made), on_own_roles=own, partition=partition)


def roles_for(checks: tuple[Check, ...], *, deep: bool = False, trust: str = "") -> str:
    """The template of two roles: one to audit and plan, one to apply and undo what these checks' remedies do.

    `trust`: who may assume them: an account number, or the ARN of an account's root, a user or a role; empty: the
    account itself. Raises UsageError for anything else.
    """
    from rootward.reports.permissions import roles

    made = _made_by_runs(checks)
    both = (*made, *undoing(made))
    anywhere = (*_on_any_role(checks), *_bootstrapped(checks))
    return roles(
        _to_plan(checks, deep=deep),
        _to_run(checks, both),
        actions(both),
        on_own_roles=_on_own_roles(both, (*anywhere, *undoing(anywhere))),
        trust=_trusted(trust),
        by_role=":role/" in trust,
    )


def _made_by_runs(checks: tuple[Check, ...]) -> tuple[str, ...]:
    """What apply makes of these checks, and bootstrap, which is how one of them is closed."""
    return (*operations(checks), *_bootstrapped(checks))


def _bootstrapped(checks: tuple[Check, ...]) -> tuple[str, ...]:
    """What makes users, groups and roles, if one of these checks asks for them."""
    return BLUEPRINT_OPERATIONS if any(check.id == "admin-identity-missing" for check in checks) else ()


_OF_ROLES = re.compile(r"(Create|Delete)Role|(Attach|Detach|Put|Delete)RolePolicy")


def _on_any_role(checks: Iterable[Check]) -> tuple[str, ...]:
    """The operations of the remedies that make no role: where they write to one, it is somebody's own."""
    return operations(check for check in checks if check.remedy and "CreateRole" not in check.remedy.operations)


def _on_own_roles(made: Iterable[str], anywhere: Iterable[str]) -> frozenset[str]:
    """The actions that write to roles of rootward's own names alone. `anywhere`: operations on roles of any name."""
    others = frozenset(anywhere)
    return frozenset(actions(one for one in made if _OF_ROLES.fullmatch(one) and one not in others))


def _reads(facts: Iterable[str]) -> tuple[str, ...]:
    from rootward.aws.readers import ACTIONS

    return tuple(sorted({action for fact in facts for action in ACTIONS.get(fact, ())}))


def _to_plan(checks: tuple[Check, ...], *, deep: bool) -> tuple[str, ...]:
    return _reads((*facts_of(checks, deep=deep), *facts_to_plan(checks)))


def _to_run(checks: tuple[Check, ...], made: Iterable[str], *, objections: bool = True) -> tuple[str, ...]:
    """What is read. `objections`: whether keys are taken from anybody, and so asked for their last use."""
    from rootward.aws.looks import actions_of_looks

    facts = facts_to_prove(check for check in checks if check.remedy and check.remedy.operations)
    return (*_reads(facts), *actions_of_looks(made, objections=objections))


def _trusted(trust: str) -> str:
    if trust and not (_ACCOUNT.fullmatch(trust) or _PRINCIPAL.fullmatch(trust)):
        raise UsageError(
            f"'{trust}' is no account number, and no ARN of an account's root, a user or a role",
            advice="give one whom you mean, as 123456789012 or arn:aws:iam::123456789012:role/pipeline",
        )
    return trust
