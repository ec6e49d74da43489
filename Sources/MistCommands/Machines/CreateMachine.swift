import ArgumentParser
import MistModel
import MistOutput

struct CreateMachine: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "create-machine", abstract: "Make a machine at a provider.",
    discussion: """
      It is ordered at once; a job of the service then waits until it is reached, and runs the script. --wait waits for \
      that too, and fails when it does.
      """)
  static let risk = Risk.changes
  static let examples = [
    "create-machine --backend EC2 --name web --image ami-bddaa2bc --size t1.micro --location 0 --key prod",
    "create-machine --backend Docker --name box --image nginx:1.27",
    "create-machine --backend Juno --name web --image Fedora --size small --quantity 3 --script @file:setup.sh --wait",
  ]

  @Option(name: [.customLong("name"), .customLong("machine-name")], help: "What it will be called.")
  var name: String

  @OptionGroup var place: BackendOption
  @OptionGroup var new: NewMachineOptions
  @OptionGroup var deployment: DeploymentOptions

  @Option(help: "How many: NAME-1, NAME-2 and so on; 100 at most.", transform: Self.quantity)
  var quantity = 1

  @Flag(name: .customLong("async"), help: "Do not wait until the provider has taken the order.")
  var isAsync = false

  @Flag(help: "Wait until the machine is reached and the script has ended.")
  var wait = false

  func run(in shell: any Shell) async throws -> Output {
    try requireName(name)
    try deployment.check()
    guard let naming = try new.imageNaming else {
      throw MistError(.usage, "--image is missing", hint: "list-images shows what a machine can be made from")
    }
    let (sizeNaming, locationNaming) = (try new.sizeNaming, try new.locationNaming)
    let text = try deployment.text(in: shell.world)
    let backend = try await shell.backend(place.naming, for: Self.risk)
    try backend.requireEnabled()
    var key: Key?
    if new.key != nil || shell.context.key != nil { key = try await shell.key(Naming(new.key), for: Self.risk) }
    var script: Script?
    if let kept = deployment.keptScript { script = try await shell.script(Naming(kept), for: Self.risk) }
    let image = try await shell.image(naming, in: backend)
    var (size, location): (SizeID?, LocationID?) = (nil, nil)
    if let sizeNaming { size = try await shell.size(sizeNaming, in: backend) }
    if let locationNaming { location = try await shell.location(locationNaming, in: backend) }
    let networks = try await shell.networks(new.networkNamings, in: backend)

    shell.doing("ordering \(escaped(name)) at \(escaped(backend.title))")
    let job = try await shell.client.createMachine(
      name, in: backend.id, image: image, size: size, location: location, key: key?.id, networks: networks,
      wantsFloatingIP: new.floatingIP, script: text ?? "", scriptID: script?.id, parameters: deployment.parameters,
      monitoring: deployment.monitoring,
      quantity: quantity, isAsync: isAsync, command: new.dockerCommand ?? "")
    shell.doing(nil)
    let output = output(in: backend, job)
    guard let job else { return output }
    guard wait else {
      shell.note("describe-job \(escaped(job.rawValue)) shows how it goes")
      return output
    }
    // What was made is there, whatever becomes of the rest.
    try await shell.show(output)
    try await shell.follow(job)
    return .nothing
  }

  private func output(in backend: Backend, _ job: JobID?) -> Output {
    let names = quantity == 1 ? [name] : (1...quantity).map { "\(name)-\($0)" }
    let done = isAsync ? "Ordered" : "Created"
    return .document(
      Document(
        fields: [
          ("names", .list(names, separator: ", ")), ("backend", .text(backend.title)),
          ("job_id", job.map { .text($0.rawValue) } ?? .none),
        ],
        text: names.map { "\(done) machine \(escaped($0))" }.joined(separator: "\n")))
  }

  private static func quantity(_ text: String) throws -> Int {
    guard let count = Int(text), (1...100).contains(count) else {
      throw MistError(.usage, "a number from 1 to 100 is needed")
    }
    return count
  }
}
