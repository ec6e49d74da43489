import MistCommands
import MistModel

extension ExpectationReader {
  /// What the arguments of a command can go on with.
  func expectation(
    of command: any Command.Type, _ given: GivenArguments, typed: CursorLine.Word, replacing replaced: Range<Int>
  ) -> Expectation {
    let text = typed.text
    if given.open == nil, !given.isBehindDashes, text.hasPrefix("-") {
      guard text.hasPrefix("--"), let split = text.firstIndex(of: "=") else {
        return Expectation([.offers(optionOffers(given, typed: text), typed: spelled(text))], replacing: replaced)
      }
      let name = text[text.index(text.startIndex, offsetBy: 2)..<split]
      guard let option = given.declared.option(spelled: String(name)), option.takesValue else {
        return Expectation(replacing: replaced)
      }
      let value = String(text[text.index(after: split)...])
      var expected = expectation(of: option, command, given, typed: value, replacing: replaced)
      expected.front = "--\(name)=" + expected.front
      expected.isFile = false
      return expected
    }
    if let option = given.open {
      var expected = expectation(of: option, command, given, typed: text, replacing: replaced)
      expected.dashCare = .leftOut
      return expected
    }
    return expectation(ofPositionalOf: command, given, typed: text, replacing: replaced)
  }

  private func expectation(
    ofPositionalOf command: any Command.Type, _ given: GivenArguments, typed: String, replacing replaced: Range<Int>
  ) -> Expectation {
    let options = given.isBehindDashes || !typed.isEmpty ? [] : optionOffers(given, typed: "--")
    guard let argument = given.positionalLeft else {
      return Expectation(typed.isEmpty ? [.offers(options, typed: "")] : [], replacing: replaced)
    }
    var expected = expectation(of: argument, command, given, typed: typed, replacing: replaced)
    if let slots = slots(byWordsBefore: given.positionals, of: command, typed: typed) { expected.slots = slots }
    expected.options = options
    if expected.slots.isEmpty {
      if typed.isEmpty { expected.slots = [.offers(options, typed: "")] }
    } else {
      expected.dashCare = given.isBehindDashes ? .none : .behindDashes
    }
    return expected
  }

  /// Arguments that are plain words, because what they are depends on the word before.
  private func slots(
    byWordsBefore words: [String], of command: any Command.Type, typed: String
  ) -> [Expectation.Slot]? {
    switch (command._commandName, words.count) {
    case ("use", 1) where words[0] == "account", ("select", 1) where words[0] == "account":
      accountSlots(place.accounts, typed: typed)
    // The embedded service has no session to forget.
    case ("logout", 0): accountSlots(place.accounts.filter { $0.name != ServiceAccount.local }, typed: typed)
    case ("use", 1), ("select", 1): nameSlots(ofKind: words[0], typed: typed)
    case ("set", 0): [.offers(Setting.allCases.map { Offer($0.rawValue, $0.meaning) }, typed: typed)]
    case ("set", 1): [.offers((Setting(rawValue: words[0])?.choices ?? []).map { Offer($0) }, typed: typed)]
    case ("wait", 0), ("cancel", 0), ("follow", 0): nameSlots(NameQuery(slot: NameSlot(.jobs), typed: typed))
    case ("unalias", 0): [.offers(ownCommandOffers(), typed: typed)]
    case ("help", 0):
      [.offers(HelpTopic.names.map { Offer($0.name, $0.title) }, typed: typed)]
        + expectation(after: [], typed: typed).slots
    case ("help", _): expectation(after: words.map { .init(text: $0) }, typed: typed).slots
    default: nil
    }
  }

  /// `help li` goes on as the line would whose command it tells of; what comes behind the name is none of its words.
  private func expectation(after words: [CursorLine.Word], typed: String) -> Expectation {
    guard words.isEmpty || (try? index.match(words.map { GivenWord($0.text) })) == nil else {
      return Expectation(replacing: 0..<0)
    }
    return expectation(after: words, typed: .init(text: typed), replacing: 0..<0)
  }

  private func accountSlots(_ accounts: [(name: String, service: String)], typed: String) -> [Expectation.Slot] {
    [.offers(accounts.map { Offer($0.name, $0.service) }, typed: typed)]
  }

  func nameSlots(ofKind kind: String, typed: String) -> [Expectation.Slot] {
    let kinds: [String: NameKind] = ["backend": .backends, "machine": .machines, "key": .keys, "tag": .tags]
    guard let kind = kinds[kind] else { return [] }
    return nameSlots(NameQuery(slot: NameSlot(kind), typed: typed, home: place.context.backend?.id))
  }

  // MARK: Options

  private func optionOffers(_ given: GivenArguments, typed: String) -> [Offer] {
    func offers(_ names: (CommandArguments.Argument) -> [String]) -> [Offer] {
      given.optionsLeft.flatMap { option in
        // `--yes` gives a confirmation: nobody gets it by a search.
        names(option).map { Offer("--" + $0, option.help, isByBeginning: $0 == "yes") }
      }
    }
    // What another provider wants to know is no part of this line.
    let own = given.value(of: ["provider"]).flatMap { ProviderForm.options(of: $0) }
    let preferred = offers { Array($0.names.prefix(1)) }
      .filter { offer in
        own.map { $0.contains(offer.value) || !ProviderForm.optionsOfAll.contains(offer.value) } ?? true
      }
    // Other spellings are known, but offered only to who types one of them.
    return preferred.contains { $0.value.hasPrefix(spelled(typed)) } ? preferred : offers(\.names)
  }

  private func spelled(_ typed: String) -> String { typed.replacing("_", with: "-") }

  // MARK: Values

  private func expectation(
    of argument: CommandArguments.Argument, _ command: any Command.Type, _ given: GivenArguments, typed: String,
    replacing replaced: Range<Int>
  ) -> Expectation {
    var expected = Expectation(replacing: replaced)
    expected.argument = (argument.valueName, argument.help)
    switch argument.source {
    case .anything: break
    case .list(let values): expected.slots = [.offers(values.map { Offer($0) }, typed: typed)]
    case .files:
      expected.slots = [files(typed)]
      expected.isFile = true
    case .secret: expectSecret(&expected, typed)
    case .names(let slot):
      var query = NameQuery(slot: slot, typed: typed, home: place.context.backend?.id)
      query.only = backend(given.value(of: ["backend", "backend-id", "backend-name"]))
      query.needed = Self.marks(neededBy: command, of: slot.kind)
      query.provider = given.value(of: ["provider"])
      if slot.kind == .metrics { query.machine = machine(of: given) }
      expected.slots = nameSlots(query)
    }
    return expected
  }

  /// A name by which nothing can be done now is not offered.
  private static func marks(neededBy command: any Command.Type, of kind: NameKind) -> NameMarks {
    switch (kind, command._commandName) {
    case (.machines, "start"): .canStart
    case (.machines, "stop"): .canStop
    case (.machines, "reboot"): .canReboot
    case (.machines, "destroy"): .canDestroy
    case (.machines, "tag"): .canTag
    case (.machines, "untag"): .hasTags
    case (.machines, "ssh"): .hasKey
    case (.backends, "disable-backend"): .isEnabled
    default: []
    }
  }

  private func nameSlots(_ query: NameQuery) -> [Expectation.Slot] {
    var query = query
    switch query.slot.kind {
    case .jobs:
      return [.offers(place.jobs.map { Offer($0.number, $0.line) }, typed: query.typed)]
    case .images, .sizes, .locations, .networks:
      // Those of another backend are of no use here.
      query.only = query.only ?? query.home
    case .machines where !query.slot.wantsIDs && query.only == nil && !query.typed.isEmpty:
      let enabled = backends.filter(\.isEnabled)
      guard enabled.count > 1 else { break }
      // Once it is typed whole, what stands behind it is looked for.
      let fronts = enabled.filter { $0.title.count >= query.typed.count }.map { backend in
        Offer(backend.title + "/", "the machines of \(backend.title)", endsWord: false, isByBeginning: true)
      }
      return [.names(query), .offers(fronts, typed: query.typed)]
    default: break
    }
    return [.names(query)]
  }

  /// The machine whose metrics are looked for: that of the line, else that of the context.
  private func machine(of given: GivenArguments) -> String? {
    if let named = given.value(of: ["machine", "machine-name"]) ?? given.positionals.first { return named }
    return place.context.machine.map { "\($0.backendTitle)/\($0.name)" }
  }

  private func backend(_ text: String?) -> BackendID? {
    guard let text else { return nil }
    let exact = backends.first { $0.id.rawValue == text || $0.title == text }
    let beginning = folded(text)
    return (exact ?? backends.first { folded($0.title).starts(with: beginning) })?.id
  }

  private func expectSecret(_ expected: inout Expectation, _ typed: String) {
    for form in SecretText.forms where form.hasSuffix(":") && typed.hasPrefix(form) {
      let rest = String(typed.dropFirst(form.count))
      expected.front = form
      expected.slots =
        form == "@file:"
        ? [files(rest)] : [.offers(world.environment.keys.sorted().map { Offer($0) }, typed: rest)]
      return
    }
    let texts = ["@prompt": "Typed without echo.", "@file:": "The text of a file.", "@env:": "A variable's value."]
    expected.slots = [
      .offers(SecretText.forms.map { Offer($0, texts[$0] ?? "", endsWord: !$0.hasSuffix(":")) }, typed: typed)
    ]
  }

  func files(_ typed: String) -> Expectation.Slot {
    if typed == "~" { return .offers([Offer("~/", "the home folder", endsWord: false)], typed: typed) }
    let end = typed.lastIndex(of: "/").map { typed.index(after: $0) } ?? typed.startIndex
    let folder = String(typed[..<end])
    let name = String(typed[end...])
    let path = folder.hasPrefix("~/") ? world.homeFolder + folder.dropFirst() : folder.isEmpty ? "." : folder
    let names = world.namesInFolder(path).filter { name.hasPrefix(".") || !$0.hasPrefix(".") }
    let offers = names.sorted(by: naturallyPrecedes).map { entry in
      // A file called `-x` would be read as an option.
      let front = folder.isEmpty && entry.hasPrefix("-") ? "./" : folder
      return Offer(front + entry, label: entry, endsWord: !entry.hasSuffix("/"))
    }
    return .offers(offers, typed: name)
  }
}
