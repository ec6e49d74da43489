import MistClient
import MistCommands
import MistModel

/// A service and what the shell keeps about it. All of it changes at once when the shell goes to another service, so that
/// names, past lines and marks of one are never taken for those of another.
public struct ServicePlace: Sendable {
  /// The account's name; `nil` for a service that has none here.
  public var account: String?
  /// Asks the service.
  public var client: MistClient
  /// Which of its backends are production.
  public var marks: BackendMarks
  /// Keeps the lines that are typed; `nil` for a shell that nobody types at.
  public var history: History?
  /// The names that completion offers; `nil` where none are kept.
  public var catalogue: Catalogue?
  /// Asks for names that are old; `nil` when nobody does.
  public var refresh: CatalogueRefresh?
  /// What the account's file said when the shell came here; `nil` for a service that has no account here.
  var identity: AccountIdentity?

  public init(account: String? = nil, client: MistClient, marks: BackendMarks) {
    self.account = account
    self.client = client
    self.marks = marks
  }
}

extension MistShell {
  /// The service that this shell talks to.
  public var service: ServicePlace {
    get { state.service }
    set { state.service = newValue }
  }

  public var accountName: String? { state.service.account }

  public func go(toAccount name: String) async throws {
    guard let accountBook else { throw MistError(.notSupported, "this shell keeps no accounts") }
    guard recorder?.isOn != true else {
      throw MistError(.refused, "a recording is of one service alone", hint: "record off, and then go there")
    }
    let place = try await accountBook.place(of: name)
    let left = context.path()
    state.service.catalogue?.save()
    state.service = place
    state.isOffline = false
    state.isLeftBehind = false
    recorder?.met(serviceAt: place.client.place)
    // The names in it, and in the one before it, mean nothing elsewhere.
    state.context = ContextStack()
    note("\(name): \(place.client.place)" + (left.isEmpty ? "" : "; left \(left)"))
  }
}
