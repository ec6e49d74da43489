"""A small Linode."""
import re

from vendor import Refusal, Vendor

CREATED = "2026-11-01T12:00:00"
TYPES = [
    ("g6-nanode-1", "Nanode 1GB", "nanode", 1024, 1, 25600),
    ("g6-standard-1", "Linode 2GB", "standard", 2048, 1, 51200),
    ("g6-standard-2", "Linode 4GB", "standard", 4096, 2, 81920),
]
REGIONS = [
    ("us-east", "Newark, NJ", "us", ["Linodes", "VPCs"]), ("eu-central", "Frankfurt, DE", "de", ["Linodes", "VPCs"]),
    ("xx-store", "Nowhere, for objects only", "us", ["Object Storage"]),
]
IMAGES = [
    ("linode/debian13", "Debian 13", "Debian", False), ("linode/ubuntu26.04", "Ubuntu 26.04 LTS", "Ubuntu", False),
    ("linode/debian9", "Debian 9", "Debian", True),
]
# How often a machine is looked at until what was begun has ended.
STEPS = 2


class Cloud(Vendor):
    token = "7e" * 32
    unauthorized = "Invalid Token"

    def __init__(self):
        self.page_size, self.machines, self.next_id = 500, {}, 40000000

    def set(self, page_size=None, machines=0):
        self.page_size = page_size or self.page_size
        for number in range(machines):
            order = {"label": f"old{number}", "type": TYPES[0][0], "image": IMAGES[0][0], "region": "us-east"}
            self.add(order, "running")

    def parameters(self):
        return {"api_key": self.token}

    def refusal(self, refusal):
        return refusal.status, {"errors": [{"reason": refusal.words, **refusal.details}]}

    def page(self, elements, request, largest=None):
        size = min(request.values.get("page_size", 100), largest or self.page_size)
        page = request.values.get("page", 1)
        pages = max(1, -(-len(elements) // size))
        if page > pages:
            raise Refusal(404, "Not found")
        shown = elements[(page - 1) * size:page * size]
        return 200, {"data": shown, "page": page, "pages": pages, "results": len(elements)}

    def list_machines(self, request):
        for machine in list(self.machines.values()):
            self.settle(machine)
        return self.page([shown(machine) for machine in self.machines.values()], request)

    def list_types(self, request):
        return self.page([kind(*row) for row in TYPES], request, 500)

    def list_regions(self, request):
        return self.page([region(*row) for row in REGIONS], request, 500)

    def list_images(self, request):
        return self.page([image(*row) for row in IMAGES], request)

    def list_networks(self, request):
        times = {"created": CREATED, "updated": CREATED}
        subnet = {"id": 77, "label": "first", "ipv4": "10.0.1.0/24", "linodes": [], **times}
        network = {"id": 55, "label": "inner", "description": "", "region": "us-east", **times}
        bare = network | {"id": 56, "label": "bare", "subnets": []}
        return self.page([network | {"subnets": [subnet]}, bare], request)

    def add(self, order, status):
        if order["type"] not in [row[0] for row in TYPES]:
            raise Refusal(400, "type is not valid", field="type")
        if order["region"] not in [row[0] for row in REGIONS if "Linodes" in row[3]]:
            raise Refusal(400, "region is not valid", field="region")
        if "image" in order and order["image"] not in [row[0] for row in IMAGES]:
            raise Refusal(400, "image is not valid", field="image")
        if any(machine["label"] == order.get("label") for machine in self.machines.values()):
            raise Refusal(400, "Label must be unique among your linodes", field="label")
        for key in order.get("authorized_keys", []):
            if not re.match(r"(ssh-\S+|ecdsa-\S+) [A-Za-z0-9+/=]+", key):
                raise Refusal(400, "SSH Key 1 is not valid", field="authorized_keys")
        self.next_id += 1
        number = self.next_id
        self.machines[number] = {
            "id": number, "label": order.get("label", f"linode{number}"), "type": order["type"],
            "region": order["region"], "image": order.get("image"), "status": status, "next": None, "steps": 0,
        }
        return self.machines[number]

    def create(self, request):
        order = request.body
        if "image" in order and "root_pass" not in order:
            raise Refusal(400, "root_pass is required", field="root_pass")
        if len(set(order.get("root_pass", "aA1bcdefghi"))) < 7:
            raise Refusal(400, "Password does not meet strength requirement.", field="root_pass")
        for interface in order.get("interfaces", []):
            if interface["purpose"] == "vpc" and interface.get("subnet_id") != 77:
                raise Refusal(400, "subnet_id is not valid", field="interfaces")
        machine = self.add(order, "provisioning")
        machine["next"] = "running" if order.get("booted", True) else "offline"
        return 200, shown(machine)

    def machine(self, request):
        machine = self.machines.get(request.values["linodeId"])
        if machine is None:
            raise Refusal(404, "Not found")
        return machine

    def idle(self, request):
        machine = self.machine(request)
        if machine["next"]:
            raise Refusal(400, "Linode busy.")
        return machine

    def show(self, request):
        machine = self.machine(request)
        self.settle(machine)
        return 200, shown(machine)

    def update(self, request):
        machine = self.machine(request)
        machine["label"] = request.body.get("label", machine["label"])
        return 200, shown(machine)

    def destroy(self, request):
        del self.machines[self.machine(request)["id"]]
        return 200, {}

    def boot(self, request):
        machine = self.idle(request)
        if machine["status"] == "running":
            raise Refusal(400, "Linode is already running.")
        return self.begin(machine, "booting", "running")

    def shut_down(self, request):
        machine = self.idle(request)
        if machine["status"] != "running":
            raise Refusal(400, "Linode is not running.")
        return self.begin(machine, "shutting_down", "offline")

    def reboot(self, request):
        machine = self.idle(request)
        if machine["status"] != "running":
            raise Refusal(400, "Linode is not running.")
        return self.begin(machine, "rebooting", "running")

    def resize(self, request):
        machine = self.idle(request)
        if request.body["type"] not in [row[0] for row in TYPES]:
            raise Refusal(400, "type is not valid", field="type")
        machine["type"] = request.body["type"]
        return self.begin(machine, "migrating", machine["status"])

    def begin(self, machine, status, afterwards):
        machine |= {"status": status, "next": afterwards, "steps": 0}
        return 200, {}

    def settle(self, machine):
        """One step further with what is being done to a machine."""
        machine["steps"] += 1
        if machine["next"] and machine["steps"] >= STEPS:
            machine |= {"status": machine["next"], "next": None}

    operations = {
        ("GET", "/v4/images"): list_images,
        ("GET", "/v4/linode/instances"): list_machines,
        ("POST", "/v4/linode/instances"): create,
        ("GET", "/v4/linode/instances/{linodeId}"): show,
        ("PUT", "/v4/linode/instances/{linodeId}"): update,
        ("DELETE", "/v4/linode/instances/{linodeId}"): destroy,
        ("POST", "/v4/linode/instances/{linodeId}/boot"): boot,
        ("POST", "/v4/linode/instances/{linodeId}/reboot"): reboot,
        ("POST", "/v4/linode/instances/{linodeId}/resize"): resize,
        ("POST", "/v4/linode/instances/{linodeId}/shutdown"): shut_down,
        ("GET", "/v4/linode/types"): list_types,
        ("GET", "/v4/regions"): list_regions,
        ("GET", "/v4/vpcs"): list_networks,
    }


# What the vendor shows of a thing.

def kind(number, label, group, memory, vcpus, disk):
    price = {"hourly": 0.0075, "monthly": 5.0}
    return {"id": number, "label": label, "class": group, "memory": memory, "vcpus": vcpus, "disk": disk, "gpus": 0,
            "transfer": 1000, "network_out": 1000, "price": price, "region_prices": [], "successor": None,
            "addons": {"backups": {"price": price, "region_prices": []}}}


def region(number, label, country, capabilities):
    return {"id": number, "label": label, "country": country, "capabilities": capabilities, "status": "ok",
            "resolvers": {"ipv4": "192.0.2.1", "ipv6": "2001:db8::1"},
            "placement_group_limits": {"maximum_pgs_per_customer": None, "maximum_linodes_per_pg": 5}}


def image(number, label, vendor, is_deprecated):
    return {"id": number, "label": label, "vendor": vendor, "deprecated": is_deprecated, "description": None,
            "is_public": True, "created": CREATED, "updated": CREATED, "created_by": "linode", "size": 1500,
            "total_size": 1500, "type": "manual", "status": "available", "eol": None, "expiry": None,
            "capabilities": [], "regions": [], "tags": []}


def shown(machine):
    number = machine["id"]
    whole = kind(*next(row for row in TYPES if row[0] == machine["type"]))
    return {
        "id": number, "label": machine["label"], "status": machine["status"], "type": machine["type"],
        "region": machine["region"], "image": machine["image"], "group": "", "tags": [], "hypervisor": "kvm",
        # Of loopback: whoever looks for a login there stays on this computer.
        "ipv4": [f"127.113.0.{number % 250 + 1}", f"192.168.128.{number % 250 + 1}"],
        "ipv6": f"2001:db8::{number % 250 + 1:x}/128", "created": CREATED, "updated": CREATED, "watchdog_enabled": True,
        "specs": {name: whole[name] for name in ("disk", "memory", "vcpus", "gpus", "transfer")},
        "alerts": {"cpu": 90, "io": 10000, "network_in": 10, "network_out": 10, "transfer_quota": 80},
        "backups": {"enabled": False, "available": False, "schedule": {"day": "Scheduling", "window": "Scheduling"}},
        "has_user_data": False, "lke_cluster_id": None, "placement_group": None, "capabilities": [],
    }
