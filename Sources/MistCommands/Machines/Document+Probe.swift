import MistModel
import MistOutput

extension Document {
  /// What a probe told of a machine.
  init(_ machine: FoundMachine, _ system: Probe.System, _ ping: Probe.Ping?) {
    var lines = ["Machine \(machine.name) is probed"]
    lines.append("Uptime: \(Self.spoken(seconds: system.uptime))")
    lines.append("Load: \(system.load.joined(separator: " ")) on \(system.cores) cores")
    lines.append("Users: \(system.users)")
    if let ping {
      lines.append("Ping: \(Self.spoken(ping))")
    }
    let times = ping?.roundTrip
    self.init(
      fields: [
        ("name", .text(machine.name)), ("backend", .text(machine.backend.title)),
        ("uptime", .number(system.uptime)), ("load", .list(system.load, separator: " ")),
        ("cores", .integer(system.cores)), ("users", .integer(system.users)),
        ("public_ips", .list(system.publicIPs, separator: " -- ")),
        ("private_ips", .list(system.privateIPs, separator: " -- ")),
        ("ping_sent", ping.map { .integer($0.sent) } ?? .none),
        ("ping_received", ping.map { .integer($0.received) } ?? .none),
        ("ping_min", times.map { .number($0.least) } ?? .none),
        ("ping_avg", times.map { .number($0.mean) } ?? .none),
        ("ping_max", times.map { .number($0.most) } ?? .none),
      ],
      text: lines.map(escaped).joined(separator: "\n"))
  }

  private static func spoken(seconds: Double) -> String {
    let minutes = Int(max(0, min(seconds, 1e12))) / 60
    let clock = "\(minutes / 60 % 24):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
    switch minutes / 1440 {
    case 0: return clock
    case 1: return "1 day \(clock)"
    case let days: return "\(days) days \(clock)"
    }
  }

  private static func spoken(_ ping: Probe.Ping) -> String {
    guard let times = ping.roundTrip else { return "\(ping.received) of \(ping.sent) came back" }
    return "\(times.least)/\(times.mean)/\(times.most) ms, \(ping.received) of \(ping.sent) came back"
  }
}
