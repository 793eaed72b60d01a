"""How somebody comes to act as root: by root's sign-in to the console; in GovCloud, which has none, by a key of root's.

https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sign-in.html
https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-account-root-user.html
"""

from __future__ import annotations

import msgspec

from rootward.model.change.root_credential import RootCredentialKind

_GOVCLOUD = "aws-us-gov"

_KEYLESS = "as root without a key (aws login, of AWS CLI 2.32 or newer)"

_PLACES: dict[RootCredentialKind, str] = {
    "access-key": "account menu → Security credentials → Access keys",
    "signing-certificate": "account menu → Security credentials → X.509 certificates",
}
"""Where in the console root finds them."""

_COMMANDS: dict[RootCredentialKind, tuple[str, str]] = {
    "access-key": ("access-key", "--access-key-id"),
    "signing-certificate": ("signing-certificate", "--certificate-id"),
}
"""How the AWS CLI's commands go on after `update-` and `delete-`, and the option that takes the id.

https://docs.aws.amazon.com/cli/latest/reference/iam/update-access-key.html
https://docs.aws.amazon.com/cli/latest/reference/iam/delete-signing-certificate.html
"""


class RootEntry(msgspec.Struct, frozen=True):
    """What is said to whoever has to act as root, in a partition whose root has a console or has none."""

    has_console: bool

    @property
    def acting(self) -> str:
        """How a command is to be run, after `run rootward`."""
        return _KEYLESS if self.has_console else "with an access key of root's (in GovCloud root has no other way)"

    @property
    def advice(self) -> str:
        """What to do about a step that root alone can make, where somebody else asked for it."""
        return f"sign in {_KEYLESS}, and run it as that" if self.has_console else f"run it {self.acting}"

    def spared(self, key_id: str) -> str:
        """What to do about the key that one acts with, which no plan takes from under one's own feet.

        A key may switch itself off, or delete itself. Once it is off, another key of root's would have to delete it.
        https://repost.aws/knowledge-center/manage-govcloud-root-key
        """
        if self.has_console:
            return self.advice
        only = f"its only key deletes itself once nothing needs it, by hand: {self.to_delete('access-key', key_id)}"
        return f"run it with the other access key of root's; {only}"

    def to_switch_off(self, kind: RootCredentialKind, id: str) -> str:  # noqa: A002 - AWS's word
        """Where, or by what command, people switch it off."""
        what, option = _COMMANDS[kind]
        return _PLACES[kind] if self.has_console else f"aws iam update-{what} {option} {id} --status Inactive"

    def to_delete(self, kind: RootCredentialKind, id: str) -> str:  # noqa: A002 - AWS's word
        """Where, or by what command, people delete it."""
        what, option = _COMMANDS[kind]
        return _PLACES[kind] if self.has_console else f"aws iam delete-{what} {option} {id}"


def root_entry(partition: str) -> RootEntry:
    """The entry in the partition. In China root has no credentials, and nothing asks for it."""
    return RootEntry(partition != _GOVCLOUD)
