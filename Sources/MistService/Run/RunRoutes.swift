import Hummingbird
import MistModel
import MistWire
import NIOCore

struct RunRoutes {
  let runs: RunService

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
    let forks = min(max(body.forks ?? 32, 1), 256)
    guard body.timeout ?? 1 > 0 else { throw MistError(.invalid, "a timeout is more than 0 seconds") }
    let timeout = body.timeout.map { Duration.seconds($0) }

    let events = AsyncThrowingStream<RunEvent, any Error> { continuation in
      let work = Task {
        do {
          try await runs.run(body.command, on: body.references, forks: forks, timeout: timeout, by: caller) {
            continuation.yield($0)
          }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in work.cancel() }
    }
    return Response(
      status: .ok, headers: [.contentType: "application/x-ndjson"],
      body: ResponseBody { writer in
        for try await event in events {
          let line = try WireJSON.bytes(RunEventBody(event)) + [UInt8(ascii: "\n")]
          try await writer.write(ByteBuffer(bytes: line))
        }
        try await writer.finish(nil)
      })
  }
}
