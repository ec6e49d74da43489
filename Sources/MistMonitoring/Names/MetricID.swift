/// Ids of metrics as the original service had them: the parts of what collectd calls a value, joined by dots.
public enum MetricID {
  /// Joins parts; empty ones are left out, and of equal ones in a row one stays (`load.load.shortterm` is
  /// `load.shortterm`).
  public static func joined(_ parts: [Substring]) -> String {
    var joined: [Substring] = []
    for part in parts {
      for piece in part.split(separator: ".") where piece != joined.last { joined.append(piece) }
    }
    return joined.joined(separator: ".")
  }

  /// The id of a value that collectd writes to `PLUGIN[-INSTANCE]/TYPE[-INSTANCE]` in the column `source`.
  ///
  /// `nil` when the path is none of collectd's.
  public static func ofCollectd(path: Substring, source: Substring) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    // Names of plugins and types have no dash; instances may.
    let (plugin, instance) = parts[0].cutAtFirstDash
    var (type, typeInstance) = parts[1].cutAtFirstDash
    let source = source == "value" ? "" : source
    switch plugin {
    case "cpu": return joined([plugin, instance, typeInstance])
    case "memory": return joined([plugin, typeInstance])
    case "ping": return joined([plugin, type, Substring(typeInstance.replacing(".", with: "_"))])
    case "mist.python" where type == "gauge" || type == "derive": type = ""
    default: break
    }
    return joined([plugin, instance, type == "value" ? "" : type, typeInstance, source])
  }
}

extension Substring {
  fileprivate var cutAtFirstDash: (Substring, Substring) {
    guard let dash = firstIndex(of: "-") else { return (self, "") }
    return (self[..<dash], self[index(after: dash)...])
  }
}
