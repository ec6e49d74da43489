/// What `work` makes of each input, in the order of the inputs, with some under way at once. The first error ends all.
func atOnce<Input: Sendable, Output: Sendable>(
  _ inputs: [Input], most: Int = 8, _ work: @escaping @Sendable (Input) async throws -> Output
) async throws -> [Output] {
  try await withThrowingTaskGroup(of: (Int, Output).self) { group in
    var outputs = [Output?](repeating: nil, count: inputs.count)
    for (position, input) in inputs.enumerated() {
      if position >= most, let (done, output) = try await group.next() { outputs[done] = output }
      group.addTask { (position, try await work(input)) }
    }
    for try await (done, output) in group { outputs[done] = output }
    return outputs.compactMap { $0 }
  }
}
