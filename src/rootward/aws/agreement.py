"""Waiting until a read agrees with a change that was made.

IAM is eventually consistent: for some seconds after a change a read may still tell of the time before it.
https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
"""

from __future__ import annotations

import time
from collections.abc import Callable

from rootward.aws.looks import look
from rootward.aws.reading import Reading
from rootward.model.change import Change

FIRST_WAIT_SECONDS = 0.2
LONGEST_WAIT_SECONDS = 5.0


def agreed(
    reading: Reading,
    change: Change,
    *,
    patience_seconds: float,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> object:
    """The state that was seen last: the one after the change, or whatever it is when patience has run out.

    It looks at once, and then after waits that double. A read that is denied or fails is tried again like one that
    disagrees: a change may be of the caller's own rights, and those too arrive late. The last look comes when patience
    ends. Raises CredentialsError.
    """
    end = clock() + patience_seconds
    wait = FIRST_WAIT_SECONDS
    while True:
        seen = look(reading, change)
        left = end - clock()
        if left <= 0 or change.agrees(seen, change.after):
            return seen
        sleep(min(wait, left))
        wait = min(2 * wait, LONGEST_WAIT_SECONDS)
