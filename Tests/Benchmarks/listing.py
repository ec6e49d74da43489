"""list-machines over eight backends beside the slowest of them alone: a real Docker engine behind eight ports, each of
which answers a little later than the one before."""
import statistics, subprocess, sys
from pathlib import Path

from forwarder import Forwarder

DOCKERD = Path(__file__).resolve().parents[1] / "Peers/dockerd"
DELAYS = [0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3]


def measure(row, spent, shell, place, quick):
    print("listing", file=sys.stderr)
    folder = place / "engine"
    if subprocess.run([DOCKERD, "install"]).returncode or subprocess.run([DOCKERD, "start", folder]).returncode:
        row("list-machines over 8 backends", None, "ms", note="no dockerd here")
        return
    try:
        port = next(int(line.split()[1]) for line in (folder / "started").read_text().splitlines())
        base = [shell, "--state", str(place / "listing"), "--config", "/dev/null"]
        ports = [Forwarder(port, delay).port for delay in DELAYS]
        lines = [f"add-backend --provider docker --name d{number} --docker-host 127.0.0.1 --docker-port {port}\n"
                 for number, port in enumerate(ports)]
        spent(base, stdin="".join(lines))
        times = 3 if quick else 15
        slowest = f"d{len(DELAYS) - 1}"
        all_, one = ([spent([*base, "list-machines", *more])[0] for _ in range(times)]
                     for more in ([], ["--backend", slowest]))
        row("list-machines over 8 backends", statistics.median(all_) * 1e3, "ms",
            note=f"answers after {DELAYS[0] * 1e3:.0f} to {DELAYS[-1] * 1e3:.0f} ms, {sum(DELAYS) * 1e3:,.0f} ms in all")
        row("  beside: the slowest of them alone", statistics.median(one) * 1e3, "ms")
    finally:
        subprocess.run([DOCKERD, "stop", folder])
