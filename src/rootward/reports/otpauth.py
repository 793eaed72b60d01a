"""A virtual MFA device as authenticator apps take it: an otpauth URI.

https://github.com/google/google-authenticator/wiki/Key-Uri-Format. AWS's own picture names the device and the number of
the account, and no issuer: https://docs.aws.amazon.com/IAM/latest/APIReference/API_VirtualMFADevice.html
"""

from __future__ import annotations

from rootward.model.secret import Secret

ISSUER = "AWS"
"""What the app shows above the code: whose code it is."""

_GROUP = 4


def otpauth(seed: Secret, user: str, account: str) -> Secret:
    """The URI. `account`: the alias, or the number. It holds the seed."""
    from pyotp import TOTP

    uri = TOTP(seed.reveal()).provisioning_uri(name=entry(user, account), issuer_name=ISSUER)
    # RFC 3986 lets a path hold it as it is, and each character makes the QR code larger.
    return Secret(uri.replace("%40", "@"))


def entry(user: str, account: str) -> str:
    """How the app names it below the issuer: `mark@acme`."""
    return f"{user}@{account}"


def grouped(seed: Secret) -> Secret:
    """The seed as people type it: in groups of four."""
    text = seed.reveal()
    return Secret(" ".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP)))
