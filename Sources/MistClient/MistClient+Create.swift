import MistModel
import MistWire

extension MistClient {
  /// Makes machines at a provider. `POST /backends/B/machines`.
  ///
  /// - Parameters:
  ///   - script: run on the new machine once it is reached; empty for none.
  ///   - quantity: more than one makes `name-1`, `name-2` …
  /// - Returns: the job that goes on after the machine was ordered; `nil` when there is nothing left to do.
  @discardableResult
  public func createMachine(
    _ name: String, in backend: BackendID, image: ImageID, size: SizeID, location: LocationID, key: KeyID,
    networks: [NetworkID] = [], script: String = "", monitoring: Bool = false, quantity: Int = 1, isAsync: Bool = false
  ) async throws -> JobID? {
    let body = CreateMachineBody(
      name: name, key: key, image: image, size: size, location: location, networks: networks, script: script,
      monitoring: monitoring, quantity: quantity, isAsync: isAsync)
    let answer = try await request(.post, "/backends/\(backend)/machines", body: body)
    seen(.changed(.machines(of: backend)))
    return try? WireJSON.value(JobStartedAnswer.self, from: answer.body).job_id
  }
}
