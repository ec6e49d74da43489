import Crypto
import Foundation
import MistModel

/// New machines, and the keys that open them.
extension DigitalOceanDriver {
  private struct NewMachine: Encodable {
    var name: String
    var region: String?
    var size: String
    var image: ImageName
    var ssh_keys: [String]
    var vpc_uuid: String?
  }

  /// Images without a slug go by their number.
  private enum ImageName: Encodable {
    case slug(String)
    case number(Int)

    init(_ image: ImageID) {
      self = Int(image.rawValue).map { .number($0) } ?? .slug(image.rawValue)
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .slug(let slug): try container.encode(slug)
      case .number(let number): try container.encode(number)
      }
    }
  }

  private struct NewKey: Encodable {
    var name: String
    var public_key: String
  }

  private struct KeyAnswer: Decodable {
    var ssh_key: DigitalOceanKey
  }

  func create(_ order: MachineOrder) async throws -> Machine {
    try checkName(order.name)
    let size = try neededSize(of: order)
    guard order.networks.count < 2 else {
      throw MistError(
        .invalid, "a machine in \(account.title) is in one network, not in \(order.networks.count)",
        hint: "name one of them")
    }
    if let made = try await machine(orderedBy: order) { return made }
    var keys: [String] = []
    if let key = order.key { keys.append(try await importedFingerprint(of: key)) }
    let answer: DigitalOceanMachineAnswer = try await api.post(
      "/v2/droplets",
      NewMachine(
        name: order.name, region: order.location?.rawValue, size: size.rawValue, image: ImageName(order.image),
        ssh_keys: keys, vpc_uuid: order.networks.first?.rawValue))
    return answer.droplet.machine(in: account.backend)
  }

  func machine(orderedBy order: MachineOrder) async throws -> Machine? {
    try await machineOfEarlierTry(of: order, created: "created_at")
  }

  /// The name becomes the host name.
  func checkName(_ name: String) throws {
    let isSound =
      (1...255).contains(name.utf8.count) && name.utf8.allSatisfy { $0.isLetterOrDigit || $0 == 0x2D || $0 == 0x2E }
      && name.utf8.last?.isLetterOrDigit == true
    guard isSound else {
      throw MistError(
        .invalid, "'\(printable(name))' is no name for a machine at DigitalOcean",
        hint: "letters, digits, '-' and '.', with a letter or digit at the end")
    }
  }

  /// The fingerprint of the key at the provider, which gets the key unless it has it under whatever name.
  private func importedFingerprint(of key: OrderedKey) async throws -> String {
    let fingerprint = try Self.fingerprint(of: key)
    if try await isKnown(fingerprint) { return fingerprint }
    do {
      let _: KeyAnswer = try await api.post(
        "/v2/account/keys", NewKey(name: key.name, public_key: key.publicKey))
    } catch let error as MistError where [.invalid, .conflict].contains(error.code) {
      // Two machines ordered at once bring the same key.
      guard try await isKnown(fingerprint) else { throw error }
    }
    return fingerprint
  }

  private func isKnown(_ fingerprint: String) async throws -> Bool {
    try await api.all(DigitalOceanKeys.self, "/v2/account/keys").contains { $0.fingerprint == fingerprint }
  }

  /// MD5 of the key itself, without its type and comment.
  private static func fingerprint(of key: OrderedKey) throws -> String {
    let words = key.publicKey.split(whereSeparator: \.isWhitespace)
    guard words.count > 1, let bytes = Data(base64Encoded: String(words[1])), !bytes.isEmpty else {
      throw MistError(
        .invalid, "the public half of key \(key.name) is not one line as in authorized_keys",
        hint: "describe-key \(key.name) shows it")
    }
    return hexadecimal(Insecure.MD5.hash(data: bytes), separator: ":")
  }
}
