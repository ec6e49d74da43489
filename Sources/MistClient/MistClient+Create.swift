import MistModel
import MistWire

extension MistClient {
  /// Makes machines at a provider, and returns when it has taken all orders. `POST /backends/B/machines`.
  ///
  /// - Parameters:
  ///   - size: may be left out where there is one only.
  ///   - location: the provider chooses when it is left out.
  ///   - key: opens the machine; the default one when it is left out.
  ///   - script: run on the new machine once it is reached; empty for none.
  ///   - scriptID: a kept script in its place.
  ///   - parameters: what the script is called with.
  ///   - quantity: more than one makes `name-1`, `name-2` …
  ///   - isAsync: answered before anything is ordered.
  ///   - command: what a container runs; empty for its image's own.
  /// - Returns: the job that goes on after the machine was ordered; `nil` when there is nothing left to do.
  @discardableResult
  public func createMachine(
    _ name: String, in backend: BackendID, image: ImageID, size: SizeID? = nil, location: LocationID? = nil,
    key: KeyID? = nil, networks: [NetworkID] = [], wantsFloatingIP: Bool = false, script: String = "",
    scriptID: ScriptID? = nil, parameters: String? = nil, monitoring: Bool = false, quantity: Int = 1,
    isAsync: Bool = false, command: String = ""
  ) async throws -> JobID? {
    let body = CreateMachineBody(
      name: name, key: key, image: image, size: size, location: location, networks: networks,
      wantsFloatingIP: wantsFloatingIP, script: script, scriptID: scriptID, parameters: parameters,
      monitoring: monitoring, quantity: quantity, isAsync: isAsync, command: command)
    let answer = try await request(.post, "/backends/\(backend)/machines", body: body)
    if let job = jobGoingOn(answer, "the order of \(name)") {
      try await end(of: job, step: "create", loggedAs: "machine_creation_finished")
    }
    seen(.changed(.machines(of: backend)))
    return try? WireJSON.value(JobStartedAnswer.self, from: answer.body).job_id
  }
}
