"""apache-libcloud's driver at the double: rackspace_first_gen_client.py URL CREDENTIALS PUBLIC_KEY."""
import json
import sys
import time

from libcloud.compute.drivers.rackspace import RackspaceFirstGenNodeDriver

from recorder import Recorder

url, credentials, key = sys.argv[1:]
login = json.loads(credentials)
recorder = Recorder(url)
driver = RackspaceFirstGenNodeDriver(
    login["username"], login["api_key"], region="us", ex_force_auth_url=url, ex_force_auth_version="2.0")


def wait(node, status):
    """Every look at the double is a step."""
    for _ in range(100):
        [now] = driver.list_nodes()
        if now.state == status:
            recorder.ask("requests")
            return now
        time.sleep(0.01)
    sys.exit(f"{node.name} is {now.state}, not {status}")


assert driver.list_nodes() == []
recorder.did("verify")
driver.list_nodes()
recorder.did("machines")
assert len(driver.list_images()) == 2
recorder.did("images")
sizes = driver.list_sizes()
assert len(sizes) == 3
recorder.did("sizes")
images = driver.list_images()
recorder.ask("requests")
node = driver.create_node(
    name="golden", size=sizes[0], image=images[1], ex_metadata={"mist_order": "order-1"},
    ex_files={"/root/.ssh/authorized_keys": key + "\n"})
assert node.public_ips[0].startswith("127.113.") and node.extra["metadata"] == {"mist_order": "order-1"}
recorder.did("create")
# The driver does not understand the answer for one machine.
driver.connection.request(f"/servers/{node.id}")
recorder.did("look")
wait(node, "running")
# Of the two ways to reboot, the driver's own is the hard one.
assert driver._reboot_node(node, "SOFT")
recorder.did("reboot")
wait(node, "running")
assert driver.ex_resize_node(node, sizes[1])
recorder.did("resize")
wait(node, "running")
assert driver.ex_confirm_resize(node)
recorder.did("confirm")
assert driver.ex_set_server_name(node, "golden2")
recorder.did("rename")
assert driver.destroy_node(node)
recorder.did("destroy")
# So that nothing between it and the provider answers from memory, the client makes every address another one.
for requests in recorder.recorded.values():
    for request in requests:
        request["query"].pop("cache-busting", None)
recorder.finish()
