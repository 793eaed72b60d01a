"""What decoding raises where a text is no JSON, or none that anybody would take apart."""

from __future__ import annotations

import msgspec

NO_JSON = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)
