import Foundation
import MistModel

/// What the Docker Engine answers, as far as it is read.
enum DockerAnswer {
  struct Container: Decodable {
    struct Port: Decodable {
      var IP: String?
      var PrivatePort: Int
      var PublicPort: Int?
      var transport: String?

      private enum CodingKeys: String, CodingKey {
        case IP, PrivatePort, PublicPort
        case transport = "Type"
      }
    }

    struct Settings: Decodable {
      var NetworkMode: String?
    }

    struct Networks: Decodable {
      struct Network: Decodable {
        var IPAddress: String?
        var GlobalIPv6Address: String?
      }

      /// podman has null here for a container that is on none.
      var Networks: [String: Network?]?
    }

    var Id: String
    var Names: [String]?
    var Image: String?
    var State: String?
    var Created: Int?
    var Ports: [Port]?
    var HostConfig: Settings?
    var NetworkSettings: Networks?
  }

  struct Image: Decodable {
    var RepoTags: [String]?
  }

  /// One that the index knows.
  struct FoundImage: Decodable {
    var name: String
  }

  struct Network: Decodable {
    var Id: String
    var Name: String
    var Driver: String?
  }

  /// Of everything that is made.
  struct Made: Decodable {
    var Id: String
  }

  struct Execution: Decodable {
    var Running: Bool
    var ExitCode: Int?
  }

  /// A line of the answer that comes while an image is pulled.
  struct Progress: Decodable {
    var error: String?
  }

  /// The engine's own words for an error; `nil` where the answer is not the engine's.
  static func message(_ answer: ProviderAnswer) -> String? {
    struct Message: Decodable { var message: String }
    if let message = try? JSONDecoder().decode(Message.self, from: Data(answer.body)) { return message.message }
    let isText = answer.headers["content-type"]?.hasPrefix("text/plain") ?? false
    return isText && !answer.body.isEmpty ? answer.text : nil
  }
}

extension DockerAnswer.Container {
  /// - Parameter publishedAt: where a port is reached that is published on all addresses.
  func machine(of backend: BackendID, publishedAt: String) -> Machine {
    let state = Self.state(State ?? "")
    var machine = Machine(id: MachineID(Id), backend: backend, name: name, state: state)
    machine.image = Image.map { ImageID($0) }
    machine.privateIPs = (NetworkSettings?.Networks ?? [:]).sorted { $0.key < $1.key }
      .compactMap { $0.value?.IPAddress }.filter { !$0.isEmpty }
    machine.actions = Self.actions(in: state)
    if let Created { machine.extra["created"] = .integer(Created) }
    if let mode = HostConfig?.NetworkMode { machine.extra["network"] = .string(mode) }
    let published = (Ports ?? []).filter { $0.PublicPort != nil }
    if !published.isEmpty {
      machine.extra["ports"] = .array(Set(published.map(\.saying)).sorted().map(JSONValue.string))
    }
    // A container with a port of its own for SSH is logged in to; the address alone would be its host's.
    if let ssh = published.first(where: { $0.PrivatePort == 22 && $0.transport ?? "tcp" == "tcp" }),
      let port = ssh.PublicPort
    {
      machine.publicIPs = [ssh.isPublishedEverywhere ? publishedAt : ssh.IP ?? publishedAt]
      machine.extra["ssh_port"] = .integer(port)
    }
    return machine
  }

  /// Containers that link to this one have further names for it: `/web/db`.
  private var name: String {
    let own = (Names ?? []).map { $0.hasPrefix("/") ? String($0.dropFirst()) : $0 }
    return own.first { !$0.contains("/") } ?? own.first ?? String(Id.prefix(12))
  }

  private static func state(_ word: String) -> MachineState {
    switch word {
    case "running": .running
    case "paused": .paused
    case "restarting": .rebooting
    case "created", "exited", "dead": .stopped
    case "removing": .terminated
    default: .unknown
    }
  }

  private static func actions(in state: MachineState) -> Set<MachineAction> {
    switch state {
    case .running: [.stop, .reboot, .destroy, .rename, .tag]
    case .stopped: [.start, .destroy, .rename, .tag]
    case .paused: [.start, .stop, .destroy, .rename, .tag]
    case .rebooting: [.stop, .destroy, .tag]
    case .terminated: []
    default: [.destroy, .tag]
    }
  }
}

extension DockerAnswer.Container.Port {
  fileprivate var isPublishedEverywhere: Bool { ["", "0.0.0.0", "::"].contains(IP ?? "") }

  /// `8080->80/tcp`.
  fileprivate var saying: String { "\(PublicPort ?? 0)->\(PrivatePort)/\(transport ?? "tcp")" }
}
