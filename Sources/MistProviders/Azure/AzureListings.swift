import MistModel

// What the Resource Manager answers, as far as it is read.

struct AzurePage<Element: Decodable & Sendable>: Decodable {
  var value: [Element]
  /// The whole address; absent on the last page.
  var nextLink: String?
}

struct AzureRefusal: Decodable {
  struct Reason: Decodable {
    /// `SkuNotAvailable`.
    var code: String
    var message: String?

    var words: String { message.map { "\($0) (\(code))" } ?? code }
  }

  var error: Reason
}

/// A resource of which only its name is read.
struct AzureNamed: Decodable, Sendable {
  var id: String?
  var name: String
}

/// A resource of which is read whether it is whole.
struct AzureMade: Decodable, Sendable {
  struct Properties: Decodable, Sendable {
    /// `Succeeded`, `Updating`, `Deleting` or `Failed`.
    var provisioningState: String?
  }

  var properties: Properties?

  var isUnderWay: Bool { properties?.provisioningState?.lowercased() == "updating" }
}

struct AzureReference: Decodable, Sendable {
  var id: String?
}

struct AzureLocation: Decodable, Sendable {
  struct Metadata: Decodable, Sendable {
    /// `Physical`, or `Logical` for a group of them.
    var regionType: String?
    var geography: String?
    var physicalLocation: String?
  }

  var name: String
  var displayName: String?
  var metadata: Metadata?

  var takesMachines: Bool { metadata?.regionType?.lowercased() != "logical" }

  var location: Location {
    Location(id: LocationID(name), name: displayName ?? name, country: metadata?.geography ?? "")
  }
}

struct AzureSize: Decodable, Sendable {
  var name: String
  var numberOfCores: Int?
  /// MiB.
  var memoryInMB: Int?
  /// MiB, of the disk that comes with the machine and is lost with its place.
  var resourceDiskSizeInMB: Int?

  var size: Size {
    let cores = numberOfCores.map { $0 == 1 ? " 1 core" : " \($0) cores" } ?? ""
    return Size(
      id: SizeID(name), name: name + cores, memory: memoryInMB, disk: resourceDiskSizeInMB.map { $0 / 1024 })
  }
}

struct AzureNetwork: Decodable, Sendable {
  struct Properties: Decodable, Sendable {
    var addressSpace: AddressSpace?
    var subnets: [Subnet]?
    var provisioningState: String?
  }

  struct AddressSpace: Decodable, Sendable {
    var addressPrefixes: [String]?
  }

  struct Subnet: Decodable, Sendable {
    struct Properties: Decodable, Sendable {
      var addressPrefix: String?
      var addressPrefixes: [String]?
    }

    var name: String
    var properties: Properties?

    var ranges: [String] { properties?.addressPrefix.map { [$0] } ?? properties?.addressPrefixes ?? [] }
  }

  var id: String
  var name: String
  var location: String?
  var properties: Properties?

  var subnets: [Subnet] { properties?.subnets ?? [] }

  /// The network, followed by its subnets.
  var networks: [Network] {
    guard let id = AzureID(id) else { return [] }
    let status = properties?.provisioningState ?? ""
    func network(_ id: AzureID, _ words: [String]) -> Network {
      Network(
        id: NetworkID(id.short), name: (words + [location ?? ""]).filter { !$0.isEmpty }.joined(separator: " "),
        status: status)
    }
    return [network(id, [name] + (properties?.addressSpace?.addressPrefixes ?? []))]
      + subnets.map { subnet in
        let part = AzureID(group: id.group, kind: id.kind, name: id.name, part: ("subnets", subnet.name))
        return network(part, ["\(name)/\(subnet.name)"] + subnet.ranges)
      }
  }
}

/// A network card.
struct AzureInterface: Decodable, Sendable {
  struct Properties: Decodable, Sendable {
    var ipConfigurations: [Configuration]?
    var virtualMachine: AzureReference?
  }

  struct Configuration: Decodable, Sendable {
    struct Properties: Decodable, Sendable {
      var privateIPAddress: String?
      var publicIPAddress: AzureReference?
    }

    var properties: Properties?
  }

  var id: String
  var properties: Properties?

  var configurations: [Configuration.Properties] { properties?.ipConfigurations?.compactMap(\.properties) ?? [] }
}

/// A public address, which stays when what uses it goes.
struct AzureAddress: Decodable, Sendable {
  struct Properties: Decodable, Sendable {
    /// Absent while nothing uses one that is handed out anew each time.
    var ipAddress: String?
  }

  var id: String
  var properties: Properties?
}
