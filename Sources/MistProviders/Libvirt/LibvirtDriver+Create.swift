import Crypto
import Foundation
import MistModel

extension LibvirtDriver {
  /// A copy of the image, a volume with the name and the key for the system inside, and the machine that starts from
  /// them: two ways to the hypervisor.
  ///
  /// The order tells the machine's id, so that the same order finds its machine again.
  func create(_ order: MachineOrder) async throws -> Machine {
    try Self.check(order.name)
    let size = try LibvirtSize(order.size ?? "1x1024")
    guard let image = LibvirtImage(path: order.image.rawValue) else {
      throw MistError(
        .notFound, "no image '\(printable(order.image.rawValue))' in \(account.title)",
        hint: "list-images has the images")
    }
    let id = Self.id(of: order, in: account.backend)
    // A libvirt that is asked what its machines can have for the first time tries its emulators, which takes a while.
    let answer = try await hypervisor.answer(to: .ground(for: id, image: image), within: .seconds(120))
    let ground = try LibvirtGround(answer, of: hypervisor, image: image)
    if ground.isMade {
      // By an earlier try of this order, which may not have come to its last step.
      try await hypervisor.answer(to: .start(id), within: .seconds(60))
      return try await made(id)
    }
    let plan = LibvirtPlan(
      order: order, id: id, size: size, image: image, ground: ground, network: try ground.network(order.networks))
    let seed = CloudInitSeed(id: id, name: order.name, key: order.key?.publicKey)
    do {
      try await hypervisor.answer(
        to: plan.script(seedLength: seed.volume.count), input: seed.volume, within: .seconds(1800))
    } catch let error as MistError where error.code == .conflict && error.summary.contains("already exists with uuid") {
      throw MistError(
        .conflict, "there is a machine '\(order.name)' in \(account.title) already", hint: "take another name")
    }
    return try await made(id)
  }

  /// The machine as it is known at once; its address comes later.
  private func made(_ id: String) async throws -> Machine {
    try await domain(MachineID(id)).machine(of: account.backend, addresses: [])
  }

  /// The first half of a digest, in the form of a UUID of version 8 (RFC 9562).
  static func id(of order: MachineOrder, in backend: BackendID) -> String {
    uuidText(SHA256.hash(data: Data("\(backend)\n\(order.orderID)".utf8)), version: 8)
  }
}
