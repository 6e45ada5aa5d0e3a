"""How does a reader follow long work? A small panel at the edge of the page: what is made, how far it is, how to end or fetch it.

It stays from page to page, and after a reload: the browser keeps which jobs are the reader's own, the server how far they are.
"""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.components.icons import icon
from dashboard.jobs.folder import Job
from dashboard.jobs.held import held_by

KEPT, NEWS, POLL = "jobs-kept", "jobs-news", "jobs-poll"
PAPER = "report-paper"
PANEL, LIST, SPOKEN = "jobs-panel", "jobs-list", "jobs-spoken"
POLL_MS = 1000


# What is said of a report that the checks let nobody have, or nobody yet.
HELD = {
    "stopped": "Not made: a check stops it. Nothing that anybody writes here helps; the data have to be put right.",
    "flagged": "Not made yet: read these flags first. Your name is printed beside them.",
}
LONGEST_NAME = 60


def start_button(kind: str, page: str) -> dict[str, str]:
    """Name a button that asks for a kind of job for the selection of its page."""
    return {"type": "job-start", "kind": kind, "page": page}


def job_panel() -> html.Div:
    """Draw the panel, empty: the jobs of the reader fill it. `NEWS` changes when one of them begins or ends."""
    return html.Div(
        [
            dcc.Store(id=KEPT, storage_type="session", data=[]),
            dcc.Store(id=NEWS),
            dcc.Interval(id=POLL, interval=POLL_MS, disabled=True),
            # Outside of what is hidden, or the first words would not be read aloud.
            html.P(id=SPOKEN, className="unseen", **{"aria-live": "polite"}),
            html.Section(
                html.Ul(id=LIST, className="jobs-list"),
                id=PANEL,
                className="jobs",
                hidden=True,
                **{"aria-label": "Being made for you"},
            ),
        ]
    )


def job_line(job: Job, place: int) -> html.Li:
    """Draw one job; `place` is how many others are started before it."""
    return html.Li(
        [
            html.Div(
                [
                    html.Strong(job.title),
                    html.P(job.about, className="job-about"),
                    html.P(
                        state_words(job, place),
                        id={"type": "job-words", "job": job.job_id},
                        className="job-state",
                    ),
                ],
                className="job-words",
            ),
            _bar(job) if not job.is_over else None,
            html.Div(_buttons(job), className="job-buttons"),
            _held(job) if job.state in HELD else None,
        ],
        className=f"job is-{job.state}",
        key=job.job_id,
    )


def state_words(job: Job, place: int = 0) -> str:
    """Say how far a job is: "12 of 45 · Warm Sands", or why there is no result."""
    if job.state == "waiting":
        before = f"{place} before it" if place else "starts as soon as another ends"
        return f"Waiting in line: {before}"
    if job.state == "running":
        done = job.progress
        if done is None:
            return "Being made"
        counted = f"{done.done:,} of {done.total:,} · " if done.total else ""
        return f"{counted}{done.making}" if done.making else f"{done.done:,} of {done.total:,}"
    if job.state == "failed":
        return f"Not made. {job.failure}"
    if job.state in HELD:
        return HELD[job.state]
    return "Ready" if job.state == "done" else "Canceled"


def spoken_words(job: Job) -> str:
    """Say what is read aloud: only that a job began or how it ended, not each step."""
    if job.state in ("waiting", "running"):
        return f"{job.title}: being made."
    return f"{job.title}: {state_words(job)}"


def bar_values(job: Job) -> tuple[str | None, str]:
    """Give how long the bar is, and of how much; None while that is not known."""
    done = job.progress
    if job.state != "running" or done is None or not done.total:
        return None, "1"
    return str(done.done), str(done.total)


def _bar(job: Job) -> html.Progress:
    value, most = bar_values(job)
    return html.Progress(
        value=value,
        max=most,
        id={"type": "job-bar", "job": job.job_id},
        className="job-bar",
        **{"aria-label": f"How far: {job.title}"},
    )


def _held(job: Job) -> html.Div:
    """List what held a report back; where flags did, ask for the name of who has read them."""
    found = held_by(job.failure)
    return html.Div(
        [
            html.Ul(
                [
                    html.Li([html.Strong(f"{each.name}{' (stop)' if each.is_stop else ''}: ") if each.name else None, each.words])
                    for each in found
                ]
            ),
            _name(job) if job.state == "flagged" else None,
        ],
        className="job-held",
    )  # fmt: skip


def _name(job: Job) -> html.Div:
    return html.Div(
        [
            dmc.TextInput(
                id={"type": "job-name", "job": job.job_id},
                label="Read by",
                value="",
                inputProps={"maxLength": LONGEST_NAME},
                # What is typed stays when another job ends.
                persistence=True,
                persistence_type="session",
                size="sm",
            ),
            html.Button(
                "Make it",
                id={"type": "job-acknowledge", "job": job.job_id},
                n_clicks=0,
                className="primary",
            ),
        ],
        className="job-name",
    )


def _buttons(job: Job) -> list[object]:
    if not job.is_over:
        name = {"type": "job-cancel", "job": job.job_id}
        return [html.Button("Cancel", id=name, n_clicks=0, className="quiet")]
    close = html.Button(
        [icon("close"), html.Span(f"Close: {job.title}", className="unseen")],
        id={"type": "job-close", "job": job.job_id},
        n_clicks=0,
        className="quiet job-close",
    )
    if job.state != "done":
        return [close]
    if job.shown_at:
        return [dcc.Link("Show", href=job.shown_at, className="primary"), close]
    fetch = html.A(
        [icon("download"), "Download"],
        href=f"/jobs/{job.job_id}/file",
        download=job.file_name,
        className="primary",
    )
    return [fetch, close]
