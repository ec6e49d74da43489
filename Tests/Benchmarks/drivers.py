"""Drivers beside apache-libcloud on the same peer: requests that arrived there, wall and CPU of the client's call.

Both are the calls alone, of a driver made anew, in a process that has started; most of the wall is the peer's.
"""
import json, statistics, subprocess, sys

import clouds

LIBCLOUD = """
import json, sys, time
%s
call, times = sys.argv[1:3]
driver = None

def place():
    return {"location": [l for l in driver.list_locations() if l.id == LOCATION][0]} if LOCATION else {}

def create(number):
    size = [s for s in driver.list_sizes() if s.id == SIZE][0]
    node = driver.create_node(name="other%%d" %% number, size=size, image=image(), **place())
    driver.destroy_node(node)
    return [node]

calls = {"machines": lambda n: driver.list_nodes(), "images": lambda n: images(), "sizes": lambda n: driver.list_sizes(),
         "locations": lambda n: driver.list_locations(), "networks": lambda n: networks(), "create": create, **OWN}
for number in range(int(times)):
    driver = new()
    wall, cpu = time.perf_counter(), time.process_time()
    count = len(calls[call](number))
    print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu, count]))
"""


def measure(row, calls, place, quick):
    """Rows of the table for each cloud; `calls` is the built program driver-calls."""
    print("drivers", file=sys.stderr)
    python = clouds.python_with_libcloud()
    for cloud in clouds.all(place, quick):
        if not python or not cloud.start():
            row(f"{cloud.name} beside libcloud", None, "ms", note="its peer could not be started")
            cloud.stop()
            continue
        try:
            compare(row, calls, python, cloud)
        finally:
            cloud.stop()


def compare(row, calls, python, cloud):
    for what in cloud.calls:
        name = "create and destroy" if what == "create" else f"list {what}"
        call = ";".join(["create", *cloud.order]) if what == "create" else what
        ours = [calls, cloud.provider, cloud.endpoint, call, str(cloud.times), *cloud.parameters]
        theirs = [python, "-c", LIBCLOUD % cloud.libcloud, what, str(cloud.times)]
        show(row, f"{cloud.name}, {name}", cloud, ours)
        show(row, f"  beside: libcloud, {name}", cloud, theirs, cloud.notes.get(what, ""))


def show(row, what, cloud, command, note=""):
    before = cloud.requests()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=600)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or [f"status {done.returncode}"])[-1]
        row(what, None, "ms", note=f"it cannot: {reason[:120]}")
        return
    wall, cpu, count = (statistics.median(figures) for figures in zip(*map(json.loads, done.stdout.splitlines())))
    requests = (cloud.requests() - before) / cloud.times
    said = [f"{requests:g} request{'s' * (requests != 1)}", f"CPU {cpu * 1e3:.1f} ms", f"{count:,g} of them", note]
    row(what, wall * 1e3, "ms", note="; ".join(part for part in said if part))
