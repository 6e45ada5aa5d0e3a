"""How do pages ask for long work, follow it, end it and fetch what it made?

The ids that a browser keeps may be anything: what is none of a job is left out. Nothing is asked again while no job is under way.
"""

from __future__ import annotations

from typing import Any

import flask
from dash import ALL, Dash, Input, Output, State, ctx, no_update, set_props

from analytics.errors import CrimeStatsError
from analytics.report.sheet import Paper
from dashboard import ids
from dashboard.components.job_panel import (
    KEPT,
    LIST,
    LONGEST_NAME,
    NEWS,
    PANEL,
    PAPER,
    POLL,
    SPOKEN,
    bar_values,
    job_line,
    spoken_words,
    state_words,
)
from dashboard.components.notices import notice
from dashboard.context import EXTENSION as CONTEXT
from dashboard.context import current
from dashboard.jobs.folder import Job
from dashboard.jobs.offered import EXTENSION, KINDS, Jobs, JobsError, current_jobs

MOST_KEPT = 6


def use(app: Dash, jobs: Jobs) -> None:
    """Let an app ask for its jobs here, as one of several servers does."""
    app.server.extensions[EXTENSION] = jobs


def register(app: Dash) -> None:
    """Serve the panel of jobs; the app looks after its own until told otherwise."""
    use(app, Jobs(app.server.extensions[CONTEXT].clock))

    @app.callback(
        Output(KEPT, "data"),
        Input({"type": "job-start", "kind": ALL, "page": ALL}, "n_clicks"),
        Input({"type": "job-cancel", "job": ALL}, "n_clicks"),
        Input({"type": "job-close", "job": ALL}, "n_clicks"),
        Input({"type": "job-acknowledge", "job": ALL}, "n_clicks"),
        State({"type": "job-name", "job": ALL}, "value"),
        State({"type": "job-name", "job": ALL}, "id"),
        State({"type": PAPER, "page": ALL}, "value"),
        State(ids.URL, "pathname"),
        State(ids.URL, "search"),
        State(KEPT, "data"),
        prevent_initial_call=True,
    )
    def change_jobs(*given: Any) -> Any:
        names, named, paper, pathname, search, kept = given[4:]
        button = ctx.triggered_id
        # A button that is drawn anew fires as well, without a click.
        if not isinstance(button, dict) or not ctx.triggered[0]["value"]:
            return no_update
        held = _held(kept)
        kind = button.get("kind")
        if button["type"] == "job-start" and isinstance(kind, str) and kind in KINDS:
            try:
                started = start_job(kind, pathname, search, paper_of(paper))
            except CrimeStatsError as error:
                return _refuse(error)
            return [*(job_id for job_id in held if job_id != started), started][-MOST_KEPT:]
        job_id = button.get("job")
        if button["type"] == "job-acknowledge":
            try:
                started = current_jobs().acknowledge(job_id, read_name(job_id, names, named))
            except CrimeStatsError as error:
                return _refuse(error)
            rest = (each for each in held if each not in (job_id, started))
            return [*rest, started][-MOST_KEPT:]
        if button["type"] == "job-cancel":
            current_jobs().cancel(job_id)
        return [each for each in held if each != job_id]

    @app.callback(
        Output(LIST, "children"),
        Output(PANEL, "hidden"),
        Output(POLL, "disabled"),
        Output(SPOKEN, "children"),
        Output(NEWS, "data"),
        Output({"type": "job-words", "job": ALL}, "children"),
        Output({"type": "job-bar", "job": ALL}, "value"),
        Output({"type": "job-bar", "job": ALL}, "max"),
        Input(KEPT, "data"),
        Input(KEPT, "modified_timestamp"),
        Input(POLL, "n_intervals"),
        State(NEWS, "data"),
    )
    def show_jobs(kept: object, _: Any, __: Any, news: object) -> tuple[Any, ...]:
        jobs = current_jobs()
        found = [job for job in map(jobs.job, _held(kept)) if job is not None]
        words, bars, _more = ([each["id"]["job"] for each in part] for part in ctx.outputs_list[5:])
        told = news_of(found)
        if told != news:
            return (
                [job_line(job, jobs.place_in_line(job.job_id)) for job in reversed(found)],
                not found,
                all(job.is_over for job in found),
                " ".join(spoken_words(job) for job in found),
                told,
                *([no_update] * len(part) for part in (words, bars, bars)),
            )
        # Only words and bars change: what is drawn anew would lose the focus of a keyboard.
        by_id = {job.job_id: job for job in found}
        said = [
            state_words(by_id[each], jobs.place_in_line(each)) if each in by_id else no_update
            for each in words
        ]
        values = [bar_values(by_id[each]) if each in by_id else (no_update,) * 2 for each in bars]
        return (
            *[no_update] * 5,
            said,
            [value for value, _ in values],
            [most for _, most in values],
        )

    @app.server.get("/jobs/<job_id>/file")
    def send_result(job_id: str) -> flask.Response:
        job, path = current_jobs().job(job_id), current_jobs().result(job_id)
        if job is None or path is None:
            flask.abort(404)
        return flask.send_file(path, as_attachment=True, download_name=job.file_name, max_age=0)


def start_job(kind: str, pathname: object, search: object, paper: Paper = "letter") -> str:
    """Ask for a job for the link of a page, and give its id."""
    reader = current().reader()
    return current_jobs().start(kind, reader, reader.view(pathname, search), paper)


def paper_of(values: object) -> Paper:
    """Read which paper was chosen on the page; letter where none was, or where there is nothing to choose."""
    return "a4" if isinstance(values, list) and "a4" in values else "letter"


def read_name(job_id: object, names: object, named: object) -> str:
    """Read the name that was typed beside the flags of a job. Raises JobsError for none."""
    typed = ""
    if isinstance(names, list) and isinstance(named, list):
        for name, field in zip(names, named, strict=False):
            if isinstance(field, dict) and field.get("job") == job_id and isinstance(name, str):
                typed = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    if not any(sign.isalnum() for sign in typed):
        raise JobsError("say who has read the flags")
    if len(typed) > LONGEST_NAME:
        raise JobsError(f"a name has at most {LONGEST_NAME} signs")
    return typed


def _refuse(error: CrimeStatsError) -> object:
    set_props(ids.ERROR_NOTICE, {"children": notice(f"This cannot be made: {error}.")})
    return no_update


def news_of(jobs: list[Job]) -> str:
    """Write which jobs there are and whether they wait, run or ended: it stays the same while they only get further."""
    return " ".join(f"{job.job_id[:8]}:{job.state}" for job in jobs)


def _held(kept: object) -> list[str]:
    if not isinstance(kept, list):
        return []
    return [each for each in kept if isinstance(each, str)][-MOST_KEPT:]
