"""What is projected in a meeting? A deck of slides, made from a place's counts and from what its people decided.

`deck_of` gives the slides as plain data: words, numbers, and pictures as numbers. The page draws them, and the handout prints
the same ones.
"""

from dashboard.present.deck import deck_of
from dashboard.present.slides import Slide

__all__ = ["Slide", "deck_of"]
