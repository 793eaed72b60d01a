"""Changes and accounts that meet: of few names, so that a change finds its target, misses it, or cannot see it."""

from __future__ import annotations

import json
from typing import Any, Literal

import msgspec
from hypothesis import strategies as st

from rootward.model.account import Account
from rootward.model.change import (
    AccessKeyChange,
    AttachmentChange,
    Change,
    GroupChange,
    IdentityRef,
    InlinePolicyChange,
    MembershipChange,
    PasswordPolicyChange,
)
from rootward.model.credential import PasswordPolicy
from rootward.model.identity import Group, Identities, InlinePolicy, Role, User
from tests.checks.facts import (
    ACCOUNT,
    NOW,
    allow,
    arn,
    denied,
    group,
    identities,
    inline,
    listed_key,
    managed,
    policy,
    role,
    user,
)

Kind = Literal["user", "group", "role"]

USERS, GROUPS, ROLES, KEYS = ("ann", "bob"), ("ops", "Admins"), ("web",), ("key-1", "key-2")
POLICIES = (arn("policy", "read"), "arn:aws:iam::aws:policy/IAMFullAccess")
INLINE = ("own", "force-mfa")
DOCUMENTS = (policy(allow("iam:*")), policy(allow("s3:GetObject")), "{ no policy")


def some(values: tuple[Any, ...]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Some of the values, none twice, in any order."""
    return st.lists(st.sampled_from(values), unique=True).map(tuple)


def ref(kind: Kind, name: str) -> IdentityRef:
    """A reference to an identity of the account."""
    return IdentityRef(kind, name, arn(kind, name))


policies = st.builds(
    PasswordPolicy,
    minimum_length=st.sampled_from((6, 14, 128)),
    require_symbols=st.booleans(),
    allow_users_to_change=st.booleans(),
    max_age_days=st.sampled_from((None, 90)),
    reuse_prevention=st.sampled_from((None, 24)),
)
password_policies = st.none() | policies
key_states: st.SearchStrategy[Literal["Active", "Inactive"]] = st.sampled_from(("Active", "Inactive"))
inline_policies: st.SearchStrategy[tuple[InlinePolicy, ...]] = st.dictionaries(
    st.sampled_from(INLINE), st.sampled_from(DOCUMENTS)
).map(lambda held: tuple(inline(name, document) for name, document in held.items()))


@st.composite
def _identities(draw: st.DrawFn) -> Identities:
    def held() -> dict[str, Any]:
        return {"attached_policies": draw(some(POLICIES)), "inline_policies": draw(inline_policies)}

    users: list[User] = [user(name, groups=draw(some(GROUPS)), **held()) for name in draw(some(USERS))]
    groups: list[Group] = [group(name, **held()) for name in draw(some(GROUPS))]
    roles: list[Role] = [role(name, **held()) for name in draw(some(ROLES))]
    listed = [
        managed(one.rpartition("/")[2], DOCUMENTS[0], arn=one, attachment_count=3) for one in draw(some(POLICIES))
    ]
    return identities(users=tuple(users), groups=tuple(groups), roles=tuple(roles), policies=tuple(listed))


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    """Accounts in which some of the named are there, and some facts were not read."""
    listed = st.builds(
        lambda ids, status: tuple(listed_key("ann", 90, id=key, status=status) for key in ids), some(KEYS), key_states
    )
    return Account(
        taken_at=NOW,
        id=ACCOUNT,
        identities=draw(_identities() | st.just(denied("iam:GetAccountAuthorizationDetails"))),
        password_policy=draw(password_policies | st.just(denied("iam:GetAccountPasswordPolicy"))),
        access_keys=draw(listed | st.just(denied("iam:ListAccessKeys"))),
    )


holders = st.sampled_from(
    [ref("user", name) for name in (*USERS, "gone")]
    + [ref("group", name) for name in (*GROUPS, "gone")]
    + [ref("role", name) for name in (*ROLES, "gone")]
)
_either_way = st.sampled_from(({"before": False, "after": True}, {"before": True, "after": False}))


def _membership(member: str, group_name: str, way: dict[str, bool]) -> MembershipChange:
    return MembershipChange(
        user=member,
        user_arn=arn("user", member),
        group=group_name,
        group_arn=arn("group", group_name),
        before=way["before"],
        after=way["after"],
    )


def changes() -> st.SearchStrategy[Change]:
    """Changes of every kind, each with a before and an after that differ."""
    return st.one_of(
        st.builds(PasswordPolicyChange, account=st.just(ACCOUNT), before=password_policies, after=password_policies),
        st.builds(
            AccessKeyChange,
            user=st.just("ann"),
            user_arn=st.just(arn("user", "ann")),
            key_id=st.sampled_from((*KEYS, "key-9")),
            before=key_states,
            after=st.none() | key_states,
            last_used=st.sampled_from((None, NOW)),
        ),
        st.builds(
            lambda name, path, way: GroupChange(name=name, arn=arn("group", name), path=path, **way),
            st.sampled_from((*GROUPS, "new")),
            st.sampled_from(("/", "/teams/")),
            _either_way,
        ),
        st.builds(_membership, st.sampled_from((*USERS, "gone")), st.sampled_from(GROUPS), _either_way),
        st.builds(
            lambda holder, policy_arn, way: AttachmentChange(holder=holder, policy_arn=policy_arn, **way),
            holders,
            st.sampled_from((*POLICIES, arn("policy", "unlisted"))),
            _either_way,
        ),
        st.builds(
            InlinePolicyChange,
            holder=holders,
            name=st.sampled_from(INLINE),
            before=st.none() | st.sampled_from(DOCUMENTS),
            after=st.none() | st.sampled_from(DOCUMENTS),
        ),
    ).filter(lambda change: change.before != change.after)


def without_order(facts: Account) -> object:
    """The account as plain data in which no list has an order of its own."""
    return _sorted(msgspec.to_builtins(facts))


def _sorted(value: object) -> object:
    match value:
        case dict():
            return {name: _sorted(one) for name, one in value.items()}
        case list() | tuple():
            return sorted((_sorted(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
        case _:
            return value
