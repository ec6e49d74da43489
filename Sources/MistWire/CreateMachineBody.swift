import MistModel

/// `POST /backends/B/machines`, with all the fields that the original's client sent.
public struct CreateMachineBody: Codable, Sendable {
  public var name: String
  /// Empty for the default one.
  public var key: String
  public var image: String
  public var location: String
  public var size: String
  public var networks: [String]
  public var script: String
  /// Left out where no kept script is meant, as `script_params`.
  public var script_id: ScriptID?
  public var script_params: String?
  public var monitoring: Bool
  public var quantity: Int
  public var async: Bool
  public var docker_command: String
  public var image_extra = ""
  public var disk = ""
  public var ips: [String] = []
  public var location_name = ""
  public var persist = false
  public var associate_floating_ip = false

  public init(
    name: String, key: KeyID?, image: ImageID, size: SizeID?, location: LocationID?, networks: [NetworkID],
    wantsFloatingIP: Bool, script: String, scriptID: ScriptID?, parameters: String?, monitoring: Bool, quantity: Int,
    isAsync: Bool, command: String
  ) {
    self.name = name
    self.key = key?.rawValue ?? ""
    self.image = image.rawValue
    self.location = location?.rawValue ?? ""
    self.size = size?.rawValue ?? ""
    self.networks = networks.map(\.rawValue)
    associate_floating_ip = wantsFloatingIP
    self.script = script
    script_id = scriptID
    script_params = parameters
    self.monitoring = monitoring
    self.quantity = quantity
    async = isAsync
    docker_command = command
  }
}

/// The answer of `POST /backends/B/machines`; only the job where the order is asynchronous.
public struct CreatedMachineAnswer: Codable, Sendable {
  public var id: MachineID
  public var name: String
  public var extra: [String: JSONValue]
  public var public_ips: [String]
  public var private_ips: [String]
  public var job_id: JobID?

  /// - Parameter job: what goes on with the machine.
  public init(_ machine: Machine, job: JobID?) {
    id = machine.id
    name = machine.name
    extra = machine.extra
    public_ips = machine.publicIPs
    private_ips = machine.privateIPs
    job_id = job
  }
}
