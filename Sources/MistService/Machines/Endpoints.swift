import Foundation
import MistModel

/// Base addresses that the operator put in the place of the providers' own: `endpoints.json` in the state folder, or the
/// file that `--endpoints` names.
///
/// One JSON object from provider ids to addresses: `{"ec2": "http://127.0.0.1:5000"}`, an id being a provider's or the
/// one that its backends are shown with, as `rackspace_first_gen`. Never from a caller of the service: whoever could
/// choose where credentials go could read them.
struct Endpoints: Sendable {
  static let fileName = "endpoints.json"

  private let byProvider: [String: String]

  /// - Parameter named: a file that was named must be there; without that of the state folder there are no endpoints.
  /// - Throws: `.storage` or `.invalid` that names the file.
  init(named: String? = nil, folder: String) throws {
    let path = named ?? folder + "/" + Self.fileName
    guard named != nil || FileManager.default.fileExists(atPath: path) else {
      byProvider = [:]
      return
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw MistError(.storage, "\(path) cannot be read", hint: "it holds the addresses of providers")
    }
    do {
      byProvider = try JSONDecoder().decode([String: String].self, from: data)
    } catch {
      throw MistError(
        .invalid, "\(path) is not understood", hint: #"it holds {"PROVIDER": "http://HOST:PORT", …}"#)
    }
  }

  subscript(provider: ProviderID) -> String? { byProvider[provider.rawValue] }
}
