import MistModel
import MistWire

/// The page behind `GET /account`. Clients of the last era read it: each `<script> var NAME=JSON</script>` of it is a
/// value.
struct AccountPage: Sendable {
  let text: String

  init(_ account: Account) throws {
    let names = (account.userDetails["name"]?.string ?? account.email).split(separator: " ", maxSplits: 1)
    var plan = account.currentPlan
    plan["machine_limit"] = plan["machine_limit"] ?? "unlimited"
    let values: [(String, JSONValue)] = [
      ("FIRST_NAME", .string(names.first.map(String.init) ?? "")),
      ("LAST_NAME", .string(names.count > 1 ? String(names[1]) : "")),
      ("EMAIL", .string(account.email)),
      ("ORGS", []),
      ("CURRENT_PLAN", .object(plan)),
    ]
    let scripts = try values.map { name, value in "<script> var \(name)=\(try Self.inPage(value))</script>" }
    text = """
      <!DOCTYPE html>
      <html><head><title>Account</title></head><body>
      \(scripts.joined(separator: "\n"))
      </body></html>

      """
  }

  /// JSON without what would end the script, or what its readers cut at.
  private static func inPage(_ value: JSONValue) throws -> String {
    String(decoding: try WireJSON.bytes(value), as: UTF8.self)
      .replacing("<", with: #"\u003c"#).replacing(">", with: #"\u003e"#).replacing("&", with: #"\u0026"#)
      .replacing("=", with: #"\u003d"#).replacing(";", with: #"\u003b"#)
  }
}
