"""What was put in cannot be taken: why, in Vietnamese, and what to do instead."""

from __future__ import annotations


class BadInput(ValueError):
    """Something that a person or a file gave cannot be used.

    ``sentence`` says in Vietnamese what is wrong and quotes it, ``remedy`` how to put it right.
    The rooms add the place (cell, row, field) where it stood.
    """

    def __init__(self, sentence: str, remedy: str = "") -> None:
        super().__init__(f"{sentence} {remedy}".strip())
        self.sentence = sentence
        self.remedy = remedy
