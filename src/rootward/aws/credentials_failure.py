"""Credentials that are missing, spent or refused, said in one line with what to do.

https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
"""

from __future__ import annotations

from botocore.exceptions import (
    ClientError,
    CredentialRetrievalError,
    InvalidConfigError,
    LoginError,
    MetadataRetrievalError,
    MissingDependencyException,
    NoAuthTokenError,
    NoCredentialsError,
    PartialCredentialsError,
    RefreshWithMFAUnsupportedError,
    SSOError,
    TokenRetrievalError,
    UnknownCredentialError,
)

from rootward.aws.one_line import one_line
from rootward.errors import CredentialsError

EXPIRED = frozenset({"ExpiredToken", "RequestExpired", "TokenRefreshRequired"})
INVALID = frozenset(
    {
        "AuthFailure",
        "IncompleteSignature",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidSignature",
        "InvalidToken",
        "MissingAuthenticationToken",
        "SignatureDoesNotMatch",
        "UnrecognizedClient",
    }
)
_CLOCK = frozenset({"RequestInTheFuture", "RequestTimeTooSkewed"})

RENEW = "sign in again: aws login, aws sso login, or new keys from whoever gives you yours"
_CLOCK_ADVICE = "set this machine's clock: AWS accepts requests that are at most some minutes off"

_BY_KIND: tuple[tuple[tuple[type[Exception], ...], str, str], ...] = (
    ((NoCredentialsError,), "no AWS credentials were found", RENEW),
    (
        (MissingDependencyException,),
        "the credentials of 'aws login' need a package that is not installed",
        "install it: pip install 'rootward[aws-login]'",
    ),
    ((LoginError, SSOError, TokenRetrievalError, NoAuthTokenError), "the sign-in is spent: {}", RENEW),
    (
        (EOFError,),
        "the profile asks for an MFA code, and there is no terminal to type it in",
        "run it from a terminal, or get a session first: aws sts get-session-token",
    ),
    (
        (InvalidConfigError,),
        "the AWS configuration does not give credentials: {}",
        "mend the profile in the AWS configuration, or name another one with --profile",
    ),
    (
        (
            CredentialRetrievalError,
            MetadataRetrievalError,
            PartialCredentialsError,
            RefreshWithMFAUnsupportedError,
            UnknownCredentialError,
        ),
        "the AWS credentials cannot be used: {}",
        RENEW,
    ),
)
"""Exceptions of botocore's, what they mean ({}: its own words), and what to do."""


def code_of(error: ClientError) -> str:
    """AWS's code, in one form: services differ on whether it ends in `Exception`, and on a namespace before it."""
    code = str(error.response.get("Error", {}).get("Code", ""))
    return code.rpartition("#")[2].partition(":")[0].removesuffix("Exception")


def of_credentials(error: Exception) -> CredentialsError | None:
    """The error in rootward's words where it is about the credentials; None where it is not."""
    if isinstance(error, ClientError):
        return _of_answer(error)
    for kinds, message, advice in _BY_KIND:
        if isinstance(error, kinds):
            return CredentialsError(message.format(one_line(str(error))), advice=advice)
    return None


def _of_answer(error: ClientError) -> CredentialsError | None:
    code = code_of(error)
    message = str(error.response.get("Error", {}).get("Message") or "")
    if code in _CLOCK or (code in INVALID and ("expired" in message or "not yet current" in message)):
        return CredentialsError(f"AWS refuses the time of the request ({code})", advice=_CLOCK_ADVICE)
    if code in EXPIRED:
        return CredentialsError(f"the AWS credentials have expired ({code})", advice=RENEW)
    if code == "SignatureDoesNotMatch":
        return CredentialsError(
            "AWS does not accept the secret access key (SignatureDoesNotMatch)",
            advice="it does not belong to the access key id: copy both again",
        )
    if code in INVALID:
        return CredentialsError(
            f"AWS does not know the access key, or not any more ({code})",
            advice="is it of another partition (China, GovCloud: give --region), deactivated, or deleted?",
        )
    return None
