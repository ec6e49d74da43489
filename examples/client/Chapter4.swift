// Chapter 4 of the document, "Python API", from top to bottom in Swift; its numbers stand where it has them. Copy it as
// the beginning of a program of your own: README, "From Swift", shows the Package.swift.
//
//   mist-shell serve --listen 127.0.0.1:8080 &
//   export MIST_EMAIL=ann@example.org MIST_PASSWORD=…          # made with: mist-shell add-account
//   export DOCKER_HOST_PORT=127.0.0.1:4243 IMAGE=busybox       # where a machine is made
//   export SERVER=root@127.0.0.1:22 KEY_FILE=~/.ssh/my_key     # a server with SSH, to be monitored
//   swift run client-example
//
// It ends as it began: what it adds it takes away again, and the server keeps nothing of it.

import Foundation
import MistClient
import MistModel

@main
struct Chapter4 {
  static func main() async {
    do {
      try await Chapter4().run()
    } catch {
      // One line that names the thing and the place, and the next step: made for people.
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      exit(1)
    }
  }

  // 4.1 Introduction
  let client: MistClient

  init() throws {
    client = try MistClient(
      url: try setting("MIST_URL", default: "http://127.0.0.1:8080"), email: try setting("MIST_EMAIL"),
      password: try setting("MIST_PASSWORD"), notice: { print("notice:", $0) })
  }

  func run() async throws {
    let docker = try await backends()
    let server = try await keys()
    try await machines(docker, server)
    try await monitoring(server)
    try await takeAway(docker, server)
  }

  // 4.2 Backends
  func backends() async throws -> Backend {
    // 4.2.1 Supported providers
    for provider in try await client.providers() {
      print("provider:", provider.id, provider.title, provider.regions.map(\.id).joined(separator: " "))
    }

    // 4.2.2 Add backend
    let engine = try setting("DOCKER_HOST_PORT").split(separator: ":").map(String.init)
    try await client.addBackend(
      title: "My Docker", provider: "docker",
      parameters: ["docker_host": .string(engine[0]), "docker_port": .string(engine[1])])

    // 4.2.3 Backend actions: all of them, one by its name or id, those with a word in their name
    for backend in try await client.backends() { print("backend:", backend.title, backend.provider, backend.id) }
    let backend = try await client.backend("My Docker")
    let found = try await client.backends().filter { $0.title.localizedCaseInsensitiveContains("docker") }
    print("found:", found.map(\.title).joined(separator: ", "))
    try await client.rename(backend, to: "Docker")
    return try await client.backend("Docker")
  }

  // 4.3 Keys
  func keys() async throws -> Machine {
    // 4.3.1 Add a new key: one of yours, and one made for you
    let mine = try String(
      contentsOfFile: NSString(string: try setting("KEY_FILE")).expandingTildeInPath, encoding: .utf8)
    try await client.addKey("MyKey", privateKey: mine)
    try await client.addKey("Generated", privateKey: try await client.generateKey())

    // 4.3.2 Keys actions
    for key in try await client.keys() { print("key:", key.name, key.isDefault ? "default" : "") }
    let key = try await client.key("MyKey")
    try await client.setDefaultKey(key.id)
    try await client.renameKey("Generated", to: "Second")

    // A server is a backend with one machine. It comes here since it wants a key.
    let place = try setting("SERVER").split { "@:".contains($0) }.map(String.init)
    let server = try await client.addBackend(
      title: "Server", provider: "bare_metal",
      parameters: [
        "machine_ip": .string(place[1]), "machine_user": .string(place[0]), "machine_port": .string(place[2]),
        "machine_key": .string(key.id.rawValue),
      ])
    return try await client.machine("Server", in: server)
  }

  // 4.4 Machines
  func machines(_ backend: Backend, _ server: Machine) async throws {
    // 4.4.1 Images: those that the service shows by default, and a search in all of them
    for image in try await client.images(of: backend) { print("image:", image.name, image.id) }
    let wanted = try setting("IMAGE")
    guard let image = try await client.images(of: backend, search: wanted).first else {
      throw MistError(.notFound, "no image '\(wanted)' in \(backend.title)")
    }

    // 4.4.2 Sizes, 4.4.3 Locations
    let size = try await client.sizes(of: backend).first
    let location = try await client.locations(of: backend).first

    // 4.4.4 Create machines. What goes on behind it is a job; `command` is for containers only.
    let job = try await client.createMachine(
      "production.server", in: backend.id, image: image.id, size: size?.id, location: location?.id, key: "MyKey",
      script: "echo provisioned > /tmp/provisioned", command: "sleep 3600")
    if let job { try await client.wait(for: job) }

    // 4.4.5 Machine actions: all machines, those of one backend, one of them
    for machine in try await client.machines().machines { print("machine:", machine.name, machine.state) }
    print("in \(backend.title):", try await client.machines(of: backend).machines.map(\.name).joined(separator: ", "))
    let machine = try await client.machine("production.server", in: backend)
    for try await event in try await client.run("cat /tmp/provisioned", on: [machine]) {
      if case .wrote(_, .output, let bytes) = event { print("it says:", String(decoding: bytes, as: UTF8.self)) }
    }
    try await client.reboot(machine)
    try await client.stop(machine)
    print("stopped:", try await client.machine("production.server", in: backend).state)
    try await client.start(machine)
    try await client.destroy(machine)

    guard let system = try await client.probe(server).system else {
      throw MistError(.unreachable, "\(server.name) cannot be probed")
    }
    print("probed: up for \(Int(system.uptime)) s, load \(system.load.joined(separator: " ")), \(system.cores) cores")
    try await client.associate(try await client.key("Second"), with: server)
    print("Second opens:", try await client.key("Second").associations.map { "\($0.machine.machine)" }.joined())
  }

  // 4.5 Monitoring
  func monitoring(_ server: Machine) async throws {
    // 4.5.1 Enable monitoring. Values come within seconds; the job installs collectd.
    let job = try await client.setMonitoring(of: server, isEnabled: true)
    let values = try await values(of: server, ["load.shortterm"])
    print("load:", values.last?.value ?? 0)
    if let job { try await client.wait(for: job) }

    // 4.5.2 Advanced monitoring options
    print("metrics:", try await client.availableMetrics(of: server).count)
    try await client.addMetric("users", to: server)

    // 4.5.3 Custom metrics
    let plugin = """
      import random

      def read():
          # return random value
          return random.random()
      """
    guard let random = try await client.addPythonPlugin("Random", text: plugin, unit: "parts", to: server) else {
      throw MistError(.failed, "the service does not tell the id of the new metric")
    }
    print("\(random):", try await self.values(of: server, [random]).last?.value ?? 0)
  }

  /// The values of the last minute, once there are some.
  func values(of machine: Machine, _ metrics: [String]) async throws -> [Series.Point] {
    for _ in 1...60 {
      let now = Int(Date().timeIntervalSince1970)
      let series = try await client.stats(of: machine, metrics, from: now - 60, to: now)
      let values = series.flatMap(\.points).filter { $0.value != nil }
      if !values.isEmpty { return values }
      try await Task.sleep(for: .seconds(1))
    }
    throw MistError(.timedOut, "no values of \(metrics.joined(separator: ", ")) on \(machine.name) after a minute")
  }

  // "Finally" of 4.2.3 and 4.3.2
  func takeAway(_ backend: Backend, _ server: Machine) async throws {
    try await client.setMonitoring(of: server, isEnabled: false)
    try await client.disassociate(try await client.key("Second"), from: server)
    try await client.delete(backend)
    try await client.deleteBackend(server.backend)
    try await client.deleteKey("Second")
    try await client.deleteKey("MyKey")
    print("all is as it was")
  }
}

/// What the program is told by an environment variable.
func setting(_ name: String, default: String? = nil) throws -> String {
  guard let value = ProcessInfo.processInfo.environment[name] ?? `default` else {
    throw MistError(.usage, "\(name) is not set", hint: "the head of Chapter4.swift says what it is")
  }
  return value
}
