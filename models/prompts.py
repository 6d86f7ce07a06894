"""Prompt forms of the models that this project knows how to ask.

A prompt is three segments: ``before`` and ``after`` belong to the model and may name control tokens; ``text`` is the
user's and is always tokenised as plain text, so nothing in an article can pose as a control token.
"""

from __future__ import annotations

from models.generation import Prompt

TRANSLATE = "<translate>"
HEADLINE = "<headline>"
SUMMARISE = "<summarise>"
CONTROL_PIECES = (TRANSLATE, HEADLINE, SUMMARISE)
"""Control tokens of the embedded model: one on each side of the text says what is asked."""


def task_prompt(control: str, text: str) -> Prompt:
    """``text`` between two copies of the control token, after the beginning-of-sequence token.

    >>> task_prompt(TRANSLATE, "你好")
    Prompt(text='你好', before='<bos><translate>', after='<translate>')
    """
    return Prompt(text=text, before=f"<bos>{control}", after=control)
