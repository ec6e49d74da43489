/// The commands a shell knows, in the order `help` prints them.
public struct CommandTable: Sendable {
  public var commands: [any Command.Type]

  public init(_ commands: [any Command.Type]) {
    self.commands = commands
  }
}

extension CommandTable {
  /// Commands about the same thing, under one heading of `help`.
  public struct Section: Sendable {
    public var title: String
    public var commands: [any Command.Type]
  }

  /// Every command of this program. A new one is one file and one line here.
  public static let sections = [
    Section(
      title: "Backends",
      commands: [
        ListProviders.self, ListBackends.self, AddBackend.self, DescribeBackend.self, RenameBackend.self,
        EnableBackend.self, DisableBackend.self, DeleteBackend.self, ListImages.self, ListSizes.self,
        ListLocations.self, ListNetworks.self,
      ]),
    Section(
      title: "Keys",
      commands: [
        ListKeys.self, AddKey.self, DescribeKey.self, RenameKey.self, SetDefaultKey.self, DeleteKey.self,
        AssociateKey.self, DisassociateKey.self,
      ]),
    Section(
      title: "Machines",
      commands: [
        ListMachines.self, DescribeMachine.self, ProbeMachine.self, StartMachine.self, StopMachine.self,
        RebootMachine.self, DestroyMachine.self, TagMachine.self, UntagMachine.self, RunOnMachines.self,
        OpenMachine.self, ForgetHostKey.self,
      ]),
    Section(
      title: "Scripts and jobs",
      commands: [ListScripts.self, AddScript.self, RunScript.self, RemoveScript.self, DescribeJob.self]),
    Section(title: "Accounts", commands: [UserInfo.self, AddAccount.self]),
    Section(
      title: "The shell",
      commands: [
        Use.self, Select.self, Back.self, GoBefore.self, ShowContext.self, ClearContext.self, With.self,
        SetValue.self, Source.self, Help.self, ShowVersion.self, Exit.self,
      ]),
  ]

  public static let all = CommandTable(sections.flatMap(\.commands))
}

// MARK: - Looking up

extension CommandTable {
  /// The command with that name or alias.
  public func command(named name: String) -> (any Command.Type)? {
    commands.first { $0.names.contains(name) }
  }

  /// The commands that one or two words can mean: `list-machines`, `list machines`, `list_machines`, `li ma`.
  ///
  /// One when it is clear, several when it is not, none when nothing fits. A whole name goes before a beginning.
  public func commands(meantBy words: [String]) -> [any Command.Type] {
    let words = words.map { $0.count > 1 ? String($0.map { $0 == "_" ? "-" : $0 }) : $0 }
    let name = words.joined(separator: "-")
    if let exact = command(named: name) { return [exact] }
    guard !name.isEmpty else { return [] }
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    return commands.filter { command in
      command.names.contains { candidate in
        let nameParts = candidate.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count <= nameParts.count && zip(parts, nameParts).allSatisfy { $1.hasPrefix($0) }
      }
    }
  }
}

extension Command {
  /// The name by which the table knows it: `list-machines`.
  public static var name: String { configuration.commandName ?? "" }
  /// Its name and its aliases.
  public static var names: [String] { [name] + configuration.aliases }
}
