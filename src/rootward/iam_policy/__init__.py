"""IAM's policy language: documents, and what they say of a request. Pure: it reads text and nothing else.

```python
from rootward.iam_policy import Partial, Policies, Request, decide

decision = decide(
    Request(action="iam:CreateUser", principal="arn:aws:iam::123456789012:user/zoe", context=Partial({})),
    Policies(identity=[document], scps=[[at_the_root], [at_the_account]]),
)
decision.verdict, decision.depends_on, decision.deciding
```
"""

from __future__ import annotations

from rootward.iam_policy.context import Complete, Partial
from rootward.iam_policy.decision import Decision, Request, Verdict
from rootward.iam_policy.document import Document, MalformedPolicyError, Principal, Statement, parse
from rootward.iam_policy.evaluation import decide
from rootward.iam_policy.operator import UnknownOperatorError
from rootward.iam_policy.policies import Policies
from rootward.iam_policy.policy import UNREAD, Policy, policy

__all__ = [
    "UNREAD",
    "Complete",
    "Decision",
    "Document",
    "MalformedPolicyError",
    "Partial",
    "Policies",
    "Policy",
    "Principal",
    "Request",
    "Statement",
    "UnknownOperatorError",
    "Verdict",
    "decide",
    "parse",
    "policy",
]
