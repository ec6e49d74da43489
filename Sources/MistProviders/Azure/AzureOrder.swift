import Crypto
import Foundation
import MistModel

/// What one order makes, and what it is called. The same order always makes the same; no other one has these names but
/// that of the machine, which people choose.
struct AzureOrder: Sendable {
  let order: MachineOrder
  let size: SizeID
  let key: OrderedKey
  let image: JSONValue
  let machine: AzureID
  let card: AzureID
  let address: AzureID

  /// Where everything is that is made here.
  static let group = "mist-shell"
  /// Tells which order made something.
  static let tag = "mist-shell-order"
  /// The usual one of Azure's machines; `root` is not allowed.
  private static let user = "azureuser"

  init(_ order: MachineOrder, size: SizeID, key: OrderedKey, image: JSONValue) {
    (self.order, self.size, self.key, self.image) = (order, size, key, image)
    let mark = hexadecimal(SHA256.hash(data: Data(order.orderID.utf8)).prefix(4))
    machine = AzureID(group: Self.group, kind: AzureID.machines, name: order.name)
    card = AzureID(group: Self.group, kind: AzureID.interfaces, name: "\(order.name)-\(mark)-nic")
    address = AzureID(group: Self.group, kind: AzureID.addresses, name: "\(order.name)-\(mark)-ip")
  }

  func addressBody(in site: AzureSite) -> JSONValue {
    [
      "location": .string(site.location), "tags": tags, "sku": ["name": "Standard"],
      "properties": ["publicIPAllocationMethod": "Static", "publicIPAddressVersion": "IPv4"],
    ]
  }

  /// Whatever is made for the machine alone says that it goes with it.
  func cardBody(in site: AzureSite, _ api: AzureAPI) -> JSONValue {
    [
      "location": .string(site.location), "tags": tags,
      "properties": [
        "networkSecurityGroup": ["id": .string(api.id(site.securityGroup.path))],
        "ipConfigurations": [
          [
            "name": "primary",
            "properties": [
              "primary": true, "privateIPAllocationMethod": "Dynamic",
              "subnet": ["id": .string(api.id(site.subnet.path))],
              "publicIPAddress": [
                "id": .string(api.id(address.path)), "properties": ["deleteOption": "Delete"],
              ],
            ],
          ]
        ],
      ],
    ]
  }

  func machineBody(in site: AzureSite, _ api: AzureAPI) -> JSONValue {
    [
      "location": .string(site.location), "tags": tags,
      "properties": [
        "hardwareProfile": ["vmSize": .string(size.rawValue)],
        "storageProfile": [
          "imageReference": image,
          "osDisk": [
            "createOption": "FromImage", "deleteOption": "Delete",
            // The one that every size takes.
            "managedDisk": ["storageAccountType": "StandardSSD_LRS"],
          ],
        ],
        "osProfile": [
          "computerName": .string(hostName), "adminUsername": .string(Self.user),
          "linuxConfiguration": [
            "disablePasswordAuthentication": true,
            "ssh": [
              "publicKeys": [
                ["path": .string("/home/\(Self.user)/.ssh/authorized_keys"), "keyData": .string(key.publicKey)]
              ]
            ],
          ],
        ],
        "networkProfile": [
          "networkInterfaces": [
            ["id": .string(api.id(card.path)), "properties": ["primary": true, "deleteOption": "Delete"]]
          ]
        ],
      ],
    ]
  }

  private var tags: JSONValue { [Self.tag: .string(order.orderID)] }

  private var hostName: String { String(order.name.map { "._".contains($0) ? "-" : $0 }) }
}

/// Where a machine is made: what it stands in is there, and stays when it goes.
struct AzureSite: Sendable {
  var location: String
  var subnet: AzureID
  var securityGroup: AzureID
}
