import MistModel

/// Runs one task from its arguments to its result.
enum TaskRun {
  static func run(_ module: any AnsibleModule.Type, _ given: TaskArguments) async throws -> ModuleResult {
    let options = try OptionValues(given.options, for: module)
    let place = module.usesService ? try ServiceAtHand(options) : nil
    let task = ModuleTask(
      options: options, isCheck: given.isCheck, wantsDiff: given.wantsDiff, isHidden: given.isHidden,
      client: place?.client)
    var result: ModuleResult
    do {
      result = try await module.run(task)
    } catch let error as MistError {
      result = .failure(error)
    } catch {
      result = .failure(MistError(.failed, "\(module.name) could not do its work"))
    }
    for job in await place?.finish() ?? [] {
      if let error = job.error { result.warn("job \(job.id): \(error)") }
    }
    for warning in place?.warnings ?? [] { result.warn(warning) }
    return result
  }
}
