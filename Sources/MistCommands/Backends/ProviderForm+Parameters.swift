import MistModel
import MistOutput

extension ProviderForm {
  /// Checks what was said before anything is read, asked or sent.
  ///
  /// Throws `MistError(.usage)` that names all options that are missing, or those of another provider.
  func check(_ options: ProviderOptions) throws {
    let missing = parameters.filter { $0.need == .required && !$0.source.isSet(in: options) }.map(\.option)
    guard missing.isEmpty else {
      throw MistError(.usage, "add-backend --provider \(id) needs \(missing.joined(separator: ", "))")
    }
    let known = Set(parameters.map(\.source.path))
    let foreign = Self.all.flatMap(\.parameters).filter { parameter in
      !known.contains(parameter.source.path) && parameter.source.isSet(in: options)
    }
    guard foreign.isEmpty else {
      let named = foreign.map(\.option).removingDuplicates().joined(separator: ", ")
      throw MistError(.usage, "\(named) is not for provider \(id)", hint: "it takes \(list)")
    }
  }

  /// The values by their names in the request; files are read and secrets asked for now.
  func values(from options: ProviderOptions, in world: World) throws -> [String: JSONValue] {
    var values: [String: JSONValue] = [:]
    for parameter in parameters {
      values[parameter.key] = try parameter.value(from: options, in: world)
    }
    return values
  }

  private var list: String { parameters.map(\.option).joined(separator: ", ") }

  /// The options that say what this provider wants to know; `nil` for no provider of that id.
  public static func options(of provider: String) -> Set<String>? {
    all.first { $0.id.rawValue == provider }.map { Set($0.parameters.map(\.option)) }
  }

  /// The providers by their ids, with what they are called.
  public static let known = all.map { (id: $0.id.rawValue, title: $0.title) }

  /// The options that some provider wants to know.
  public static let optionsOfAll = Set(all.flatMap { $0.parameters.map(\.option) })

  /// The form of the provider with that id. Throws `MistError(.usage)` with the nearest ids.
  static func named(_ name: ProviderName) throws -> ProviderForm {
    if let form = all.first(where: { $0.id.rawValue == name.text }) { return form }
    let near = question(nearest: nearest(name.text, among: all.map(\.id.rawValue)))
    throw MistError(.usage, "no provider '\(escaped(name.text))'", hint: near ?? "list-providers shows them")
  }
}

extension ProviderParameter {
  /// `nil` is not sent.
  func value(from options: ProviderOptions, in world: World) throws -> JSONValue? {
    let value: JSONValue? =
      switch source {
      case .text(let path): options[keyPath: path].map { .string($0) }
      case .key(let path): options[keyPath: path].map { .string($0.text) }
      case .region(let path): options[keyPath: path].map { .string($0.text) }
      case .number(let path): try options[keyPath: path].map { .integer(try port($0)) }
      case .numeral(let path): try options[keyPath: path].map { .string("\(try port($0))") }
      case .file(let path): try options[keyPath: path].map { .string(try Self.text(of: $0, in: world)) }
      case .secret(let path):
        try options[keyPath: path].map { .string(try $0.reveal(in: world, question: "\(option.dropFirst(2)): ")) }
      }
    if value == nil, case .otherwise(let text) = need {
      if case .number = source { return Int(text).map { .integer($0) } }
      return .string(text)
    }
    return value
  }

  /// All numbers are ports. The service says it of its own names for them, which nobody typed.
  private func port(_ number: Int) throws -> Int {
    guard (1...65_535).contains(number) else {
      throw MistError(.usage, "\(option) takes a port, 1 to 65535, not \(number)")
    }
    return number
  }

  /// Keys and certificates go over as PEM text, or as JSON. Consoles used to hand them out in another form.
  private static func text(of file: FilePath, in world: World) throws -> String {
    do {
      return try world.text(ofFile: file.text)
    } catch var error as MistError where error.code == .invalid {
      error.hint = "of a .p12 file this makes text: openssl pkcs12 -legacy -nodes -in KEY.p12 -out KEY.pem"
      throw error
    }
  }
}

extension ProviderParameter.Source {
  /// Which option it is, to compare.
  var path: PartialKeyPath<ProviderOptions> {
    switch self {
    case .text(let path): path
    case .secret(let path): path
    case .key(let path): path
    case .region(let path): path
    case .file(let path): path
    case .number(let path), .numeral(let path): path
    }
  }

  func isSet(in options: ProviderOptions) -> Bool {
    switch self {
    case .text(let path): options[keyPath: path].map { !$0.isBlank } ?? false
    case .secret(let path): options[keyPath: path] != nil
    case .key(let path): options[keyPath: path].map { !$0.text.isBlank } ?? false
    case .region(let path): options[keyPath: path].map { !$0.text.isBlank } ?? false
    case .file(let path): options[keyPath: path] != nil
    case .number(let path), .numeral(let path): options[keyPath: path] != nil
    }
  }
}

extension Array where Element: Hashable {
  fileprivate func removingDuplicates() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
