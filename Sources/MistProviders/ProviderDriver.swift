import MistModel

/// Talks to one account at one provider.
///
/// A driver declares its abilities; a call that needs one it has not throws the same sentence for every provider
/// (the defaults below). It knows no store and no HTTP server. Errors are `MistError`: `.credentialsRejected` when
/// the account is refused, `.unreachable` or `.timedOut` with the cause when nobody answers.
public protocol ProviderDriver: Sendable {
  var account: DriverAccount { get }
  var abilities: Set<Ability> { get }

  /// Tries the credentials with one cheap call.
  func verify() async throws

  /// A page of the machines, the first one for `nil`.
  func machines(page: PageToken?) async throws -> Page<Machine>
  /// Images whose name or id contains `search`, whatever its case; `nil` gives the provider's own selection.
  func images(search: String?) async throws -> [Image]
  func sizes() async throws -> [Size]
  func locations() async throws -> [Location]
  func networks() async throws -> [Network]

  /// Orders a machine and answers as soon as the provider has taken the order; it need not run yet.
  func create(_ order: MachineOrder) async throws -> Machine
  /// What the provider made of an order whose answer was lost; `nil` where there is nothing, or nothing tells it.
  func machine(orderedBy order: MachineOrder) async throws -> Machine?
  /// Gives a machine that was made from this order an address under which it is reached from outside, as soon as it has a
  /// network; asked again, it has what it was given before. What was given goes with the machine.
  ///
  /// - Returns: the address.
  func giveFloatingAddress(to machine: MachineID, of order: MachineOrder) async throws -> String
  func start(_ machine: MachineID) async throws
  func stop(_ machine: MachineID) async throws
  func reboot(_ machine: MachineID) async throws
  func destroy(_ machine: MachineID) async throws
  func resize(_ machine: MachineID, to size: SizeID) async throws
  func rename(_ machine: MachineID, to name: String) async throws
  func pause(_ machine: MachineID) async throws
  func unpause(_ machine: MachineID) async throws
  /// The last lines that the machine's main program wrote, oldest first.
  func logs(of machine: MachineID, last count: Int) async throws -> [LogLine]
  /// Runs a command through a shell on the machine without SSH, as root.
  ///
  /// When the task is cancelled, the command is ended.
  ///
  /// - Parameter report: each piece of what it writes; `true` for its standard error. It may block, so it is called on no
  ///   thread of the cooperative pool.
  /// - Returns: the exit status.
  func execute(
    _ command: String, on machine: MachineID, report: @escaping @Sendable (_ bytes: [UInt8], _ isError: Bool) -> Void
  ) async throws -> Int
  /// Opens a shell on the machine without SSH, as root, at a terminal, for as long as the work takes. For drivers with the
  /// ability `execute`.
  ///
  /// When the task is cancelled, or the work throws, the shell is ended.
  ///
  /// - Returns: the shell's exit status.
  func openTerminal(
    on machine: MachineID, _ kind: MachineTerminal.Kind, _ work: @escaping MachineTerminal.Work
  ) async throws -> Int
}

/// Where the next page begins; its meaning is the driver's own.
public struct PageToken: Hashable, Sendable {
  public var text: String

  public init(_ text: String) {
    self.text = text
  }
}

public struct Page<Element: Sendable>: Sendable {
  public var elements: [Element]
  /// `nil` on the last page.
  public var next: PageToken?

  public init(_ elements: [Element], next: PageToken? = nil) {
    self.elements = elements
    self.next = next
  }
}

/// What a new machine shall be.
public struct MachineOrder: Hashable, Sendable {
  public var name: String
  public var image: ImageID
  /// Left out where the provider has one size only.
  public var size: SizeID?
  public var location: LocationID?
  public var networks: [NetworkID] = []
  /// An address of an outside network is given to it later: of the one among `networks`, else of the only one.
  public var wantsFloatingIP = false
  /// Opens the machine. A driver with the ability `keys` takes the provider's key with the same public half, else
  /// imports it under this name, or another where the name is taken.
  public var key: OrderedKey?
  /// The same order sent again, for whatever reason, must not make a second machine where the provider can tell.
  public var orderID: String
  /// Seconds since 1970 at which the order was sent before, by whom nobody can ask what came of it; `nil` for a new one.
  public var sentBefore: Double?
  /// Machines that were there before it was sent: none of them is what came of it, whatever its name.
  public var others: Set<MachineID> = []
  /// What a container runs; its image's own command when left out.
  public var command: String?
  /// Given to what a container runs.
  public var environment: [String: String] = [:]

  public init(name: String, image: ImageID, size: SizeID? = nil, location: LocationID? = nil, orderID: String) {
    self.name = name
    self.image = image
    self.size = size
    self.location = location
    self.orderID = orderID
  }
}

/// The public half of a key of the store.
public struct OrderedKey: Hashable, Sendable {
  public var name: String
  /// One line as in `authorized_keys`.
  public var publicKey: String

  public init(name: String, publicKey: String) {
    self.name = name
    self.publicKey = publicKey
  }
}

extension ProviderDriver {
  /// How long a change of power is waited for: a client that waits a minute for its answer shall get one. What takes
  /// longer goes on by itself, and the listing tells.
  static var changePatience: Duration { .seconds(40) }
  /// The same where a system was asked to shut down before, and did not.
  var powerCutPatience: Duration { .seconds(10) }

  /// All machines, page by page. A provider that hands out a page twice is told so instead of asked for ever.
  ///
  /// One that moved on in the listing while it was read is there once, as it was last seen.
  public func allMachines() async throws -> [Machine] {
    let listed = try await everyPage(of: "machines", in: account.title) { try await machines(page: $0) }
    let last = Dictionary(listed.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    guard last.count < listed.count else { return listed }
    var seen: Set<MachineID> = []
    return listed.compactMap { seen.insert($0.id).inserted ? last[$0.id] : nil }
  }

  /// Throws `.notSupported` unless the driver has the ability.
  public func require(_ ability: Ability) throws {
    guard !abilities.contains(ability) else { return }
    throw lacks(ability)
  }

  private func lacks(_ ability: Ability) -> MistError {
    let can = abilities.map(\.rawValue).sorted().joined(separator: ", ")
    return MistError(
      .notSupported, "\(account.title) is a \(account.provider) backend and has no '\(ability.rawValue)'",
      hint: "it has: \(can)")
  }

  public func images(search: String?) async throws -> [Image] { throw lacks(.images) }
  public func sizes() async throws -> [Size] { throw lacks(.sizes) }
  public func locations() async throws -> [Location] { throw lacks(.locations) }
  public func networks() async throws -> [Network] { throw lacks(.networks) }
  public func create(_ order: MachineOrder) async throws -> Machine { throw lacks(.create) }
  public func machine(orderedBy order: MachineOrder) async throws -> Machine? { nil }
  public func giveFloatingAddress(to machine: MachineID, of order: MachineOrder) async throws -> String {
    throw lacks(.floatingIP)
  }
  public func start(_ machine: MachineID) async throws { throw lacks(.start) }
  public func stop(_ machine: MachineID) async throws { throw lacks(.stop) }
  public func reboot(_ machine: MachineID) async throws { throw lacks(.reboot) }
  public func destroy(_ machine: MachineID) async throws { throw lacks(.destroy) }
  public func resize(_ machine: MachineID, to size: SizeID) async throws { throw lacks(.resize) }
  public func rename(_ machine: MachineID, to name: String) async throws { throw lacks(.rename) }
  public func pause(_ machine: MachineID) async throws { throw lacks(.pause) }
  public func unpause(_ machine: MachineID) async throws { throw lacks(.pause) }
  public func logs(of machine: MachineID, last count: Int) async throws -> [LogLine] { throw lacks(.logs) }
  public func execute(
    _ command: String, on machine: MachineID, report: @escaping @Sendable (_ bytes: [UInt8], _ isError: Bool) -> Void
  ) async throws -> Int { throw lacks(.execute) }
  public func openTerminal(
    on machine: MachineID, _ kind: MachineTerminal.Kind, _ work: @escaping MachineTerminal.Work
  ) async throws -> Int { throw lacks(.execute) }
}
