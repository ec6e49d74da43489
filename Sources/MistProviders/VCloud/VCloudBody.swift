import MistModel

/// What a request to VMware Cloud Director holds: an element, and the media type that belongs to it.
struct VCloudBody: Sendable {
  /// The part of the media type that tells the kinds apart: `undeployVAppParams`.
  private let kind: String
  private let node: XMLNode

  static let namespace = "http://www.vmware.com/vcloud/v1.5"
  static let envelope = "http://schemas.dmtf.org/ovf/envelope/1"
  static let resources = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData"
  static let vmware = "http://www.vmware.com/schema/ovf"

  init(_ kind: String, _ node: XMLNode) {
    self.kind = kind
    self.node = node
  }

  var type: String { "application/vnd.vmware.vcloud.\(kind)+xml" }

  var document: [UInt8] {
    var root = node
    root.attributes += [
      XMLNode.Attribute(name: "xmlns", value: Self.namespace),
      XMLNode.Attribute(name: "xmlns:ovf", value: Self.envelope),
      XMLNode.Attribute(name: "xmlns:rasd", value: Self.resources),
      XMLNode.Attribute(name: "xmlns:vmw", value: Self.vmware),
    ]
    return root.document
  }

  /// Frees what a machine runs on.
  ///
  /// - Parameter action: what becomes of its system: `shutdown`, or `powerOff`.
  static func undeploy(_ action: String) -> VCloudBody {
    VCloudBody(
      "undeployVAppParams", XMLNode("UndeployVAppParams", [:], [XMLNode("UndeployPowerAction", text: action)]))
  }

  /// A machine's new name. Its description goes along, for what is not said is taken away.
  static func rename(to name: String, description: String?) -> VCloudBody {
    VCloudBody("vm", XMLNode("Vm", ["name": name], description.map { [XMLNode("Description", text: $0)] } ?? []))
  }
}
