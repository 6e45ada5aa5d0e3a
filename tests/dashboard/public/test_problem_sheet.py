"""Does the public's sheet of a problem hold what the police alone may know? Secrets are looked for in its JSON and its PDF."""

from __future__ import annotations

import io

from pypdf import PdfReader

from analytics.report.problem import problem_sheet, write_told
from analytics.report.sheet import typeset
from dashboard.context import Context
from dashboard.paper.command import told_to
from tests.dashboard.public.conftest import context_of
from tests.dashboard.public.planted import NOW, Town

PROBLEMS = (1, 2)


def test_the_public_sheet_holds_no_secret_and_the_police_s_does(
    public_context: Context, planted: Town
) -> None:
    store = public_context.reader().store
    said = ""
    for number in PROBLEMS:
        told = told_to(public_context, number)
        assert told.audience == "public"
        assert (told.scanning, told.analysis, told.history) == ((), (), ())
        assert "Surveillance" not in write_told(told)
        pdf = PdfReader(io.BytesIO(typeset(problem_sheet(store, told))))
        assert len(pdf.pages) == 1
        said += write_told(told) + pdf.pages[0].extract_text() + str(pdf.metadata)
    assert "Walking patrol" in said
    assert [secret for secret in planted.secrets if secret.lower() in said.lower()] == []
    police = Context(
        planted.data_dir, audience="police", clock=lambda: NOW, database_url=planted.database_url
    )
    told_police = write_told(told_to(police, PROBLEMS[0]))
    police.close()
    assert [secret for secret in planted.secrets if secret in told_police] != []


def test_two_towns_that_differ_in_secrets_alone_have_the_same_public_sheets(
    public_context: Context, twin: Town
) -> None:
    other = context_of(twin)
    for number in PROBLEMS:
        sheets = [
            typeset(problem_sheet(each.reader().store, told_to(each, number)))
            for each in (public_context, other)
        ]
        assert sheets[0] == sheets[1]
    other.close()
