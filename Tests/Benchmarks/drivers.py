"""Drivers beside apache-libcloud on the same peer, each call in two ways:

  once   a process starts, makes the call and ends: what a line of a script costs. Nothing was kept before.
  again  the same call of a driver that has made it: what it costs in a shell, or in a service.

Requests are those that arrived at the peer; most of the wall is the peer's. Both take turns.
"""
import json, resource, statistics, subprocess, sys, time

import clouds

LIBCLOUD = """
import json, sys, time
%s
call, times = sys.argv[1:3]

def place():
    return {"location": [l for l in driver.list_locations() if l.id == LOCATION][0]} if LOCATION else {}

def create(number):
    size = [s for s in driver.list_sizes() if s.id == SIZE][0]
    node = driver.create_node(name="other%%d" %% number, size=size, image=image(), **place())
    driver.destroy_node(node)
    return [node]

calls = {"machines": lambda n: driver.list_nodes(), "images": lambda n: images(), "sizes": lambda n: driver.list_sizes(),
         "locations": lambda n: driver.list_locations(), "networks": lambda n: networks(), "create": create, **OWN}
driver = new()
for number in range(int(times)):
    wall, cpu = time.perf_counter(), time.process_time()
    count = len(calls[call](number))
    print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu, count]))
"""


class Side:
    """One of the two, at one call of one cloud."""

    def __init__(self, cloud, command):
        """`command` makes the words of a process that makes the call so many times."""
        self.cloud, self.command = cloud, command
        # A row for each call: seconds, seconds of CPU, requests, how many things were listed.
        self.once, self.again = [], []
        self.trouble = None

    def run(self, times):
        """One process. The whole of it, and each of its calls."""
        requests = self.cloud.requests()
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(self.command(times), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=600)
        wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            self.trouble = (done.stderr.strip().splitlines() or [f"status {done.returncode}"])[-1][:120]
            return None
        calls = [json.loads(line) for line in done.stdout.splitlines()]
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return (wall, cpu, self.cloud.requests() - requests, calls[0][2]), calls

    def measure_once(self):
        if not self.trouble and (done := self.run(1)):
            self.once.append(done[0])

    def measure_again(self, times):
        if self.trouble or not (done := self.run(1 + times)):
            return
        (_, _, requests, _), calls = done
        each = (requests - middle(self.once)[2]) / times
        self.again = [(wall, cpu, each, count) for wall, cpu, count in calls[1:]]


def middle(figures):
    return tuple(statistics.median(column) for column in zip(*figures)) if figures else None


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
            for what in cloud.calls:
                compare(row, calls, python, cloud, what, quick)
        finally:
            cloud.stop()


def compare(row, calls, python, cloud, what, quick):
    call = ";".join(["create", *cloud.order]) if what == "create" else what
    note = cloud.notes.get(what)
    name = f"{cloud.name}, " + ("create and destroy" if what == "create" else f"list {what}")
    ours = Side(cloud, lambda times: [calls, cloud.provider, cloud.endpoint, call, str(times), *cloud.parameters])
    theirs = Side(cloud, lambda times: [python, "-c", LIBCLOUD % cloud.libcloud, what, str(times)])
    for side in (ours, theirs):
        side.run(1)  # peers are slow at first
    for _ in range(3 if quick else 7):
        for side in (ours, theirs):
            side.measure_once()
    show(row, f"{name}, once", ours.trouble or middle(ours.once), theirs.trouble or middle(theirs.once), note)
    if what == "create":
        return
    for side in (ours, theirs):
        side.measure_again(10 if quick else 30)
    show(row, f"{name}, again", ours.trouble or middle(ours.again), theirs.trouble or middle(theirs.again), note)


def show(row, name, ours, theirs, note):
    """`ours` and `theirs`: figures, or the reason that there are none. The other's time is the budget."""
    for label, figures, beside, more in [(name, ours, theirs, None), ("  beside: libcloud", theirs, None, note)]:
        if isinstance(figures, str):
            row(label, None, "ms", note=f"it cannot: {figures}")
            continue
        wall, cpu, requests, count = figures
        said = [f"{requests:g} request{'s' * (requests != 1)}", f"CPU {cpu * 1e3:.1f} ms", f"{count:,g} of them", more]
        budget = round(beside[0] * 1e3, 2) if isinstance(beside, tuple) else None
        row(label, wall * 1e3, "ms", budget, "; ".join(part for part in said if part))
