extension Routes {
  /// What every route tells of itself, in the order of the document. A new `XRoutes` is one line here.
  static let operations = [
    OperationGroup(noun: "Accounts", operations: LoginRoutes.operations + AccountsRoutes.operations),
    OperationGroup(noun: "Backends", operations: BackendsRoutes.operations + OffersRoutes.operations),
    OperationGroup(noun: "Keys", operations: KeysRoutes.operations + AssociationsRoutes.operations),
    OperationGroup(
      noun: "Machines",
      operations: MachinesRoutes.operations + ProbeRoutes.operations + LoginsRoutes.operations
        + HostKeysRoutes.operations + RunRoutes.operations),
    OperationGroup(noun: "Scripts and jobs", operations: ScriptsRoutes.operations + JobsRoutes.operations),
    OperationGroup(noun: "The service", operations: OpenAPIRoutes.operations),
  ]
}
