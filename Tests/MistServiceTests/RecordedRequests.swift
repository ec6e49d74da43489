import Foundation
import MistModel
import MistWire

/// The requests of the original's clients with the answers they got, as a document tells them: a section for each
/// situation, in it the requests in their order.
struct RecordedRequests {
  struct Section {
    var title: String
    var exchanges: [Exchange] = []
  }

  struct Exchange {
    var method: String
    /// As it went over the wire.
    var path: String
    /// Those that differ from request to request.
    var headers: [String]
    var body: String?
    /// What it was; where the document says `as before`, what any of the same requests before it got.
    var answers: [Answer]

    var status: Int { answers[0].status }
    var text: String { answers[0].text }
    var answer: JSONValue? { answers[0].json }
  }

  struct Answer {
    var status: Int
    var text = ""
    /// `nil` where the document cuts it off, or where it is no JSON.
    var json: JSONValue?
  }

  var sections: [Section] = []

  init(_ document: String) {
    var answers: [String: [Answer]] = [:]
    for line in document.split(separator: "\n") {
      if line.hasPrefix("## ") {
        sections.append(Section(title: String(line.dropFirst(3))))
        answers = [:]
      }
      guard line.hasPrefix("- `"),
        let found = line.wholeMatch(of: /- `(GET|POST|PUT|DELETE) (\S+)`(.*?) -> (.*)/)
      else { continue }
      let (method, path, rest, told) = (String(found.1), String(found.2), String(found.3), String(found.4))
      let body = rest.firstMatch(of: /\| body `(.*)`$/).map { String($0.1) }
      let headers = rest.matches(of: /\| `([A-Za-z-]+: [^`]*)`/).map { String($0.1) }
      let key = "\(method) \(path) \(body ?? "")"
      let answer = Self.answer(told)
      if let answer { answers[key, default: []].append(answer) }
      sections[sections.count - 1].exchanges.append(
        Exchange(
          method: method, path: path, headers: headers, body: body,
          answers: answer.map { [$0] } ?? answers[key]?.reversed() ?? [Answer(status: 200)]))
    }
  }

  /// `nil` for one that is as before.
  private static func answer(_ told: String) -> Answer? {
    guard let found = told.firstMatch(of: /^([0-9]{3})(?: (\S+) `(.*)`)?/), let status = Int(found.1) else {
      return nil
    }
    let text = String(found.3 ?? "")
    return Answer(status: status, text: text, json: try? WireJSON.value(JSONValue.self, from: Array(text.utf8)))
  }
}
