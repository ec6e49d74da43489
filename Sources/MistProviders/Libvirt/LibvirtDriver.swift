import MistModel

/// Virtual machines of one hypervisor, through its libvirt; the hypervisor itself is one more machine.
struct LibvirtDriver: ProviderDriver {
  let account: DriverAccount
  var abilities: Set<Ability> { Self.abilities }
  let hypervisor: Hypervisor
  /// A folder of the hypervisor with images that are in no pool.
  let imagesFolder: String?
  /// Seconds that a system gets to shut down by itself: as many as leave a client that waits a minute an answer.
  var grace = 40

  private static let abilities: Set<Ability> = [
    .probe, .start, .stop, .reboot, .destroy, .create, .rename, .resize, .pause, .images, .sizes, .locations, .networks,
  ]

  static let description = ProviderDescription(
    provider: Provider(id: "libvirt", title: "KVM (via libvirt)", abilities: abilities),
    parameters: [
      ProviderParameter("machine_hostname", oldName: "apiurl", isRequired: true),
      ProviderParameter("machine_user", oldName: "apikey", defaultValue: "root"),
      ProviderParameter("machine_key", oldName: "apisecret"),
      ProviderParameter("ssh_port", defaultValue: "22", isPort: true),
      ProviderParameter("images_location"),
    ],
    identity: { _, parameters in
      let host = parameters["machine_hostname"] ?? ""
      return AccountIdentity(provider: "libvirt", account: host, digestInput: "libvirt" + host)
    },
    idBindsAccount: true,
    fixedParameters: { _ in [:] },
    makeDriver: LibvirtDriver.init,
    mayBeAddedUnreachable: false,
    reachesOwnHost: Hypervisor.isOwnComputer)

  init(account: DriverAccount) throws {
    self.account = account
    hypervisor = try Hypervisor(account)
    imagesFolder = account.parameters["images_location"]
    guard let imagesFolder else { return }
    guard imagesFolder.hasPrefix("/") else {
      throw MistError(.invalid, "\(account.title): images_location must be a whole path of the hypervisor's")
    }
    guard hypervisor.way != .tcp else {
      throw MistError(
        .invalid, "\(account.title): nobody can look into images_location without a login",
        hint: "give --libvirt-key too, or leave --libvirt-images out: volumes of the pools are images anyway")
    }
  }

  func verify() async throws {
    if case .ssh(let port, let user, let key) = hypervisor.way {
      try await account.remote.verifyLogin(to: hostID, host: hypervisor.host, port: port, user: user, key: key)
    }
    try await hypervisor.answer(to: .greeting)
  }

  // MARK: - Machines

  /// All of them at once: libvirt has no pages.
  func machines(page: PageToken?) async throws -> Page<Machine> {
    let answer = try await hypervisor.answer(to: .listing, within: .seconds(28))
    let addresses = LibvirtAddresses(answer)
    let machines = try answer.all("domain").compactMap { section -> Machine? in
      let description = section.content.drop { $0 != UInt8(ascii: "<") }
      // Destroyed while it was listed.
      guard let state = section.lines.first, !description.isEmpty else { return nil }
      guard let domain = LibvirtDomain(state: state, description: description), domain.id == section.subject else {
        throw hypervisor.notUnderstood("machine \(section.subject)")
      }
      return domain.machine(of: account.backend, addresses: addresses.addresses(of: domain))
    }
    return Page([host(named: answer["host"]?.lines.first)] + machines)
  }

  /// The hypervisor's id as a machine: by the original's rule for single servers, its address without dots.
  var hostID: MachineID {
    let id = hypervisor.host.filter { $0 != "." && $0 != " " }
    return MachineID(id.isEmpty ? hypervisor.host : id)
  }

  private func host(named name: String?) -> Machine {
    var extra: [String: JSONValue] = ["tags": ["type": "hypervisor"]]
    if case .ssh(let port, let user, let key) = hypervisor.way {
      extra["ssh_port"] = .integer(port)
      extra["ssh_user"] = .string(user)
      extra["ssh_key"] = .string(key.rawValue)
    }
    return Machine(
      id: hostID, backend: account.backend, name: name ?? hypervisor.host, state: .running,
      publicIPs: [hypervisor.way == .ownComputer ? "127.0.0.1" : hypervisor.host],
      tags: [Tag(key: "type", value: "hypervisor")], extra: extra, actions: [.reboot, .tag])
  }

  /// One domain as it is defined; throws `.notFound` where there is none.
  func domain(_ machine: MachineID) async throws -> LibvirtDomain {
    let id = try domainID(machine)
    let answer = try await hypervisor.answer(to: .description(of: id))
    guard let section = answer["domain"], let state = section.lines.first,
      let domain = LibvirtDomain(state: state, description: section.content.drop { $0 != UInt8(ascii: "<") })
    else { throw hypervisor.notUnderstood("machine \(id)") }
    return domain
  }

  /// - Throws: `.notSupported` for the hypervisor, `.notFound` for what cannot be a domain.
  func domainID(_ machine: MachineID) throws -> String {
    guard machine != hostID else {
      throw MistError(
        .notSupported, "\(hypervisor.host) is the hypervisor of \(account.title), which can be rebooted only")
    }
    guard LibvirtDomain.isID(machine.rawValue) else {
      throw MistError(.notFound, "no machine '\(printable(machine.rawValue))' in \(account.title)")
    }
    return machine.rawValue
  }

  // MARK: - What machines are made from

  func images(search: String?) async throws -> [Image] {
    let answer = try await hypervisor.answer(to: .images(below: imagesFolder))
    let volumes = answer.all("volumes").flatMap { $0.lines.compactMap(LibvirtImage.init(volumeLine:)) }
    let files = answer["files"].map { $0.lines.compactMap(LibvirtImage.init(path:)) } ?? []
    var seen: Set<String> = []
    let images = (volumes + files).filter { $0.isOffered && seen.insert($0.path).inserted }.map(\.image)
    return search.map(images.found) ?? images
  }

  func sizes() async throws -> [Size] { LibvirtSize.usual.map(\.size) }

  func locations() async throws -> [Location] { [Location(id: LocationID(hostID.rawValue), name: hypervisor.host)] }

  func networks() async throws -> [Network] {
    try await hypervisor.answer(to: .networks).all("network").map { section in
      guard let root = try? XMLDocument(Array(section.content.drop { $0 != UInt8(ascii: "<") })).root,
        let name = root.text("name")
      else { throw hypervisor.notUnderstood("network \(section.subject)") }
      let isActive = section.lines.contains { $0.hasPrefix("Active:") && $0.hasSuffix("yes") }
      return Network(id: NetworkID(name), name: name, status: isActive ? "active" : "inactive")
    }
  }
}
