import MistModel
import MistWire

/// The answers whose shape is not the same in all dialects.
extension Dialect {
  func machines(in bytes: [UInt8], of backend: BackendID) throws -> [Machine] {
    switch self {
    case .backends, .clouds:
      try WireJSON.value([MachineBody]?.self, from: bytes)?.map { $0.machine(of: backend) } ?? []
    case .cloudsV1:
      Self.withWords(try WireJSON.value([MachineBody]?.self, from: bytes)?.map { $0.machine(of: backend) } ?? [])
    case .today:
      Self.withWords(try WireJSON.value([TodaysMachineBody].self, from: bytes).map { $0.machine(of: backend) })
    }
  }

  /// Where each tag has a value, that of a word is empty.
  private static func withWords(_ machines: [Machine]) -> [Machine] {
    machines.map { machine in
      var machine = machine
      machine.tags = machine.tags.map { $0.value == "" ? Tag(key: $0.key) : $0 }
      return machine
    }
  }

  func providers(in bytes: [UInt8]) throws -> [Provider] {
    switch self {
    case .backends, .clouds, .cloudsV1: try WireJSON.value(ProvidersAnswer.self, from: bytes).providers
    case .today: try WireJSON.value(TodaysProvidersAnswer.self, from: bytes).providers
    }
  }

  func probe(in bytes: [UInt8]) throws -> Probe {
    switch self {
    case .backends, .clouds, .cloudsV1: try WireJSON.value(ProbeBody.self, from: bytes).probe
    case .today: try WireJSON.value(TodaysProbeBody.self, from: bytes).probe
    }
  }

  func scripts(in bytes: [UInt8]) throws -> [Script] {
    switch self {
    case .backends, .clouds, .cloudsV1: try WireJSON.value([ScriptBody].self, from: bytes).map(\.script)
    case .today: try WireJSON.value([TodaysScriptBody].self, from: bytes).map(\.script)
    }
  }

  func script(in bytes: [UInt8]) throws -> Script {
    switch self {
    case .backends, .clouds, .cloudsV1: try WireJSON.value(ScriptBody.self, from: bytes).script
    case .today: try WireJSON.value(TodaysScriptBody.self, from: bytes).script
    }
  }

  /// Who is logged in, by the answer of `whoPath`.
  func account(in bytes: [UInt8]) throws -> Account {
    switch self {
    case .backends: try WireJSON.value(AuthAnswer.self, from: bytes).account(email: "")
    case .clouds, .cloudsV1, .today:
      Account(email: try WireJSON.value(HelloAnswer.self, from: bytes).hello)
    }
  }
}
