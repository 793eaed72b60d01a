"""Whether a user is bound to MFA: what its policies allow with a second factor, they do not allow without.

It is judged by what they say of requests (`probe`), each asked three times: with MFA, as a console session without it,
in which `aws:MultiFactorAuthPresent` is false, and as signed by a long-lived key, whose requests lack that key.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
Service control policies are left out.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from itertools import islice

import msgspec

from rootward.checks.authority import Reading
from rootward.checks.mfa.probe import Probe, kind, probes
from rootward.iam_policy import Decision, Partial, Policies, Request, Statement, Verdict, decide, policy
from rootward.iam_policy.caller import caller
from rootward.iam_policy.context import Given, Keys
from rootward.iam_policy.policies import Ready
from rootward.iam_policy.powers import Holder
from rootward.iam_policy.ternary import Layer, Maybe

_WITH: Mapping[str, Given | None] = {"aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "1"}
_WITHOUT: Mapping[str, Given | None] = {"aws:MultiFactorAuthPresent": "false", "aws:MultiFactorAuthAge": None}
_BY_KEY: Mapping[str, Given | None] = {"aws:MultiFactorAuthPresent": None, "aws:MultiFactorAuthAge": None}

_NOT_READ = ("aws:principalorgid", "aws:principalorgmasteraccountid", "aws:principalorgpaths", "aws:userid")
"""Keys that AWS fills in from who the user is, and that may not have been read: nobody can choose them."""

_OF_THE_RESOURCE = ("aws:resourceorgid", "aws:resourceorgpaths")
"""Keys that follow from what is asked for, which may belong to another organisation."""

_FRESH_NAME = "fresh0a4d"
_MOST_REQUESTS = 100_000
"""So many requests are looked at for one user."""


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
    unseen: Slip | None = None
    """What its own policies let it do without MFA where policies do too that are seen in no identity."""
    is_whole: bool = True
    """Whether all that its policies name was asked about."""
    denial: Denial | None = None
    """The statement that denies what is denied."""
    guards: bool = False
    """Whether there is anything that may be done with MFA."""

    @property
    def holds(self) -> bool:
        """Whether nothing may be done without MFA, as far as was read."""
        return self.without is None and self.by_key is None


class Bindings:
    """The bindings of an account's users, worked out once for all those whose policies say the same of them."""

    def __init__(self, reading: Reading) -> None:
        self._powers = reading.powers
        self._assumption = reading.assumption
        self._known: dict[Hashable, Binding] = {}

    def of(self, holder: Holder) -> Binding:
        """The user's."""
        key = self._powers.likeness(holder)
        found = self._known.get(key)
        if found is None:
            arn = f"{holder.arn.partition(':user/')[0]}:user/{_FRESH_NAME}"
            anybody = msgspec.structs.replace(holder, name=_FRESH_NAME, arn=arn)
            # Whoever is asked first of those alike must not show.
            asking = _Asking(anybody if self._powers.likeness(anybody) == key else holder)
            found = self._known[key] = asking.binding((probe, None) for probe in asking.probes())
        return self._with_roles(holder, found) if found.holds else found

    def _with_roles(self, holder: Holder, found: Binding) -> Binding:
        """And the roles that the user may assume: their trust policies have a say of their own."""
        steps = self._assumption.roles_of(holder)
        if not steps:
            return found
        more = _Asking(holder).binding(
            (Probe("sts:AssumeRole", step.role.arn, f"sts:AssumeRole of role {step.role.name}"), step.role)
            for step in steps
        )
        return Binding(
            without=more.without,
            by_key=more.by_key,
            unread=found.unread | more.unread,
            keys=found.keys | more.keys,
            unseen=found.unseen,
            is_whole=found.is_whole and more.is_whole,
            denial=found.denial or more.denial,
            guards=found.guards or more.guards,
        )


class _Asking:
    """One user's policies, asked on its behalf."""

    def __init__(self, holder: Holder) -> None:
        self._policies = holder.policies
        self._who = caller(holder.arn)
        self._known = {key: value for key, value in holder.known.items() if key not in _OF_THE_RESOURCE}
        # In place of a policy that is seen in no identity: it lets the account in, whose own policies then decide.
        lets_in = {"Effect": "Allow", "Principal": {"AWS": self._who.account}, "Action": "*"}
        self._unseen = policy({"Version": "2012-10-17", "Statement": lets_in})
        self._asked: set[tuple[Hashable, str]] = set()

    def probes(self) -> Iterator[Probe]:
        """What there is to ask of the policies."""
        return probes(self._policies, self._who, Keys(Partial(self._known), self._who.keys))

    def binding(self, asked: Iterator[tuple[Probe, Holder | None]]) -> Binding:
        """What comes of all requests; it stops at the first that a console session may make without MFA."""
        by_key: Slip | None = None
        unseen: Slip | None = None
        doubt = Maybe()
        denial: Denial | None = None
        guards = False
        for probe, role in islice(asked, _MOST_REQUESTS):
            if self._is_known(probe):
                continue
            is_unseen = role is None and self._needs_the_unseen(probe)
            policies = self._policies_for(role, is_unseen=is_unseen)
            without = self._decided(probe, policies, _WITHOUT)
            key = self._decided(probe, policies, _BY_KEY)
            shut = without.verdict is Verdict.DENY and key.verdict is Verdict.DENY
            if shut and denial is not None:
                continue
            slip, slip_by_key = _slip(probe, without), _slip(probe, key)
            if self._decided(probe, policies, _WITH).verdict is not Verdict.DENY:
                guards = True
                denial = denial or self._denial(without)
            elif slip is None and slip_by_key is None:
                continue  # allowed neither with MFA nor without
            if is_unseen:
                unseen = unseen or slip or slip_by_key
            elif slip:
                return Binding(without=slip, denial=denial, guards=True)
            else:
                by_key = by_key or slip_by_key
            doubt |= _doubt(without, slip) | _doubt(key, slip_by_key)
        return Binding(
            by_key=by_key,
            unread=doubt.unread,
            keys=doubt.keys,
            unseen=unseen,
            is_whole=next(asked, None) is None,
            denial=denial,
            guards=guards,
        )

    def _is_known(self, probe: Probe) -> bool:
        """Whether the same statements were asked about the same resource before: they would say the same."""
        key = (kind(self._policies, probe.action), probe.resource)
        known = key in self._asked
        self._asked.add(key)
        return known

    def _needs_the_unseen(self, probe: Probe) -> bool:
        """Whether a policy must agree that is no identity's of the account: another account's, or that of a key.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-cross-account.html
        https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
        """
        owner = (probe.resource.split(":", 5) + [""] * 5)[4]
        of_a_key = probe.action.lower().startswith("kms:") and ":key/" in probe.resource
        return of_a_key or owner not in ("", "aws", self._who.account)

    def _policies_for(self, role: Holder | None, *, is_unseen: bool) -> Policies:
        if role is not None and role.trust is not None:
            return self._policies.of_resource((role.trust.ready,))
        return self._policies.of_resource((self._unseen,)) if is_unseen else self._policies

    def _decided(self, probe: Probe, policies: Policies, mfa: Mapping[str, Given | None]) -> Decision:
        context = Partial({**self._known, **mfa})
        request = Request(action=probe.action, resource=probe.resource, principal=self._who.id, context=context)
        return decide(request, policies)

    def _denial(self, decision: Decision) -> Denial | None:
        """The statement by which a request is denied that is not denied with MFA: so it asks for MFA."""
        if not decision.explicit or decision.deciding is None or decision.layer not in ("identity", "boundary"):
            return None
        listed = self._policies.identity if decision.layer == "identity" else self._policies.boundary
        return Denial(listed[decision.index or 0], decision.deciding)


def _doubt(decision: Decision, slip: Slip | None) -> Maybe:
    """What was not read, and what it depends on where it lets nothing through for sure."""
    if decision.unread:
        return Maybe(unread=decision.unread)
    return Maybe(decision.depends_on) if slip is None else Maybe()


def _slip(probe: Probe, decision: Decision) -> Slip | None:
    """What the decision lets through: where it depends on what anybody may choose, it is let through."""
    if decision.verdict is Verdict.ALLOW:
        return Slip(probe.told)
    if decision.verdict is Verdict.DENY or decision.unread:
        return None
    chosen = {key for key in decision.depends_on if key not in _NOT_READ}
    return Slip(probe.told, decision.depends_on) if chosen else None
