"""pyvcloud at the double: vcloud_client.py URL PARAMETERS PUBLIC_KEY."""
import json
import os
import sys
import time

from pyvcloud.vcd.client import BasicLoginCredentials, Client, E, EntityType, QueryResultFormat, ResourceType
from pyvcloud.vcd.vdc import VDC
from pyvcloud.vcd.vm import VM

from recorder import Recorder

url, parameters, key = sys.argv[1:]
account = json.loads(parameters)
recorder = Recorder(url)
client = Client(url, log_file=os.devnull)
client.set_credentials(BasicLoginCredentials(
    account["username"], account["organization"], account["password"].encode()))
recorder.did("login")


def listed(kind, operation, page_size=128, **more):
    """Reads them all, so that every page is asked for."""
    client.get_query_list()
    recorder.ask("requests")
    client._get_query_list_map()
    recorder.ask("requests")
    query = client.get_typed_query(
        kind.value, query_result_format=QueryResultFormat.RECORDS, page_size=page_size, **more)
    found = list(query.execute())
    recorder.did(operation)
    return found


def finished(task):
    """What is asked for until a task has ended."""
    href = task.get("href")
    while True:
        task = client.get_resource(href)
        if task.get("status") != "running":
            recorder.did("task")
            return task.get("status")
        time.sleep(0.01)


only_machines = {"qfilter": "isVAppTemplate==false"}
assert not listed(ResourceType.VM, "verify", 1, **only_machines)
assert not listed(ResourceType.VM, "machines", **only_machines)
assert len(listed(ResourceType.VAPP_TEMPLATE, "images")) == 6
assert len(listed(ResourceType.ORG_VDC, "locations")) == 2
assert len(listed(ResourceType.ORG_VDC_NETWORK, "networks")) == 3
assert not listed(ResourceType.VAPP, "order", qfilter="name==golden")

place = next(link.get("href") for link in client.get_org().Link if link.get("name") == "one")
data_center = VDC(client, href=place)
data_center.get_resource()
recorder.ask("requests")
made = data_center.instantiate_vapp(
    "golden", "machines", "Debian 13", description="made by mist-shell, order order-1", network="inner",
    ip_allocation_mode="pool", accept_all_eulas=True, memory=1024, cpu=1, vm_name="golden", hostname="golden",
    cust_script="true")
recorder.did("create")
vapp = made.get("href")
for _ in range(100):
    whole = client.get_resource(vapp)
    if hasattr(whole, "Children") and whole.Children.Vm.get("status") == "4":
        break
else:
    sys.exit("the machine does not run")
recorder.did("vapp")

machine = VM(client, href=whole.Children.Vm.get("href"))
machine.get_resource()
recorder.did("machine")
for operation, work in (
        ("reboot", machine.reboot), ("reset", machine.power_reset), ("suspend", machine.suspend),
        ("start", machine.power_on), ("stop", lambda: machine.undeploy("shutdown")),
        ("processors", lambda: machine.modify_cpu(2)), ("memory", lambda: machine.modify_memory(4096)),
        ("rename", lambda: machine.edit_name("golden2"))):
    task = work()
    recorder.did(operation)
    assert finished(task) == "success", operation
machine.reload()
recorder.ask("requests")
assert finished(machine.power_on()) == "success"
machine.undeploy("powerOff")
recorder.did("power off")
for _ in range(10):
    machine.reload()
recorder.ask("requests")
task = machine.delete()
recorder.did("destroy")
assert finished(task) == "success"
finished(client.post_resource(
    vapp + "/action/undeploy", E.UndeployVAppParams(E.UndeployPowerAction("powerOff")), EntityType.UNDEPLOY.value))
finished(client.delete_resource(vapp))
recorder.finish()
