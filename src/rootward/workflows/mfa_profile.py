"""A session as a profile of the shared credentials file, for tools that know profiles and nothing else.

The date at which it ends stands beside it, under the name that several tools use for it; the AWS SDKs pay it no heed.
"""

from __future__ import annotations

from rootward.errors import GuardRefusedError, UsageError
from rootward.local.aws_files.changing import Changed, change, opened
from rootward.local.aws_files.document import Document
from rootward.local.aws_files.editing import with_values
from rootward.local.aws_files.keys import KEY_ID, keys_of, with_keys
from rootward.local.aws_files.paths import config_file, credentials_file
from rootward.local.aws_files.section_names import in_config, in_credentials
from rootward.model.mfa_session import MfaSession
from rootward.model.secret import Secret
from rootward.reports.evidence import second, told
from rootward.workflows.mfa_session import Given

_EXPIRES = "x_security_token_expires"

_OTHER_WAYS = ("role_arn", "sso_session", "sso_account_id", "login_session", "credential_process", KEY_ID)
"""With one of these in the configuration file, some tools would not take the session, and some would."""

_OTHER_NAME = "name another profile with --to-profile"


def refuse_profile(name: str, source: str) -> None:
    """Raise where the profile is not to be written: before anybody is asked for a code.

    GuardRefusedError: it holds an access key that does not end by itself, or is the one that signs. UsageError: the
    configuration file says that its credentials come another way; or no profile can have the name. AwsFileError.
    """
    section = in_credentials(name)
    if name == source:
        raise GuardRefusedError(
            f"profile '{told(name)}' is the one whose access key asks for the session", advice=_OTHER_NAME
        )
    config = opened(config_file())
    configured = config.values(in_config(config, name))
    if way := next((key for key in _OTHER_WAYS if key in configured), None):
        raise UsageError(
            f"the credentials of profile '{told(name)}' come another way: {config.shown} has {way} for it",
            advice=_OTHER_NAME,
        )
    _refuse_key(opened(credentials_file()), section)


def write_profile(name: str, given: Given, region: str | None) -> Changed:
    """Make the session the profile's credentials; all else in the file stays as it is.

    `region`: what the profile's tools are to use where it has none. Raises what `refuse_profile` raises, OutputError.
    """
    section = in_credentials(name)
    config = opened(config_file())
    has_region = "region" in config.values(in_config(config, name))

    def edited(document: Document) -> Document:
        _refuse_key(document, section)
        beside = {_EXPIRES: Secret(second(given.session.expires))}
        if region and not has_region and document.entry(section, "region") is None:
            beside["region"] = Secret(region)
        return with_values(_with_session(document, section, given.session), section, beside)

    return change(credentials_file(), edited)


def _refuse_key(document: Document, section: str) -> None:
    keys = keys_of(document, section)
    if keys.id_entry is not None and keys.token_entry is None:
        raise GuardRefusedError(
            f"profile '{told(section)}' holds an access key of its own, which a session would take the place of",
            advice=_OTHER_NAME,
        )


def _with_session(document: Document, section: str, session: MfaSession) -> Document:
    credentials = session.credentials
    return with_keys(document, section, key_id=credentials.key_id, secret=credentials.secret, token=credentials.token)
