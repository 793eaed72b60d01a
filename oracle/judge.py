"""What rootward says of a case."""

from generate import Case
from rootward.iam_policy import Complete, Decision, Partial, Policies, Principal, Request, decide


def request(case: Case, context: Complete | Partial | None = None) -> Request:
    """The case's request; `context` in place of its own, where given."""
    kind, name = case["principal"]["kind"], case["principal"]["id"]
    return Request(
        action=case["action"],
        resource=case["resource"],
        principal=Principal("Federated", name) if kind == "Federated" else name,
        context=Complete(case["context"]) if context is None else context,
        resource_account=case["resource_account"],
    )


def policies(case: Case) -> Policies:
    """The case's policies."""
    return Policies(
        case["identity"],
        boundary=case["boundary"],
        session=case["session"],
        resource=[case["resource_policy"]] if case["resource_policy"] else [],
        scps=case["scps"],
        rcps=case["rcps"],
    )


def judged(case: Case) -> Decision:
    """The decision about the case."""
    return decide(request(case), policies(case))
