"""Microsoft's SDK at the double: azure_client.py URL PARAMETERS PUBLIC_KEY HTTPS_URL AUTHORITY."""
import hashlib
import json
import sys

from azure.core.exceptions import ResourceNotFoundError
from azure.identity import CertificateCredential, ClientSecretCredential
from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.compute.models import (
    HardwareProfile, ImageReference, LinuxConfiguration, ManagedDiskParameters, NetworkInterfaceReference,
    NetworkProfile, OSDisk, OSProfile, SshConfiguration, SshPublicKey, StorageProfile, VirtualMachine,
    VirtualMachineUpdate)
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.network.models import (
    AddressSpace, NetworkInterface, NetworkInterfaceIPConfiguration, NetworkSecurityGroup, PublicIPAddress,
    PublicIPAddressSku, SecurityRule, Subnet, VirtualNetwork)
from azure.mgmt.resource import ResourceManagementClient
from azure.mgmt.resource.resources.models import ResourceGroup
from azure.mgmt.resource.subscriptions import SubscriptionClient

from recorder import Recorder

url, parameters, key, secure, authority = sys.argv[1:]
parameters = json.loads(parameters)
subscription = parameters["subscription_id"]
recorder = Recorder(url)
SCOPE = "https://management.azure.com/.default"
GROUP, PLACE, ORDER = "mist-shell", "westeurope", "order-1"


def did(operation):
    """Asking how far something is, and reading at last what was made, are operations of their own."""
    recorder.did(operation)
    asked, made = [], set()
    for request in recorder.recorded[operation]:
        if "/operations/" in request["path"] or "/operationResults/" in request["path"]:
            recorder.recorded.setdefault("polling", []).append(request)
        elif request["method"] == "GET" and request["path"] in made:
            recorder.recorded.setdefault("reading once more", []).append(request)
        else:
            asked.append(request)
            if request["method"] in ("PUT", "PATCH"):
                made.add(request["path"])
    recorder.recorded[operation] = asked


def absent(look, *names):
    """Asks for what is not there."""
    try:
        look(*names)
    except ResourceNotFoundError:
        return
    sys.exit(f"{names} is there")


at_login = {"authority": secure, "disable_instance_discovery": True, "connection_verify": authority}
names = [parameters["tenant_id"], parameters["client_id"]]
ClientSecretCredential(*names, parameters["client_secret"], **at_login).get_token(SCOPE)
did("login with a secret")
credential = CertificateCredential(*names, certificate_data=parameters["certificate"].encode(), **at_login)
credential.get_token(SCOPE)
did("login with a certificate")

options = {"base_url": secure, "credential_scopes": [SCOPE], "connection_verify": authority, "polling_interval": 0,
           "retry_total": 0}
compute = ComputeManagementClient(credential, subscription, **options)
network = NetworkManagementClient(credential, subscription, **options)
groups = ResourceManagementClient(credential, subscription, **options)
places = SubscriptionClient(credential, **options)

assert list(compute.virtual_machines.list_all()) == []
did("verify")
list(compute.virtual_machines.list_all())
list(compute.virtual_machines.list_all(status_only="true"))
list(network.network_interfaces.list_all())
list(network.public_ip_addresses.list_all())
did("machines")
assert len(list(compute.images.list())) == 1
did("images")
assert len(list(places.subscriptions.list_locations(subscription))) == 4
did("locations")
assert len(list(compute.virtual_machine_sizes.list(PLACE))) == 2
did("sizes in a location")
assert len(list(network.virtual_networks.list_all())) == 2
did("networks")
assert len(compute.virtual_machine_images.list_offers(PLACE, "Debian")) == 2
did("offers")
assert len(compute.virtual_machine_images.list_skus(PLACE, "Debian", "debian-12")) == 2
did("skus")


def bare(kind, **values):
    """The client writes what Azure takes anyway when nothing is said: that is left out."""
    unsaid = {VirtualNetwork: ("enable_ddos_protection", "enable_vm_protection"),
              Subnet: ("private_endpoint_network_policies", "private_link_service_network_policies")}
    return kind(**dict.fromkeys(unsaid[kind]), **values)


def create(name, order, image, subnet=None):
    mark = hashlib.sha256(order.encode()).hexdigest()[:8]
    tags = {"mist-shell-order": order}
    root = f"/subscriptions/{subscription}/resourceGroups/{GROUP}/providers/Microsoft.Network"
    absent(compute.virtual_machines.get, GROUP, name)
    if subnet:
        network.virtual_networks.get("legacy", "office")
        groups.resource_groups.get(GROUP)
        network.network_security_groups.get(GROUP, f"mist-shell-ssh-{PLACE}")
    else:
        absent(groups.resource_groups.get, GROUP)
        groups.resource_groups.create_or_update(GROUP, ResourceGroup(location=PLACE))
        absent(network.network_security_groups.get, GROUP, f"mist-shell-ssh-{PLACE}")
        network.network_security_groups.begin_create_or_update(
            GROUP, f"mist-shell-ssh-{PLACE}", NetworkSecurityGroup(location=PLACE, security_rules=[SecurityRule(
                name="ssh", priority=1000, direction="Inbound", access="Allow", protocol="Tcp",
                source_address_prefix="*", source_port_range="*", destination_address_prefix="*",
                destination_port_range="22")])).result()
        absent(network.virtual_networks.get, GROUP, f"mist-shell-{PLACE}")
        network.virtual_networks.begin_create_or_update(
            GROUP, f"mist-shell-{PLACE}", bare(
                VirtualNetwork, location=PLACE, address_space=AddressSpace(address_prefixes=["10.113.0.0/16"]),
                subnets=[bare(Subnet, name="default", address_prefix="10.113.0.0/20")])).result()
        subnet = f"{root}/virtualNetworks/mist-shell-{PLACE}/subnets/default"
    address = network.public_ip_addresses.begin_create_or_update(
        GROUP, f"{name}-{mark}-ip", PublicIPAddress(
            location=PLACE, tags=tags, sku=PublicIPAddressSku(name="Standard"),
            public_ip_allocation_method="Static", public_ip_address_version="IPv4")).result()
    card = network.network_interfaces.begin_create_or_update(
        GROUP, f"{name}-{mark}-nic", NetworkInterface(
            location=PLACE, tags=tags,
            network_security_group=NetworkSecurityGroup(
                id=f"{root}/networkSecurityGroups/mist-shell-ssh-{PLACE}"),
            ip_configurations=[NetworkInterfaceIPConfiguration(
                name="primary", primary=True, private_ip_allocation_method="Dynamic", subnet=bare(Subnet, id=subnet),
                public_ip_address=PublicIPAddress(id=address.id, delete_option="Delete"))])).result()
    machine = compute.virtual_machines.begin_create_or_update(
        GROUP, name, VirtualMachine(
            location=PLACE, tags=tags, hardware_profile=HardwareProfile(vm_size="Standard_B1s"),
            storage_profile=StorageProfile(
                image_reference=image,
                os_disk=OSDisk(
                    create_option="FromImage", delete_option="Delete",
                    managed_disk=ManagedDiskParameters(storage_account_type="StandardSSD_LRS"))),
            os_profile=OSProfile(
                computer_name=name, admin_username="azureuser", linux_configuration=LinuxConfiguration(
                    disable_password_authentication=True, ssh=SshConfiguration(public_keys=[
                        SshPublicKey(path="/home/azureuser/.ssh/authorized_keys", key_data=key)]))),
            network_profile=NetworkProfile(network_interfaces=[
                NetworkInterfaceReference(id=card.id, primary=True, delete_option="Delete")])),
        if_none_match="*").result()
    assert machine.provisioning_state == "Succeeded"


create("golden", ORDER, ImageReference(publisher="Debian", offer="debian-12", sku="12-gen2", version="latest"))
did("create, the first of all")
compute.virtual_machines.get(GROUP, "golden")
did("look")
compute.virtual_machines.begin_restart(GROUP, "golden").result()
did("reboot")
compute.virtual_machines.begin_deallocate(GROUP, "golden").result()
did("stop")
compute.virtual_machines.begin_update(
    GROUP, "golden", VirtualMachineUpdate(hardware_profile=HardwareProfile(vm_size="Standard_B2s"))).result()
did("resize")
compute.virtual_machines.begin_start(GROUP, "golden").result()
did("start")
compute.virtual_machines.begin_delete(GROUP, "golden").result()
did("destroy")
assert not list(network.network_interfaces.list_all()) and not list(network.public_ip_addresses.list_all())
recorder.ask("requests")

legacy = f"/subscriptions/{subscription}/resourceGroups/legacy/providers"
create("golden2", ORDER, ImageReference(id=f"{legacy}/Microsoft.Compute/images/golden-debian"),
       f"{legacy}/Microsoft.Network/virtualNetworks/office/subnets/back")
did("create in a network")
back = bare(Subnet, id=f"{legacy}/Microsoft.Network/virtualNetworks/office/subnets/back")
network.network_interfaces.begin_create_or_update(GROUP, "spare-nic", NetworkInterface(
    location=PLACE, ip_configurations=[NetworkInterfaceIPConfiguration(name="primary", subnet=back)])).result()
recorder.ask("requests")
network.network_interfaces.begin_delete(GROUP, "spare-nic").result()
did("removing a card")
recorder.finish()
