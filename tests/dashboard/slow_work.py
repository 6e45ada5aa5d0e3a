"""Work that starts a process of its own and never ends: python -m tests.dashboard.slow_work --out FILE --progress FILE."""

import subprocess
import sys
from pathlib import Path
from threading import Event

if __name__ == "__main__":
    progress = Path(sys.argv[sys.argv.index("--progress") + 1])
    child = subprocess.Popen([sys.executable, "-c", "from threading import Event; Event().wait()"])
    progress.with_name("child").write_text(str(child.pid))
    progress.write_text('{"done": 1, "total": 4, "making": "Midtown"}')
    Event().wait()
