"""One question put to the policies of one holder."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import NamedTuple

from rootward.engine.access.everywhere import decide_everywhere
from rootward.engine.access.scene import Scene
from rootward.engine.access.shapes import shapes
from rootward.iam_policy import UNREAD, Complete, Decision, Partial, Request, Verdict, decide
from rootward.iam_policy.context import Given
from rootward.iam_policy.policies import Policies, Ready
from rootward.iam_policy.powers import Holder
from rootward.iam_policy.ternary import Maybe, Ternary
from rootward.model.access import EVERY_RESOURCE, Question

_MFA, _MFA_AGE = "aws:multifactorauthpresent", "aws:multifactorauthage"
_ACCOUNT, _ARN_PARTS = 4, 6

Keys = Mapping[str, Given | None]
Context = Complete | Partial


class Asking:
    """A question, ready to be put to any holder of the scene: before service control policies."""

    def __init__(self, scene: Scene, question: Question, about: tuple[str, ...] | None = None) -> None:
        """`about`: patterns of the ARNs that the action is about, where they are known."""
        self.scene = scene
        self.question = question
        self.shapes = shapes(about, scene.asked) if question.resource == EVERY_RESOURCE else ()
        """Of a question about every resource: the kinds of resources there are, where they are known."""
        self._everywhere: dict[Hashable, Decision] = {}

    def decision(self, holder: Holder, *, resource: str = "", keys: Keys | None = None) -> Decision:
        """What the policies say of it. `resource`: in place of the question's; `keys`: besides the question's."""
        request = self.request(holder, resource=resource, keys=keys)
        if self.shapes and not resource:
            return self._decision_everywhere(holder, request, keys or {})
        listed = self.resource_policies(request.resource)
        return decide(request, holder.policies.of_resource(listed) if listed else holder.policies)

    def request(self, holder: Holder, *, resource: str = "", keys: Keys | None = None) -> Request:
        """The question as the request of a user or role."""
        asked = resource or self.question.resource
        return Request(
            action=self.question.action, resource=asked, principal=holder.arn, context=self._context(holder, keys)
        )

    def is_free(self, holder: Holder) -> bool:
        """Whether the holder may whatever any policy says."""
        return decide(self.request(holder), Policies(scps=UNREAD)).verdict is Verdict.ALLOW

    def resource_policies(self, resource: str) -> tuple[Ready, ...]:
        """The resource's own policy, where it has a say that no other policy can stand in for.

        A role's trust policy is known. A key of KMS has a policy, and so has what belongs to another account; none
        of them was read. https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
        """
        action = self.question.action.lower()
        role = self.scene.powers.by_arn.get(resource) if action.startswith("sts:") else None
        if role is not None and role.trust is not None:
            return (role.trust.ready,)
        parts = resource.split(":", _ARN_PARTS - 1)
        elsewhere = len(parts) == _ARN_PARTS and parts[_ACCOUNT].isdigit() and parts[_ACCOUNT] != self.scene.account.id
        return (UNREAD,) if elsewhere or (action.startswith("kms:") and ":key/" in resource) else ()

    def _decision_everywhere(self, holder: Holder, request: Request, keys: Keys) -> Decision:
        """Asked once of all with the same policies, unless something tells them apart."""
        key = (self.scene.powers.likeness(holder), *keys.items())
        if key not in self._everywhere:
            self._everywhere[key] = decide_everywhere(request, holder.policies, self.shapes)
        return self._everywhere[key]

    def _context(self, holder: Holder, more: Keys | None) -> Context:
        """What is known of the request. Unless the question says otherwise, somebody makes the call by themselves."""
        listed: tuple[Keys, ...] = (holder.known, self.question.context, more or {})
        given = {name.lower(): value for keys in listed for name, value in keys.items()}
        if self.question.complete:
            return Complete({name: value for name, value in given.items() if value is not None})
        return Partial(given)


class Found(NamedTuple):
    """An answer, and whether it is one for those alone who used MFA."""

    answer: Ternary
    with_mfa: bool = False


def found(holder: Holder, decide_with: Callable[[Keys], Decision]) -> Found:
    """The answer of a decision, and whether it takes MFA: it depends on it, and without it the answer is no.

    Of users only: the session of a role that somebody assumes carries no MFA, whatever they signed in with.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
    """
    decision = decide_with({})
    if holder.kind == "user" and _MFA in decision.depends_on:
        with_it = decide_with({_MFA: "true"})
        without = decide_with({_MFA: None, _MFA_AGE: None})
        if without.verdict is Verdict.DENY and with_it.verdict is not Verdict.DENY:
            return Found(Maybe(with_it.depends_on | {_MFA}, with_it.unread), with_mfa=True)
    return Found(answer_of(decision))


def answer_of(decision: Decision) -> Ternary:
    """Yes, no or maybe."""
    if decision.verdict is Verdict.DEPENDS:
        return Maybe(decision.depends_on, decision.unread)
    return decision.verdict is Verdict.ALLOW
