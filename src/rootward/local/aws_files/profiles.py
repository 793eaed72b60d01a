"""What every profile of this machine holds: whether there is a key in it that can be rotated, and where.

A profile may say several ways by which its credentials come. They are given in botocore's order, of which the first
counts: role, web identity, IAM Identity Center, a key in the credentials file, `aws login`, a program, a key in the
configuration file. For all but the keys, an entry of the credentials file beats the same of the configuration file.
https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

import msgspec

from rootward.local.aws_files.changing import opened
from rootward.local.aws_files.document import DEFAULTS, Document, Entry, Section
from rootward.local.aws_files.keys import KEY_ID, SECRET, StandingKeys, keys_of
from rootward.local.aws_files.paths import config_file, credentials_file
from rootward.local.aws_files.section_names import profile_in_config, sections_of
from rootward.model.key_id import is_long_lived


class Way(StrEnum):
    """A way by which a profile comes by its credentials."""

    ROLE = "role"
    """A role, assumed with the credentials of `source_profile`, or of this machine's `credential_source`."""

    WEB_IDENTITY = "web-identity"
    """A role, assumed with a token of another identity provider."""

    SSO = "sso"
    """IAM Identity Center."""

    LOGIN = "login"
    """`aws login`."""

    PROGRAM = "credential-process"
    """A program that is run for them."""

    LONG_LIVED_KEY = "long-lived-key"
    """An access key of a user's, or of root's: what can be rotated."""

    TEMPORARY_KEYS = "temporary-keys"
    """The keys of a session, which end by themselves."""

    FOREIGN_KEY = "foreign-key"
    """A key whose id is none of AWS's: of another service that speaks S3, or a line that is broken."""

    HALF_A_KEY = "half-a-key"
    """An id without its secret, or a secret without its id: botocore can sign with neither."""


class Holding(msgspec.Struct, frozen=True):
    """One way that stands in a profile, and where."""

    way: Way
    file: str
    section: str
    """The section's name in the file: [DEFAULT] gives to all, and is not told apart here; see `line`."""

    line: int
    key_id: str | None = None
    """Of a long-lived key and of temporary keys."""

    source: str | None = None
    """Of a role: the profile, or with a colon before it the `credential_source`, whose credentials assume it."""

    has_token: bool = False
    has_comment: bool = False
    """A comment follows on the line of a key: the AWS CLI and boto3 take it for a part of the key."""

    is_passed_over: bool = False
    """botocore reads it never: a secret without its id, or in a section of the configuration file that a later one of
    the same profile takes the place of."""


class Profile(msgspec.Struct, frozen=True):
    """A profile, by whichever of the files names it."""

    name: str
    holdings: tuple[Holding, ...]
    """In botocore's order. Empty where it holds none."""

    @property
    def in_force(self) -> Holding | None:
        """The way that botocore takes; None where it would look elsewhere on the machine."""
        return next((holding for holding in self.holdings if not holding.is_passed_over), None)


class Inventory(msgspec.Struct, frozen=True):
    """All profiles of both files."""

    profiles: tuple[Profile, ...]
    """In the order of the files, the credentials file first."""

    strays: tuple[Holding, ...]
    """Keys in sections of the configuration file that are no profile's, as [NAME] without `profile` before it."""

    def profile(self, name: str) -> Profile | None:
        """The profile of that name."""
        return next((profile for profile in self.profiles if profile.name == name), None)

    def holders(self, key_id: str) -> tuple[tuple[str, Holding], ...]:
        """Each place where that key stands, with the profile's name, or the section's where it is no profile's."""
        return tuple((name, holding) for name, holding in self._everything() if holding.key_id == key_id)

    @property
    def shared(self) -> Mapping[str, tuple[tuple[str, Holding], ...]]:
        """By the key's id, the places of each long-lived key that stands in more than one."""
        ids = dict.fromkeys(
            holding.key_id for _, holding in self._everything() if holding.way is Way.LONG_LIVED_KEY and holding.key_id
        )
        return {key_id: self.holders(key_id) for key_id in ids if len(self.holders(key_id)) > 1}

    def _everything(self) -> Iterator[tuple[str, Holding]]:
        for profile in self.profiles:
            for holding in profile.holdings:
                yield profile.name, holding
        for stray in self.strays:
            yield stray.section, stray


def read_profiles() -> Inventory:
    """What the profiles of both files hold. Raises AwsFileError for a file that botocore would refuse, UsageError."""
    return inventory(credentials=opened(credentials_file()), config=opened(config_file()))


def inventory(*, credentials: Document, config: Document) -> Inventory:
    """The same of two documents."""
    in_credentials = [section.name for section in credentials.sections if section.name != DEFAULTS]
    sections: dict[str, list[Section]] = {name: [] for name in in_credentials}
    strays = []
    for section in config.sections:
        name = profile_in_config(section.name)
        if name is not None:
            sections.setdefault(name, []).append(section)
        elif section.name != DEFAULTS and (stray := _own_key(config, section)):
            strays.append(stray)
    profiles = tuple(
        Profile(name, tuple(_holdings(_Sources(credentials, config, name, found)))) for name, found in sections.items()
    )
    return Inventory(profiles, tuple(strays))


def profile_of(name: str, *, credentials: Document, config: Document) -> Profile:
    """What one profile holds, whether a file names it or not."""
    return Profile(name, tuple(_holdings(_Sources(credentials, config, name, list(sections_of(config, name))))))


class _Sources(msgspec.Struct, frozen=True):
    """The sections of one profile."""

    credentials: Document
    config: Document
    name: str
    in_config: list[Section]

    def entry(self, key: str) -> tuple[Document, str, Entry] | None:
        """What botocore finds under that key in both files together."""
        found = self.credentials.entry(self.name, key)
        if found is not None:
            return self.credentials, self.name, found
        section = self.in_config[-1].name if self.in_config else ""
        found = self.config.entry(section, key)
        return (self.config, section, found) if found is not None else None

    def text(self, key: str) -> str | None:
        found = self.entry(key)
        return found[2].value.reveal() if found else None

    def holding(self, way: Way, *keys: str, source: str | None = None) -> Iterator[Holding]:
        """That way, where the first of those keys stands; nothing where none does."""
        for document, section, entry in filter(None, map(self.entry, keys)):
            yield Holding(way=way, file=document.shown, section=section, line=entry.line, source=source)
            return


def _holdings(sources: _Sources) -> Iterator[Holding]:
    if sources.text("web_identity_token_file"):
        yield from sources.holding(Way.WEB_IDENTITY, "web_identity_token_file")
    elif sources.entry("web_identity_token_file") is None:
        yield from sources.holding(Way.ROLE, "role_arn", source=_source(sources))
    yield from sources.holding(Way.SSO, "sso_account_id", "sso_role_name")
    yield from _key(sources.credentials, sources.name)
    yield from sources.holding(Way.LOGIN, "login_session")
    yield from sources.holding(Way.PROGRAM, "credential_process")
    for section in reversed(sources.in_config):
        yield from _key(sources.config, section.name, is_passed_over=section is not sources.in_config[-1])


def _source(sources: _Sources) -> str | None:
    profile = sources.text("source_profile")
    source = sources.text("credential_source")
    return profile or (f":{source}" if source else None)


def _own_key(config: Document, section: Section) -> Holding | None:
    if section.entry(KEY_ID) is None and section.entry(SECRET) is None:
        return None
    return next(_key(config, section.name), None)


def _key(document: Document, section: str, *, is_passed_over: bool = False) -> Iterator[Holding]:
    keys = keys_of(document, section)
    if keys.id_entry is None and keys.secret_entry is None:
        return
    yield Holding(
        way=_way(keys),
        file=document.shown,
        section=section,
        line=keys.line or 0,
        key_id=keys.key_id,
        has_token=keys.token_entry is not None,
        has_comment=keys.has_comment,
        is_passed_over=is_passed_over or keys.id_entry is None,
    )


def _way(keys: StandingKeys) -> Way:
    if not keys.is_whole:
        return Way.HALF_A_KEY
    if keys.key_id is None:
        return Way.FOREIGN_KEY
    return Way.LONG_LIVED_KEY if is_long_lived(keys.key_id) else Way.TEMPORARY_KEYS
