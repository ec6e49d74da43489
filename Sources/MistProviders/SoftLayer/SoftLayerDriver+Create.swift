import Crypto
import Foundation
import MistModel

/// New machines, and the keys that open them.
extension SoftLayerDriver {
  private struct NewMachine: Encodable {
    struct Place: Encodable {
      var name: String
    }

    struct Flavor: Encodable {
      var flavorKeyName: String
    }

    struct Template: Encodable {
      var globalIdentifier: String
    }

    struct Key: Encodable {
      var id: Int
    }

    struct Attribute: Encodable {
      var value: String
    }

    var hostname: String
    var domain: String
    var datacenter: Place
    var supplementalCreateObjectOptions: Flavor
    var operatingSystemReferenceCode: String?
    var blockDeviceTemplateGroup: Template?
    var primaryNetworkComponent: SoftLayerNetworkChoice?
    var primaryBackendNetworkComponent: SoftLayerNetworkChoice?
    var sshKeys: [Key]?
    var userData: [Attribute]
    var hourlyBillingFlag = true
    /// The provider wants a word about it, though the size says where its disk is.
    var localDiskFlag = true
  }

  private struct NewKey: Encodable {
    var key: String
    var label: String
  }

  private struct KnownKey: Decodable {
    var id: Int
    var key: String?
    /// MD5 of the key, as sixteen numbers with colons between them.
    var fingerprint: String?
  }

  func create(_ order: MachineOrder) async throws -> Machine {
    let name = try SoftLayerName(order.name)
    let size = try neededSize(of: order)
    let location = try neededLocation(of: order)
    let mark = Self.mark(of: order)
    if let made = try await machine(marked: mark) { return made }
    let sides = try await sides(order.networks, in: location)
    var keys: [NewMachine.Key]?
    if let key = order.key { keys = [.init(id: try await importedID(of: key))] }
    let (image, isOwn) = (order.image.rawValue, SoftLayerOwnImage.isMeant(by: order.image))
    var machine: SoftLayerMachine = try await api.send(
      .post, "/SoftLayer_Virtual_Guest/createObject",
      NewMachine(
        hostname: name.hostname, domain: name.domain, datacenter: .init(name: location.rawValue),
        supplementalCreateObjectOptions: .init(flavorKeyName: size.rawValue),
        operatingSystemReferenceCode: isOwn ? nil : image,
        blockDeviceTemplateGroup: isOwn ? .init(globalIdentifier: image) : nil,
        primaryNetworkComponent: sides.open, primaryBackendNetworkComponent: sides.inner, sshKeys: keys,
        userData: [.init(value: mark)]))
    // The answer tells nothing of what is an object of its own, so neither that it is not yet set up.
    machine.provisionDate = nil
    var made = machine.machine(in: account.backend)
    (made.image, made.size) = (order.image, size)
    return made
  }

  /// What tells that a machine was made for this order. It goes to the machine as its user data: there, it is a
  /// configuration that asks for nothing.
  static func mark(of order: MachineOrder) -> String { "#cloud-config\n# mist order \(order.orderID)\n" }

  /// Nothing else of an order is kept with its machine: notes and tags come later, when its answer may be lost.
  private func machine(marked mark: String) async throws -> Machine? {
    // By its documents the provider may tell it in another form than it got it.
    let marks = [mark, Data(mark.utf8).base64EncodedString()]
    let made = try await api.all(SoftLayerMachine.self).first { guest in
      guest.state != .terminated && (guest.userData ?? []).contains { marks.contains($0.value ?? "") }
    }
    return made?.machine(in: account.backend)
  }

  /// The id of the key at the provider, which gets the key unless it has it under whatever name.
  private func importedID(of key: OrderedKey) async throws -> Int {
    if let known = try await knownID(of: key) { return known }
    do {
      let made: KnownKey = try await api.send(
        .post, "/SoftLayer_Security_Ssh_Key/createObject", NewKey(key: key.publicKey, label: key.name))
      return made.id
    } catch let error as MistError where [.invalid, .conflict].contains(error.code) {
      // Two machines ordered at once bring the same key.
      guard let known = try await knownID(of: key) else { throw error }
      return known
    }
  }

  private func knownID(of key: OrderedKey) async throws -> Int? {
    let words = key.publicKey.split(whereSeparator: \.isWhitespace)
    guard words.count > 1, let bytes = Data(base64Encoded: String(words[1])), !bytes.isEmpty else {
      throw MistError(
        .invalid, "the public half of key \(key.name) is not one line as in authorized_keys",
        hint: "describe-key \(key.name) shows it")
    }
    let fingerprint = hexadecimal(Insecure.MD5.hash(data: bytes), separator: ":")
    let keys: [KnownKey] = try await api.get(
      "/SoftLayer_Account/getSshKeys", [("objectMask", "mask[id,key,fingerprint]")])
    return keys.first { known in
      known.fingerprint == fingerprint
        || known.key?.split(whereSeparator: \.isWhitespace).dropFirst().first == words[1]
    }?.id
  }
}
