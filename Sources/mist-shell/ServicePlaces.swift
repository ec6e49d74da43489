import MistClient
import MistCommands
import MistModel
import MistShell
import MistWire
import Synchronization

/// Makes the places that the shell can be at: a client, and the files of names, past lines and marks that belong to it.
final class ServicePlaces: Sendable {
  let embedded: EmbeddedService
  private let world: World
  private let notices: Notices
  /// Told of the requests; at a prompt only.
  private let recorder: Recorder?
  private let isPrompt: Bool
  private let passing = Mutex<[Passing]>([])

  /// Whose names and past lines they are at a service.
  enum Holder: Sendable {
    /// An e-mail address or the name of an account.
    case named(String)
    /// Whoever holds this token: two of them may be two people.
    case token(String)
  }

  /// What single commands saw at a place.
  private struct Passing {
    var names: PassingNames
    var catalogue: Catalogue
    /// The embedded service, where looking again costs nothing.
    var embedded: MistClient?
  }

  init(embedded: EmbeddedService, world: World, notices: Notices, recorder: Recorder?) {
    self.embedded = embedded
    self.world = world
    self.notices = notices
    self.recorder = recorder
    isPrompt = recorder != nil
  }

  func local() -> ServicePlace {
    place(
      account: ServiceAccount.local, transport: embedded, login: nil, folder: embedded.stateFolder + "/shell")
  }

  /// - Parameters:
  ///   - account: the name of the account; `nil` for a service that was named by its address.
  ///   - who: whose names and past lines they are there.
  ///   - authorities: PEM text.
  func elsewhere(
    account: String?, url: String, who: Holder, authorities: [UInt8]?, login: Login
  ) throws -> ServicePlace {
    let transport = try HTTPTransport(url: url, authorities: authorities)
    let shell = embedded.stateFolder + "/shell"
    let holder =
      switch who {
      case .named(let name): Self.folderName(name)
      case .token(let token): TokenMark(folder: shell).mark(of: token, at: url)
      }
    return place(
      account: account, transport: transport, login: login, folder: "\(shell)/\(Self.folderName(url))/\(holder)")
  }

  /// Keeps what single commands saw.
  func handNames() async {
    for place in passing.withLock({ $0 }) {
      if let client = place.embedded { await place.names.lookAgain(with: client) }
      place.names.hand(to: place.catalogue)
    }
  }

  private func place(account: String?, transport: any Transport, login: Login?, folder: String) -> ServicePlace {
    let files = FolderStateFiles(folder: folder)
    let catalogue = Catalogue(files: files, account: transport.place, now: world.now)
    let names = PassingNames()
    let client = MistClient(
      transport: recorder.map { RecordingTransport(transport, recorder: $0) } ?? transport, login: login,
      notice: notices.tell, seen: names.take)
    if isPrompt {
      names.go(to: catalogue)
    } else {
      let isEmbedded = account == ServiceAccount.local
      passing.withLock { $0.append(Passing(names: names, catalogue: catalogue, embedded: isEmbedded ? client : nil)) }
    }
    var place = ServicePlace(account: account, client: client, marks: BackendMarks(files: files))
    place.catalogue = catalogue
    guard isPrompt else { return place }
    var world = world
    world.stateFiles = files
    place.history = History(world: world)
    // What completion asks behind the prompt is no part of a recorded session.
    place.refresh = CatalogueRefresh(client: client.on(transport), catalogue: catalogue)
    catalogue.warm()
    return place
  }

  /// An address or an account as the name of a folder, another one for each.
  private static func folderName(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain = (byte < 0x80 && Unicode.Scalar(byte).properties.isAlphabetic) || "0123456789@-".utf8.contains(byte)
      return isPlain ? String(Unicode.Scalar(byte)) : "_" + String(byte, radix: 16)
    }.joined()
  }
}
