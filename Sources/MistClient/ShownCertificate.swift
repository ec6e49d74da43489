import MistModel
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// What a server shows as its certificate, for the message that says why it is not trusted. The TLS library's own error
/// only says that it is not.
enum ShownCertificate {
  private static let patience = TimeAmount.seconds(3)

  /// `it is for web.example, valid from 2024-01-01 to 2024-03-31`; `nil` when nothing is shown.
  ///
  /// The connection ends before anything is sent through it.
  static func description(at address: HTTPAddress) async -> String? {
    let box = Box()
    do {
      let context = try NIOSSLContext(configuration: .makeClientConfiguration())
      let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connectTimeout(patience)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            let handler = try NIOSSLClientHandler(
              context: context, serverHostname: address.nameForTLS,
              customVerificationCallback: { certificates, verdict in
                box.shown.withLock { $0 = certificates.first.map(describe) }
                verdict.succeed(.failed)
              })
            try channel.pipeline.syncOperations.addHandler(handler)
          }
        }
        .connect(host: address.host, port: address.port).get()
      let tooLong = channel.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
      try? await channel.closeFuture.get()
      tooLong.cancel()
    } catch {
      // There is a message already; this would only have made it better.
    }
    return box.shown.withLock { $0 }
  }

  private final class Box: Sendable {
    let shown = Mutex<String?>(nil)
  }

  private static func describe(_ certificate: NIOSSLCertificate) -> String {
    let names = names(in: "\(certificate)")
    let period = "valid from \(day(certificate.notValidBefore)) to \(day(certificate.notValidAfter))"
    return names.isEmpty ? "it is \(period)" : "it is for \(names.joined(separator: ", ")), \(period)"
  }

  /// The library tells the names of a certificate in its description only.
  private static func names(in description: String) -> [String] {
    var names: [String] = []
    for part in description.dropLast().split(separator: ";") {
      guard let sign = part.firstIndex(of: "="), ["common_name", "alternative_names"].contains(part[..<sign]) else {
        continue
      }
      for name in part[part.index(after: sign)...].split(separator: ",").map(String.init) where !names.contains(name) {
        names.append(name)
      }
    }
    return names
  }

  private static func day(_ time: time_t) -> String {
    var (time, parts) = (time, tm())
    guard gmtime_r(&time, &parts) != nil else { return "?" }
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
  }
}

/// The host and the port of an `https://` address.
struct HTTPAddress {
  var host: String
  var port: Int

  init?(_ url: String) {
    guard url.hasPrefix("https://") else { return nil }
    let authority = url.dropFirst("https://".count).prefix { !"/?#".contains($0) }
    let place = authority.split(separator: "@").last ?? authority
    let bracket = place.lastIndex(of: "]")
    guard let colon = place.lastIndex(of: ":"), bracket.map({ $0 < colon }) ?? true else {
      self.init(host: place, port: 443)
      return
    }
    guard let port = Int(place[place.index(after: colon)...]) else { return nil }
    self.init(host: place[..<colon], port: port)
  }

  private init(host: Substring, port: Int) {
    self.host = String(host.hasPrefix("[") ? host.dropFirst().dropLast() : host)
    self.port = port
  }

  /// An address is no name that a server could choose its certificate by.
  var nameForTLS: String? {
    (try? SocketAddress(ipAddress: host, port: port)) == nil ? host : nil
  }
}
