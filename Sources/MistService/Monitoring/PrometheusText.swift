/// Lines in the text format of Prometheus, version 0.0.4.
struct PrometheusText {
  enum Kind: String {
    case gauge, counter
  }

  private(set) var text = ""

  /// A family begins with what it is.
  mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
  }

  /// - Parameter labels: names as the format wants them, values of any kind.
  mutating func add(_ name: String, _ value: Double, _ labels: [(name: String, value: String)] = []) {
    let told = labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
    text += told.isEmpty ? "\(name) \(Self.number(value))\n" : "\(name){\(told)} \(Self.number(value))\n"
  }

  private static func escaped(_ value: String) -> String {
    value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }

  private static func number(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }
}
