import MistModel

/// New machines. Each gets a public address and a network card of its own; these are removed again when it does not come
/// to a machine.
extension AzureDriver {
  /// How long a part may take.
  private static let patience = Duration.seconds(120)

  /// The order's id stands at the machine: asked for once more, the same machine is answered.
  func create(_ order: MachineOrder) async throws -> Machine {
    let plan = try plan(for: order)
    if let made = try await machine(of: plan) { return made }
    let site = try await site(for: order)
    do {
      try await make(plan.address, plan.addressBody(in: site))
      try await make(plan.card, plan.cardBody(in: site, api))
    } catch {
      throw await removed(plan, because: error)
    }
    let request = try api.request(
      .put, plan.machine.path, .compute, headers: [("If-None-Match", "*")], json: plan.machineBody(in: site, api))
    let answer: ProviderAnswer
    do {
      answer = try await api.send(request)
    } catch {
      throw unknownOutcome(of: plan, because: error)
    }
    if answer.isSuccess { return try await machine(in: answer, to: request, of: plan) }
    let refusal = api.error(behind: answer, to: request)
    guard answer.status < 500 else { throw unknownOutcome(of: plan, because: refusal) }
    if [409, 412].contains(answer.status) {
      do {
        // Sent twice, the first one arrived after all.
        if let made = try await machine(of: plan) { return made }
      } catch {
        throw await removed(plan, because: error)
      }
    }
    throw await removed(plan, because: refusal)
  }

  private func plan(for order: MachineOrder) throws -> AzureOrder {
    try checkName(order.name)
    let size = try neededSize(of: order)
    guard order.location != nil || !order.networks.isEmpty else {
      throw lackOfLocation
    }
    guard let key = order.key else {
      throw MistError(.invalid, "a machine in \(account.title) needs a key", hint: "list-keys shows them")
    }
    guard order.networks.count < 2 else {
      throw MistError(
        .invalid, "a machine in \(account.title) is in one network, not in \(order.networks.count)",
        hint: "name one of them")
    }
    return AzureOrder(order, size: size, key: key, image: try reference(to: order.image))
  }

  private func checkName(_ name: String) throws {
    let text = name.utf8
    let isSound =
      (1...64).contains(text.count) && text.first?.isLetterOrDigit == true && text.last?.isLetterOrDigit == true
      && text.allSatisfy { $0.isLetterOrDigit || "-_.".utf8.contains($0) }
    guard isSound else {
      throw MistError(
        .invalid, "'\(printable(name))' is no name for a machine at Azure",
        hint: "1 to 64 letters, digits, '-', '_' and '.', with a letter or digit at both ends")
    }
  }

  /// The machine that this order made already; throws when another one has its name.
  private func machine(of plan: AzureOrder) async throws -> Machine? {
    guard let found = try await api.known(plan.machine.path, .compute, as: AzureMachine.self) else { return nil }
    guard found.tags?[AzureOrder.tag] == plan.order.orderID else {
      throw MistError(
        .conflict, "there is a machine '\(plan.order.name)' in \(account.title) already, in group \(AzureOrder.group)",
        hint: "choose another name")
    }
    return try made(found)
  }

  private func machine(
    in answer: ProviderAnswer, to request: ProviderRequest, of plan: AzureOrder
  ) async throws -> Machine {
    let machine: AzureMachine = try api.read(from: answer, to: request)
    if machine.machineID != nil { return try made(machine) }
    return try made(try await api.value(plan.machine.path, .compute))
  }

  private func made(_ machine: AzureMachine) throws -> Machine {
    kept.remember([machine])
    guard let made = machine.machine(in: account.backend, power: nil, addresses: AzureAddresses()) else {
      throw MistError(
        .failed, "\(account.title): Azure took the order of \(machine.name) and tells no id",
        hint: "look at list-machines before you try again")
    }
    return made
  }

  /// Makes a part, or does nothing when it is there as it shall be, and waits until it is whole.
  func make(_ part: AzureID, _ body: JSONValue) async throws {
    let request = try api.request(.put, part.path, .network, json: body)
    let answer = try await api.success(request)
    var isWhole = true
    if let operation = AzureOperation(begunBy: answer) {
      isWhole = try await operation.hasEnded(
        in: api, title: account.title, what: "the making of \(part.name)", within: Self.patience)
    } else if answer.json(as: AzureMade.self)?.isUnderWay == true {
      // Another order at the same time began it.
      isWhole = try await isThere(part)
    }
    guard isWhole else {
      throw MistError(.timedOut, "\(account.title): Azure did not make \(part.name) in time", hint: "try again")
    }
  }

  // MARK: - The way back

  /// What came of a request whose answer is lost is not known: then the parts stay, for they may be in use.
  private func unknownOutcome(of plan: AzureOrder, because error: any Error) -> any Error {
    guard var error = error as? MistError else { return error }
    error.details.append(
      "the machine may come all the same; if it does not, these are left and cost: \(plan.card.name), "
        + "\(plan.address.name), both in group \(AzureOrder.group)")
    return error
  }

  /// Removes the parts of a machine that there will not be, also when nobody waits for it any more.
  ///
  /// - Returns: the error that led here, with what could not be removed.
  private func removed(_ plan: AzureOrder, because error: any Error) async -> any Error {
    let left = await Task {
      var left: [String] = []
      // The card uses the address, so it goes first.
      for part in [plan.card, plan.address] where !(await remove(part)) { left.append(part.name) }
      return left
    }.value
    guard !left.isEmpty, var error = error as? MistError else { return error }
    error.details.append("could not be removed, and still costs: \(left.joined(separator: ", "))")
    return error
  }

  private func remove(_ part: AzureID) async -> Bool {
    do {
      let ended = try await carryOut(
        api.request(.delete, part.path, .network), what: "the removal of \(part.name)", within: Self.patience)
      return ended
    } catch {
      return (error as? MistError)?.code == .notFound
    }
  }
}
