"""A small DigitalOcean."""
import base64
import binascii
import hashlib

from vendor import Refusal, Vendor

CREATED = "2026-11-01T12:00:00Z"
SIZES = [("s-1vcpu-1gb", 1024, 1, 25), ("s-1vcpu-2gb", 2048, 1, 50), ("s-2vcpu-4gb", 4096, 2, 80)]
REGIONS = [("nyc3", "New York 3"), ("fra1", "Frankfurt 1"), ("sgp1", "Singapore 1")]
IMAGES = [
    (7001, "debian-13-x64", "Debian", "13 x64", "base", True),
    (7002, "ubuntu-26-04-x64", "Ubuntu", "26.04 (LTS) x64", "base", True),
    (7003, None, "Ubuntu", "25.10 x64", "base", True),
    (7101, "docker-24-04", "Ubuntu", "Docker on Ubuntu", "snapshot", True),
    (7201, None, "Debian", "web1 before the move", "snapshot", False),
]
# How often an action is asked after until it has ended.
STEPS = 1


class Cloud(Vendor):
    token = "dop_v1_" + "5c" * 32
    unauthorized = "Unable to authenticate you"

    def __init__(self):
        self.page_size = 200
        self.machines, self.actions, self.keys, self.next_id = {}, {}, [], 1000
        self.retired_size = size("s-0vcpu-512mb", 512, 1, 10) | {"available": False}

    def set(self, page_size=None, machines=0):
        self.page_size = page_size or self.page_size
        for number in range(machines):
            self.add({"name": f"old{number}", "size": SIZES[0][0], "image": 7001, "region": "nyc3"}, "active")

    def parameters(self):
        return {"token": self.token}

    def refusal(self, refusal):
        names = {401: "unauthorized", 404: "not_found", 422: "unprocessable_entity"}
        return refusal.status, {"id": names[refusal.status], "message": refusal.words}

    def number(self):
        self.next_id += 1
        return self.next_id

    # Listings

    def page(self, name, elements, request, **filters):
        per_page = min(request.values.get("per_page", 20), self.page_size)
        page = request.values.get("page", 1)
        last = max(1, -(-len(elements) // per_page))
        template = "{}{}?{}page={}&per_page={}"

        def link(number):
            path = {"ssh_keys": "/v2/account/keys"}.get(name, "/v2/" + name)
            kept = "".join(f"{key}={value}&" for key, value in filters.items())
            return template.format(request.base, path, kept, number, request.values.get("per_page", 20))

        pages = {}
        if page < last:
            pages |= {"next": link(page + 1), "last": link(last)}
        if page > 1:
            pages |= {"first": link(1), "prev": link(page - 1)}
        shown = elements[(page - 1) * per_page:page * per_page]
        return 200, {name: shown, "links": {"pages": pages} if pages else {}, "meta": {"total": len(elements)}}

    def list_machines(self, request):
        for machine in self.machines.values():
            if machine["status"] == "new":
                self.settle(machine)
        return self.page("droplets", [shown(m) for m in self.machines.values()], request)

    def list_images(self, request):
        wanted = request.values.get("type")
        images = [image(*row) for row in IMAGES]
        if request.values.get("private"):
            images = [i for i in images if not i["public"]]
        if wanted == "distribution":
            images = [i for i in images if i["public"] and i["type"] == "base"]
        if wanted == "application":
            images = [i for i in images if i["public"] and i["type"] != "base"]
        filters = {k: str(v).lower() for k, v in request.values.items() if k in ("type", "private")}
        return self.page("images", images, request, **filters)

    def list_sizes(self, request):
        return self.page("sizes", [size(*row) for row in SIZES] + [self.retired_size], request)

    def list_regions(self, request):
        gone = region("ams1", "Amsterdam 1") | {"available": False}
        return self.page("regions", [region(*row) for row in REGIONS] + [gone], request)

    def list_networks(self, request):
        network = {
            "id": "5a4981aa-9653-4bd1-bef5-d6bff52042e4", "urn": "do:vpc:5a4981aa-9653-4bd1-bef5-d6bff52042e4",
            "name": "default-nyc3", "description": "", "region": "nyc3", "ip_range": "10.10.10.0/24", "default": True,
            "created_at": CREATED,
        }
        return self.page("vpcs", [network], request)

    def list_keys(self, request):
        return self.page("ssh_keys", self.keys, request)

    # Keys

    def add_key(self, request):
        try:
            blob = base64.b64decode(request.body["public_key"].split()[1], validate=True)
        except (IndexError, binascii.Error):
            raise Refusal(422, "Key invalid, key should be of the format `ssh-rsa AAAA…`") from None
        digits = hashlib.md5(blob).hexdigest()
        fingerprint = ":".join(digits[i:i + 2] for i in range(0, 32, 2))
        if any(key["fingerprint"] == fingerprint for key in self.keys):
            raise Refusal(422, "SSH Key is already in use on your account")
        key = {"id": self.number(), "fingerprint": fingerprint, **request.body}
        self.keys.append(key)
        return 201, {"ssh_key": key}

    # Machines

    def add(self, order, status):
        sizes = {row[0]: row for row in SIZES}
        images = {key: row for row in IMAGES for key in (row[0], row[1]) if key}
        regions = {row[0]: row for row in REGIONS}
        if order["size"] not in sizes:
            raise Refusal(422, "You specified an invalid size for Droplet creation.")
        if order["image"] not in images:
            raise Refusal(422, "You specified an invalid image for Droplet creation.")
        if order.get("region", "nyc3") not in regions:
            raise Refusal(422, "You specified an invalid region for Droplet creation.")
        known = {key["fingerprint"] for key in self.keys} | {key["id"] for key in self.keys}
        if any(key not in known for key in order.get("ssh_keys", [])):
            raise Refusal(422, "invalid key identifiers for Droplet creation.")
        number = self.number()
        self.machines[number] = {
            "id": number, "name": order["name"], "size": sizes[order["size"]], "image": images[order["image"]],
            "region": regions[order.get("region", "nyc3")], "status": status, "age": 0, "action": None,
            "vpc_uuid": order.get("vpc_uuid"),
        }
        return self.machines[number]

    def create(self, request):
        machine = self.add(request.body, "new")
        action = self.begin(machine, "create")
        link = {"id": action["id"], "rel": "create", "href": f"{request.base}/v2/actions/{action['id']}"}
        return 202, {"droplet": shown(machine), "links": {"actions": [link]}}

    def machine(self, request):
        machine = self.machines.get(request.values["droplet_id"])
        if machine is None:
            raise Refusal(404, "The resource you were accessing could not be found.")
        return machine

    def show(self, request):
        return 200, {"droplet": shown(self.machine(request))}

    def destroy(self, request):
        machine = self.machine(request)
        if machine["action"]:
            raise Refusal(422, "Droplet already has a pending event.")
        del self.machines[machine["id"]]
        return 204, None

    # Actions

    def begin(self, machine, kind, order=None):
        action = {"id": self.number(), "type": kind, "machine": machine, "order": order or {}, "steps": 0,
                  "status": "in-progress"}
        self.actions[action["id"]] = action
        machine["action"] = action
        return action

    def act(self, request):
        machine, order = self.machine(request), request.body
        kind = order["type"]
        if machine["action"]:
            raise Refusal(422, "Droplet already has a pending event.")
        is_on = machine["status"] == "active"
        if kind in ("shutdown", "power_off", "reboot", "power_cycle") and not is_on:
            raise Refusal(422, "Droplet is already powered off.")
        if kind == "power_on" and is_on:
            raise Refusal(422, "Droplet is already powered on.")
        if kind == "resize":
            if is_on:
                raise Refusal(422, "Droplet must be powered off to resize.")
            if order.get("size") not in [row[0] for row in SIZES]:
                raise Refusal(422, "You specified an invalid size.")
        if kind not in ("shutdown", "power_off", "power_on", "reboot", "rename", "resize"):
            raise Refusal(422, f"{kind} is not part of this double")
        return 201, {"action": told(self.begin(machine, kind, order))}

    def show_action(self, request):
        action = self.actions.get(request.values["action_id"])
        if action is None:
            raise Refusal(404, "The resource you were accessing could not be found.")
        self.settle(action["machine"], action)
        return 200, {"action": told(action)}

    def settle(self, machine, action=None):
        """One step further with what is being done to a machine."""
        action = action or machine["action"]
        if action is None or action["status"] != "in-progress":
            return
        # A system that has gone mad hears nothing, or never comes to an end.
        if action["type"] == "shutdown" and "endless" in machine["name"]:
            return
        action["steps"] += 1
        if action["steps"] < STEPS:
            return
        machine["action"] = None
        if action["type"] in ("shutdown", "reboot") and "deaf" in machine["name"]:
            action["status"] = "errored"
            return
        action["status"] = "completed"
        match action["type"]:
            case "create" | "power_on": machine["status"] = "active"
            case "shutdown" | "power_off": machine["status"] = "off"
            case "rename": machine["name"] = action["order"]["name"]
            case "resize": machine["size"] = {row[0]: row for row in SIZES}[action["order"]["size"]]

    operations = {
        ("GET", "/v2/account/keys"): list_keys,
        ("POST", "/v2/account/keys"): add_key,
        ("GET", "/v2/actions/{action_id}"): show_action,
        ("GET", "/v2/droplets"): list_machines,
        ("POST", "/v2/droplets"): create,
        ("GET", "/v2/droplets/{droplet_id}"): show,
        ("DELETE", "/v2/droplets/{droplet_id}"): destroy,
        ("POST", "/v2/droplets/{droplet_id}/actions"): act,
        ("GET", "/v2/images"): list_images,
        ("GET", "/v2/regions"): list_regions,
        ("GET", "/v2/sizes"): list_sizes,
        ("GET", "/v2/vpcs"): list_networks,
    }


# What the vendor shows of a thing.

def size(slug, memory, vcpus, disk):
    return {"slug": slug, "memory": memory, "vcpus": vcpus, "disk": disk, "transfer": 1.0, "price_monthly": 6.0,
            "price_hourly": 0.00893, "regions": [row[0] for row in REGIONS], "available": True, "description": "Basic"}


def region(slug, name):
    return {"slug": slug, "name": name, "features": ["backups", "ipv6"], "available": True,
            "sizes": [row[0] for row in SIZES]}


def image(number, slug, distribution, name, kind, is_public):
    return {"id": number, "slug": slug, "distribution": distribution, "name": name, "type": kind, "public": is_public,
            "regions": [row[0] for row in REGIONS], "created_at": CREATED, "min_disk_size": 15, "size_gigabytes": 2.3,
            "description": name, "tags": [], "status": "available", "error_message": ""}


def shown(machine):
    number = machine["id"]
    # The public one is of loopback: whoever looks for a login there stays on this computer.
    networks = [] if machine["status"] == "new" else [("public", "127.113.0"), ("private", "10.10.10")]
    addresses = [
        {"ip_address": f"{network}.{number % 250 + 1}", "netmask": "255.255.255.0", "gateway": f"{network}.254",
         "type": kind}
        for kind, network in networks
    ]
    whole = size(*machine["size"])
    described = {
        "id": number, "name": machine["name"], "status": machine["status"], "locked": machine["action"] is not None,
        "memory": whole["memory"], "vcpus": whole["vcpus"], "disk": whole["disk"], "created_at": CREATED,
        "features": ["ipv6"], "backup_ids": [], "next_backup_window": None, "snapshot_ids": [],
        "image": image(*machine["image"]), "volume_ids": [], "size": whole, "size_slug": whole["slug"],
        "networks": {"v4": addresses, "v6": []}, "region": region(*machine["region"]), "tags": [], "kernel": None,
    }
    if machine["vpc_uuid"]:
        described["vpc_uuid"] = machine["vpc_uuid"]
    return described


def told(action):
    where = action["machine"]["region"]
    return {"id": action["id"], "status": action["status"], "type": action["type"], "started_at": CREATED,
            "completed_at": None if action["status"] == "in-progress" else CREATED,
            "resource_id": action["machine"]["id"], "resource_type": "droplet", "region": region(*where),
            "region_slug": where[0]}
