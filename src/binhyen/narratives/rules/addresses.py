"""What the history of a report keeps of where a figure was read: the title of the text, and the place in it."""

from __future__ import annotations

import re

LONGEST_ADDRESS = 300
_PLACES = re.compile(r"(?:, (?:trang|đoạn|bảng|dòng|cột|column) \d+)+$")
"""The places that the intake gives; titles may hold commas too, and end with a number of their own."""


def address_of(title: str, place: str) -> str:
    """Title and place as one address, the title cut where both are too long."""
    behind = f", {place}" if place else ""
    return f"{title[: LONGEST_ADDRESS - len(behind)]}{behind}"


def title_in(address: str) -> str:
    """The title of an address, without its place."""
    return _PLACES.sub("", address)


def place_in(address: str) -> str:
    """The place of an address, without its title; empty where none is known."""
    return address[len(title_in(address)) :].removeprefix(", ")
