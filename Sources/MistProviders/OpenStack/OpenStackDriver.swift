import MistModel

/// An account at an OpenStack cloud, or at one that speaks as OpenStack does.
struct OpenStackDriver: ProviderDriver {
  let account: DriverAccount
  let abilities: Set<Ability>
  let cloud: OpenStackCloud
  /// The one place of a cloud without zones.
  private let onlyLocation: Location?

  static let allAbilities: Set<Ability> = [
    .probe, .start, .stop, .reboot, .destroy, .create, .rename, .resize, .pause, .images, .sizes, .locations, .networks,
    .keys, .floatingIP,
  ]

  /// The original's limit to what a search finds.
  private static let mostFound = 40

  init(
    account: DriverAccount, abilities: Set<Ability> = allAbilities, login: any CloudLogin, place: CloudPlace,
    onlyLocation: Location? = nil
  ) throws {
    self.account = account
    self.abilities = abilities
    self.onlyLocation = onlyLocation
    cloud = try OpenStackCloud(account: account, login: login, place: place)
  }

  func verify() async throws {
    // The token alone tells nothing of whether the compute service answers.
    _ = try await cloud.value(
      .init(.get, .compute, "servers", "detail", query: [("limit", "1")]), as: CloudPage<OpenStackServer>.self)
  }

  func machines(page: PageToken?) async throws -> Page<Machine> {
    var call = OpenStackCloud.Call(.get, .compute, "servers", "detail")
    if let page { call.query = page.text }
    let answer = try await cloud.value(call, as: CloudPage<OpenStackServer>.self)
    // What is being destroyed is there for some moments yet, and its name is free.
    return Page(
      answer.elements.filter { !$0.isBeingDestroyed }.map { $0.machine(of: account.backend, abilities: abilities) },
      next: answer.next.map { PageToken($0) })
  }

  // MARK: - What machines are made from

  func images(search: String?) async throws -> [Image] {
    let images = try await allImages().map { Image(id: ImageID($0.id), name: $0.name ?? $0.id) }
    guard let search, !search.isEmpty else { return images }
    let wanted = search.lowercased()
    let found = images.filter { $0.id.rawValue.lowercased().contains(wanted) || $0.name.lowercased().contains(wanted) }
    return Array(found.prefix(Self.mostFound))
  }

  /// Older clouds list images through their compute service alone.
  private func allImages() async throws -> [OpenStackImage] {
    guard try await cloud.hasImages else { return try await cloud.all(.init(.get, .compute, "images", "detail")) }
    return try await cloud.all(
      .init(.get, .images, "images", query: [("status", "active"), ("limit", "1000")]))
  }

  func sizes() async throws -> [Size] {
    let flavors = try await cloud.all(.init(.get, .compute, "flavors", "detail"), of: OpenStackFlavor.self)
    return flavors.map { Size(id: SizeID($0.id), name: $0.name, memory: $0.ram, disk: $0.disk) }
  }

  /// The zones in which machines can be made now.
  func locations() async throws -> [Location] {
    if let onlyLocation { return [onlyLocation] }
    let answer: OpenStackZones
    do {
      answer = try await cloud.value(.init(.get, .compute, "os-availability-zone"))
    } catch let error as MistError where error.code == .notFound {
      // A cloud that knows of no zones: the original's name for all of it.
      return [Location(id: "", name: "default")]
    }
    return answer.availabilityZoneInfo.filter { $0.zoneState?.available != false }
      .map { Location(id: LocationID($0.zoneName), name: $0.zoneName) }
  }

  func networks() async throws -> [Network] {
    let networks = try await cloud.all(.init(.get, .networks, "networks"), of: OpenStackNetwork.self)
    return networks.map {
      Network(
        id: NetworkID($0.id), name: $0.name.flatMap { $0.isEmpty ? nil : $0 } ?? $0.id, status: $0.status ?? "",
        isPublic: $0.isExternal ?? false)
    }
  }

  // MARK: - A machine's life

  func create(_ order: MachineOrder) async throws -> Machine {
    guard let size = order.size else {
      throw MistError(
        .invalid, "a machine in \(account.title) needs a size", hint: "list-sizes --backend \(account.title) shows them"
      )
    }
    if let made = try await machine(orderedBy: order) { return made }
    var networks = order.networks
    if order.wantsFloatingIP {
      // One that it cannot get is said before there is a machine. The network it comes from is none to be attached to.
      let outside = try await outsideNetwork(for: order)
      networks.removeAll { $0.rawValue == outside.id }
    }
    var server: [String: JSONValue] = [
      "name": .string(order.name), "imageRef": .string(order.image.rawValue), "flavorRef": .string(size.rawValue),
      "metadata": [Self.orderField: .string(order.orderID)],
    ]
    if let key = order.key { server["key_name"] = .string(try await nameOfKey(key)) }
    if !networks.isEmpty {
      server["networks"] = .array(networks.map { ["uuid": .string($0.rawValue)] })
    }
    if onlyLocation == nil, let zone = order.location?.rawValue, !zone.isEmpty {
      server["availability_zone"] = .string(zone)
    }
    let made: OpenStackMadeServer = try await cloud.value(
      .init(.post, .compute, "servers", body: ["server": .object(server)]))
    return Machine(
      id: MachineID(made.server.id), backend: account.backend, name: order.name, state: .pending, image: order.image,
      size: size, actions: [.destroy, .tag])
  }

  /// Kept at the machine, to tell an order that is sent again.
  private static let orderField = "mist_order"

  func machine(orderedBy order: MachineOrder) async throws -> Machine? {
    // The cloud takes the name as a pattern: one that could mean something else is not asked for.
    let isPlain = order.name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    let servers = try await cloud.all(
      .init(.get, .compute, "servers", "detail", query: isPlain ? [("name", order.name)] : []), of: OpenStackServer.self
    )
    return servers.first {
      $0.metadata?[Self.orderField] == order.orderID && $0.state != .terminated && !$0.isBeingDestroyed
    }?
    .machine(of: account.backend, abilities: abilities)
  }
}
