import MistModel

/// What several drivers cannot do without.
extension ProviderDriver {
  /// - Throws: `.invalid` for an order without one.
  func neededSize(of order: MachineOrder) throws(MistError) -> SizeID {
    if let size = order.size { return size }
    throw MistError(.invalid, "a machine in \(account.title) needs a size", hint: "list-sizes shows them")
  }

  /// - Throws: `.invalid` for an order without one.
  func neededLocation(of order: MachineOrder) throws(MistError) -> LocationID {
    if let location = order.location { return location }
    throw lackOfLocation
  }

  var lackOfLocation: MistError {
    MistError(.invalid, "a machine in \(account.title) needs a location", hint: "list-locations shows them")
  }

  /// The id of a machine where ids are numbers, written in one way only: it becomes a part of an address.
  ///
  /// - Throws: `.notFound` for what is no such id.
  func number(of machine: MachineID) throws(MistError) -> Int {
    if let number = Int(machine.rawValue), number > 0, String(number) == machine.rawValue { return number }
    throw MistError(.notFound, "no machine '\(machine)' in \(account.title)", hint: "list-machines shows them")
  }
}

extension UInt8 {
  /// ASCII only.
  var isLetterOrDigit: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }
}
