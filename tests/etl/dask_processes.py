"""Schedulers and workers of Dask as they are started by hand, on the loopback address."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from tests.architecture import ROOT

Certificate = tuple[Path, Path, Path]


class DaskProcesses:
    """Starts processes, and ends all of them when it is left."""

    def __init__(self) -> None:
        self._started: list[subprocess.Popen[str]] = []
        self._folder = TemporaryDirectory()

    def __enter__(self) -> DaskProcesses:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._started:
            process.kill()
            process.wait()
        self._folder.cleanup()

    def scheduler(self, *options: str, folder: Path = ROOT) -> tuple[subprocess.Popen[str], str]:
        """Start a scheduler, and give it and its address."""
        return self._start("Scheduler at", "scheduler", "--port", "0", *options, folder=folder)

    def worker(
        self, address: str, *options: str, folder: Path = ROOT, nanny: bool = False
    ) -> subprocess.Popen[str]:
        """Start a worker with one thread, and give it when the scheduler knows it."""
        words = ["worker", address, "--nthreads", "1", "--nanny" if nanny else "--no-nanny"]
        return self._start("Registered to", *words, *options, folder=folder)[0]

    def _start(self, sign: str, *words: str, folder: Path) -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *words, "--host", "127.0.0.1", "--dashboard-address", ":0"],
            cwd=folder, env=os.environ | {"DASK_TEMPORARY_DIRECTORY": self._folder.name},
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        self._started.append(process)
        assert process.stderr is not None
        said = ""
        for line in process.stderr:
            said += line
            if found := re.search(rf"{sign}:\s+(\S+)", line):
                Thread(target=process.stderr.read, daemon=True).start()
                return process, found[1]
        raise AssertionError(said)


@dataclass
class Lasting:
    """A scheduler and its workers, for several tests."""

    processes: DaskProcesses
    address: str
    workers: list[subprocess.Popen[str]] = field(default_factory=list)

    def grow(self, workers: int) -> None:
        """See that there are so many workers or more."""
        while len(self.workers) < workers:
            self.workers.append(self.processes.worker(self.address))


def make_certificate(folder: Path, name: str) -> Certificate:
    """Make a certificate that is its own authority: the files of the authority, the certificate and its key."""
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
         "-subj", f"/CN={name}", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, certificate, key
