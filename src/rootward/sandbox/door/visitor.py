"""Requests that a web page makes a browser send to the practice account's port, and names that lead others there.

A page that happens to be open can send a form or load a picture from any loopback port, and by a name of its own that
resolves to loopback even read the answers. Nothing that AWS's SDKs or curl send looks like that.
https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from werkzeug.datastructures import Headers

_OWN_DOING = frozenset({"", "none", "same-origin"})
_LOCAL_NAMES = (".localhost", ".amazonaws.com")
"""Ends of host names: buckets of a virtual-hosted address, and AWS's own names sent through a proxy."""


def is_of_a_web_page(headers: Headers) -> bool:
    """Whether the request was sent by a web page, or to a name that is not this machine's."""
    if "Origin" in headers or headers.get("Sec-Fetch-Site", "") not in _OWN_DOING:
        return True
    return not _is_local(headers.get("Host", "localhost"))


def _is_local(host: str) -> bool:
    name = host.rsplit("]", 1)[0].lstrip("[") if host.startswith("[") else host.partition(":")[0]
    if name == "localhost" or name.endswith(_LOCAL_NAMES):
        return True
    # A bucket's name may stand before the address.
    numbers = name if ":" in name else ".".join(name.split(".")[-4:])
    try:
        return ip_address(numbers).is_loopback
    except ValueError:
        return False
