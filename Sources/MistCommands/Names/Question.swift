import MistOutput

/// `did you mean db1 or db2?`, or nothing where nothing is near.
func question(nearest names: [String]) -> String? {
  names.isEmpty ? nil : "did you mean \(names.joined(separator: " or "))?"
}
