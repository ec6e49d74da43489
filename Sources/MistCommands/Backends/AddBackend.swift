import ArgumentParser
import MistModel
import MistOutput

struct AddBackend: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "add-backend", abstract: "Add an account at a provider, or a server of your own.",
    discussion: "A secret is @prompt, @file:PATH, @env:NAME or the secret itself. The credentials are tried first.",
    aliases: ["add-cloud"])
  static let risk = Risk.changes
  static let examples = [
    "add-backend --provider bare_metal --bare-hostname 198.51.100.3 --bare-ssh-key-id prod",
    "add-backend --provider digitalocean --name Ocean --digi-token @prompt",
    "add-backend --provider ec2 --region ec2_eu_west --ec2-api-key AKIA --ec2-api-secret @env:EC2_SECRET",
  ]

  @Option(help: "The provider's id, as list-providers shows it.")
  var provider: ProviderName

  @Option(
    name: [.customLong("name"), .customLong("backend-name"), .customLong("title")],
    help: "What it will be called; made from provider and region if left out.")
  var name: String?

  @OptionGroup var options: ProviderOptions

  func run(in shell: any Shell) async throws -> Output {
    if let name { try requireName(name) }
    let form = try ProviderForm.named(provider)
    try form.check(options)
    let values = try form.values(from: options, in: shell.world)
    let title: String
    if let name {
      title = name
    } else {
      title = Self.title(of: form, values, besides: try await shell.client.backends().map(\.title))
    }
    let added = try await shell.client.addBackend(title: title, provider: form.id, parameters: values)
    if name == nil { shell.note("the backend is called \(escaped(title))") }
    if let notice = added?.notice { shell.note(escaped(notice)) }
    return .document(
      Document(
        fields: [
          ("name", .text(added?.title ?? title)), ("id", added.map { .text($0.id.rawValue) } ?? .none),
          ("provider", .text(form.id.rawValue)),
        ],
        text: "New backend added"))
  }

  /// A name from what was said: the address of a server, the region, or what the provider is called; with a number
  /// when that is taken.
  static func title(of form: ProviderForm, _ values: [String: JSONValue], besides taken: [String]) -> String {
    var title = form.title
    if let region = values["region"]?.string {
      title = region.hasPrefix(form.id.rawValue) ? region : "\(form.id)_\(region)"
    } else if let address = (values["machine_ip"] ?? values["machine_hostname"])?.string {
      title = address
    }
    guard taken.contains(title) else { return title }
    let free = (2...taken.count + 2).first { !taken.contains("\(title)_\($0)") }
    return "\(title)_\(free ?? taken.count)"
  }
}
