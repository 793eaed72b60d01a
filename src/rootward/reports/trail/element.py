"""Elements of a page, and of the pictures in it."""

from __future__ import annotations

from xml.etree import ElementTree as ET


def inner(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    """A new element in it. The tree escapes whatever is text."""
    element = ET.SubElement(parent, tag, attributes)
    element.text = text or None
    return element
