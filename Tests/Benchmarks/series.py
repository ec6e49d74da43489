"""The store of measured values, beside rrdtool where that is installed: bytes on disk, inserts, and a day of values."""
import os, resource, shutil, signal, subprocess, sys, time

STEP, DAY = 10, 8640
# Values that a machine's line of each kind holds.
VALUES = {"L": 3, "C": 8, "P": 1, "N": 8, "D": 8, "F": 6}


def measure(row, figures, place, quick):
    print("series", file=sys.stderr)
    folder = place / "series"
    folder.mkdir()
    machines, hours = (2, 5) if quick else (10, 25)
    out = subprocess.run([figures, folder, str(machines), str(hours)], check=True, stdout=subprocess.PIPE, text=True)
    told = dict(line.split() for line in out.stdout.splitlines())
    note = f"{machines} machines, 60 series, {hours} h"
    # A row has no decimals for other units than these, and bytes of a sample need them: of a thousand.
    row("1,000 samples of 10 s on disk", float(told["disk_bytes_per_sample"]) * 1000, "bytes", None if quick else 1600, note)
    row("  of them payload", float(told["payload_bytes_per_sample"]) * 1000, "bytes")
    row("inserts with all tiers", float(told["inserts_per_second"]), "samples/s")
    row("24 h at 1 min, one series", float(told["day_of_one_ms"]), "ms")
    row("24 h at 1 min, sixty series", float(told["day_of_sixty_ms"]), "ms")
    measured(row, figures, folder, 6 if quick else 20)
    if not shutil.which("rrdtool"):
        row("  beside: rrdtool", None, "ms", note="rrdtool is not installed")
        return
    rrd = folder / "one.rrd"
    begin = int(time.time()) // 3600 * 3600 - 90_000
    # The retentions of the store here, with mean and greatest.
    archives = [f"RRA:{kind}:0.5:{steps}:{rows}" for kind in ("AVERAGE", "MIN", "MAX")
                for steps, rows in ((1, 17_280), (6, 20_160), (30, 25_920), (360, 17_520))]
    subprocess.run(["rrdtool", "create", rrd, "--start", str(begin), "--step", str(STEP), "DS:v:GAUGE:30:U:U",
                    *archives], check=True)
    started, before = time.perf_counter(), children()
    for first in range(0, DAY, 1000):
        points = [f"{begin + (i + 1) * STEP}:{i % 97}.5" for i in range(first, min(first + 1000, DAY))]
        subprocess.run(["rrdtool", "update", rrd, *points], check=True)
    row("  beside: rrdtool update", DAY / (time.perf_counter() - started), "samples/s")
    row("  beside: rrdtool update, CPU of 1,000 samples", (children() - before) * 1e6 / DAY, "ms",
        note="a thousand at a time: a process for each would cost more")
    started = time.perf_counter()
    subprocess.run(["rrdtool", "fetch", rrd, "AVERAGE", "-r", "60", "-s", str(begin), "-e", str(begin + 86_400)],
                   check=True, stdout=subprocess.DEVNULL)
    row("  beside: rrdtool fetch, one series", (time.perf_counter() - started) * 1e3, "ms",
        note="with the start of its process")
    row("  beside: rrdtool, one series on disk", rrd.stat().st_size, "bytes", note="whole from the start")


def measured(row, figures, folder, seconds):
    """What measuring costs the machine that is measured: the sampler, once a second on this one."""
    script = folder / "sampler.sh"
    script.write_text(subprocess.run([figures, "--sampler"], check=True, stdout=subprocess.PIPE, text=True).stdout)
    before = children()
    sampler = subprocess.Popen(["sh", script, folder, "1", "3"], start_new_session=True)
    time.sleep(seconds)
    os.killpg(sampler.pid, signal.SIGTERM)
    sampler.wait()
    cpu = children() - before
    lines = [line for file in (folder / "spool").iterdir() for line in file.read_text().splitlines()]
    # Those of memory come together, as nine; one is how long the machine is up.
    values = 10 + sum(VALUES.get(part.split(" ")[0], 0) for part in lines[-1].split(";")[1:])
    row("sampler on the machine, CPU of a tick", cpu * 1e3 / len(lines), "ms", note=f"{values} values")
    row("  CPU of 1,000 samples", cpu * 1e6 / len(lines) / values, "ms")


def children():
    """CPU seconds of the processes that were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
