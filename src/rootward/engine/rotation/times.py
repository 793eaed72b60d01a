"""How long AWS takes to agree with itself, and what a rotation makes of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

QUIET = timedelta(seconds=15)
"""So long a new key may take until it works everywhere, and a change of a key's state too.

IAM is eventually consistent:
https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
"""

SETTLED = timedelta(seconds=10)
"""So long after a key was stored the other one is still used by what was under way."""

USE_NOTED = timedelta(minutes=15)
"""Of several uses of a key within so long AWS notes the first only: what is used all the time shows after it at last.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html"""

AGREED = timedelta(seconds=60)
"""After so long, a list that does not agree with a call tells of somebody else's change, or of another clock."""

REPORTED = timedelta(minutes=5)
"""So long after it was noted a use may come to be told. No page of AWS's says how long: what is seen is minutes."""

CLOCK_DOUBT = timedelta(seconds=5)
"""So far the moment of an announcement may be off AWS's clock, which an answer tells by the second."""

LONGEST_CALL = timedelta(seconds=60)
"""A call that brought no answer was made within this time, or never: so long an answer is waited for, and such a call
is not tried again by itself."""

ANSWER_LOST = LONGEST_CALL + QUIET
"""So long it is looked for a key whose creation brought no answer, before another is made."""

UNMISSED = USE_NOTED + REPORTED
"""So long a key that may be of a lost creation lies switched off before it is deleted: whose it is tries it by then."""

MOST_DISCARDS = 3
"""So many new keys may be lost on the way to the stash before it is given up."""


def told(moment: object) -> str:
    """A moment of AWS's, for people."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if isinstance(moment, datetime) else "an unknown time"
