"""Accounts whose access keys are planted as traps: a call with one tells its planter, and nothing else.

The numbers are public: of canarytokens.org and Thinkst, and of others that work alike, as they are listed in
https://github.com/trufflesecurity/trufflehog/blob/13b29d33bbcedbcc74198fffd0491d2515cafd7f/pkg/detectors/aws/access_keys/canary.go
No list of them is whole. What such a key does: https://docs.canarytokens.org/guide/aws-keys-token
"""

from __future__ import annotations

_OF_THINKST = frozenset(
    (
        "052310077262",
        "171436882533",
        "266735846894",
        "534261010715",
        "595918472158",
        "717712589309",
        "730335385048",
        "819147034852",
        "893192397702",
        "992382622183",
    )
)

_OF_OTHERS = frozenset(
    (
        "044858866125",
        "251535659677",
        "344043088457",
        "351906852752",
        "390477818340",
        "426127672474",
        "427150556519",
        "439872796651",
        "445142720921",
        "465867158099",
        "637958123769",
        "693412236332",
        "732624840810",
        "735421457923",
        "959235150393",
        "982842642351",
    )
)

CANARY_ACCOUNTS = _OF_THINKST | _OF_OTHERS
