import Crypto
import Foundation
import MistModel

/// New machines, and the keys that open them. Every machine has one for itself, and one for its console.
extension NephoScaleDriver {
  private struct Made: Decodable {
    var id: Int
  }

  /// The provider allows the host name no more than this.
  private static let longestHostname = 15
  /// How long a machine that was ordered may take to be listed.
  private static let patience = Duration.seconds(120)
  /// Its times name no zone: they may be those of any place.
  private static let halfDay = 12.0 * 3600

  func create(_ order: MachineOrder) async throws -> Machine {
    try checkName(order.name)
    let size = try neededSize(of: order)
    if !order.networks.isEmpty { try require(.networks) }
    if let made = try await machineOfEarlierTry(of: order, created: "create_time", within: Self.halfDay) { return made }
    var fields = [
      ("name", order.name), ("hostname", Self.hostname(of: order.name)), ("service_type", size.rawValue),
      ("image", order.image.rawValue),
    ]
    if let key = order.key { fields.append(("server_key", String(try await importedID(of: key)))) }
    fields.append(("console_key", String(try await consoleKeyID())))
    if let zone = order.location { fields.append(("zone", zone.rawValue)) }
    // The answer names a job and no machine: it is the one that was not there before. After a try that nobody knows the
    // outcome of, only the name tells it, so no other one may have it.
    let before = try await allMachines()
    guard !before.contains(where: { $0.name == order.name }) else {
      throw MistError(
        .conflict, "there is a machine '\(order.name)' in \(account.title) already", hint: "take another name")
    }
    let _: Made = try await api.post("/server/cloud/", fields)
    return try await machine(named: order.name, besides: Set(before.map(\.id)))
  }

  private func machine(named name: String, besides before: Set<MachineID>) async throws -> Machine {
    var pauses = Pauses(upTo: .seconds(5), within: Self.patience)
    repeat {
      if let made = try await allMachines().first(where: { $0.name == name && !before.contains($0.id) }) { return made }
    } while try await pauses.next()
    throw MistError(
      .timedOut,
      "\(account.title): \(name) was ordered, and is not listed after \(Self.patience.components.seconds) s",
      hint: "look with list-machines before you order it again")
  }

  /// The provider takes letters, digits, `-` and `_`.
  func checkName(_ name: String) throws {
    let isSound =
      (1...64).contains(name.utf8.count)
      && name.utf8.allSatisfy { $0.isLetter || $0.isDigit || "-_".utf8.contains($0) }
      && name.utf8.first?.isLetter == true && name.utf8.last.map { $0.isLetter || $0.isDigit } == true
    guard isSound else {
      throw MistError(
        .invalid, "'\(printable(name))' is no name for a machine at NephoScale",
        hint: "up to 64 letters, digits, '-' and '_', with a letter first and a letter or digit at the end")
    }
  }

  private static func hostname(of name: String) -> String {
    var text = name.replacing("_", with: "-").prefix(longestHostname)
    while text.hasSuffix("-") { text.removeLast() }
    return String(text)
  }

  // MARK: - Keys

  /// The id of the key at the provider, which gets the key unless it has it under whatever name.
  private func importedID(of key: OrderedKey) async throws -> Int {
    let words = key.publicKey.split(whereSeparator: \.isWhitespace)
    guard words.count > 1 else {
      throw MistError(
        .invalid, "the public half of key \(key.name) is not one line as in authorized_keys",
        hint: "describe-key \(key.name) shows it")
    }
    let known = try await api.list("/key/sshrsa/", of: NephoScaleKey.self).first { known in
      known.key_group == NephoScaleKey.Group.server.rawValue
        && known.public_key?.split(whereSeparator: \.isWhitespace).dropFirst().first == words[1]
    }
    if let known { return known.id }
    let made: Made = try await api.post(
      "/key/sshrsa/",
      [("name", key.name), ("public_key", key.publicKey), ("key_group", String(NephoScaleKey.Group.server.rawValue))])
    return made.id
  }

  /// Any that there is. Nobody ever learns one that is made here: machines are reached by the other key.
  private func consoleKeyID() async throws -> Int {
    let console = NephoScaleKey.Group.console.rawValue
    let known = try await api.list("/key/password/", of: NephoScaleKey.self).first { $0.key_group == console }
    if let known { return known.id }
    let password = SymmetricKey(size: .bits128).withUnsafeBytes { hexadecimal($0) }
    let made: Made = try await api.post(
      "/key/password/", [("name", "mist-console"), ("password", password), ("key_group", String(console))])
    return made.id
  }
}

extension UInt8 {
  /// ASCII only.
  fileprivate var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
  fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
}
