import MistModel
import MistWire

/// Two backends with a few machines that are hard to tell apart, as the service would answer.
enum SmallCloud {
  static let backends = """
    [{"id":"b1","title":"Juno","provider":"openstack","enabled":true},
     {"id":"b2","title":"Vega","provider":"digitalocean","enabled":true}]
    """
  static let juno = """
    [{"id":"m1","name":"db1","state":"running","public_ips":["10.0.0.1"],"tags":["dev"]},
     {"id":"m2","name":"db10","state":"stopped","public_ips":["10.0.0.2","10.0.0.3"],"tags":[]},
     {"id":"m3","name":"web","state":"running","public_ips":[],"tags":["dev","env=prod"]}]
    """
  static let vega = """
    [{"id":"v1","name":"db1","state":"running","public_ips":["10.1.0.1"],"tags":["dev"]},
     {"id":"v2","name":"mail","state":"running","public_ips":["10.1.0.2"],"tags":[]}]
    """
  static let keys = """
    [{"id":"prod","isDefault":true,"machines":[["b1","m1",0,"root",true,22]]},{"id":"production","isDefault":false}]
    """

  static let answers: [String: WireAnswer] = [
    "GET /backends": .json(backends),
    "GET /backends/b1/machines": .json(juno),
    "GET /backends/b2/machines": .json(vega),
    "GET /keys": .json(keys),
    "GET /monitoring": .failure(MistError(.notSupported, "nothing is monitored here")),
  ]

  static func answers(and more: [String: WireAnswer]) -> [String: WireAnswer] {
    answers.merging(more) { $1 }
  }

  /// Vega does not answer, and nothing is known of it.
  static let withoutVega = answers(and: [
    "GET /backends/b2/machines": .failure(MistError(.unreachable, "connection refused"))
  ])
}
