"""linode_api4 at the double: linode_client.py URL TOKEN PUBLIC_KEY."""
import sys
import time

from linode_api4 import Instance, LinodeClient

from recorder import Recorder

url, token, key = sys.argv[1:]
recorder = Recorder(url)
client = LinodeClient(token, base_url=url + "/v4", page_size=500, retry=False)


def wait(machine, status):
    """The client keeps what it read a while ago; every look at the double is a step."""
    for _ in range(100):
        machine.invalidate()
        if machine.status == status:
            return recorder.ask("requests")
        time.sleep(0.01)
    sys.exit(f"the machine is {machine.status}, not {status}")


def listed(elements, operation):
    """Reads them all, so that every page is asked for."""
    count = len(list(elements))
    recorder.did(operation)
    return count


client.page_size = 25
list(client.linode.instances())
recorder.did("verify")
client.page_size = 500

assert listed(client.linode.instances(), "machines") == 0
assert listed(client.images(), "images") == 3
assert listed(client.vpcs(), "networks") == 2
# The specification knows no pages of another size here.
client.page_size = None
assert listed(client.linode.types(), "sizes") == 3
assert listed(client.regions(), "locations") == 3

made = client.linode.instance_create(
    "g6-nanode-1", "us-east", image="linode/debian13", label="golden", root_pass="whatever-1-nobody-reads",
    authorized_keys=key)
machine = made[0] if isinstance(made, tuple) else made
recorder.did("create")
wait(machine, "running")
machine.reboot()
recorder.did("reboot")
wait(machine, "running")
machine.shutdown()
recorder.did("stop")
wait(machine, "offline")
machine.resize("g6-standard-1", allow_auto_disk_resize=False)
recorder.did("resize")
wait(machine, "offline")
machine.boot()
recorder.did("start")
wait(machine, "running")
# A machine that was read before is saved whole, with names that the specification calls read-only.
unread = Instance(client, machine.id)
unread.label = "golden2"
unread.save()
recorder.did("rename")
machine.delete()
recorder.did("destroy")
client.page_size = 500
list(client.vpcs())
client.linode.instance_create(
    "g6-nanode-1", "us-east", image="linode/debian13", label="golden3", root_pass="whatever-1-nobody-reads",
    interfaces=[{"purpose": "public", "primary": True}, {"purpose": "vpc", "subnet_id": 77}])
recorder.did("create in a network")
recorder.finish()
