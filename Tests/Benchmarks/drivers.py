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


class CannotDoIt(Exception):
    pass


class Side:
    """One of the two, at one call of one cloud."""

    def __init__(self, cloud, command):
        # All but how often.
        self.cloud, self.command = cloud, command
        self.once, self.again = [], []

    def run(self, again):
        """One process: the call, and more of it. Figures are seconds, seconds of CPU, requests, things listed."""
        requests = self.cloud.requests()
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(self.command(1 + again), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              timeout=600)
        wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            raise CannotDoIt((done.stderr.strip().splitlines() or [f"status {done.returncode}"])[-1][:120])
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return wall, cpu, self.cloud.requests() - requests, [json.loads(line) for line in done.stdout.splitlines()]

    def measure(self, again):
        if not again:
            wall, cpu, requests, calls = self.run(0)
            self.once.append((wall, cpu, requests, calls[0][2]))
            return
        first = statistics.median(figures[2] for figures in self.once)
        _, _, requests, calls = self.run(again)
        self.again += [(wall, cpu, (requests - first) / again, count) for wall, cpu, count in calls[1:]]


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
                compare(row, calls, python, cloud, what, 3 if quick else 7)
        finally:
            cloud.stop()


def compare(row, calls, python, cloud, what, times):
    call = ";".join(["create", *cloud.order]) if what == "create" else what
    ours = Side(cloud, lambda count: [calls, cloud.provider, cloud.endpoint, call, str(count), *cloud.parameters])
    theirs = Side(cloud, lambda count: [python, "-c", LIBCLOUD % cloud.libcloud, what, str(count)])
    name = f"{cloud.name}, create and destroy" if what == "create" else f"{cloud.name}, list {what}"
    trouble = {}
    for side in (ours, theirs):
        try:
            side.run(0)  # peers are slow at first
        except CannotDoIt as error:
            trouble[side] = str(error)
    for number in range(times):
        for side in (ours, theirs)[:: 1 if number % 2 else -1]:
            if side not in trouble:
                side.measure(0)
    for side in (ours, theirs):
        if side not in trouble and what != "create":
            side.measure(times)
    note = cloud.notes.get(what, "")
    show(row, name, "once", ours.once, theirs.once, trouble.get(ours), trouble.get(theirs), note)
    if what != "create":
        show(row, name, "again", ours.again, theirs.again, trouble.get(ours), trouble.get(theirs), note)


def show(row, name, way, ours, theirs, our_trouble, their_trouble, note):
    beside = middle(theirs)
    for label, figures, trouble, more in ((f"{name}, {way}", middle(ours), our_trouble, ""),
                                          (f"  beside: libcloud, {way}", beside, their_trouble, note)):
        if figures is None:
            row(label, None, "ms", note=f"it cannot: {trouble}")
            continue
        wall, cpu, requests, count = figures
        said = [f"{requests:g} request{'s' * (requests != 1)}", f"CPU {cpu * 1e3:.1f} ms", f"{count:,g} of them", more]
        is_ours = figures is not beside
        budget = round(beside[0] * 1e3, 2) if is_ours and beside else None
        row(label, wall * 1e3, "ms", budget, note="; ".join(part for part in said if part))


def middle(figures):
    return tuple(statistics.median(column) for column in zip(*figures)) if figures else None
