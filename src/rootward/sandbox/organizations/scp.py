"""What a service control policy must look like. Where policies are enforced, authorization/ asks it.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
"""

from __future__ import annotations

from rootward.iam_policy.document import MalformedPolicyError, parse
from rootward.sandbox.error import PracticeError
from rootward.sandbox.organizations.constraint import violation

TYPE = "SERVICE_CONTROL_POLICY"

MOST_ATTACHED = 10
"""Service control policies on one root, unit or account: five until May 2026, ten since.

https://cevo.com.au/post/aws-scp-limits-landing-zone-review/
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html (in the copy read here: five)
"""

LONGEST = 10_240
"""Characters of a policy: 5,120 until May 2026; from the same pages."""

FULL_ACCESS = '{\n  "Version": "2012-10-17",\n  "Statement": [\n    {\n      "Effect": "Allow",\n      "Action": "*",\n      "Resource": "*"\n    }\n  ]\n}'  # noqa: E501 - one text
"""FullAWSAccess, which is attached to everything at first."""


def require_well_formed(content: str) -> None:
    """Look at a policy document.

    Raises:
        PracticeError: MalformedPolicyDocumentException.
        ReasonedError: ConstraintViolationException: it is too long.

    """
    if len(content) > LONGEST:
        raise violation("POLICY_CONTENT_LIMIT_EXCEEDED", "You have exceeded the maximum policy size.")
    try:
        document = parse(content)
    except MalformedPolicyError:
        raise _malformed() from None
    for statement in document.statements:
        has_principals = statement.principals is not None or statement.not_principals is not None
        has_actions = statement.actions or statement.not_actions
        has_resources = statement.resources or statement.not_resources
        if has_principals or not has_actions or not has_resources:
            raise _malformed()


def _malformed() -> PracticeError:
    message = "The provided policy document does not meet the requirements of the specified policy type."
    return PracticeError("MalformedPolicyDocumentException", message)
