import MistModel
import MistProviders

/// Providers say of what they do not know "not found", and no more: here it is named, with where to look.
extension MistError {
  /// The same of what was done to a machine.
  func naming(_ machine: Machine, in title: String) -> MistError {
    guard code == .notFound, hint == nil else { return self }
    var named = self
    if !summary.contains(machine.id.rawValue), !summary.contains(machine.name) {
      let id = machine.id.rawValue == machine.name ? "" : " (\(machine.id))"
      named.summary = "machine \(machine.name)\(id): \(summary)"
    }
    named.hint = "list-machines --backend \(Self.word(title)) shows what is there"
    return named
  }

  /// The same of an order: one of the things that the machine was to be made of is not there.
  func naming(_ order: MachineOrder, at driver: any ProviderDriver) -> MistError {
    guard [.notFound, .invalid].contains(code), hint == nil else { return self }
    let place = "--backend \(Self.word(driver.account.title))"
    var things = [("image", order.image.rawValue, "list-images \(place)\(Self.search(order.image.rawValue))")]
    if let size = order.size?.rawValue { things.append(("size", size, "list-sizes \(place)")) }
    if let location = order.location?.rawValue { things.append(("location", location, "list-locations \(place)")) }
    for network in order.networks { things.append(("network", network.rawValue, "list-networks \(place)")) }
    var named = self
    // Its own words may tell already which it is; a digit or two may stand there for something else.
    let unnamed = things.filter { $0.1.count < 3 || !summary.contains($0.1) }
    if unnamed.count == things.count {
      named.summary += " (asked for: \(things.map { "\($0.0) \($0.1)" }.joined(separator: ", ")))"
    } else {
      things.removeAll { thing in unnamed.contains { $0.0 == thing.0 } }
    }
    var looks: [String] = []
    for (_, _, look) in things where !looks.contains(look) { looks.append(look) }
    named.hint = "what there is: \(looks.joined(separator: ", "))"
    return named
  }

  /// What an image is looked for by: `debian` of `debian-cloud/family/debian-99`; nothing for a number.
  private static func search(_ image: String) -> String {
    let name = image.split(separator: "/").last?.prefix { $0.isASCII && $0.isLetter } ?? ""
    return name.count > 3 ? " --search \(name)" : ""
  }

  /// As a word of a line.
  private static func word(_ title: String) -> String {
    let isPlain = !title.isEmpty && title.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) }
    return isPlain ? title : "'\(title.replacing("'", with: #"'\''"#))'"
  }
}
