import MistModel

extension MistClient {
  /// A client of the service at an address, logged in at its first call.
  ///
  /// - Parameters:
  ///   - url: `https://mist.example.org`.
  ///   - authorities: the text of a PEM file that the service's certificate is trusted by, in place of the system's.
  ///   - notice: told what the service wants a person to know beside its answers, such as the host key of a machine
  ///     that is met for the first time.
  /// - Throws: `MistError(.invalid)` for what is no address, or authorities that hold no certificate.
  public init(
    url: String, email: String, password: String, authorities: [UInt8]? = nil,
    notice: @escaping @Sendable (String) -> Void = { _ in }
  ) throws {
    self.init(
      transport: try HTTPTransport(url: url, authorities: authorities),
      credentials: Credentials(email: email, password: password), notice: notice)
  }
}
