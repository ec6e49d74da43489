"""VMware's own schemas as a judge of a vCloud's requests and answers."""
import os
import re

from lxml import etree

NAMESPACES = {
    "": "http://www.vmware.com/vcloud/v1.5",
    "ovf": "http://schemas.dmtf.org/ovf/envelope/1",
    "rasd": "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData",
    "vssd": "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData",
    "vmw": "http://www.vmware.com/schema/ovf",
    "v": "http://www.vmware.com/vcloud/versions",
}
POWER = ("powerOn", "powerOff", "reboot", "reset", "shutdown", "suspend")
QUERY = {"type", "format", "page", "pageSize", "filter", "filterEncoded"}
# Method, path, kind and root of the body or nothing, roots of the answers, names in the query.
OPERATIONS = [
    ("GET", "/api/query", None, ("QueryResultRecords", "QueryList"), QUERY),
    ("GET", "/api/vApp/{id}", None, ("VApp", "Vm"), ()),
    ("DELETE", "/api/vApp/{id}", None, ("Task",), {"force", "recursive"}),
    ("POST", "/api/vApp/{id}/power/action/{action}", None, ("Task",), ()),
    ("POST", "/api/vApp/{id}/action/undeploy", ("undeployVAppParams", "UndeployVAppParams"), ("Task",), ()),
    ("POST", "/api/vApp/{id}/action/reconfigureVm", ("vm", "Vm"), ("Task",), ()),
    ("GET", "/api/vApp/{id}/virtualHardwareSection/{kind}", None, ("Item",), ()),
    ("PUT", "/api/vApp/{id}/virtualHardwareSection/{kind}", ("rasdItem", "Item"), ("Task",), ()),
    ("POST", "/api/vdc/{id}/action/instantiateVAppTemplate",
     ("instantiateVAppTemplateParams", "InstantiateVAppTemplateParams"), ("VApp",), ()),
    ("GET", "/api/vAppTemplate/{id}", None, ("VAppTemplate",), ()),
    ("GET", "/api/task/{id}", None, ("Task",), ()),
    # What VMware's own client walks through.
    ("GET", "/api/session", None, ("Session",), ()),
    ("GET", "/api/org/{id}", None, ("Org",), ()),
    ("GET", "/api/vdc/{id}", None, ("Vdc",), ()),
    ("GET", "/api/catalog/{id}", None, ("Catalog",), ()),
    ("GET", "/api/catalogItem/{id}", None, ("CatalogItem",), ()),
]


def name_in(prefixed):
    """`ovf:Info` as lxml names it."""
    prefix, _, local = prefixed.rpartition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def prefixed(name):
    """The other way round; attributes have no namespace as a rule."""
    if not name.startswith("{"):
        return name
    namespace, local = name[1:].split("}")
    prefix = next((known for known, full in NAMESPACES.items() if full == namespace), "?")
    return f"{prefix}:{local}" if prefix else local


def make(name, attributes=None, *content):
    """An element with these inside: elements, or one text."""
    element = etree.Element(name_in(name), nsmap={prefix or None: full for prefix, full in NAMESPACES.items()})
    for key, value in (attributes or {}).items():
        element.set(name_in(key) if ":" in key else key, str(value))
    for part in content:
        if isinstance(part, str):
            element.text = part
        else:
            element.append(part)
    return element


def plain(element):
    """An element as JSON can hold it."""
    children = [plain(child) for child in element if isinstance(child.tag, str)]
    attributes = {prefixed(key): value for key, value in element.attrib.items()}
    return {"name": prefixed(element.tag), "attributes": attributes, "content": children or (element.text or "").strip()}


class Schema:
    def __init__(self, folder):
        self.of_api = etree.XMLSchema(etree.parse(os.path.join(folder, "vcloud.xsd")))
        self.of_versions = etree.XMLSchema(etree.parse(os.path.join(folder, "versions.xsd")))
        self.operations = []
        for method, template, *rest in OPERATIONS:
            pattern = re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template)) + "$")
            self.operations.append((method, template, pattern, rest))

    def faults(self, element):
        schema = self.of_versions if element.tag == name_in("v:SupportedVersions") else self.of_api
        if schema.validate(element):
            return []
        return [f"{error.path}: {error.message}" for error in schema.error_log]

    def find(self, method, path):
        for known, template, pattern, operation in self.operations:
            if known == method and (match := pattern.match(path)):
                return template, match.groupdict(), operation
        return None

    def read_parameters(self, operation, in_path, query):
        faults = [f"no parameter '{name}' in the query" for name in query if name not in operation[2]]
        if in_path.get("action", "reset") not in POWER:
            faults.append(f"no such action: {in_path['action']}")
        if in_path.get("kind", "cpu") not in ("cpu", "memory"):
            faults.append(f"no such part: {in_path['kind']}")
        for name, largest in (("page", 10 ** 6), ("pageSize", 128)):
            if name in query and not (query[name].isdigit() and 0 < int(query[name]) <= largest):
                faults.append(f"{name}={query[name]}")
        if query.get("format", "records") != "records":
            faults.append("no format that is known here")
        return in_path | query, faults

    def body_faults(self, operation, body):
        wanted = operation[0]
        if wanted is None or body is None:
            return [] if wanted is body else ["no body" if body is None else "a body where none is known"]
        kind, root = wanted
        found = [] if body["type"] == f"application/vnd.vmware.vcloud.{kind}+xml" else [f"the type {body['type']}"]
        return found if body["element"]["name"] == root else found + [f"the element {body['element']['name']}"]

    def answer_faults(self, operation, status, body):
        root = prefixed(body.tag)
        wanted = ("Error",) if status >= 400 else operation[1]
        if root not in wanted:
            return [f"answer: {root}, not {' or '.join(wanted)}"]
        return [f"answer: {fault}" for fault in self.faults(body)]
