import MistModel

/// A template with one machine in it.
struct VCloudTemplate: Sendable {
  let href: String
  /// The machine's.
  let machineHref: String
  let hardware: [VCloudHardware]
  /// The number of its first network card.
  let firstCard: Int
  /// Windows runs no scripts of a Unix, and its names are short.
  let isWindows: Bool

  /// - Throws: `.invalid` for a template that a machine cannot be made from.
  init(_ template: XMLElement, _ image: ImageID, in title: String) throws {
    let machines = template.items("Children").filter { $0.isNamed("Vm") }
    let name = printable(template.attribute("name") ?? image.rawValue)
    guard machines.count == 1 else {
      let count = machines.isEmpty ? "no machine" : "\(machines.count) machines"
      throw MistError(
        .invalid, "image \(name) of \(title) holds \(count), and an order makes one",
        hint: "choose another; list-images shows them")
    }
    guard let href = template.attribute("href"), let machineHref = machines[0].attribute("href") else {
      throw MistError(.failed, "\(title): what is told of image \(name) is not understood")
    }
    (self.href, self.machineHref) = (href, machineHref)
    hardware = VCloudHardware.all(of: machines[0])
    isWindows = machines[0]["OperatingSystemSection"]?.text("Description")?.contains("Windows") == true
    firstCard =
      machines[0]["NetworkConnectionSection"]?.text("PrimaryNetworkConnectionIndex").flatMap { Int($0) } ?? 0
  }
}

/// All that is said of a new machine, in one request: VMware Cloud Director makes it, sets it up and starts it.
struct VCloudOrder: Sendable {
  var name: String
  var description: String
  var template: VCloudTemplate
  var size: VCloudSize
  var networks: [VCloudNetwork]
  /// Run in its system, if that is a Unix, when it starts for the first time.
  var script: String?

  var body: VCloudBody {
    var nodes = [XMLNode("Description", text: description)]
    if !networks.isEmpty { nodes.append(XMLNode("InstantiationParams", [:], [networkConfiguration])) }
    nodes += [
      XMLNode("Source", ["href": template.href]),
      XMLNode(
        "SourcedItem", [:],
        [
          XMLNode("Source", ["href": template.machineHref]),
          XMLNode(
            "VmGeneralParams", [:],
            [XMLNode("Name", text: name), XMLNode("NeedsCustomization", text: "true")]),
          XMLNode("InstantiationParams", [:], machineSections),
        ]),
      XMLNode("AllEULAsAccepted", text: "true"),
    ]
    return VCloudBody(
      "instantiateVAppTemplateParams",
      XMLNode("InstantiateVAppTemplateParams", ["name": name, "deploy": "true", "powerOn": "true"], nodes))
  }

  /// The vApp's networks are those that were named, and no others.
  private var networkConfiguration: XMLNode {
    XMLNode(
      "NetworkConfigSection", [:],
      [XMLNode("ovf:Info", text: "The networks of the vApp")]
        + networks.map { network in
          XMLNode(
            "NetworkConfig", ["networkName": network.name],
            [
              XMLNode(
                "Configuration", [:],
                [XMLNode("ParentNetwork", ["href": network.href]), XMLNode("FenceMode", text: "bridged")])
            ])
        })
  }

  private var machineSections: [XMLNode] {
    var sections: [XMLNode] = []
    if !networks.isEmpty { sections.append(networkCards) }
    sections.append(
      XMLNode(
        "ovf:VirtualHardwareSection", [:],
        [XMLNode("ovf:Info", text: "Processors and memory")]
          + template.hardware.map { $0.changed(to: size, name: "ovf:Item") }))
    var guest = [
      XMLNode("ovf:Info", text: "The system's name and its key"), XMLNode("Enabled", text: "true"),
      XMLNode("AdminPasswordEnabled", text: "false"),
    ]
    if let script, !template.isWindows { guest.append(XMLNode("CustomizationScript", text: script)) }
    guest.append(XMLNode("ComputerName", text: VCloudGuest.hostName(of: name, longest: template.isWindows ? 15 : 63)))
    return sections + [XMLNode("GuestCustomizationSection", [:], guest)]
  }

  private var networkCards: XMLNode {
    XMLNode(
      "NetworkConnectionSection", [:],
      [XMLNode("ovf:Info", text: "The network cards")]
        + networks.enumerated().map { position, network in
          XMLNode(
            "NetworkConnection", ["network": network.name],
            [
              XMLNode("NetworkConnectionIndex", text: String(template.firstCard + position)),
              XMLNode("IsConnected", text: "true"),
              XMLNode("IpAddressAllocationMode", text: network.hasPool ? "POOL" : "DHCP"),
            ])
        })
  }
}
