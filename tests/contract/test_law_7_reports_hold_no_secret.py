"""Law 7, for reports: what quotes a secret does not carry it into any format. Every secret is drawn at run time."""

from __future__ import annotations

import random
import string

import pytest

from rootward.model.unknown import Unknown
from rootward.reports.formats import FORMATS
from rootward.workflows.audit import audit_account
from tests.checks.facts import account

BASE64 = string.ascii_letters + string.digits + "/+"


def drawn(length: int, alphabet: str = BASE64) -> str:
    return "aB3" + "".join(random.Random(length).choices(alphabet, k=length - 3))  # noqa: S311 - a shape, and no secret


SECRETS = {
    "key id": "AKIA" + "".join(random.Random(1).choices(string.ascii_uppercase + "234567", k=16)),  # noqa: S311
    "secret key": drawn(40),
    "session token": drawn(356) + "==",
    "web token": f"eyJ{drawn(30, BASE64[:62])}.eyJ{drawn(60, BASE64[:62])}.{drawn(43, BASE64[:62])}",
}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize("quoted", ["{}", "refused: '{}'", "x-amz-security-token:{}", "secret={}", "({})"])
def test_an_error_that_quotes_a_secret_does_not_show_it(form, secret, quoted):
    failed = Unknown("failed", "iam:GetAccountSummary", quoted.format(secret))
    audit = audit_account(
        account(summary=failed, credential_report=failed, identities=failed),
        warnings=(f"the environment says {secret}",),
    )
    text = FORMATS[form](audit, verbose=True)

    assert "iam:GetAccountSummary" in text or "failed" in text
    assert secret not in text
    assert secret not in text.replace("\n", "").replace(" ", "")


@pytest.mark.parametrize("form", FORMATS)
def test_the_password_of_an_endpoint_is_not_shown(form):
    text = FORMATS[form](audit_account(account(endpoint="http://ann:" + "open-sesame" + "@127.0.0.1:5000")))

    assert "open-sesame" not in text
