import Hummingbird
import MistModel
import MistWire
import NIOCore

struct RunRoutes: RouteSet {
  let runs: RunService

  /// Seconds; a month.
  private static let longestTimeout = 2_592_000.0
  /// How often a silent run writes an empty line: a client that left is noticed by a write alone.
  private static let pulse = Duration.seconds(2)

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.post("/run", use: run)
  }

  /// Answers with one JSON object a line, each sent when it happens.
  private func run(_ request: Request, context: ServiceContext) async throws -> Response {
    let body = try await request.json(RunBody.self)
    let caller = try context.requireCaller()
    guard body.command.contains(where: { !$0.isWhitespace }) else {
      throw MistError(.invalid, "there is no command to run")
    }
    guard !body.machines.isEmpty else { throw MistError(.invalid, "there is no machine to run it on") }
    let timeout = body.timeout ?? 1
    guard timeout > 0, timeout <= Self.longestTimeout else {
      throw MistError(.invalid, "a timeout is more than 0 and at most \(Int(Self.longestTimeout)) seconds")
    }
    let backlog = Backlog(limit: 4 << 20)
    let lines = lines(of: body, by: caller, through: backlog)
    return Response(
      status: .ok, headers: [.contentType: "application/x-ndjson"],
      body: ResponseBody { writer in
        for try await line in lines {
          try await writer.write(ByteBuffer(bytes: line))
          backlog.took(line.count)
        }
        try await writer.finish(nil)
      })
  }

  private func lines(
    of body: RunBody, by caller: Caller, through backlog: Backlog
  ) -> AsyncThrowingStream<[UInt8], any Error> {
    AsyncThrowingStream { continuation in
      let work = Task {
        do {
          let forks = min(max(body.forks ?? 32, 1), 256)
          let timeout = body.timeout.map { Duration.seconds($0) }
          try await runs.run(body.command, on: body.references, forks: forks, timeout: timeout, by: caller) { event in
            guard let line = try? WireJSON.bytes(RunEventBody(event)) + [UInt8(ascii: "\n")] else { return }
            backlog.add(line.count)
            continuation.yield(line)
          }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      let pulse = Task {
        while !Task.isCancelled {
          try await Task.sleep(for: Self.pulse)
          continuation.yield([UInt8(ascii: "\n")])
        }
      }
      continuation.onTermination = { _ in
        pulse.cancel()
        work.cancel()
        backlog.open()
      }
    }
  }
}
