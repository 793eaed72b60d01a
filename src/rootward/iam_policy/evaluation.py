"""What the policies say of a request: IAM's policy evaluation logic, three-valued.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-cross-account.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from rootward.iam_policy.caller import Caller, Naming, caller
from rootward.iam_policy.context import Keys, Partial
from rootward.iam_policy.decision import Decision, Request, Verdict
from rootward.iam_policy.document import Effect, Principal
from rootward.iam_policy.policies import Levels, Policies, Ready
from rootward.iam_policy.policy import Rule, Unread
from rootward.iam_policy.ternary import Layer, Maybe, Ternary, all_of, any_of

_ACCOUNT_OF_ARN = re.compile(r"(?:[^:]*:){4}([0-9]{12}):")


class Voice(msgspec.Struct, frozen=True):
    """What one layer, or a level of one, says: of denying or of allowing."""

    answer: Ternary
    layer: Layer
    rule: Rule | None = None
    """The statement that says so first; of a no, none."""
    index: int | None = None
    level: int | None = None


class _Asked(NamedTuple):
    """A request, read."""

    action: str
    resource: str
    keys: Keys
    caller: Caller
    resource_account: str | None
    bounded: bool
    """Whether the caller has a permissions boundary."""

    @property
    def within_one_account(self) -> bool:
        return self.caller.account == self.resource_account

    @property
    def needs_resource_policy(self) -> bool:
        """Whether an identity's own policies are not enough even within one account.

        https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
        https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html
        """
        if self.action.startswith("kms:"):
            return ":key/" in self.resource
        return self.action.startswith("sts:assumerole") or (
            self.action.startswith("sts:") and ":role/" in self.resource
        )


_ALWAYS_ALLOWED = "sts:getcalleridentity"
"""Nobody can be kept from it: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html"""

_NEEDS_NO_PERMISSION = "sts:getsessiontoken"
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html"""


def decide(request: Request, policies: Policies) -> Decision:
    """What the policies say of the request. It does not depend on the order of statements, `deciding` aside."""
    if request.action.lower() == _ALWAYS_ALLOWED:
        return _decision(Verdict.ALLOW, Voice(answer=True, layer="identity"))
    asked = _asked(request, bounded=bool(policies.boundary))
    denials = list(_denials(asked, policies))
    denied = any_of(voice.answer for voice in denials)
    if denied is True:
        return _decision(Verdict.DENY, next(voice for voice in denials if voice.answer is True), explicit=True)
    if denied is False and asked.action == _NEEDS_NO_PERMISSION and asked.caller.kind in ("user", "root"):
        return _decision(Verdict.ALLOW, Voice(answer=True, layer="identity"))
    controls = [voice for layer, levels in _binding(asked, policies) for voice in _control(levels, layer, asked)]
    needed = [*controls, _access(asked, policies)]
    allowed = all_of(voice.answer for voice in needed)
    if allowed is False:
        return _decision(Verdict.DENY, next(voice for voice in needed if voice.answer is False))
    together = [answer for answer in (denied, allowed) if isinstance(answer, Maybe)]
    if not together:
        return _decision(Verdict.ALLOW, needed[-1])
    maybe = together[0] if len(together) == 1 else together[0] | together[1]
    voice = next(voice for voice in (*denials, *needed) if isinstance(voice.answer, Maybe))
    return _decision(Verdict.DEPENDS, voice, maybe=maybe)


def _decision(verdict: Verdict, voice: Voice, *, explicit: bool = False, maybe: Maybe | None = None) -> Decision:
    return Decision(
        verdict=verdict,
        depends_on=frozenset() if maybe is None else maybe.keys,
        unread=frozenset() if maybe is None else maybe.unread,
        deciding=None if voice.rule is None else voice.rule.statement,
        layer=voice.layer,
        index=voice.index,
        level=voice.level,
        explicit=explicit,
    )


def _asked(request: Request, *, bounded: bool) -> _Asked:
    who = caller(request.principal)
    account = request.resource_account or _account_in(request.resource) or who.account
    derived = who.keys
    if who.kind == "session" and isinstance(request.context, Partial) and request.context.open is None:
        # The ARN of its role has a path, which that of the session does not tell.
        del derived["aws:principalarn"]
    if account is not None:
        derived["aws:resourceaccount"] = account
    keys = Keys(request.context, derived)
    return _Asked(request.action.lower(), request.resource, keys, who, account, bounded)


def _account_in(arn: str) -> str | None:
    found = _ACCOUNT_OF_ARN.match(arn)
    return None if found is None else found[1]


def _denials(asked: _Asked, policies: Policies) -> Iterator[Voice]:
    """Every layer's word on denying: one that denies is enough."""
    for layer, levels in _binding(asked, policies):
        if isinstance(levels, Unread):
            yield Voice(Maybe(unread=frozenset({layer})), layer)
            continue
        for level, listed in enumerate(levels):
            yield _said(asked, listed, layer, "Deny", level=level)
    own: tuple[tuple[Layer, tuple[Ready, ...]], ...] = (
        ("resource", policies.resource),
        ("identity", policies.identity),
        ("boundary", policies.boundary),
        ("session", policies.session),
    )
    yield from (_said(asked, listed, layer, "Deny") for layer, listed in own if listed)


def _binding(asked: _Asked, policies: Policies) -> Iterator[tuple[Layer, Levels]]:
    """The control policies that bind the caller.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
    """
    if asked.caller.is_of_an_account and not asked.caller.is_of_an_aws_service:
        yield "scp", policies.scps
    if not asked.caller.is_of_an_aws_service:
        yield "rcp", policies.rcps


def _control(levels: Levels, layer: Layer, asked: _Asked) -> Iterator[Voice]:
    """The word of each level of control policies: every one must allow.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
    """
    if not isinstance(levels, Unread):  # that it depends on these, `_denials` has said
        for level, listed in enumerate(levels):
            yield _said(asked, listed, layer, "Allow", level=level)


def _access(asked: _Asked, policies: Policies) -> Voice:
    """Whether the caller's own policies, or the resource's, or both, let it in; and by which statement."""
    own_are_enough = asked.caller.is_of_an_account and asked.within_one_account and not asked.needs_resource_policy
    if own_are_enough and not policies.resource:
        return _all_of(*_own(asked, policies))
    named = {
        naming: _said(asked, policies.resource, "resource", "Allow", naming=naming)
        for naming in (Naming.ITSELF, Naming.BROADLY, Naming.ACCOUNT)
    }
    itself, broadly = named[Naming.ITSELF], named[Naming.BROADLY]
    if not asked.caller.is_of_an_account:
        return _one_of(itself, broadly)
    own = _own(asked, policies)
    limits = [voice for voice in own if voice.layer != "identity"]
    if not asked.within_one_account:
        return _all_of(*own, _one_of(*named.values()))
    by_itself = _all_of(*own) if own_are_enough else _all_of(*own, _one_of(*named.values()))
    limited = _all_of(broadly, *limits)
    decided = _one_of(by_itself, itself, limited)
    # Where the resource's policy made up for the identity's, what still stands in the way is the limit.
    return limited if decided.answer is False and broadly.answer is not False else decided


def _own(asked: _Asked, policies: Policies) -> list[Voice]:
    """The word of the identity's policies, and of its boundary and session policies where it has any."""
    identity = (
        Voice(answer=True, layer="identity")  # root needs no policy
        if asked.caller.kind == "root"
        else _said(asked, policies.identity, "identity", "Allow")
    )
    own = [identity]
    if policies.boundary:
        own.append(_said(asked, policies.boundary, "boundary", "Allow"))
    # The session of a federated user has what its session policies give it, and without any nothing.
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getfederationtoken.html
    if policies.session or asked.caller.kind == "federated-user":
        own.append(_said(asked, policies.session, "session", "Allow"))
    return own


def _all_of(*voices: Voice) -> Voice:
    """What voices say together that must all agree: it is told by the first that objects, else by the first."""
    answer = all_of(voice.answer for voice in voices)
    telling = next((voice for voice in voices if voice.answer is not True), voices[0])
    if answer is False:
        telling = next(voice for voice in voices if voice.answer is False)
    return msgspec.structs.replace(telling, answer=answer)


def _one_of(*voices: Voice) -> Voice:
    """What voices say together of which one is enough: it is told by that one, else by the first."""
    answer = any_of(voice.answer for voice in voices)
    telling = next((voice for voice in voices if voice.answer is True), None)
    if telling is None:
        telling = next((voice for voice in voices if voice.answer is not False), voices[0])
    return msgspec.structs.replace(telling, answer=answer)


def _said(
    asked: _Asked,
    listed: tuple[Ready, ...],
    layer: Layer,
    effect: Effect,
    *,
    naming: Naming | None = None,
    level: int | None = None,
) -> Voice:
    """What the policies of one layer say: the first statement that applies decides, else all that may."""
    together: list[Voice] = []
    for index, each in enumerate(listed):
        for rule, answer in _answers(asked, each, layer, effect, naming):
            if answer is True:
                return Voice(answer, layer, rule, index, level)
            together.append(Voice(answer, layer, rule, index, level))
    if not together:
        return Voice(answer=False, layer=layer, level=level)
    return msgspec.structs.replace(together[0], answer=any_of(voice.answer for voice in together))


def _answers(
    asked: _Asked, each: Ready, layer: Layer, effect: Effect, naming: Naming | None
) -> Iterable[tuple[Rule | None, Ternary]]:
    """The statements of the effect that apply to the request or may, each with its answer."""
    if isinstance(each, Unread):
        yield None, Maybe(unread=frozenset({layer}))
        return
    for rule in each.about(asked.action):
        if rule.statement.effect != effect or not _concerns(rule, asked, naming):
            continue
        answer = rule.applies(asked.resource, asked.keys)
        if answer is not False:
            yield rule, answer


def _concerns(rule: Rule, asked: _Asked, naming: Naming | None) -> bool:
    """Whether a statement's Principal or NotPrincipal takes in the caller; of an Allow, as closely as asked."""
    statement, who = rule.statement, asked.caller
    if statement.principals is not None:
        found = who.named_by(statement.principals)
        if found == Naming.BROADLY and rule.names_by_arn:
            found = _by_arn(statement.principals, found)
        return found == naming if naming is not None else found > Naming.NOT_AT_ALL
    if statement.not_principals is None:
        return True
    if statement.effect == "Deny":
        # A caller with a permissions boundary is never spared.
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
        return asked.bounded or not who.spared_by(statement.not_principals)
    # To allow all but some is to allow everybody else.
    allowed = who.named_by(statement.not_principals) == Naming.NOT_AT_ALL
    return allowed and (naming is None or naming == Naming.BROADLY)


def _by_arn(principals: tuple[Principal, ...], found: Naming) -> Naming:
    """Everybody whose ARN is of a condition is named as by the ARN itself.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
    """
    return Naming.ITSELF if any(each.id == "*" for each in principals) else found
