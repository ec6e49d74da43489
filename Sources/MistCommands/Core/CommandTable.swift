import ArgumentParser

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
        EnableBackend.self, DisableBackend.self, SetProduction.self, DeleteBackend.self, ListImages.self,
        StarImage.self, UnstarImage.self, ListSizes.self,
        ListLocations.self, ListNetworks.self,
      ]),
    Section(
      title: "Keys",
      commands: [
        ListKeys.self, AddKey.self, DescribeKey.self, RenameKey.self, SetDefaultKey.self, DeleteKey.self,
        AssociateKey.self, DisassociateKey.self, RotateKey.self,
      ]),
    Section(
      title: "Machines",
      commands: [
        ListMachines.self, CreateMachine.self, DescribeMachine.self, ProbeMachine.self, StartMachine.self,
        StopMachine.self,
        RebootMachine.self, DestroyMachine.self, TagMachine.self, UntagMachine.self, RunOnMachines.self,
        ShowLogs.self, OpenMachine.self, ForgetHostKey.self, Inventory.self,
      ]),
    Section(
      title: "Monitoring",
      commands: [
        EnableMonitoring.self, DisableMonitoring.self, MonitorMachines.self, TopMachines.self, DrawGraph.self,
        ShowStats.self, ListMetrics.self, AddMetric.self, RemoveMetric.self, AddCustomMetric.self,
        RemoveCustomMetric.self, ListRules.self, AddRule.self, EditRule.self, DeleteRule.self, ListIncidents.self,
      ]),
    Section(
      title: "Scripts and jobs",
      commands: [
        ListScripts.self, AddScript.self, RunScript.self, RemoveScript.self, ListJobs.self, DescribeJob.self,
      ]),
    Section(
      title: "Accounts",
      commands: [UserInfo.self, LogIn.self, LogOut.self, ListAccounts.self, AddAccount.self, ImportDB.self]),
    Section(
      title: "Lines",
      commands: [
        Watch.self, LastResult.self, ListShellJobs.self, WaitForJob.self, FollowJob.self, CancelJob.self, Alias.self,
        Macro.self, Unalias.self, ShowHistory.self, SaveHistory.self, Record.self,
      ]),
    Section(
      title: "The shell",
      commands: [
        Use.self, Select.self, Back.self, GoBefore.self, ShowContext.self, ClearContext.self, ClearScreen.self,
        With.self,
        SetValue.self, Source.self, Help.self, ShowVersion.self, ListNames.self, Exit.self,
      ]),
  ]

  public static let all = CommandTable(sections.flatMap(\.commands))

  /// The commands of this table that help shows, under their headings; those that have none come last.
  public var shownSections: [Section] {
    let shown = commands.filter { $0.configuration.shouldDisplay }
    let known = Set(shown.map { $0.name })
    let listed = Set(Self.sections.flatMap(\.commands).map { $0.name })
    let sections = Self.sections.map { section in
      Section(title: section.title, commands: section.commands.filter { known.contains($0.name) })
    }
    let more = Section(title: "More", commands: shown.filter { !listed.contains($0.name) })
    return (sections + [more]).filter { !$0.commands.isEmpty }
  }
}

extension Command {
  /// The name by which the table knows it: `list-machines`.
  public static var name: String { _commandName }
  /// Its name and its aliases.
  public static var names: [String] { [name] + configuration.aliases }
}
