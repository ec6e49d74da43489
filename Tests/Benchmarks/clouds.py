"""The clouds that drivers are measured at: each starts its peer, tells how a driver and libcloud reach it, and counts the
requests that arrive."""
import json, re, subprocess, urllib.request
from pathlib import Path

from forwarder import Forwarder

PEERS = Path(__file__).resolve().parents[1] / "Peers"


def python_with_libcloud():
    """The Python of moto's environment has it; `None` where it cannot be had."""
    if subprocess.run([PEERS / "moto", "install"]).returncode:
        return None
    return subprocess.run([PEERS / "moto", "python"], stdout=subprocess.PIPE, text=True).stdout.strip() or None


def all(place, quick):
    return [EC2(place, 250 if quick else 2000), Docker(place), OpenStack(place), Double("digitalocean", place),
            Double("linode", place)]


class Cloud:
    calls = ["machines", "images", "sizes", "locations", "networks", "create"]
    # What libcloud does otherwise, by call.
    notes = {}
    # The driver's endpoint; - where its parameters say it.
    endpoint = "-"

    def __init__(self, place):
        self.folder = place / self.peer

    @property
    def name(self):
        return self.provider

    def run_peer(self, action, *more):
        return subprocess.run([PEERS / self.peer, action, *more]).returncode == 0

    def start(self):
        return self.run_peer("install") and self.run_peer("start", self.folder) and self.started()

    def stop(self):
        self.run_peer("stop", self.folder)


class EC2(Cloud):
    """moto: 2,000 machines."""

    provider, peer = "ec2", "moto"
    order = ["ami-12c6146b", "t3.micro", ""]
    notes = {"images": "its own alone: all of Amazon's would be the other choice", "sizes": "a table that it brings along",
             "create": "no security group, no look at key pairs"}
    region = "eu-west-1"

    def __init__(self, place, machines):
        super().__init__(place)
        self.machines = machines

    def started(self):
        self.endpoint = (self.folder / "started").read_text().split()[0]
        key, secret = (self.folder / "admin").read_text().split()
        # libcloud signs the host without its port, which no port but the usual one survives.
        request = urllib.request.Request(
            f"{self.endpoint}/moto-api/reset-auth", b"inf", {"Content-Type": ""}, method="POST")
        urllib.request.urlopen(request).close()
        self.parameters = [f"api_key={key}", f"api_secret={secret}", f"region={self.region}"]
        self.libcloud = f"""
import libcloud.compute.drivers.ec2 as ec2
# Its peer's answers name the version without the slash at the end.
ec2.NAMESPACE = ec2.NAMESPACE.rstrip("/")
SIZE, LOCATION, OWN = "t3.micro", None, {{}}
def new():
    return ec2.EC2NodeDriver({key!r}, {secret!r}, region={self.region!r}, host="127.0.0.1",
                             port={int(self.endpoint.rsplit(":")[-1])}, secure=False, signature_version="4")
def image(): return ec2.NodeImage({self.order[0]!r}, "bench", driver)
def images(): return driver.list_images(ex_owner="self")
def networks(): return driver.ex_list_networks() + driver.ex_list_subnets()
"""
        fleet = f"""
import boto3
ec2 = boto3.client("ec2", endpoint_url={self.endpoint!r}, region_name={self.region!r}, aws_access_key_id={key!r},
                   aws_secret_access_key={secret!r})
for _ in range({self.machines} // 250):
    ec2.run_instances(ImageId={self.order[0]!r}, InstanceType="t3.micro", MinCount=250, MaxCount=250)
"""
        return subprocess.run([python_with_libcloud(), "-c", fleet]).returncode == 0

    def requests(self):
        return len(re.findall(r'"(?:GET|POST) /[? ]', (self.folder / "log").read_text(errors="replace")))


class Docker(Cloud):
    """A real engine."""

    provider, peer = "docker", "dockerd"
    # Its containers have no network here, and libcloud makes none without.
    calls = ["machines", "images"]

    def started(self):
        ports = dict(line.split()[:2] for line in (self.folder / "started").read_text().splitlines())
        self.forwarder = Forwarder(int(ports["dockerd"]))
        self.parameters = ["docker_host=127.0.0.1", f"docker_port={self.forwarder.port}"]
        self.libcloud = f"""
from libcloud.container.drivers.docker import DockerContainerDriver
SIZE, LOCATION = None, None
def new(): return DockerContainerDriver(host="http://127.0.0.1", port={self.forwarder.port}, secure=False)
def images(): return driver.list_images()
OWN = {{"machines": lambda n: driver.list_containers()}}
"""
        return True

    def requests(self):
        return self.forwarder.requests


class OpenStack(Cloud):
    """A real one, with machines that are pretended."""

    provider, peer = "openstack", "openstack"
    notes = {"sizes": "the first page alone", "locations": "no listing: one that it makes up"}

    def started(self):
        ports = dict(line.split() for line in (self.folder / "ports").read_text().splitlines())
        keystone = f"http://127.0.0.1:{ports['keystone']}"
        self.parameters = ["username=demo", "password=demopass", f"auth_url={keystone}", "tenant_name=demo",
                           "region=RegionOne"]
        self.libcloud = f"""
from libcloud.compute.providers import get_driver
from libcloud.compute.types import Provider
SIZE, LOCATION, OWN = "1", None, {{}}
def new():
    return get_driver(Provider.OPENSTACK)(
        "demo", "demopass", ex_force_auth_url={keystone!r}, ex_force_auth_version="3.x_password", ex_tenant_name="demo",
        ex_domain_name="Default", ex_force_service_region="RegionOne", api_version="2.2")
def image(): return driver.list_images()[0]
def images(): return driver.list_images()
def networks(): return driver.ex_list_networks()
"""
        listed = self.listed("images")
        self.order = [listed["images"][0]["id"], "1", ""]
        return True

    def listed(self, what):
        """What the peer's administrator sees."""
        ports = dict(line.split() for line in (self.folder / "ports").read_text().splitlines())
        user = {"name": "demo", "domain": {"id": "default"}, "password": "demopass"}
        scope = {"project": {"name": "demo", "domain": {"id": "default"}}}
        body = {"auth": {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": scope}}
        request = urllib.request.Request(
            f"http://127.0.0.1:{ports['keystone']}/v3/auth/tokens", json.dumps(body).encode(),
            {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            token = answer.headers["X-Subject-Token"]
        request = urllib.request.Request(
            f"http://127.0.0.1:{ports['glance']}/v2/{what}", headers={"X-Auth-Token": token})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def requests(self):
        """By the logs of its services, without what these ask of each other."""
        logs = [(self.folder / f"log/{name}.out").read_text(errors="replace")
                for name in ["keystone", "nova", "glance", "neutron"]]
        return sum(len(re.findall(r" from (?:mist-shell|libcloud)\S*", log)) for log in logs)


class Double(Cloud):
    """Held to the vendor's specification: no fast server, the same for both."""

    orders = {"digitalocean": ["7001", "s-1vcpu-1gb", "nyc3"], "linode": ["linode/debian13", "g6-nanode-1", "us-east"]}
    drivers = {
        "digitalocean": """
from libcloud.compute.drivers.digitalocean import DigitalOceanNodeDriver
# It takes no host: its connection gets one afterwards.
def new():
    driver = DigitalOceanNodeDriver({token!r})
    driver.connection.host, driver.connection.port, driver.connection.secure = "127.0.0.1", {port}, False
    driver.connection.connect()
    return driver
""",
        "linode": """
from libcloud.compute.drivers.linode import LinodeNodeDriverV4
def new(): return LinodeNodeDriverV4({token!r}, host="127.0.0.1", port={port}, secure=False)
"""}
    notes = {"images": "all that there are"}
    # At DigitalOcean a machine is not destroyed while it is being made.
    calls = ["machines", "images", "sizes", "locations"]

    def __init__(self, provider, place):
        self.provider, self.peer = provider, "vendors/double"
        self.order = self.orders[provider]
        self.process = None

    def start(self):
        if not self.run_peer("install"):
            return False
        self.process = subprocess.Popen([PEERS / self.peer, "start", self.provider], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        place = json.loads(self.process.stdout.readline())
        self.endpoint = place["url"]
        settings = urllib.request.Request(f"{self.endpoint}/double/settings", json.dumps({"machines": 200}).encode())
        urllib.request.urlopen(settings).close()
        self.parameters = [f"{name}={value}" for name, value in place["parameters"].items()]
        image, size, location = self.order
        self.libcloud = self.drivers[self.provider].format(
            token=place["token"], port=int(self.endpoint.rsplit(":")[-1])) + f"""
SIZE, LOCATION, OWN = {size!r}, {location!r}, {{}}
def image(): return [i for i in driver.list_images() if i.id == {image!r}][0]
def images(): return driver.list_images()
"""
        self.count = 0
        return True

    def stop(self):
        if self.process:
            self.process.stdin.close()
            self.process.wait(timeout=30)

    def requests(self):
        with urllib.request.urlopen(f"{self.endpoint}/double/requests") as answer:
            self.count += len(json.load(answer))
        return self.count
