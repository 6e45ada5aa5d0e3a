"""A feature server that we did not write: Koop, over a GeoJSON file.

It is installed from npm once, below the user's cache folder, and started on the loopback interface. A test that asks for it is
skipped, saying so, where node or npm is missing or the packages cannot be had.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from filelock import FileLock

PACKAGES = {"@koopjs/koop-core": "10.4.19", "@koopjs/provider-file-geojson": "2.2.0"}
# What these need in turn is taken as it was on this day.
AS_OF = "2026-11-22"
CACHE = Path.home() / ".cache" / "palm-springs-crime-dashboard"
INSTALL = ("install", f"--before={AS_OF}", "--legacy-peer-deps", "--omit=optional", "--ignore-scripts",
           "--no-audit", "--no-fund", "--loglevel=error")  # fmt: skip
INSTALL_SECONDS = 300
SERVER = """
const Koop = require('@koopjs/koop-core');
const koop = new Koop({ logLevel: 'error' });
koop.register(require('@koopjs/provider-file-geojson'), { dataDir: '.' });
const server = koop.server.listen(0, '127.0.0.1', () => console.log('port ' + server.address().port));
"""


@contextmanager
def serve_features(folder: Path) -> Iterator[str]:
    """Serve the GeoJSON files of a folder; gives the address that layers are under, NAME/FeatureServer/0."""
    node, script = shutil.which("node"), _installed()
    if node is None:
        pytest.skip("Koop was not asked: node is not installed")
    with subprocess.Popen(
        [node, script], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            lines = (line.split() for line in process.stdout)
            port = next((words[1] for words in lines if words[:1] == ["port"]), None)
            assert port is not None, "Koop ended before it listened"
            yield f"http://127.0.0.1:{port}/file-geojson/rest/services"
        finally:
            process.kill()


def _installed() -> Path:
    """Install the packages where they are not yet; gives the path of the server's script."""
    home = CACHE / "-".join(["koop", *PACKAGES.values(), AS_OF])
    script = home / "server.cjs"
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(CACHE / "koop.lock"):
        if home.exists():
            return script
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("Koop was not asked: npm is not installed")
        with TemporaryDirectory(dir=CACHE, ignore_cleanup_errors=True) as name:
            draft = Path(name, "koop")
            draft.mkdir()
            (draft / "package.json").write_text(
                json.dumps({"private": True, "dependencies": PACKAGES})
            )
            (draft / script.name).write_text(SERVER)
            try:
                subprocess.run(
                    [npm, *INSTALL],
                    cwd=draft,
                    check=True,
                    capture_output=True,
                    timeout=INSTALL_SECONDS,
                )
            except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
                words = (error.stderr or b"").decode(errors="replace").strip().splitlines()
                pytest.skip(f"Koop was not asked: npm cannot install it ({words[-1:] or error})")
            draft.rename(home)
    return script
