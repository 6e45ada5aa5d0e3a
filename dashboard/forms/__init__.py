"""How do people write down what they decide? One kind of form for all records: fields, a button, an answer.

A form is filled from one version of a record; saving it writes that version or tells who was faster (`saving`). Buttons that
close, reopen or move a record on do the same (`closing`).
"""

from __future__ import annotations

from dashboard.forms.answers import SAVED
from dashboard.forms.form import record_form

__all__ = ["SAVED", "record_form"]
