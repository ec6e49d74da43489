import MistModel

/// Changes that may take longer than a client waits for an answer: such a one is a job from then on.
struct LongChanges: Sendable {
  let machines: MachinesService
  let jobs: JobsService
  /// How long our own client is kept waiting. It gives up after a minute, and the provider's list comes in that time too.
  ///
  /// The original's clients wait for ever, and know nothing of such jobs.
  let patience: Duration

  /// Carries a change out, also when nobody waits for it any more; a request that is cancelled in time cancels it.
  ///
  /// - Returns: the job that goes on with it; `nil` when it is over.
  func carryOut(
    _ action: MachineAction, on reference: MachineReference, by caller: Caller,
    _ change: @escaping @Sendable () async throws -> Void
  ) async throws -> JobID? {
    let work = Task { () -> Result<Void, any Error> in
      do { return .success(try await change()) } catch { return .failure(error) }
    }
    let isOver = await withTaskCancellationHandler {
      await work.wait(atMost: patience)
    } onCancel: {
      work.cancel()
    }
    guard !isOver, !Task.isCancelled else {
      try await work.value.get()
      return nil
    }
    let name = try? await machines.lastListed(reference.backend)[reference.machine]?.name
    return try await jobs.start(
      "\(action.rawValue)_machine", summary: [action.rawValue: .init(pending: 1)], by: caller
    ) { log in
      let result: JSONValue = ["name": .string(name ?? reference.machine.rawValue)]
      try await log.note("\(action.rawValue)_goes_on", machine: reference, result: result)
      do {
        try await work.value.get()
      } catch let error as MistError {
        try await log.note(
          "\(action.rawValue)_finished", machine: reference, error: error.summary, result: result,
          settled: [.init(action.rawValue, .error)])
        throw error
      }
      try await log.note(
        "\(action.rawValue)_finished", machine: reference, result: result, settled: [.init(action.rawValue, .success)])
    }
  }
}
