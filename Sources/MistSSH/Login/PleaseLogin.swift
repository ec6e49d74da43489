/// The sentence with which cloud images turn root away.
enum PleaseLogin {
  /// The user named in `Please login as the user "ubuntu" rather than the user "root".`
  static func user(in text: String) -> String? {
    guard let start = text.firstRange(of: "Please login as the user \"")?.upperBound else { return nil }
    guard let end = text[start...].firstIndex(of: "\"") else { return nil }
    let user = text[start..<end]
    let isName = user.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    return isName && !user.isEmpty && !user.hasPrefix("-") ? String(user) : nil
  }
}
