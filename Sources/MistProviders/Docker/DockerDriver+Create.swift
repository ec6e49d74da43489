import Foundation
import MistModel

extension DockerDriver {
  /// Carries the order's id, so that the same order finds its container again.
  private static let orderLabel = "mist.order"
  /// Seconds without a sign of life before a pull is given up.
  private static let pullPatience = 300

  /// An image that the engine does not have is pulled first.
  func create(_ order: MachineOrder) async throws -> Machine {
    let id = try await container(for: order)
    var start = DockerEngine.Call(.post, "containers", id, "start")
    (start.isRepeatable, start.accepts) = (true, [304])
    do {
      try await engine.send(start)
    } catch let error as MistError where error.code != .interrupted {
      await removeUnlessRunning(id)
      throw error
    }
    let made = try await containers(query: [("all", "1"), ("filters", dockerFilter("id", id))])
    guard let machine = made.first else {
      throw MistError(
        .failed, "\(account.title): container \(order.name) was made, and is gone again",
        hint: "somebody removed it, or it removes itself: list-machines shows what is there")
    }
    return machine
  }

  /// A container that cannot run is no machine: it would only hold the name.
  private func removeUnlessRunning(_ id: String) async {
    let filters = dockerFilter("id", id)
    guard let left = try? await containers(query: [("all", "1"), ("filters", filters)]).first, left.state == .stopped
    else { return }
    _ = try? await engine.send(.init(.delete, "containers", id, query: [("force", "true"), ("v", "true")]))
  }

  /// - Returns: the id of a container that need not run yet.
  private func container(for order: MachineOrder) async throws -> String {
    var call = try DockerEngine.Call(.post, "containers", "create", query: [("name", order.name)])
      .sending(ContainerOrder(order, label: Self.orderLabel))
    // A second one would have the same name, and that is refused.
    call.isRepeatable = true
    do {
      return try await engine.value(call, as: DockerAnswer.Made.self).Id
    } catch let error as MistError where error.code == .conflict {
      let filter = dockerFilter("label", "\(Self.orderLabel)=\(order.orderID)")
      guard let made = try await containers(query: [("all", "1"), ("filters", filter)]).first else { throw error }
      return made.id.rawValue
    } catch let error as MistError
      where error.code == .notFound && error.summary.localizedCaseInsensitiveContains("no such image")
    {
      guard let image = ImageReference(order.image.rawValue) else { throw error }
      try await pull(image)
      return try await engine.value(call, as: DockerAnswer.Made.self).Id
    }
  }

  /// Reads the whole of the answer: what goes wrong in the middle of a pull is told in it, and nowhere else.
  private func pull(_ image: ImageReference) async throws {
    var call = DockerEngine.Call(
      .post, "images", "create", query: [("fromImage", image.repository), ("tag", image.tag)])
    call.deadline = .seconds(Self.pullPatience)
    do {
      let pieces = try await engine.stream(call)
      var line: [UInt8] = []
      while let piece = try await next(of: pieces) {
        for byte in piece {
          if byte == UInt8(ascii: "\n") {
            try check(line)
            line = []
          } else if line.count < 1 << 20 {
            line.append(byte)
          }
        }
      }
      try check(line)
    } catch let error as MistError where error.code != .interrupted {
      throw MistError(error.code, "image \(printable(image.description)) cannot be pulled: \(error.summary)")
    }
  }

  private func check(_ line: [UInt8]) throws {
    guard let error = (try? JSONDecoder().decode(DockerAnswer.Progress.self, from: Data(line)))?.error else { return }
    throw MistError(.failed, "\(account.title): \(printable(error))")
  }

  private func next(of pieces: ProviderPieces) async throws -> [UInt8]? {
    try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
      defer { group.cancelAll() }
      group.addTask { try await pieces.next() }
      group.addTask { [title = account.title] in
        try await Task.sleep(for: .seconds(Self.pullPatience))
        throw MistError(.timedOut, "\(title): nothing came for \(Self.pullPatience) s")
      }
      return try await group.next() ?? nil
    }
  }
}

/// `registry:5000/team/app:1.2` or `app@sha256:…`, as a pull wants it.
struct ImageReference: Hashable, CustomStringConvertible {
  var repository: String
  var tag: String

  /// `nil` for the id of an image: that is there or is not.
  init?(_ text: String) {
    guard !text.hasPrefix("sha256:"), !text.isEmpty else { return nil }
    if let at = text.firstIndex(of: "@") {
      repository = String(text[..<at])
      tag = String(text[text.index(after: at)...])
    } else if let colon = text.lastIndex(of: ":"), !text[colon...].contains("/") {
      repository = String(text[..<colon])
      tag = String(text[text.index(after: colon)...])
    } else {
      repository = text
      // Without one every tag there is would be pulled.
      tag = "latest"
    }
  }

  var description: String { repository + (tag.contains(":") ? "@" : ":") + tag }
}

/// The body of `POST /containers/create`.
private struct ContainerOrder: Encodable {
  struct Settings: Encodable {
    var NetworkMode: String?
    /// What the image serves, SSH too, gets ports of the engine's host.
    var PublishAllPorts: Bool
  }

  struct Nothing: Encodable {}

  var Image: String
  var Cmd: [String]?
  var Env: [String]
  var Labels: [String: String]
  // An image whose command is a shell would end at once without them.
  var Tty = true
  var OpenStdin = true
  var ExposedPorts: [String: Nothing]?
  var HostConfig: Settings

  init(_ order: MachineOrder, label: String) throws {
    Image = order.image.rawValue
    Cmd = try order.command.map { try CommandWords.split($0) }
    Env = order.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    Labels = [label: order.orderID]
    if let key = order.key {
      // How the original's images take a key.
      Env.append("PUBLIC_KEY=\(key.publicKey)")
      ExposedPorts = ["22/tcp": Nothing()]
    }
    HostConfig = .init(NetworkMode: order.networks.first?.rawValue, PublishAllPorts: order.key != nil)
  }
}
