"""QR codes read by a decoder of another project (zxing-cpp), from a picture or from a terminal's screen."""

from __future__ import annotations

from collections.abc import Sequence

import zxingcpp

Rows = Sequence[Sequence[bool]]
"""True is dark."""

_PIXELS = 6


def decoded(rows: Rows) -> str:
    """What the QR code says. Raises LookupError where none is found, or several are."""
    lines = [b"".join((b"\0" if dark else b"\xff") * _PIXELS for dark in row) * _PIXELS for row in rows]
    image = b"".join(lines)  # the view keeps no reference to it
    # Its types ask for an array of numpy's; any buffer does.
    view = zxingcpp.ImageView(image, len(rows[0]) * _PIXELS, len(rows) * _PIXELS, zxingcpp.ImageFormat.Lum)  # type: ignore[arg-type,unused-ignore]
    found = zxingcpp.read_barcodes(view)
    if len(found) != 1:
        raise LookupError(f"{len(found)} codes in the picture")
    return str(found[0].text)


def pixels(png: bytes) -> Rows:
    """The pixels of a PNG in black and white or grey, as segno writes it: one bit a pixel."""
    import struct
    import zlib

    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at, data, header = 8, b"", b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        header = body if kind == b"IHDR" else header
        data += body if kind == b"IDAT" else b""
        at += 12 + length
    wide, high, depth, colour = struct.unpack(">IIBB", header[:10])
    assert (depth, colour) == (1, 0)
    raw, stride = zlib.decompress(data), (wide + 7) // 8 + 1
    rows: list[bytes] = []
    for start in range(0, high * stride, stride):
        line, above = raw[start + 1 : start + stride], rows[-1] if rows else bytes(stride - 1)
        assert raw[start] in {0, 2}  # the line as it is, or what it differs by from the one above
        rows.append(bytes((a + b) % 256 for a, b in zip(line, above, strict=True)) if raw[start] else line)
    return [[not row[at // 8] >> 7 - at % 8 & 1 for at in range(wide)] for row in rows]
