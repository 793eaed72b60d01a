"""What CloudTrail leaves out of an event: secrets, and the parameters that it never shows.

CloudTrail drops a password, a secret key, a code of an MFA device, a private key or a seed together with its name. A
session token stays: without the secret key it is of no use, and AWS's own records show it.
https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html (sample records)
"""

from __future__ import annotations

from typing import Any

SECRETS = frozenset(
    {
        "addprivatekey", "apikeyvalue", "authenticationcode1", "authenticationcode2", "base32stringseed",
        "clientsecret", "keymaterial", "masteruserpassword", "newpassword", "oldpassword", "otp", "password",
        "plaintext", "platformcredential", "platformprincipal", "privatekey", "qrcodepng", "samlassertion",
        "secretaccesskey", "secretbinary", "secretstring", "servicecredentialsecret", "servicepassword", "token",
        "tokencode", "tradeintoken", "variables", "webidentitytoken",
    }
)  # fmt: skip
"""Names of members in small letters, wherever they stand."""


def without_secrets(value: Any) -> Any:  # noqa: ANN401 - parameters as deep as the service's model
    """The same parameters without any secret."""
    if isinstance(value, dict):
        secret_here = SECRETS | {"value"} if value.get("isValueSecret") else SECRETS
        return {name: without_secrets(inner) for name, inner in value.items() if name.lower() not in secret_here}
    if isinstance(value, list):
        return [without_secrets(inner) for inner in value]
    return value
