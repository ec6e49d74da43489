"""A small VMware Cloud Director."""
import base64
import json
import os
import re
import uuid

from lxml import etree

from vcloud_schema import Schema, make, plain
from vendor import Refusal, Vendor

ORGANIZATION, USER, PASSWORD = "Works", "ann", "pass: word with <signs> & ümlauts"
MEDIA = "application/vnd.vmware.vcloud."
# How often is looked at the cloud until what was begun has ended.
STEPS = 2
STATES = {"UNRESOLVED": 0, "SUSPENDED": 3, "POWERED_ON": 4, "POWERED_OFF": 8, "FAILED_CREATION": -1}


def known_id(text):
    """The same in every run."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, text))


ORG, CATALOG = known_id("org"), known_id("catalog")
VDCS = {known_id("vdc one"): "one", known_id("vdc two"): "two"}
FIRST, SECOND = VDCS
# Name, the virtual data centers it is in, whether it is shared, addresses in its pool.
NETWORKS = {
    known_id("inner"): ("inner", FIRST, False, 200), known_id("dmz & more"): ("dmz & more", SECOND, False, 200),
    known_id("by dhcp"): ("by dhcp", SECOND, False, 0),
}
# Machines in each; whether it can be used.
TEMPLATES = {
    "vappTemplate-" + known_id("debian"): ("Debian 13", ["debian"], True),
    "vappTemplate-" + known_id("ubuntu"): ("Ubuntu 26.04 LTS", ["ubuntu"], True),
    "vappTemplate-" + known_id("windows"): ("Windows Server 2025", ["windows"], True),
    "vappTemplate-" + known_id("shop"): ("Shop with its database", ["shop", "database"], True),
    "vappTemplate-" + known_id("broken"): ("Broken Debian", ["broken"], True),
    "vappTemplate-" + known_id("old"): ("Debian 7", ["old"], False),
}


class Task:
    def __init__(self, owner, what, done, error=None):
        self.id, self.owner, self.what, self.done, self.error = str(uuid.uuid4()), owner, what, done, error
        self.status, self.steps = "running", 0


class Cloud(Vendor):
    versions = ("35.0", "36.0", "37.0", "38.1")
    # There, and not to be used.
    alpha = "39.0.0-alpha"
    unauthorized = "This operation is denied."

    def __init__(self):
        self.page_size, self.tasks, self.vapps, self.vms, self.sessions = 128, {}, {}, {}, set()
        self.next_address = 0
        self.base = ""

    @property
    def version(self):
        return self.versions[-1]

    def is_since(self, version):
        return float(self.version) >= float(version)

    def set(self, page_size=None, machines=0, versions=None):
        self.page_size = page_size or self.page_size
        self.versions = versions or self.versions
        shared = self.add_vapp("shared", "", FIRST) if machines else None
        for number in range(machines):
            vapp = shared if number < 2 else self.add_vapp(f"old{number}", "", FIRST)
            vm = self.add_vm(vapp, f"old{number}", 1, 1024, ["inner"])
            vm |= {"status": "POWERED_ON", "deployed": True}

    def parameters(self):
        own = {"username": USER, "password": PASSWORD, "organization": ORGANIZATION, "host": "vcloud.example.org"}
        return own | self.given

    def specification(self, folder):
        self.schema = Schema(os.path.join(folder, "vcloud-xsd"))
        return self.schema

    # The ways in.

    def outside(self, request_line, headers, body):
        method, path, query = request_line
        if (method, path) == ("GET", "/api/versions"):
            answer = self.list_versions(headers)
            assert not self.schema.faults(answer), self.schema.faults(answer)
            return 200, answer
        accepted = headers.get("Accept", "")
        is_newer = path.startswith("/cloudapi/")
        known = "application/json" if is_newer else "application/*+xml"
        version = accepted.removeprefix(known + ";version=")
        assert accepted != version and version in self.versions, f"Accept: {accepted}"
        if path not in ("/api/sessions", "/cloudapi/1.0.0/sessions"):
            return None
        assert method == "POST" and body is None and not query
        assert is_newer == (float(version) >= 33), f"{path} in version {version}"
        wanted = base64.b64encode("{username}@{organization}:{password}".format(**self.parameters()).encode()).decode()
        if headers.get("Authorization") != "Basic " + wanted:
            if is_newer:
                return 401, json.dumps({"minorErrorCode": "401", "message": "Unauthorized", "stackTrace": None})
            raise Refusal(401, self.unauthorized, code="401")
        token = uuid.uuid4().hex
        self.sessions.add(token)
        if is_newer:
            return 200, json.dumps({"id": "urn:vcloud:session:" + str(uuid.uuid4())}), {
                "X-VMWARE-VCLOUD-ACCESS-TOKEN": token, "X-VMWARE-VCLOUD-TOKEN-TYPE": "Bearer"}
        return 200, self.session(), {"x-vcloud-authorization": token}

    def knows(self, headers):
        name, start = ("Authorization", "Bearer ") if self.is_since("33") else ("x-vcloud-authorization", "")
        return headers.get(name, "").removeprefix(start) in self.sessions

    def list_versions(self, headers):
        self.base = f"http://{headers.get('Host')}"
        newer = "/cloudapi/1.0.0/sessions" if self.is_since("33") else "/api/sessions"
        known = [make("v:VersionInfo", {"deprecated": "false"}, make("v:Version", {}, version),
                      make("v:LoginUrl", {}, self.base + newer)) for version in self.versions]
        known.append(make("v:VersionInfo", {"deprecated": "false"}, make("v:Version", {}, self.alpha),
                          make("v:LoginUrl", {}, self.base + newer)))
        return make("v:SupportedVersions", {}, *known)

    def refusal(self, refusal):
        code = refusal.details.get("code", "BAD_REQUEST")
        return refusal.status, make(
            "Error", {"message": refusal.words, "majorErrorCode": refusal.status, "minorErrorCode": code})

    def read_body(self, headers, text):
        try:
            element = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False))
        except etree.XMLSyntaxError as error:
            raise ValueError(str(error)) from error
        if faults := self.schema.faults(element):
            raise ValueError("; ".join(faults))
        return {"type": headers.get("Content-Type", ""), "element": plain(element)}

    def write_body(self, body):
        if body is None or isinstance(body, str):
            return "application/json", body or ""
        return f"application/xml;version={self.version}", etree.tostring(body, encoding="unicode")

    # What is there.

    def href(self, *path):
        return self.base + "/api/" + "/".join(path)

    def link(self, rel, kind, *path, **more):
        return make("Link", {"rel": rel, "href": self.href(*path), "type": MEDIA + kind + "+xml"} | more)

    def add_vapp(self, name, description, vdc):
        number = "vapp-" + str(uuid.uuid4())
        self.vapps[number] = {"id": number, "name": name, "description": description, "vdc": vdc, "vms": [],
                              "networks": [], "task": None, "status": None, "was_deployed": False}
        return self.vapps[number]

    def add_vm(self, vapp, name, cpus, memory, networks, modes=("POOL",)):
        number = "vm-" + str(uuid.uuid4())
        cards = []
        for place, network in enumerate(networks):
            self.next_address += 1
            # Of loopback: whoever looks for a login there stays on this computer.
            cards.append({"network": network, "mode": modes[min(place, len(modes) - 1)],
                          "ip": f"127.113.{self.next_address // 250}.{self.next_address % 250 + 1}"})
        self.vms[number] = {"id": number, "name": name, "description": None, "vapp": vapp["id"], "cpus": cpus,
                            "memory": memory, "cards": cards, "status": "POWERED_OFF", "deployed": False, "task": None}
        vapp["vms"].append(number)
        return self.vms[number]

    def look(self):
        """One step further with all that is being done."""
        for task in list(self.tasks.values()):
            if task.status != "running":
                continue
            task.steps += 1
            if task.steps >= STEPS:
                task.status = "error" if task.error else "success"
                task.done()

    def begin(self, things, what, done, error=None):
        task = Task(things[0]["id"], what, lambda: self.end(things, None if error else done), error)
        self.tasks[task.id] = task
        for thing in things:
            thing["task"] = task
        return 202, self.shown_task(task)

    def end(self, things, done):
        for thing in things:
            thing["task"] = None
        if done:
            done()

    def thing(self, request, idle=False):
        number = request.values["id"]
        thing = self.vms.get(number) or self.vapps.get(number)
        if thing is None:
            raise Refusal(
                403, f"Either you need some or all of the following rights [Base] to perform operations "
                f"[VAPP_VIEW] for {number} or the target entity is invalid.", code="ACCESS_TO_RESOURCE_IS_FORBIDDEN")
        if idle and thing["task"]:
            raise Refusal(400, f"The entity {thing['name']} is busy completing an operation.", code="BUSY_ENTITY")
        return thing

    def show(self, request):
        self.look()
        thing = self.thing(request)
        return 200, self.shown_vm(thing) if "vapp" in thing else self.shown_vapp(thing)

    # What is done.

    def power(self, request):
        vm, action = self.thing(request, idle=True), request.values["action"]
        assert "vapp" in vm, "done to all machines of a vApp"
        is_on = vm["status"] == "POWERED_ON"
        if is_on == (action == "powerOn"):
            raise Refusal(400, f"The requested operation could not be executed since vApp {vm['name']} is "
                          f"{'' if is_on else 'not '}running.", code="INVALID_STATE")
        error = None
        if action in ("reboot", "shutdown") and vm["name"].startswith("deaf"):
            error = "Cannot complete operation because VMware Tools is not running in this virtual machine."
        after = {"powerOff": "POWERED_OFF", "shutdown": "POWERED_OFF", "suspend": "SUSPENDED"}.get(action, "POWERED_ON")
        return self.begin([vm], "vapp" + action[0].upper() + action[1:],
                          lambda: vm.update(status=after, deployed=True), error)

    def undeploy(self, request):
        thing = self.thing(request, idle=True)
        action = find(request.body["element"], "UndeployPowerAction")["content"]
        if "vapp" not in thing:
            assert not thing["vms"], "done to all machines of a vApp"
            return self.begin([thing], "vappUndeploy", lambda: thing.update(was_deployed=False))
        if not thing["deployed"]:
            raise Refusal(400, "The requested operation will be unable to complete since it is not deployed.",
                          code="INVALID_STATE")
        error = None
        if action == "shutdown" and thing["name"].startswith("deaf"):
            error = "Failed to shutdown guest os as required VM tools were found unavailable."
        return self.begin([thing], "vappUndeployPowerOff",
                          lambda: thing.update(status="POWERED_OFF", deployed=False), error)

    def delete(self, request):
        thing = self.thing(request, idle=True)
        if "vapp" in thing:
            if thing["deployed"]:
                raise Refusal(400, "The requested operation could not be executed since it is not undeployed.",
                              code="INVALID_STATE")
            return self.begin([thing], "vappDelete", lambda: self.remove_vm(thing))
        assert not thing["vms"], "a vApp is deleted with machines in it"
        if thing["was_deployed"]:
            raise Refusal(400, "The requested operation could not be executed since it is not undeployed.",
                          code="INVALID_STATE")
        return self.begin([thing], "vdcDeleteVapp", lambda: self.vapps.pop(thing["id"]))

    def remove_vm(self, vm):
        del self.vms[vm["id"]]
        self.vapps[vm["vapp"]]["vms"].remove(vm["id"])

    def reconfigure(self, request):
        vm = self.thing(request, idle=True)
        element = request.body["element"]
        description = find(element, "Description")
        return self.begin([vm], "vappUpdateVm", lambda: vm.update(
            name=element["attributes"]["name"], description=description and description["content"]))

    def show_part(self, request):
        vm = self.thing(request)
        return 200, part(request.values["kind"], vm, "Item")

    def change_part(self, request):
        vm, kind = self.thing(request, idle=True), request.values["kind"]
        if vm["status"] != "POWERED_OFF":
            raise Refusal(400, "The requested operation needs a machine that is powered off.", code="INVALID_STATE")
        return self.begin([vm], "vappUpdateVm", lambda: vm.update(**quantity(request.body["element"], kind)))

    def instantiate(self, request):
        vdc = request.values["id"]
        element = request.body["element"]
        if vdc not in VDCS:
            raise Refusal(403, "No access to entity.", code="ACCESS_TO_RESOURCE_IS_FORBIDDEN")
        source = find(element, "Source")["attributes"]["href"].rsplit("/", 1)[-1]
        item = find(element, "SourcedItem")
        name = element["attributes"]["name"]
        if source not in TEMPLATES:
            raise Refusal(403, "No access to entity.", code="ACCESS_TO_RESOURCE_IS_FORBIDDEN")
        if any(vapp["name"] == name for vapp in self.vapps.values()):
            raise Refusal(400, f"The VCD entity {name} already exists.", code="DUPLICATE_NAME")
        machine = TEMPLATES[source][1][0]
        assert find(item, "Source")["attributes"]["href"].endswith("/vm-" + known_id(machine))
        networks = [network(part, vdc) for part in all_of(element, "NetworkConfig")]
        cards = all_of(item, "NetworkConnection")
        assert {card["attributes"]["network"] for card in cards} == set(networks), "cards and networks differ"
        description = find(element, "Description")
        vapp = self.add_vapp(name, description["content"] if description else "", vdc)
        vapp["networks"] = networks
        is_on = element["attributes"].get("deploy") == element["attributes"].get("powerOn") == "true"
        if machine == "broken":
            self.begin([vapp], "vdcInstantiateVapp", None, "The disk of the template cannot be read.")
            vapp["status"] = "FAILED_CREATION"
            return 201, self.shown_vapp(vapp)
        size = {}
        for kind in ("cpu", "memory"):
            for hardware in all_of(item, "ovf:Item"):
                size |= quantity(hardware, kind)
        customisation = find(item, "GuestCustomizationSection")
        assert re.fullmatch(r"[A-Za-z0-9-]{1,63}", find(customisation, "ComputerName")["content"])
        vm = self.add_vm(vapp, find(item, "Name")["content"], size["cpus"], size["memory"],
                         [card["attributes"]["network"] for card in cards],
                         [find(card, "IpAddressAllocationMode")["content"] for card in cards])
        vm["status"] = "UNRESOLVED"
        after = {"status": "POWERED_ON", "deployed": True} if is_on else {"status": "POWERED_OFF"}
        self.begin([vapp, vm], "vdcInstantiateVapp", lambda: vm.update(after))
        return 201, self.shown_vapp(vapp)

    def show_task(self, request):
        self.look()
        task = self.tasks.get(request.values["id"])
        if task is None:
            raise Refusal(403, "No access to entity.", code="ACCESS_TO_RESOURCE_IS_FORBIDDEN")
        return 200, self.shown_task(task)

    # How it is shown.

    def shown_task(self, task):
        inside = [make("Owner", {"href": self.href("vApp", task.owner), "type": MEDIA + "vApp+xml"})]
        if task.status == "error":
            inside.append(make("Error", {"message": task.error, "majorErrorCode": 500,
                                         "minorErrorCode": "INTERNAL_SERVER_ERROR"}))
        return make("Task", {"href": self.href("task", task.id), "type": MEDIA + "task+xml", "name": "task",
                             "id": "urn:vcloud:task:" + task.id, "status": task.status, "operationName": task.what,
                             "operation": task.what, "startTime": "2026-11-01T12:00:00.000Z"}, *inside)

    def tasks_of(self, thing):
        failed = [task for task in self.tasks.values() if task.owner == thing["id"] and task.status == "error"]
        shown = [thing["task"]] if thing["task"] else failed if thing["status"] == "FAILED_CREATION" else []
        return [make("Tasks", {}, *[self.shown_task(task) for task in shown])] if shown else []

    def shown_vm(self, vm):
        number = vm["id"]
        links = [self.link("power:" + action, "task", "vApp", number, "power", "action", action)
                 for action in ("powerOn", "powerOff", "reboot", "reset", "shutdown", "suspend")]
        for link in links:
            del link.attrib["type"]
        links.append(self.link("undeploy", "undeployVAppParams", "vApp", number, "action", "undeploy"))
        links.append(self.link("remove", "vm", "vApp", number))
        del links[-1].attrib["type"]
        links.append(self.link("reconfigureVm", "vm", "vApp", number, "action", "reconfigureVm", name=vm["name"]))
        links.append(self.link("up", "vApp", "vApp", vm["vapp"]))
        description = [make("Description", {}, vm["description"])] if vm["description"] else []
        return make(
            "Vm", {"href": self.href("vApp", number), "type": MEDIA + "vm+xml", "name": vm["name"],
                   "id": "urn:vcloud:vm:" + number[3:], "status": STATES[vm["status"]],
                   "deployed": str(vm["deployed"]).lower(), "needsCustomization": "false"},
            *links, *description, *self.tasks_of(vm), hardware(vm), connections(vm))

    def shown_vapp(self, vapp):
        vms = [self.shown_vm(self.vms[number]) for number in vapp["vms"]]
        is_begun = vapp["task"] is not None and vapp["task"].steps == 0
        parts = [self.link("up", "vdc", "vdc", vapp["vdc"]), make("Description", {}, vapp["description"])]
        parts += self.tasks_of(vapp)
        parts.append(make(
            "NetworkConfigSection", {}, make("ovf:Info", {}, "Networks"),
            *[make("NetworkConfig", {"networkName": name},
                   make("Configuration", {}, make("FenceMode", {}, "bridged"))) for name in vapp["networks"]]))
        # The machines appear some time after their vApp.
        if vms and not is_begun:
            parts.append(make("Children", {}, *vms))
        status = -1 if vapp["status"] and not vapp["task"] else 0 if vapp["task"] else 4
        # It stays so when its last machine goes.
        vapp["was_deployed"] |= any(self.vms[number]["deployed"] for number in vapp["vms"])
        return make("VApp", {"href": self.href("vApp", vapp["id"]), "type": MEDIA + "vApp+xml", "name": vapp["name"],
                             "id": "urn:vcloud:vapp:" + vapp["id"][5:], "status": status,
                             "deployed": str(vapp["was_deployed"]).lower()}, *parts)

    def show_template(self, request):
        number = request.values["id"]
        if number not in TEMPLATES:
            raise Refusal(403, "No access to entity.", code="ACCESS_TO_RESOURCE_IS_FORBIDDEN")
        name, machines, _ = TEMPLATES[number]
        vms = []
        for machine in machines:
            vm = {"cpus": 1, "memory": 512, "cards": [{"network": "none", "mode": "NONE", "ip": None}]}
            vms.append(make("Vm", {"href": self.href("vAppTemplate", "vm-" + known_id(machine)), "name": machine,
                                   "type": MEDIA + "vm+xml", "id": "urn:vcloud:vm:" + known_id(machine)},
                            connections(vm), make(
                                "ovf:OperatingSystemSection", {"ovf:id": 1}, make("ovf:Info", {}, "System"),
                                make("ovf:Description", {}, "Microsoft " + name if machine == "windows" else name)),
                            hardware(vm)))
        return 200, make("VAppTemplate", {"href": self.href("vAppTemplate", number), "name": name, "status": 8,
                                          "type": MEDIA + "vAppTemplate+xml"}, make("Children", {}, *vms))

    # The query service.

    def query(self, request):
        values = request.values
        if "type" not in values:
            kinds = ("vm", "vApp", "vAppTemplate", "orgVdc", "orgVdcNetwork")
            return 200, make("QueryList", {}, *[
                make("Link", {"rel": "down", "type": MEDIA + "query.records+xml", "name": kind,
                              "href": self.href(f"query?type={kind}&format=records")}) for kind in kinds])
        self.look()
        kind = values["type"]
        listings = {"vm": self.vm_records, "vApp": self.vapp_records, "vAppTemplate": self.template_records,
                    "orgVdc": self.vdc_records, "orgVdcNetwork": self.network_records,
                    "catalog": lambda: [make("CatalogRecord", {
                        "name": "machines", "href": self.href("catalog", CATALOG)})]}
        if kind not in listings:
            raise Refusal(400, f"No query type {kind}")
        records = listings[kind]()
        if "filter" in values:
            name, _, wanted = values["filter"].partition("==")
            assert re.fullmatch(r"[\w.-]+", wanted), f"a filter with signs: {wanted}"
            records = [record for record in records if record.get(name) == wanted]
        size, page = min(int(values.get("pageSize", 25)), self.page_size), int(values.get("page", 1))
        pages = max(1, -(-len(records) // size))
        if page > pages:
            raise Refusal(400, f"The page {page} is beyond the last one")
        more = "&filter=" + values["filter"] if "filter" in values else ""
        links = []
        for rel, number in (("previousPage", page - 1), ("nextPage", page + 1)):
            if 0 < number <= pages:
                links.append(make("Link", {
                    "rel": rel, "type": MEDIA + "query.records+xml", "href": self.href(
                        f"query?type={kind}&page={number}&pageSize={size}&format=records{more}")}))
        return 200, make(
            "QueryResultRecords", {"name": kind, "page": page, "pageSize": size, "total": len(records),
                                   "type": MEDIA + "query.records+xml", "href": self.href("query?type=" + kind)},
            *links, *records[(page - 1) * size:page * size])

    def vm_records(self):
        records = []
        for vm in self.vms.values():
            vapp = self.vapps[vm["vapp"]]
            attributes = {
                "name": vm["name"], "href": self.href("vApp", vm["id"]), "container": self.href("vApp", vapp["id"]),
                "containerName": vapp["name"], "vdc": self.href("vdc", vapp["vdc"]), "isVAppTemplate": "false",
                "isDeleted": "false", "guestOs": "Debian GNU/Linux 13 (64-bit)", "numberOfCpus": vm["cpus"],
                "memoryMB": vm["memory"], "status": vm["status"], "isBusy": str(vm["task"] is not None).lower(),
                "isDeployed": str(vm["deployed"]).lower(), "isInMaintenanceMode": "false"}
            if vm["cards"]:
                attributes["networkName"] = vm["cards"][0]["network"]
                # Told since then, and of addresses that the cloud handed out.
                if self.is_since("5.7"):
                    attributes["ipAddress"] = vm["cards"][0]["ip"] if vm["cards"][0]["mode"] == "POOL" else ""
            records.append(make("VMRecord", attributes))
        for _, (name, machines, _) in TEMPLATES.items():
            for machine in machines:
                records.append(make("VMRecord", {
                    "name": machine, "href": self.href("vAppTemplate", "vm-" + known_id(machine)),
                    "containerName": name, "isVAppTemplate": "true", "status": "POWERED_OFF"}))
        return records

    def vapp_records(self):
        return [make("VAppRecord", {"name": vapp["name"], "href": self.href("vApp", vapp["id"]),
                                    "vdc": self.href("vdc", vapp["vdc"]), "creationDate": "2026-11-01T12:00:00.000Z"})
                for vapp in self.vapps.values()]

    def template_records(self):
        return [make("VAppTemplateRecord", {
            "name": name, "href": self.href("vAppTemplate", number), "catalogName": "machines", "status": "RESOLVED",
            "isEnabled": "true", "isExpired": str(not is_usable).lower(), "isBusy": "false"})
            for number, (name, _, is_usable) in TEMPLATES.items()]

    def vdc_records(self):
        return [make("OrgVdcRecord", {"name": name, "href": self.href("vdc", number), "isEnabled": "true"})
                for number, name in VDCS.items()]

    def network_records(self):
        records = []
        for number, (name, vdc, is_shared, addresses) in NETWORKS.items():
            attributes = {"name": name, "href": self.href("network", number), "vdc": self.href("vdc", vdc),
                          "isShared": str(is_shared).lower(), "isBusy": "false"}
            if self.is_since("6"):
                attributes["totalIpCount"] = addresses
            records.append(make("OrgVdcNetworkRecord", attributes))
        return records

    # What VMware's own client walks through.

    def session(self):
        links = [self.link("down", "org", "org", ORG, name=ORGANIZATION),
                 self.link("down", "query.queryList", "query")]
        return make("Session", {"user": USER, "org": ORGANIZATION, "href": self.href("session"),
                                "type": MEDIA + "session+xml"}, *links, make("AuthorizedLocations"))

    def show_session(self, request):
        return 200, self.session()

    def show_org(self, request):
        links = [self.link("down", "vdc", "vdc", number, name=name) for number, name in VDCS.items()]
        links.append(self.link("down", "query.records", "query?type=catalog&format=records"))
        return 200, make("Org", {"name": ORGANIZATION, "href": self.href("org", ORG), "type": MEDIA + "org+xml"},
                         *links, make("FullName", {}, ORGANIZATION))

    def show_vdc(self, request):
        number = request.values["id"]
        links = [self.link("up", "org", "org", ORG),
                 self.link("add", "instantiateVAppTemplateParams", "vdc", number, "action", "instantiateVAppTemplate")]
        networks = [make("Network", {"href": self.href("network", key), "name": row[0]})
                    for key, row in NETWORKS.items() if row[1] == number]
        return 200, make("Vdc", {"name": VDCS[number], "href": self.href("vdc", number), "type": MEDIA + "vdc+xml"},
                         *links, make("AvailableNetworks", {}, *networks))

    def show_catalog(self, request):
        items = [make("CatalogItem", {"href": self.href("catalogItem", number), "name": row[0]})
                 for number, row in TEMPLATES.items()]
        return 200, make("Catalog", {"name": "machines", "href": self.href("catalog", CATALOG)},
                         make("CatalogItems", {}, *items))

    def show_catalog_item(self, request):
        number = request.values["id"]
        return 200, make("CatalogItem", {"name": TEMPLATES[number][0], "href": self.href("catalogItem", number)},
                         make("Entity", {"href": self.href("vAppTemplate", number), "name": TEMPLATES[number][0]}))

    operations = {
        ("GET", "/api/query"): query,
        ("GET", "/api/vApp/{id}"): show,
        ("DELETE", "/api/vApp/{id}"): delete,
        ("POST", "/api/vApp/{id}/power/action/{action}"): power,
        ("POST", "/api/vApp/{id}/action/undeploy"): undeploy,
        ("POST", "/api/vApp/{id}/action/reconfigureVm"): reconfigure,
        ("GET", "/api/vApp/{id}/virtualHardwareSection/{kind}"): show_part,
        ("PUT", "/api/vApp/{id}/virtualHardwareSection/{kind}"): change_part,
        ("POST", "/api/vdc/{id}/action/instantiateVAppTemplate"): instantiate,
        ("GET", "/api/vAppTemplate/{id}"): show_template,
        ("GET", "/api/task/{id}"): show_task,
        ("GET", "/api/session"): show_session,
        ("GET", "/api/org/{id}"): show_org,
        ("GET", "/api/vdc/{id}"): show_vdc,
        ("GET", "/api/catalog/{id}"): show_catalog,
        ("GET", "/api/catalogItem/{id}"): show_catalog_item,
    }


# Parts of machines.

def part(kind, vm, name):
    is_cpu = kind == "cpu"
    number, amount = ("3", vm["cpus"]) if is_cpu else ("4", vm["memory"])
    told = [("AllocationUnits", "hertz * 10^6" if is_cpu else "byte * 2^20"),
            ("Description", "Number of Virtual CPUs" if is_cpu else "Memory Size"),
            ("ElementName", f"{amount} virtual CPU(s)" if is_cpu else f"{amount} MB of memory"),
            ("InstanceID", "5" if is_cpu else "6"), ("Reservation", "0"), ("ResourceType", number),
            ("VirtualQuantity", str(amount)), ("Weight", "0")]
    parts = [make("rasd:" + key, {}, text) for key, text in told]
    if is_cpu:
        parts.append(make("vmw:CoresPerSocket", {"ovf:required": "false"}, "1"))
    return make(name, {}, *parts)


def hardware(vm):
    return make("ovf:VirtualHardwareSection", {}, make("ovf:Info", {}, "Hardware"),
                part("cpu", vm, "ovf:Item"), part("memory", vm, "ovf:Item"))


def connections(vm):
    cards = []
    for place, card in enumerate(vm["cards"]):
        address = [make("IpAddress", {}, card["ip"])] if card["ip"] else []
        cards.append(make("NetworkConnection", {"network": card["network"], "needsCustomization": "false"},
                          make("NetworkConnectionIndex", {}, str(place)), *address, make("IsConnected", {}, "true"),
                          make("IpAddressAllocationMode", {}, card["mode"])))
    return make("NetworkConnectionSection", {}, make("ovf:Info", {}, "Cards"),
                make("PrimaryNetworkConnectionIndex", {}, "0"), *cards)


# Reading of bodies.

def all_of(element, name):
    """Those of that name, however deep."""
    found = [element] if element["name"] == name else []
    if isinstance(element["content"], list):
        for child in element["content"]:
            found += all_of(child, name)
    return found


def find(element, name):
    """The first child of that name, else the first however deep."""
    children = element["content"] if isinstance(element["content"], list) else []
    return next((child for child in children if child["name"] == name), None) or next(
        iter(all_of(element, name)), None)


def quantity(item, kind):
    """What an item says of a machine, if it is of that kind."""
    if find(item, "rasd:ResourceType")["content"] != ("3" if kind == "cpu" else "4"):
        return {}
    amount = int(find(item, "rasd:VirtualQuantity")["content"])
    cores = find(item, "vmw:CoresPerSocket")
    if cores and amount % int(cores["content"]):
        raise Refusal(400, "The number of processors is no multiple of the cores in a socket.")
    return {"cpus" if kind == "cpu" else "memory": amount}


def network(config, vdc):
    """The name of a network that may be taken in a virtual data center."""
    number = find(config, "ParentNetwork")["attributes"]["href"].rsplit("/", 1)[-1]
    if number not in NETWORKS or not (NETWORKS[number][2] or NETWORKS[number][1] == vdc):
        raise Refusal(400, "The network is not in this virtual data center.")
    assert find(config, "FenceMode")["content"] == "bridged"
    return config["attributes"]["networkName"]
