"""What a profile's section is called, in either file.

In the credentials file a section has the profile's own name. In the configuration file it is `[default]` or `[profile
NAME]`, with quotation marks where the name has blanks; of other kinds (`sso-session`, `services`) none is a profile.
https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html
"""

from __future__ import annotations

import shlex

from rootward.errors import AwsFileError, UsageError
from rootward.local.aws_files.document import DEFAULTS, Document, Section, named

DEFAULT_PROFILE = "default"


def in_credentials(profile: str) -> str:
    """The section of the credentials file. Raises UsageError for a name that no section can have."""
    if not profile.isprintable() or profile != profile.strip() or not profile or any(sign in profile for sign in "[]"):
        raise UsageError(
            f"{profile[:60]!r} cannot be the name of a profile", advice="name it with letters, digits, - and _"
        )
    if profile == DEFAULTS:
        raise UsageError(
            f"{DEFAULTS} is no profile: what stands there stands in every one", advice="write default in small letters"
        )
    return profile


def in_config(document: Document, profile: str) -> str:
    """The section of the configuration file: the one that is there, or what a new one would be called.

    Raises UsageError for a name that no section can have, and AwsFileError where two sections are the profile's.
    """
    new = in_credentials(profile)
    found = sections_of(document, profile)
    if len(found) > 1:
        first, second = found[:2]
        raise AwsFileError(
            f"{document.shown}: lines {first.line} and {second.line} both begin profile {profile}: "
            f"{named(first.name)} and {named(second.name)}",
            advice="make one of the two",
        )
    if found:
        return found[0].name
    return new if new == DEFAULT_PROFILE else f"profile {shlex.quote(new)}"


def sections_of(document: Document, profile: str) -> tuple[Section, ...]:
    """The configuration file's sections of that profile; where there are several, botocore reads the last."""
    return tuple(section for section in document.sections if profile_in_config(section.name) == profile)


def profile_in_config(section: str) -> str | None:
    """The profile whose section of the configuration file that is; None where it is no profile's."""
    if section == DEFAULT_PROFILE:
        return section
    if not section.startswith("profile"):
        return None
    try:
        words = shlex.split(section)
    except ValueError:  # a quotation mark without its other one
        return None
    match words:
        case [_, name]:
            return name
        case _:
            return None
