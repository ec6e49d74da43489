import Foundation

/// What cloud-init reads when a machine starts for the first time: its name and the key that opens it, on a volume of its
/// kind `NoCloud` (cloudinit.readthedocs.io). It is made here, so that the hypervisor needs no program for it.
struct CloudInitSeed: Sendable {
  let volume: [UInt8]

  /// - Parameter key: a line as in `authorized_keys`, for the user that the image has for this.
  init(id: String, name: String, key: String?) {
    struct Metadata: Encodable {
      var instanceID: String
      var localHostname: String
      var publicKeys: [String]?

      enum CodingKeys: String, CodingKey {
        case instanceID = "instance-id", localHostname = "local-hostname", publicKeys = "public-keys"
      }
    }
    struct Configuration: Encodable {
      var hostname: String
      var ssh_authorized_keys: [String]?
    }
    let (host, keys) = (Self.hostName(name), key.map { [$0] })
    let metadata = Self.json(Metadata(instanceID: id, localHostname: host, publicKeys: keys))
    // JSON is YAML too, and leaves no question of quoting.
    let configuration = "#cloud-config\n" + Self.json(Configuration(hostname: host, ssh_authorized_keys: keys))
    volume =
      ISO9660(
        label: "cidata",
        files: [("meta-data", Array((metadata + "\n").utf8)), ("user-data", Array((configuration + "\n").utf8))]
      ).bytes
  }

  /// A name that a system can have, of one that a machine may have: `Web server #1` gives `web-server-1`.
  static func hostName(_ name: String) -> String {
    let letters = name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    let words = String(letters).split(separator: "-").joined(separator: "-")
    return words.isEmpty ? "machine" : String(words.prefix(63))
  }

  private static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}
