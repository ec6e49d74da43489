import Foundation
import MistModel

/// New machines, and what is done to those that are there.
extension FirstGenerationDriver {
  /// Kept at the machine, to tell an order that is sent again.
  private static let orderField = "mist_order"
  private static let keyFile = "/root/.ssh/authorized_keys"
  private static let awaitsConfirmation = "VERIFY_RESIZE"
  private static let resizeDeadline = Duration.seconds(600)

  func create(_ order: MachineOrder) async throws -> Machine {
    try checkName(order.name)
    let size = try neededSize(of: order)
    if !order.networks.isEmpty { try require(.networks) }
    if let made = try await machine(orderedBy: order) { return made }
    var server: [String: JSONValue] = [
      "name": .string(order.name), "imageId": .integer(try number(of: order.image.rawValue, "image")),
      "flavorId": .integer(try number(of: size.rawValue, "size")),
      "metadata": [Self.orderField: .string(order.orderID)],
    ]
    if let key = order.key {
      let contents = Data((key.publicKey + "\n").utf8).base64EncodedString()
      server["personality"] = [["path": .string(Self.keyFile), "contents": .string(contents)]]
    }
    // The answer has the root password beside the machine. Nobody ever learns it.
    let made: FirstGenerationOneServer = try await cloud.value(
      .init(.post, .compute, "servers", body: ["server": .object(server)]))
    return made.server.machine(in: account.backend)
  }

  private func machine(orderedBy order: MachineOrder) async throws -> Machine? {
    let all = try await everyPage(of: "machines", in: account.title) { try await servers(at: $0) }
    let made = all.first { $0.metadata?[Self.orderField] == order.orderID && $0.state != .terminated }
    return made?.machine(in: account.backend)
  }

  func reboot(_ machine: MachineID) async throws { try await act(on: machine, "reboot", ["type": "SOFT"]) }

  func destroy(_ machine: MachineID) async throws {
    try await cloud.done(.init(.delete, .compute, "servers", try id(of: machine)))
  }

  func rename(_ machine: MachineID, to name: String) async throws {
    try checkName(name)
    try await cloud.done(
      .init(.put, .compute, "servers", try id(of: machine), body: ["server": ["name": .string(name)]]))
  }

  /// Moves the machine to another size and confirms it, for until then the provider keeps room for both.
  func resize(_ machine: MachineID, to size: SizeID) async throws {
    let flavor = try number(of: size.rawValue, "size")
    let before = try await server(machine)
    // An earlier try may have come this far.
    if before.status != Self.awaitsConfirmation || before.flavorId != flavor {
      try await act(on: machine, "resize", ["flavorId": .integer(flavor)])
    }
    let resized = try await settled(machine) { $0.state != .pending }
    guard resized.status == Self.awaitsConfirmation else {
      throw MistError(
        .failed, "\(account.title): \(printable(resized.name)) was not resized, it is \(printable(resized.status))",
        hint: "list-sizes shows what there is")
    }
    try await act(on: machine, "confirmResize")
    _ = try await settled(machine) { $0.status != Self.awaitsConfirmation }
  }

  private func server(_ machine: MachineID) async throws -> FirstGenerationServer {
    let answer: FirstGenerationOneServer = try await cloud.value(.init(.get, .compute, "servers", try id(of: machine)))
    return answer.server
  }

  /// Looks again and again until the machine is like this.
  private func settled(
    _ machine: MachineID, _ isSettled: (FirstGenerationServer) -> Bool
  ) async throws -> FirstGenerationServer {
    var pauses = Pauses(within: Self.resizeDeadline)
    repeat {
      let server = try await server(machine)
      if isSettled(server) { return server }
    } while try await pauses.next()
    throw MistError(
      .timedOut,
      "\(account.title): '\(machine)' is still being resized after \(Self.resizeDeadline.components.seconds) s",
      hint: "resize it to the same size again when the cloud is done with it")
  }

  private func act(on machine: MachineID, _ action: String, _ details: JSONValue = .null) async throws {
    try await cloud.done(
      .init(.post, .compute, "servers", try id(of: machine), "action", body: .object([action: details])))
  }

  /// The name becomes the host name.
  private func checkName(_ name: String) throws {
    let isSound =
      (1...128).contains(name.utf8.count) && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    guard isSound else {
      throw MistError(
        .invalid, "'\(printable(name))' is no name for a machine of \(account.title)",
        hint: "up to 128 letters, digits and '-'")
    }
  }

  private func number(of text: String, _ what: String) throws -> Int {
    if let number = Int(text), number > 0 { return number }
    throw MistError(
      .notFound, "no \(what) '\(printable(text))' in \(account.title)", hint: "list-\(what)s shows them")
  }

  private func id(of machine: MachineID) throws -> String { String(try number(of: machine)) }
}
