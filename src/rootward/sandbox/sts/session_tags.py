"""The tags of a session, and those of them that go on to the sessions it opens.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
Errors as recorded from AWS by LocalStack's validated tests (https://github.com/localstack/localstack,
tests/aws/services/sts/test_sts.snapshot.json).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rootward.sandbox.error import PracticeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class SessionTags:
    """Keys are compared without regard to case, and kept as they were written."""

    tags: dict[str, str] = field(default_factory=dict)
    transitive: frozenset[str] = frozenset()
    """Keys, in small letters, of the tags that go on along a chain of roles."""

    @staticmethod
    def passed(
        tags: Iterable[Mapping[str, str]] | None,
        transitive: Iterable[str] | None = None,
        chained: SessionTags | None = None,
    ) -> SessionTags:
        """The tags of a new session. `chained`: those of the session that opens it.

        Raises:
            PracticeError: InvalidParameterValue: a key twice; a transitive key that is no tag, or one set before.

        """
        own = [(tag["Key"], tag["Value"]) for tag in tags or ()]
        keys = {key.lower() for key, _ in own}
        if len(keys) < len(own):
            raise _invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
        transitive_keys = {key.lower() for key in transitive or ()}
        if not transitive_keys <= keys:
            raise _invalid("The specified transitive tag key must be included in the requested tags.")
        inherited = chained.transitive if chained else frozenset()
        if keys & inherited:
            raise _invalid(
                "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key "
                "from the calling session."
            )
        handed_on = {key: value for key, value in chained.tags.items() if key.lower() in inherited} if chained else {}
        return SessionTags({**handed_on, **dict(own)}, inherited | transitive_keys)


def _invalid(message: str) -> PracticeError:
    return PracticeError("InvalidParameterValue", message)
