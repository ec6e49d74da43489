/// One thing that a provider wants to know of a backend: the option that says it and its name in the request.
struct ProviderParameter: Sendable {
  typealias Path<Value> = any KeyPath<ProviderOptions, Value?> & Sendable

  /// Where the value comes from, and how it is sent.
  enum Source: Sendable {
    case text(Path<String>)
    case secret(Path<SecretText>)
    case key(Path<KeyName>)
    case region(Path<RegionName>)
    /// The text of the file is sent, not its path.
    case file(Path<FilePath>)
    case number(Path<Int>)
    /// A number that goes as text, as the original sent it.
    case numeral(Path<Int>)
  }

  enum Need: Hashable, Sendable {
    case required, optional
    case otherwise(String)
  }

  /// In the request: `api_key`.
  var key: String
  /// What to type: `--ec2-api-key`.
  var option: String
  var source: Source
  var need: Need

  init(_ key: String, _ option: String, _ source: Source, _ need: Need = .required) {
    self.key = key
    self.option = option
    self.source = source
    self.need = need
  }
}
