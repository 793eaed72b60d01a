"""Parts of a file of sections, as the AWS CLI's own two, boto's, s3cmd's and rclone's.

Only headers count here: a key that is commented out lies on the disk as well, and so does one in a file that botocore
would refuse.
"""

from __future__ import annotations

import re

from rootward.local.key_places.pairs import Part

_HEADER = re.compile(r"^[ \t]*\[([^\]\r\n]+)\]", re.MULTILINE)
_PROFILE = re.compile(r"""profile\s+(["']?)(.+?)\1""")


def sections(text: str) -> tuple[Part, ...]:
    """A part for each section, by the name that people know: `[profile work]` is `work`."""
    found = list(_HEADER.finditer(text))
    ends = [*(header.start() for header in found), len(text)]
    return (
        Part(None, 0, ends[0]),
        *(Part(_name(header[1].strip()), header.start(), end) for header, end in zip(found, ends[1:], strict=True)),
    )


def _name(header: str) -> str:
    profile = _PROFILE.fullmatch(header)
    return profile[2] if profile else header
