import MistModel

extension OpenStackDriver {
  private static let resizeDeadline = Duration.seconds(600)
  private static let awaitsConfirmation = "VERIFY_RESIZE"

  /// Moves the machine to another size and confirms it, for until then the cloud keeps room for both.
  func resize(_ machine: MachineID, to size: SizeID) async throws {
    let before = try await server(machine)
    // An earlier try may have come this far.
    if before.status != Self.awaitsConfirmation || before.flavor?.id != size.rawValue {
      try await act(on: machine, "resize", ["flavorRef": .string(size.rawValue)])
    }
    let resized = try await settled(machine) { $0.status != "RESIZE" && $0.task == nil }
    guard resized.status == Self.awaitsConfirmation else {
      // Some clouds are set up to confirm it themselves.
      if resized.flavor?.id == size.rawValue, resized.state != .error { return }
      let reason = resized.fault?.message.map { ": " + printable($0) } ?? ""
      throw MistError(
        .failed, "\(account.title): \(printable(resized.name)) was not resized, it is \(resized.state)\(reason)",
        hint: "list-sizes shows what there is")
    }
    try await act(on: machine, "confirmResize")
    _ = try await settled(machine) { $0.status != Self.awaitsConfirmation }
  }

  private func settled(_ machine: MachineID, _ isSettled: (OpenStackServer) -> Bool) async throws -> OpenStackServer {
    if let server = try await settled(machine, within: Self.resizeDeadline, isSettled) { return server }
    throw MistError(
      .timedOut,
      "\(account.title): '\(machine)' is still being resized after \(Self.resizeDeadline.components.seconds) s",
      hint: "resize it to the same size again when the cloud is done with it")
  }
}
