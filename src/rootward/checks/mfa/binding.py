"""Whether a user is bound to MFA: what its policies allow with a second factor, they do not allow without.

It is judged by what they say of requests (`probe`), each asked three times: with MFA, as a console session without it,
in which `aws:MultiFactorAuthPresent` is false, and as signed by a long-lived key, whose requests lack that key.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
Service control policies are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from rootward.checks.mfa.probe import Probe, Subject, probes
from rootward.iam_policy import Decision, Partial, Policies, Policy, Request, Statement, Verdict, decide, policy
from rootward.iam_policy.assumption import Assumption
from rootward.iam_policy.circumstances import DIRECT_CALL, OF_THE_CALLER
from rootward.iam_policy.context import Given
from rootward.iam_policy.policies import Ready
from rootward.iam_policy.powers import Holder
from rootward.iam_policy.ternary import Layer
from rootward.model.account import Account
from rootward.model.unknown import Unknown

TO_REGISTER = frozenset(
    {
        "iam:createvirtualmfadevice",
        "iam:enablemfadevice",
        "iam:getmfadevice",
        "iam:getuser",
        "iam:listmfadevices",
        "iam:listusers",
        "iam:listvirtualmfadevices",
        "iam:resyncmfadevice",
        "sts:getsessiontoken",
    }
)
"""What registering a device takes, as AWS's own examples leave it open without MFA.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_iam_mfa-selfmanage.html
`iam:GetMFADevice` is among what they allow, and not among what they spare from the denial: it is taken either way.
"""

HARMLESS = frozenset(
    {
        "iam:changepassword",  # it asks for the old one
        "iam:deletevirtualmfadevice",  # of a device that nobody uses: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteVirtualMFADevice.html
        "iam:getaccesskeylastused",
        "iam:getaccountpasswordpolicy",
        "iam:getaccountsummary",
        "iam:getloginprofile",
        "iam:listaccesskeys",
        "iam:listaccountaliases",
        "iam:listservicespecificcredentials",
        "iam:listsigningcertificates",
        "iam:listsshpublickeys",
        "sts:getcalleridentity",  # nobody can be kept from it
    }
)
"""What self-service leaves open beside that: the password page, and lists of one's own credentials."""

_WITH: Mapping[str, Given | None] = {"aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "1"}
_WITHOUT: Mapping[str, Given | None] = {"aws:MultiFactorAuthPresent": "false", "aws:MultiFactorAuthAge": None}
_BY_KEY: Mapping[str, Given | None] = {"aws:MultiFactorAuthPresent": None, "aws:MultiFactorAuthAge": None}

_TAG = "aws:principaltag/"
_NOT_READ = ("aws:principalorgid", "aws:principalorgpaths", "aws:userid")
"""Keys that AWS fills in from who the user is, and that may not have been read: nobody can choose them."""

_FRESH_NAME = "fresh0a4d"
_ASSUME = "sts:assumerole"
_LETS_ANYBODY_IN = policy(
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}}
)
"""In place of another account's trust policy, which nobody here can read."""


class Slip(msgspec.Struct, frozen=True):
    """Something that may be done without MFA."""

    told: str
    """The action, in the policies' own words."""
    where: frozenset[str] = frozenset()
    """Condition keys on which it depends, in small letters."""


class Denial(msgspec.Struct, frozen=True):
    """A statement that denies without MFA."""

    ready: Ready
    """The policy that it stands in."""
    statement: Statement


class Binding(msgspec.Struct, frozen=True, kw_only=True):
    """How far a user is bound."""

    without: Slip | None = None
    """What a console session without MFA may do."""
    by_key: Slip | None = None
    """What a long-lived key may do."""
    unread: frozenset[Layer] = frozenset()
    """Layers of policies that were not read, and could allow something without MFA, or deny it."""
    keys: frozenset[str] = frozenset()
    """Keys of the user itself that were not read, as its organisation, on which something depends."""
    denial: Denial | None = None
    """The statement that denies what is denied."""
    guards: bool = False
    """Whether there is anything that may be done with MFA."""

    @property
    def holds(self) -> bool:
        """Whether nothing may be done without MFA, as far as was read."""
        return self.without is None and self.by_key is None


class Bindings:
    """The bindings of an account's users, worked out once for each distinct set of policies."""

    def __init__(self, account: Account, assumption: Assumption) -> None:
        self._account = account
        self._assumption = assumption
        self._known: dict[tuple[int, str], Binding] = {}
        identities = account.identities
        users = () if isinstance(identities, Unknown) else identities.users
        self._tags = {user.arn: user.tags for user in users}

    def of(self, holder: Holder) -> Binding:
        """The user's."""
        named = _names_the_caller(holder.policies)
        key = (id(holder.policies), holder.arn if named else "")
        found = self._known.get(key)
        if found is None:
            start = holder.arn.partition(":user/")[0]
            policies = _in_order(holder.policies)
            principal = holder.arn if named else f"{start}:user/{_FRESH_NAME}"
            asking = _Asking(self._account, policies, principal, self._tags.get(holder.arn, {}))
            subject = Subject(self._account.partition, self._account.id, holder.name if named else _FRESH_NAME)
            found = self._known[key] = asking.binding((probe, None) for probe in probes(policies, subject))
        return self._with_roles(holder, found) if found.holds else found

    def _with_roles(self, holder: Holder, found: Binding) -> Binding:
        """And the roles that the user may assume: their trust policies have a say of their own."""
        steps = sorted(self._assumption.roles_of(holder), key=lambda step: step.role.arn)
        if not steps:
            return found
        roles = (
            (Probe("sts:AssumeRole", step.role.arn, f"sts:AssumeRole of role {step.role.name}"), step.role)
            for step in steps
        )
        tags = self._tags.get(holder.arn, {})
        more = _Asking(self._account, _in_order(holder.policies), holder.arn, tags).binding(roles)
        return Binding(
            without=more.without,
            by_key=more.by_key,
            unread=found.unread | more.unread,
            keys=found.keys | more.keys,
            denial=found.denial or more.denial,
            guards=found.guards or more.guards,
        )


class _Asking:
    """One set of policies, asked on behalf of one user."""

    def __init__(self, account: Account, policies: Policies, principal: str, tags: Mapping[str, str]) -> None:
        self._policies = policies
        self._principal = principal
        self._account_id = account.id
        self._now: Mapping[str, Given | None] = {
            **DIRECT_CALL,
            "aws:CurrentTime": account.taken_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "aws:EpochTime": str(int(account.taken_at.timestamp())),
            **_of_the_user(account, policies, tags),
        }
        self._asked: set[tuple[object, ...]] = set()

    def binding(self, asked: Iterator[tuple[Probe, Holder | None]]) -> Binding:
        """What comes of all requests; it stops at the first that a console session may make without MFA."""
        by_key: Slip | None = None
        unread: frozenset[Layer] = frozenset()
        keys: frozenset[str] = frozenset()
        denial: Denial | None = None
        guards = False
        for probe, role in asked:
            if probe.action.lower() in TO_REGISTER | HARMLESS or self._is_known(probe):
                continue
            policies = self._policies_for(probe, role)
            without = self._decided(probe, policies, _WITHOUT)
            key = self._decided(probe, policies, _BY_KEY)
            shut = without.verdict is Verdict.DENY and key.verdict is Verdict.DENY
            if shut and denial is not None:
                continue
            if self._decided(probe, policies, _WITH).verdict is Verdict.DENY:
                continue
            guards = True
            denial = denial or self._denial(without)
            if slip := _slip(probe, without):
                return Binding(without=slip, denial=denial, guards=True)
            by_key = by_key or _slip(probe, key)
            for decision in (without, key):
                if decision.unread:
                    unread |= decision.unread
                elif decision.verdict is Verdict.DEPENDS:
                    keys |= decision.depends_on if _slip(probe, decision) is None else frozenset()
        return Binding(by_key=by_key, unread=unread, keys=keys, denial=denial, guards=guards)

    def _is_known(self, probe: Probe) -> bool:
        """Whether the same statements were asked about the same resource before: they would say the same."""
        statements = tuple(
            id(rule)
            for each in (*self._policies.identity, *self._policies.boundary)
            if isinstance(each, Policy)
            for rule in each.about(probe.action.lower())
        )
        # For these services the resource's own policy has a say as well.
        apart = probe.action.lower().startswith(("sts:", "kms:"))
        key = (apart, statements, probe.resource)
        known = key in self._asked
        self._asked.add(key)
        return known

    def _policies_for(self, probe: Probe, role: Holder | None) -> Policies:
        if role is not None and role.trust is not None:
            return self._policies.of_resource((role.trust.ready,))
        if probe.action.lower() == _ASSUME and f":{self._account_id}:" not in probe.resource:
            return self._policies.of_resource((_LETS_ANYBODY_IN,))
        return self._policies

    def _decided(self, probe: Probe, policies: Policies, mfa: Mapping[str, Given | None]) -> Decision:
        context = Partial({**self._now, **mfa})
        request = Request(action=probe.action, resource=probe.resource, principal=self._principal, context=context)
        return decide(request, policies)

    def _denial(self, decision: Decision) -> Denial | None:
        """The statement by which a request is denied that is not denied with MFA: so it asks for MFA."""
        if not decision.explicit or decision.deciding is None or decision.layer not in ("identity", "boundary"):
            return None
        listed = self._policies.identity if decision.layer == "identity" else self._policies.boundary
        return Denial(listed[decision.index or 0], decision.deciding)


def _slip(probe: Probe, decision: Decision) -> Slip | None:
    """What the decision lets through: where it depends on what anybody may choose, it is let through."""
    if decision.verdict is Verdict.ALLOW:
        return Slip(probe.told)
    if decision.verdict is Verdict.DENY or decision.unread:
        return None
    chosen = {key for key in decision.depends_on if key not in _NOT_READ}
    return Slip(probe.told, decision.depends_on) if chosen else None


def _of_the_user(account: Account, policies: Policies, tags: Mapping[str, str]) -> dict[str, Given | None]:
    """What AWS tells policies of a user: its tags, of which they name those that matter, and its organisation."""
    own = {f"{_TAG}{name}".lower(): value for name, value in tags.items()}
    tested = {key for each in (*policies.identity, *policies.boundary) if isinstance(each, Policy) for key in each.keys}
    told: dict[str, Given | None] = {key: own.get(key) for key in tested if key.startswith(_TAG)}
    if account.organization is None:
        told |= {"aws:principalorgid": None, "aws:principalorgpaths": None}
    elif not isinstance(account.organization, Unknown):
        told["aws:principalorgid"] = account.organization.id
    return told


def _is_of_the_caller(key: str) -> bool:
    return key in OF_THE_CALLER or key.startswith(_TAG)


def _in_order(policies: Policies) -> Policies:
    """The same, in an order that is theirs: of several statements that say the same, the first is told of."""
    identity = sorted(policies.identity, key=lambda each: repr(each.document) if isinstance(each, Policy) else "")
    return Policies(identity, boundary=policies.boundary[0] if policies.boundary else None)


def _names_the_caller(policies: Policies) -> bool:
    """Whether a condition asks who the user is: then what is true of one user need not be of the next."""
    return any(
        _is_of_the_caller(test.key) or any(_is_of_the_caller(variable.key) for variable in wanted.template.variables)
        for each in (*policies.identity, *policies.boundary)
        if isinstance(each, Policy)
        for rule in each.rules
        for test in rule.conditions
        for wanted in test.values
    )
