import MistModel

/// New machines: a vApp with one machine, made from a template in a catalog.
extension VCloudDriver {
  /// Until the provider tells the machine's id. Templates are copied meanwhile.
  private static let patience = Duration.seconds(1800)

  func create(_ order: MachineOrder) async throws -> Machine {
    try checkName(order.name)
    let size = try neededSize(of: order)
    let hardware = try VCloudSize(size)
    let script = try order.key.map { try VCloudGuest.script(for: $0) }
    let version = try await api.version
    guard version >= .wholeOrders else {
      throw MistError(
        .notSupported, "\(account.title): this vCloud speaks version \(version.text) of its API at most",
        hint: "a machine is made in one order since 5.6; make it at the provider, all else is done here")
    }
    if let vApp = try await vAppOf(order) { return try await machine(in: vApp, order) }
    async let template = template(order.image)
    let location = try await location(of: order)
    let body = VCloudOrder(
      name: order.name, description: Self.mark(of: order), template: try await template, size: hardware,
      networks: try await networks(of: order, in: location), script: script
    ).body
    let vApp = try await api.element(
      .init(.post, "vdc", location, "action", "instantiateVAppTemplate", body: body), named: "VApp")
    return try await machine(in: vApp, order)
  }

  /// The name is shown. The name that the system has for itself is made from it.
  func checkName(_ name: String) throws {
    let isSound =
      (1...128).contains(name.count) && name.first != " " && name.last != " "
      && name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    guard isSound else {
      throw MistError(
        .invalid, "'\(printable(name))' is no name for a machine at vCloud",
        hint: "1 to 128 characters, no blank at either end, no line ends")
    }
  }

  // MARK: - The order again

  /// The description of the vApp that an order makes, to tell an order that is sent again.
  private static func mark(of order: MachineOrder) -> String { "made by mist-shell, order \(order.orderID)" }

  private func vAppOf(_ order: MachineOrder) async throws -> XMLElement? {
    // A name is a pattern there, with signs of its own: one that could mean something else is not asked for.
    let isPlain = order.name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    let records = try await api.all(of: "vApp", filter: isPlain ? "name==\(order.name)" : nil, subject: "vApps")
    for id in records.filter({ $0.attribute("name") == order.name }).compactMap(\.entityID) {
      do {
        let vApp = try await api.element(.init(.get, "vApp", id), named: "VApp")
        if vApp.text("Description") == Self.mark(of: order) { return vApp }
      } catch let error as MistError where [.refused, .notFound].contains(error.code) {
        // Somebody else's.
      }
    }
    return nil
  }

  /// The machine in a vApp that is being made, as soon as it has an id.
  private func machine(in begun: XMLElement, _ order: MachineOrder) async throws -> Machine {
    var (vApp, pauses) = (begun, Pauses(from: api.firstPause, upTo: .seconds(4), within: Self.patience))
    while true {
      if let id = vApp.items("Children").compactMap(\.entityID).first(where: Self.isMachine) {
        return Machine(
          id: MachineID(id), backend: account.backend, name: order.name, state: .pending, image: order.image,
          size: order.size, actions: [.tag])
      }
      guard let id = vApp.entityID else {
        throw MistError(.failed, "\(account.title): vCloud took the order of \(order.name) and names no vApp")
      }
      try await checkFailure(of: vApp, id, order)
      guard try await pauses.next() else {
        throw MistError(
          .timedOut, "\(account.title): the machine \(order.name) was ordered and is not there yet",
          hint: "look at list-machines before you order it again")
      }
      vApp = try await api.element(.init(.get, "vApp", id), named: "VApp")
    }
  }

  /// What is left of a vApp that could not be made is taken away: it holds nothing, and keeps the name.
  private func checkFailure(of vApp: XMLElement, _ id: String, _ order: MachineOrder) async throws {
    let tasks = vApp.items("Tasks").compactMap { VCloudTask($0) }
    let words = tasks.lazy.compactMap { task -> String? in
      if case .failed(let words) = task.outcome { words } else { nil }
    }.first
    guard words != nil || vApp.attribute("status") == "-1" else { return }
    _ = try? await api.begin(.init(.delete, "vApp", id))
    throw MistError(
      .failed, "\(account.title): the machine \(order.name) could not be made\(words.map { ": \($0)" } ?? "")")
  }

  // MARK: - What it is made from, and where

  private func template(_ image: ImageID) async throws -> VCloudTemplate {
    let element = try await api.element(.init(.get, "vAppTemplate", image.rawValue), named: "VAppTemplate")
    return try VCloudTemplate(element, image, in: account.title)
  }

  private func location(of order: MachineOrder) async throws -> String {
    if let given = order.location?.rawValue, !given.isEmpty { return given }
    let known = try await locations()
    guard known.count == 1 else {
      throw lackOfLocation
    }
    return known[0].id.rawValue
  }

  /// Those that were named; else the only one there is. A machine in none is reached by nobody.
  private func networks(of order: MachineOrder, in location: String) async throws -> [VCloudNetwork] {
    let known = try await knownNetworks()
    guard order.networks.isEmpty else {
      return try order.networks.map { id in
        guard let network = known.first(where: { $0.id == id.rawValue }) else {
          throw MistError(.notFound, "no network '\(id)' in \(account.title)", hint: "list-networks shows them")
        }
        return network
      }
    }
    let near = known.filter { $0.reaches(location) }
    guard near.count < 2 else {
      let names = near.map(\.name).sorted().joined(separator: ", ")
      throw MistError(
        .invalid, "a machine in \(account.title) can be in several networks, and none was named",
        hint: "one or more of \(printable(names)); list-networks shows their ids")
    }
    return near
  }
}
