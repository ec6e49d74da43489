"""Drivers beside apache-libcloud on the same peer: requests that arrived there, wall and CPU of the client's call.

Both are the calls alone, of a driver made anew, in a process that has started; most of the wall is the peer's.
"""
import json, re, statistics, subprocess, sys, urllib.request
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
MOTO = TOP / "Tests/Peers/moto"
REGION = "eu-west-1"
IMAGE = "ami-12c6146b"

LIBCLOUD = """
import json, sys, time
import libcloud.compute.drivers.ec2 as ec2
# Its peer's answers name the version without the slash at the end.
ec2.NAMESPACE = ec2.NAMESPACE.rstrip("/")
url, region, key, secret, call, times = sys.argv[1:]

def new():
    return ec2.EC2NodeDriver(key, secret, region=region, host="127.0.0.1", port=int(url.rsplit(":")[-1]), secure=False,
                             signature_version="4")

def create():
    size = [s for s in driver.list_sizes() if s.id == "t3.micro"][0]
    node = driver.create_node(name="bench", size=size, image=ec2.NodeImage("%s", "bench", driver))
    driver.destroy_node(node)
    return [node]

calls = {"machines": lambda: driver.list_nodes(), "images": lambda: driver.list_images(ex_owner="self"),
         "sizes": lambda: driver.list_sizes(), "locations": lambda: driver.list_locations(),
         "networks": lambda: driver.ex_list_networks() + driver.ex_list_subnets(), "create": create}
for _ in range(int(times)):
    driver = new()
    wall, cpu = time.perf_counter(), time.process_time()
    count = len(calls[call]())
    print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu, count]))
""" % IMAGE

NOTES = {"images": "its own alone: all of Amazon's would be the other choice", "sizes": "a table that it brings along",
         "create": "no security group, no look at key pairs"}

FLEET = """
import boto3, sys
url, region, key, secret, count = sys.argv[1:]
ec2 = boto3.client("ec2", endpoint_url=url, region_name=region, aws_access_key_id=key, aws_secret_access_key=secret)
for _ in range(int(count) // 250):
    ec2.run_instances(ImageId="%s", InstanceType="t3.micro", MinCount=250, MaxCount=250)
""" % IMAGE


class Moto:
    def __init__(self, folder):
        self.folder = folder
        self.url = (folder / "started").read_text().split()[0]
        self.key, self.secret = (folder / "admin").read_text().split()
        # libcloud signs the host without its port, which no port but the usual one survives.
        request = urllib.request.Request(f"{self.url}/moto-api/reset-auth", b"inf", {"Content-Type": ""}, method="POST")
        urllib.request.urlopen(request).close()
        self.python = subprocess.run([MOTO, "python"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()

    def requests(self):
        return len(re.findall(r'"(?:GET|POST) /[? ]', (self.folder / "log").read_text(errors="replace")))

    def run(self, program, *more):
        """The lines that a Python program of the peer's environment writes."""
        done = subprocess.run([self.python, "-c", program, self.url, REGION, self.key, self.secret, *map(str, more)],
                              stdout=subprocess.PIPE, text=True, check=True, timeout=600)
        return done.stdout.splitlines()


def measure(row, calls, place, quick):
    print("drivers", file=sys.stderr)
    folder = place / "moto"
    if subprocess.run([MOTO, "install"]).returncode or subprocess.run([MOTO, "start", folder]).returncode:
        row("ec2 beside libcloud", None, "ms", note="moto could not be started")
        return
    try:
        ec2(row, calls, Moto(folder), quick)
    finally:
        subprocess.run([MOTO, "stop", folder])


def ec2(row, calls, moto, quick):
    count, times = (250, 2) if quick else (2000, 5)
    moto.run(FLEET, count)
    parameters = [f"api_key={moto.key}", f"api_secret={moto.secret}", f"region={REGION}"]
    for what in ["machines", "images", "sizes", "locations", "networks", "create"]:
        call = IMAGE if what == "create" else what
        name = "create and destroy" if what == "create" else f"list {what}"
        ours = [calls, "ec2", moto.url, call, str(times), *parameters]
        show(row, f"ec2, {name}", moto, times,
             lambda: subprocess.run(ours, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines())
        show(row, f"  beside: libcloud, {name}", moto, times, lambda: moto.run(LIBCLOUD, what, times), NOTES.get(what, ""))


def show(row, what, moto, times, run, note=""):
    before = moto.requests()
    wall, cpu, count = (statistics.median(figures) for figures in zip(*map(json.loads, run())))
    requests = (moto.requests() - before) / times
    said = [f"{requests:g} request{'s' * (requests != 1)}", f"CPU {cpu * 1e3:.1f} ms", f"{count:,} of them", note]
    row(what, wall * 1e3, "ms", note="; ".join(part for part in said if part))
