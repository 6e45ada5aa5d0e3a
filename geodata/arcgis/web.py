"""Did this one answer come whole, from the service that was asked, and is it data rather than an error?

A body cut in half, an error with HTTP 200 and a page that says "sign in" all look like answers. What may pass is asked again,
with growing pauses or those that the service asks for; what will not pass is said at once. An answer that is whole can still be
one page of many: whether everything came is asked by those who use this.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from types import TracebackType
from typing import Any

import httpx2
import stamina

BUSY = (202, 408, 429, 500, 502, 503, 504)
OVERBURDENED = (500, 502, 504)
FORBIDDEN = (401, 403, 498, 499)
# Servers say so, without details, when a page was too large for them or too many questions came at once.
PASSING = ("Cannot perform query. Invalid query parameters.", "Unable to complete operation.")


class ServiceError(Exception):
    """The service did not give what it was asked for; the message says what to do."""


class TooMuchError(ServiceError):
    """The service failed in a way in which it may not fail a smaller question."""


class IncompleteError(ServiceError):
    """What came is not the whole, or the service changed meanwhile: everything must be asked for again."""


class BusyError(Exception):
    """The service cannot answer just now; `pause` is how many seconds it asks to be left alone."""

    def __init__(self, words: str, *, pause: float | None = None, is_too_much: bool = False):
        super().__init__(words)
        self.pause = pause
        self.is_too_much = is_too_much


@dataclass(frozen=True)
class Patience:
    """How often a question is asked, how long its answer may take, be silent and pause, and how many bytes it may have."""

    attempts: int = 5
    silent_seconds: float = 60
    answer_seconds: float = 600
    pause_seconds: float = 300
    question_seconds: float = 1800
    answer_bytes: int = 256 << 20


@dataclass(frozen=True)
class Answer:
    """One answer: its bytes as they came, and the JSON that they hold."""

    body: bytes
    document: Any


again_from_the_start = stamina.retry(
    on=IncompleteError, attempts=2, timeout=None, wait_initial=10, wait_max=20
)


class Web:
    """A client of one service. `token_setting` names the setting that a refused reader should look at."""

    def __init__(
        self,
        patience: Patience | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        token_setting: str | None = None,
    ) -> None:
        self.patience = patience or Patience()
        self._token_setting = token_setting
        self._client = httpx2.Client(
            verify=_certificates(),
            timeout=self.patience.silent_seconds,
            headers=headers,
            follow_redirects=True,
            max_redirects=5,
            event_hooks={"response": [_stay_with_the_service]},
        )

    def __enter__(self) -> Web:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def ask(
        self,
        url: str,
        *,
        parameters: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        body: Any = None,
    ) -> Answer:
        """Ask until there is an answer in JSON: by GET, or by POST where a form or a body is given.

        Raises ServiceError, TooMuchError where a smaller question may help. Its words never hold the parameters, among which
        there may be a token.
        """
        method = "GET" if form is None and body is None else "POST"

        # Without arguments: they would be logged at each attempt, and the token with them.
        @stamina.retry(
            on=_may_pass,
            attempts=self.patience.attempts,
            timeout=self.patience.question_seconds,
        )
        def ask_patiently() -> Answer:
            request = self._client.build_request(
                method, url, params=parameters, data=form, json=body
            )
            return self._ask_once(request)

        try:
            return ask_patiently()
        except ServiceError as error:
            raise ServiceError(f"{url}: {error}") from error
        except BusyError as error:
            kind = TooMuchError if error.is_too_much else ServiceError
            raise kind(f"{url}: {error}; try again later") from error
        except (httpx2.RequestError, httpx2.InvalidURL) as error:
            kind = TooMuchError if isinstance(error, httpx2.ReadTimeout) else ServiceError
            words = str(error) or type(error).__name__
            raise kind(f"{url}: {words}; check the network and the address") from error

    def _ask_once(self, request: httpx2.Request) -> Answer:
        patience, started, content = self.patience, time.monotonic(), bytearray()
        with closing(self._client.send(request, stream=True)) as response:
            for piece in response.iter_bytes():
                content += piece
                if len(content) > patience.answer_bytes:
                    size = patience.answer_bytes >> 20
                    raise BusyError(f"the answer is larger than {size} MB", is_too_much=True)
                if time.monotonic() - started > patience.answer_seconds:
                    words = f"the answer takes longer than {patience.answer_seconds:g} s"
                    raise BusyError(words, is_too_much=True)
        body = bytes(content)
        return Answer(body, self._read(response, body))

    def _read(self, response: httpx2.Response, body: bytes) -> Any:
        """Read the JSON of an answer; BusyError for what may pass, ServiceError for what will not."""
        try:
            document = json.loads(body)
        except (ValueError, RecursionError):
            document = None
        status, (code, words) = response.status_code, _error_in(document)
        is_passing = words in PASSING or (isinstance(code, str) and response.is_success)
        if status in BUSY or code in BUSY or is_passing:
            pause = _pause(response.headers)
            if pause is not None and pause > self.patience.pause_seconds:
                raise ServiceError(f"asks to be left alone for {pause:.0f} s; try again after that")
            problem = f"error {code}: {words}" if words else f"HTTP {status}"
            is_too_much = is_passing or status in OVERBURDENED or code in OVERBURDENED
            raise BusyError(problem, pause=pause, is_too_much=is_too_much)
        if status in FORBIDDEN or code in FORBIDDEN:
            token = self._token_setting
            advice = f"set {token} to a token that may read it" if token else "ask its publisher"
            raise ServiceError(f"refuses, {code or status}: {words or 'no access'}; {advice}")
        if not response.is_success or words:
            problem = f"{code}: {words}" if words else f"HTTP {status}"
            raise ServiceError(f"refuses, {problem}; check address, condition and columns")
        if document is None:
            # Of a server that is down, as well as a sign-in page or one for people.
            is_page = body.lstrip()[:1] == b"<"
            what = "a web page, not data; check the address" if is_page else "cut off or is no JSON"
            raise BusyError(f"the answer is {what}", is_too_much=True)
        return document


@cache
def _certificates() -> ssl.SSLContext:
    """Read whom to trust, once: it takes longer than a page."""
    return httpx2.create_ssl_context()


def _may_pass(error: Exception) -> bool | float:
    """Tell stamina whether to ask again, or after how many seconds."""
    if isinstance(error, BusyError):
        return True if error.pause is None else error.pause
    return isinstance(error, httpx2.RequestError)


def _stay_with_the_service(response: httpx2.Response) -> None:
    """Refuse to be sent to another host, which would get the token, or to lose what was asked on the way."""
    if not response.has_redirect_location:
        return
    target = response.url.join(response.headers["Location"])
    is_safe = target.netloc == response.url.netloc and target.scheme in (
        "https",
        response.url.scheme,
    )
    is_whole = response.request.method == "GET" or response.status_code in (307, 308)
    if not (is_safe and is_whole):
        raise ServiceError(
            f"sends to {target.scheme}://{target.netloc.decode()}{target.path} instead; if that is "
            "right, put it in the definition"
        )


def _pause(headers: httpx2.Headers) -> float | None:
    """Read Retry-After, in seconds or as a date, which is counted from the server's own."""
    text = headers.get("Retry-After", "")
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        wait = parsedate_to_datetime(text) - parsedate_to_datetime(headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    return max(0.0, wait.total_seconds())


def _error_in(document: Any) -> tuple[int | str | None, str]:
    """Find the code and the words of an error, as ArcGIS and Socrata write it whatever the HTTP status; ("", "") for data."""
    if not isinstance(document, dict):
        return None, ""
    error = document.get("error")
    if isinstance(error, dict):
        details = error.get("details")
        words = [error.get("message"), *(details if isinstance(details, list) else [details])]
        return error.get("code"), "; ".join(
            str(word) for word in words if word
        ) or "no reason given"
    if error or "errorCode" in document:
        code = document.get("errorCode") or document.get("code")
        return code, str(document.get("message") or "no reason given")
    return None, ""
