import MistModel
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// Asks the system's `ping`, which may send ICMP where this program may not.
enum Ping {
  /// `nil` where there is no `ping`, or it may not send.
  static func ping(_ host: String) async -> Probe.Ping? {
    // ping would take it for an option.
    guard !host.hasPrefix("-") else { return nil }
    let ran = try? await run(
      .name("ping"), arguments: ["-n", "-q", "-c", "5", "-i", "0.2", "-W", "1", host],
      environment: .inherit.updating(["LC_ALL": "C"]), output: .string(limit: 16_384), error: .discarded)
    return (ran?.standardOutput).flatMap(read)
  }

  /// `5 packets transmitted, 5 received, 0% packet loss …` and `rtt min/avg/max/mdev = 0.021/0.031/0.043/0.008 ms`.
  static func read(_ text: String) -> Probe.Ping? {
    guard let counts = text.firstMatch(of: /(\d+) packets transmitted, (\d+) (packets )?received/),
      let sent = Int(counts.1), let received = Int(counts.2), sent > 0
    else { return nil }
    var ping = Probe.Ping(sent: sent, received: received, loss: Double(sent - received) / Double(sent))
    if let times = text.firstMatch(of: /= ([\d.]+)\/([\d.]+)\/([\d.]+)/),
      let least = Double(times.1), let mean = Double(times.2), let most = Double(times.3)
    {
      ping.roundTrip = Probe.RoundTrip(least: least, mean: mean, most: most)
    }
    return ping
  }
}
