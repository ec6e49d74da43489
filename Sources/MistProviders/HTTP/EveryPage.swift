import MistModel

/// All elements of a listing that comes in pages. A provider that hands out a page twice is told so instead of asked
/// for ever, and so is one whose pages do not end.
///
/// - Parameters:
///   - what: what is listed, for the message: `machines`.
///   - title: the backend's name.
///   - page: the page that begins there, the first one for `nil`.
func everyPage<Element: Sendable>(
  of what: String, in title: String, _ page: (PageToken?) async throws -> Page<Element>
) async throws -> [Element] {
  var elements: [Element] = []
  var seen: Set<PageToken> = []
  var next: PageToken?
  repeat {
    let current = try await page(next)
    elements += current.elements
    next = current.next
    if let next, !seen.insert(next).inserted {
      throw MistError(.failed, "\(title) lists its \(what) in a circle: it gave page '\(printable(next.text))' twice")
    }
    if seen.count >= mostPages { throw MistError(.failed, "\(title): its list of \(what) does not end") }
  } while next != nil
  return elements
}

/// More than any account has: a hundred elements each would be a hundred thousand.
let mostPages = 1000
