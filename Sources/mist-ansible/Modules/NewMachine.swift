import MistClient
import MistModel

/// The order of a machine: what the task named, found at the backend before anything is ordered.
struct NewMachine {
  let name: String
  let backend: Backend
  let image: ImageID
  let size: SizeID?
  let location: LocationID?
  let key: KeyID?
  let networks: [NetworkID]
  let wantsFloatingIP: Bool

  init(_ name: String, in backend: Backend, _ task: ModuleTask) async throws {
    let (options, client) = (task.options, try task.client)
    self.name = name
    self.backend = backend
    wantsFloatingIP = options.flag("associate_floating_ip")
    guard let imageName = try options.name("image_id") else {
      throw MistError(.usage, "a new machine needs the option image_id", hint: "mist_images lists them")
    }
    let place = backend.title
    let images = try await client.images(of: backend.id, search: imageName)
    let found = try Named(things: images, id: { $0.id.rawValue }, name: { $0.name }, noun: "image of \(place)")
      .exact(imageName)
    // Not every provider lists all that it takes: the containers' registries do not.
    image = found?.id ?? ImageID(imageName)
    size = try await options.name("size_id").asyncMap { wanted in
      try Named(
        things: try await client.sizes(of: backend.id), id: { $0.id.rawValue }, name: { $0.name },
        noun: "size of \(place)"
      ).required(wanted).id
    }
    location = try await options.name("location_id").asyncMap { wanted in
      try Named(
        things: try await client.locations(of: backend.id), id: { $0.id.rawValue }, name: { $0.name },
        noun: "location of \(place)"
      ).required(wanted).id
    }
    key = try await options.name("key").asyncMap { wanted in
      try Named(things: try await client.keys(), id: { $0.id.rawValue }, name: { $0.name }, noun: "key")
        .required(wanted).id
    }
    let wantedNetworks = options.texts("networks")
    guard !wantedNetworks.isEmpty else {
      networks = []
      return
    }
    let known = Named(
      things: try await client.networks(of: backend.id), id: { $0.id.rawValue }, name: { $0.name },
      noun: "network of \(place)")
    networks = try wantedNetworks.map { try known.required($0).id }
  }

  func send(_ client: MistClient, monitoring: Bool) async throws -> JobID? {
    try await client.createMachine(
      name, in: backend.id, image: image, size: size, location: location, key: key, networks: networks,
      wantsFloatingIP: wantsFloatingIP, monitoring: monitoring)
  }

  var described: JSONValue {
    [
      "name": .string(name), "backend": .string(backend.title), "image_id": .string(image.rawValue),
      "size_id": size.map { .string($0.rawValue) } ?? .null,
      "location_id": location.map { .string($0.rawValue) } ?? .null,
      "key": key.map { .string($0.rawValue) } ?? .null, "networks": .array(networks.map { .string($0.rawValue) }),
      "associate_floating_ip": .bool(wantsFloatingIP),
    ]
  }
}

extension Optional {
  fileprivate func asyncMap<Other>(_ work: (Wrapped) async throws -> Other) async throws -> Other? {
    guard let self else { return nil }
    return try await work(self)
  }
}
