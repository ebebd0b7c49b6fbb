"""The process that draws. Run as a file of its own, so that it loads the drawing library and nothing of the program.

It takes the listening socket that its parent made and answers one question a connection, one after the other: a
JSON object with the key and either a specification (SVG wanted) or an SVG (PNG wanted). An answer is ``+`` and the
drawing, or ``-`` and why there is none. Nothing is fetched from anywhere. When its parent is gone it removes the
socket's folder and ends.
"""

import hmac
import json
import os
import select
import shutil
import signal
import socket
import sys
from typing import Any

import vl_convert

SECONDS_TO_ASK = 5
SECONDS_TO_DRAW = 20
MOST_ASKED = 8 * 1024 * 1024  # bytes; a map of a province's communes has a tenth of a megabyte
MOST_DRAWN = 5_000  # then the parent starts another: what the library's engine has gathered is given back


def main() -> None:
    listener = socket.socket(fileno=int(sys.argv[1]))
    folder, version, fonts = sys.argv[2:]
    key = os.environ.pop("BINHYEN_CHARTS_KEY")
    vl_convert.register_font_directory(fonts)
    draw({"specification": {"mark": "point", "data": {"values": [{}]}}}, version)  # the first takes long
    for _number in range(MOST_DRAWN):
        readable, _, _ = select.select([listener, sys.stdin], [], [])
        if sys.stdin in readable:  # its other end has closed
            shutil.rmtree(folder, ignore_errors=True)
            return
        connection, _address = listener.accept()
        with connection:
            answer(connection, key, version)


def answer(connection: socket.socket, key: str, version: str) -> None:
    """Answer one question. Whoever asks slowly or has gone meanwhile is left."""
    try:
        asked = json.loads(read(connection))
        if not hmac.compare_digest(str(asked["key"]), key):
            return
        signal.alarm(SECONDS_TO_DRAW)  # a drawing that never ends ends this process
        try:
            said = b"+" + draw(asked, version)
        except (ValueError, RuntimeError) as fault:  # a specification, an SVG of which nothing can be made
            said = b"-" + str(fault).split("\n\n")[0].encode()
        signal.alarm(0)
        connection.sendall(said)
    except (OSError, ValueError, KeyError, TypeError):
        return


def read(connection: socket.socket) -> bytes:
    """All that is asked, until the asking side is closed."""
    connection.settimeout(SECONDS_TO_ASK)
    question = bytearray()
    while part := connection.recv(65536):
        question += part
        if len(question) > MOST_ASKED:
            raise ValueError("too much was asked")
    return bytes(question)


def draw(asked: dict[str, Any], version: str) -> bytes:
    """The drawing. Raises ValueError or RuntimeError for what cannot be drawn."""
    if "specification" in asked:
        svg: str = vl_convert.vegalite_to_svg(
            asked["specification"], vl_version=version, allowed_base_urls=[], show_warnings=False
        )
        return svg.encode()
    png: bytes = vl_convert.svg_to_png(str(asked["svg"]), scale=asked["scale"])
    return png


if __name__ == "__main__":
    main()
