import MistModel

/// EC2's Query API of 2016-11-15: signed forms go there, XML comes back.
struct EC2API: Sendable {
  private let client: ProviderClient
  let endpoint: ProviderURL
  private let signature: AWSSignature
  private let now: @Sendable () -> Double

  static let version = "2016-11-15"
  private static let contentType = "application/x-www-form-urlencoded; charset=utf-8"

  init(account: DriverAccount, region: EC2Region, accessKey: String, secretKey: String) throws {
    client = try ProviderClient(
      title: account.title, words: { EC2Refusal($0)?.words },
      isThrottling: { EC2Refusal($0)?.isThrottling == true })
    endpoint = try ProviderURL(account.endpoint ?? region.endpoint)
    signature = AWSSignature(accessKey: accessKey, secretKey: secretKey, region: region.name, service: "ec2")
    now = account.now
  }

  /// - Parameter isRepeatable: whether it may be sent again when nobody knows whether it arrived.
  /// - Returns: the answer's outermost element.
  func call(
    _ action: String, _ parameters: [(String, String)] = [], isRepeatable: Bool = true,
    within deadline: Duration = .seconds(30)
  ) async throws -> XMLElement {
    var request = signed([("Action", action), ("Version", Self.version)] + parameters)
    request.isRepeatable = isRepeatable
    request.deadline = deadline
    let answer = try await client.send(request)
    guard answer.isSuccess else { throw error(behind: answer, to: request) }
    let fault = ProviderFault(request, title: client.title)
    do {
      let root = try XMLDocument(answer.body).root
      guard root.isNamed(action + "Response") else { throw fault.unreadable(at: root.name) }
      return root
    } catch let malformed as XMLDocument.Malformed {
      throw fault.unreadable(at: "byte \(malformed.position): \(malformed.words)")
    }
  }

  /// All pages of an answer. A provider that hands out a page twice is told so instead of asked for ever.
  func pages(
    _ action: String, _ parameters: [(String, String)], within deadline: Duration = .seconds(30)
  ) async throws -> [XMLElement] {
    var pages: [XMLElement] = []
    var seen: Set<String> = []
    var next: String?
    repeat {
      let page = try await call(action, parameters + (next.map { [("NextToken", $0)] } ?? []), within: deadline)
      pages.append(page)
      next = page.text("nextToken")
      if let next, !seen.insert(next).inserted {
        throw MistError(.failed, "\(client.title): \(endpoint.place) answers in a circle: it gave one page twice")
      }
      guard pages.count < mostPages else {
        throw MistError(.failed, "\(client.title): the answer of \(endpoint.place) to \(action) does not end")
      }
    } while next != nil
    return pages
  }

  private func signed(_ fields: [(String, String)]) -> ProviderRequest {
    let time = AWSSignature.time(now())
    // As in the forms of Amazon's own clients, a blank is `+`: there are services that read a form, write it anew and
    // check the signature of that.
    let body = Array(formEncoded(fields).replacing("%20", with: "+").utf8)
    let headers = [("Content-Type", Self.contentType), ("Host", host), ("X-Amz-Date", time)]
    let authorization = signature.authorization(
      for: AWSSignature.Request(method: "POST", path: endpoint.path, headers: headers, body: body), at: time)
    return ProviderRequest(.post, endpoint, headers: headers + [("Authorization", authorization)], body: body)
  }

  /// As it is sent and signed: without the port that everybody takes.
  private var host: String {
    let host = endpoint.origin.split(separator: "/").last.map(String.init) ?? ""
    let usual = endpoint.origin.hasPrefix("https:") ? ":443" : ":80"
    return host.hasSuffix(usual) ? String(host.dropLast(usual.count)) : host
  }

  private func error(behind answer: ProviderAnswer, to request: ProviderRequest) -> MistError {
    var plain = answer
    let refusal = EC2Refusal(answer)
    plain.status = refusal?.plainStatus ?? answer.status
    var error = client.error(behind: plain, to: request)
    if refusal?.code == "RequestExpired" { error.hint = "is the clock of this computer right?" }
    return error
  }
}
