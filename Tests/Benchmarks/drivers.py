"""Drivers beside apache-libcloud on the same peer: requests that arrived there, wall and CPU of the client.

Ours is the whole program, started for each line; libcloud's is the call alone, in a process that has imported it.
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
driver = ec2.EC2NodeDriver(key, secret, region=region, host="127.0.0.1", port=int(url.rsplit(":")[-1]), secure=False,
                           signature_version="4")

def create():
    size = [s for s in driver.list_sizes() if s.id == "t3.micro"][0]
    node = driver.create_node(name="bench", size=size, image=ec2.NodeImage("%s", "bench", driver))
    driver.destroy_node(node)
    return [node]

calls = {"machines": driver.list_nodes, "images": lambda: driver.list_images(ex_owner="self"),
         "sizes": driver.list_sizes, "locations": driver.list_locations,
         "networks": lambda: driver.ex_list_networks() + driver.ex_list_subnets(), "create": create}
for _ in range(int(times)):
    wall, cpu = time.perf_counter(), time.process_time()
    count = len(calls[call]())
    print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu, count]))
""" % IMAGE

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


def measure(row, spent, shell, place, quick):
    print("drivers", file=sys.stderr)
    folder = place / "moto"
    if subprocess.run([MOTO, "install"]).returncode or subprocess.run([MOTO, "start", folder]).returncode:
        row("ec2 beside libcloud", None, "ms", note="moto could not be started")
        return
    try:
        ec2(row, spent, shell, place, Moto(folder), quick)
    finally:
        subprocess.run([MOTO, "stop", folder])


def ec2(row, spent, shell, place, moto, quick):
    count, times = (250, 2) if quick else (2000, 5)
    moto.run(FLEET, count)
    state = place / "drivers-state"
    base = [shell, "--state", str(state), "--config", "/dev/null"]
    state.mkdir(mode=0o700)
    (state / "endpoints.json").write_text(json.dumps({"ec2": moto.url}))
    spent(base, stdin=f"add-backend --provider ec2 --name Juno --region {REGION} --ec2-api-key {moto.key} "
                      f"--ec2-api-secret {moto.secret}\n")
    can_create = spent([*base, "help", "create-machine"], expect=None)[2] != ""
    lines = {"machines": "list-machines --backend Juno", "images": "list-images --backend Juno",
             "sizes": "list-sizes --backend Juno", "locations": "list-locations --backend Juno",
             "networks": "list-networks --backend Juno"}
    create = "create-machine --backend Juno --name bench --image {0} --size t3.micro\ndestroy --yes Juno/bench\n"
    for what, line in lines.items():
        note = f"{count:,} machines" if what == "machines" else ""
        ours = [counted(moto, lambda: spent([*base, *line.split()])[:2]) for _ in range(times)]
        theirs_before = moto.requests()
        theirs = [json.loads(said) for said in moto.run(LIBCLOUD, what, times)]
        show(row, f"ec2, list {what}", ours, note)
        show(row, f"  beside: libcloud, list {what}",
             [(wall, cpu, (moto.requests() - theirs_before) / times) for wall, cpu, _ in theirs],
             f"{theirs[0][2]:,} of them" + ("; a table that it brings along" if what == "sizes" else ""))
    if can_create:
        script = create.format(IMAGE)
        ours = [counted(moto, lambda: spent(base, stdin=script)[:2]) for _ in range(times)]
        show(row, "ec2, create and destroy", ours, "the first one makes the security group")
    else:
        row("ec2, create and destroy", None, "ms", note="this version has no create-machine")
    before = moto.requests()
    theirs = [json.loads(said) for said in moto.run(LIBCLOUD, "create", times)]
    show(row, "  beside: libcloud, create and destroy",
         [(wall, cpu, (moto.requests() - before) / times) for wall, cpu, _ in theirs], "no security group, no key")


def counted(moto, run):
    before = moto.requests()
    wall, cpu = run()
    return wall, cpu, moto.requests() - before


def show(row, what, runs, note):
    wall, cpu, requests = (statistics.median(figures) for figures in zip(*runs))
    said = [f"{requests:g} request{'s' * (requests != 1)}", f"CPU {cpu * 1e3:.1f} ms", note]
    row(what, wall * 1e3, "ms", note="; ".join(part for part in said if part))
