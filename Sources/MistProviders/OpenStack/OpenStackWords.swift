import Foundation
import MistModel

/// What the services of a cloud say when they refuse.
enum OpenStackWords {
  /// `{"itemNotFound": {"message": …}}`, whatever the service calls it. A page of HTML says no more than its status.
  static func said(_ answer: ProviderAnswer) -> String? {
    guard case .object(let members)? = try? JSONDecoder().decode(JSONValue.self, from: Data(answer.body)) else {
      return answer.headers["content-type"]?.hasPrefix("text/plain") == true ? answer.text : nil
    }
    return members["message"]?.string ?? members.values.lazy.compactMap { $0["message"]?.string }.first
  }

  /// Rackspace counts the requests of a minute and answers 413 when there were too many.
  static func asksForFewer(_ answer: ProviderAnswer) -> Bool {
    answer.status == 413 && answer.headers["retry-after"] != nil
  }
}
