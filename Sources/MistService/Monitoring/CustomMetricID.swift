import GRDB
import MistModel

/// Ids of people's own metrics, `mist.python.ID`: made of a name, which may say more than an id can.
enum CustomMetricID {
  /// As long as the collector takes, with room for a number.
  private static let longest = 60

  /// An id as clients send it, in the form that ids have: the original's client leaves a `_` for each character that it
  /// cannot say, also at the ends and several in a row. One of nothing else is `metric`.
  ///
  /// Throws `.invalid` for what no client makes of a name.
  static func plain(_ sent: String) throws -> String {
    guard sent.utf8.count <= 1000, sent.wholeMatch(of: /[a-z0-9_]+/) != nil else {
      throw MistError(.invalid, "'\(sent.prefix(100))' is no id of a plugin: it has letters a to z, digits and _")
    }
    let plain = sent.split(separator: "_").joined(separator: "_")
    // `mist.python.python` would be `mist.python`.
    guard !plain.isEmpty, plain != "python" else { return plain.isEmpty ? "metric" : "python_metric" }
    let short = plain.prefix(longest)
    return short.hasSuffix("_") ? String(short.dropLast()) : String(short)
  }

  /// The id for a name: the one that it has on any machine already, else one that no other name has. Of two that differ
  /// only in what an id cannot say the later one has a number behind it, `queue_2`.
  static func free(for sent: String, named name: String?, _ db: Database) throws -> String {
    let id = try plain(sent)
    let rows = try Row.fetchAll(db, sql: "SELECT DISTINCT plugin, name FROM customMetric")
    let owners = Dictionary(grouping: rows) { $0["plugin"] as String }.mapValues { $0.map { $0["name"] as String? } }
    for number in 1... {
      let candidate = number == 1 ? id : "\(id)_\(number)"
      guard let owners = owners[candidate] else { return candidate }
      // Of one from before names were kept nobody knows another.
      if name == nil || owners.contains(where: { $0 == nil || $0 == name }) { return candidate }
    }
    return id
  }
}
