import Foundation
import MistClient
import Synchronization

/// A double of the Mist that is developed today: `/api/v1`, uuids, `actions`, tags as an object, keys with names.
final class TodaysService: Sendable {
  struct State: Sendable {
    var token = "first"
    /// Of the machine db1.
    var tags = ["env": "prod", "dev": ""]
    var jobs = 0
  }

  static let machine = "0f4b1c0e5e6a4d1e9d0d8a1f7c3b2a10"
  let standIn: StandIn
  private let book: Book

  private final class Book: Sendable {
    let state = Mutex(State())
  }

  init() throws {
    let book = Book()
    self.book = book
    standIn = try StandIn { request in book.state.withLock { Self.answer(request, &$0) } }
  }

  /// From now on the token that was handed out is refused.
  func endSession() { book.state.withLock { $0.token = "second" } }

  func client(password: String = "a secret") throws -> MistClient {
    MistClient(
      transport: try HTTPTransport(url: standIn.url),
      credentials: Credentials(email: "ann@example.org", password: password))
  }

  func stop() { standIn.stop() }

  private static func answer(_ request: StandIn.Request, _ state: inout State) -> StandIn.Reply {
    if request.line == "POST /api/v1/tokens" {
      guard request.body.contains(#""password":"a secret""#) else { return .text("Wrong password", status: 401) }
      return .json(#"{"id": "t1", "name": "api_token_1", "token": "\#(state.token)", "ttl": 3600}"#)
    }
    // Whatever is no route of the service is a page of its user interface, or nothing.
    guard request.line.contains(" /api/v1/") else {
      return ["GET /clouds", "GET /machines"].contains(request.line)
        ? .page("<!DOCTYPE html><title>Mist</title>") : .page("<html>Not found</html>", status: 404)
    }
    guard request.headers["authorization"] == state.token else {
      return .text("You are not authorized", status: 401)
    }
    let path = "/api/v1/machines/\(machine)"
    switch request.line {
    case "GET /api/v1/ping": return .json(#"{"hello": "ann@example.org"}"#)
    case "GET /api/v1/providers":
      return .json(
        #"{"supported_providers": [{"name": "Amazon Web Services", "driver": "ec2", "aliases": ["aws"], "#
          + #""category": "public cloud", "regions": [{"id": "eu-west-1", "location": "Ireland"}]}, "#
          + #"{"name": "Docker", "driver": "docker"}]}"#)
    case "GET /api/v1/clouds":
      return .json(
        #"[{"id": "c1", "name": "Juno", "provider": "openstack", "enabled": true, "state": "online", "tags": {}}, "#
          + #"{"id": "c2", "name": "Vega", "provider": "ec2", "enabled": false, "state": "offline"}]"#)
    case "POST /api/v1/clouds": return .json(#"{"id": "c3"}"#)
    case "GET /api/v1/clouds/c1/machines": return .json(machines(state))
    case "GET /api/v1/clouds/c1/networks":
      return .json(#"{"public": [{"id": "n1", "name": "net"}], "private": [], "routers": []}"#)
    case "POST /api/v1/clouds/c1/images": return .json(#"[{"id": "i1", "name": "Debian 12", "star": false}]"#)
    case "POST \(path)": return .json("[]")
    case "POST \(path)/probe":
      return .json(
        #"{"ping": {"packets_tx": 10, "packets_rx": "9", "packets_loss": 10, "rtt_min": "0.1", "rtt_avg": "0.2", "#
          + #""rtt_max": 0.4}, "ssh": {"uptime": "12345.6 99.1", "loadavg": ["0.1", "0.2", "0.3"], "cores": 4, "#
          + #""users": "1", "pub_ips": ["203.0.113.7"], "priv_ips": [], "df": "…", "kernel": "6.1"}}"#)
    case "POST /api/v1/tags":
      change(&state.tags, by: request.body)
      return .text("OK", status: 200)
    case "GET /api/v1/keys": return .json(#"[{"id": "9d1f", "name": "fleet", "default": true, "machines": []}]"#)
    case "PUT /api/v1/keys": return .json(#"{"id": "77aa", "name": "second", "isDefault": false}"#)
    case "PUT /api/v1/keys/9d1f": return .json(#"{"new_name": "third"}"#)
    case "GET /api/v1/scripts": return .json(#"[{"id": "s1", "name": "hello", "exec_type": "executable"}]"#)
    case "POST /api/v1/scripts/s1":
      state.jobs += 1
      return .json(#"{"job_id": "j\#(state.jobs)", "job": "run_script"}"#)
    default: return .text("Not found", status: 404)
    }
  }

  private static func machines(_ state: State) -> String {
    let tags = state.tags.sorted { $0.key < $1.key }.map { #""\#($0.key)": "\#($0.value)""# }.joined(separator: ", ")
    return #"""
      [{"id": "\#(machine)", "external_id": "i-0abc", "name": "db1", "hostname": "203.0.113.7", "state": "running",
        "public_ips": ["203.0.113.7"], "private_ips": [], "os_type": "unix", "ssh_port": 22, "cost": {"hourly": 0.1},
        "actions": {"start": false, "stop": true, "reboot": true, "destroy": true, "tag": true, "expose": false},
        "tags": {\#(tags)}, "extra": {"zone": "a"}, "cloud": "c1", "image": "ami-1", "size": {"id": "s1", "name": "t1"},
        "key_associations": false, "probe": {}}]
      """#
  }

  private static func change(_ tags: inout [String: String], by body: String) {
    let changes = (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [[String: Any]] ?? []
    for change in changes {
      let resource = change["resource"] as? [String: String]
      // Who is not found is passed over, and OK is said all the same.
      guard resource == ["type": "machine", "item_id": "i-0abc", "cloud_id": "c1"] else { continue }
      for tag in change["tags"] as? [[String: String]] ?? [] {
        tags[tag["key"] ?? ""] = tag["op"] == "-" ? nil : tag["value"]
      }
    }
  }
}
