import Foundation
import MistModel
import Testing

@testable import mist_ansible

@Suite struct ModulesTests {
  @Test func aModuleGoesByEachNameThatAnsibleHasForIt() {
    for name in ["mist_keys", "mist.cloud.mist_keys", "AnsiballZ_mist_keys"] {
      #expect(Modules.named(name) == KeysModule.self)
    }
    #expect(Modules.named("mist")?.name == "mist")
    #expect(Modules.named("mist_key") == nil && Modules.named("other.cloud.mist_keys") == nil)
  }

  @Test(arguments: Modules.all.map { $0.name })
  func allThatAModuleTakesIsDocumented(_ name: String) throws {
    let module = try #require(Modules.named(name))
    let documentation = Documentation.of(module)
    guard case .object(let options)? = documentation["DOCUMENTATION"]?["options"] else {
      return #expect(Bool(false), "no options")
    }
    for option in module.options {
      #expect(options[option.name]?["description"] == [.string(option.what)])
      #expect(option.what.hasSuffix(".") && option.choices.isEmpty != (options[option.name]?["choices"] != nil))
    }
    #expect(options.keys.contains("mist_uri") == module.usesService)
    #expect(Set(options.keys).count == options.count && module.options.count <= options.count)
    #expect(documentation["EXAMPLES"]?.string?.contains(name + ":") == true)
  }

  @Test func aTasksOwnWordsAreNotItsOptions() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "mist-arguments-\(getpid())")
    defer { try? FileManager.default.removeItem(at: file) }
    let text = """
      {"name": "k", "key": null, "_ansible_check_mode": true, "_ansible_no_log": false, "_ansible_diff": true,
       "_ansible_module_name": "mist.cloud.mist_keys"}
      """
    try Data(text.utf8).write(to: file)
    let given = try TaskArguments(file: file.path)
    #expect(given.options == ["name": "k"])
    #expect(given.isCheck && given.wantsDiff && !given.isHidden && given.moduleName == "mist.cloud.mist_keys")
    try Data("[1]".utf8).write(to: file)
    #expect(throws: MistError.self) { try TaskArguments(file: file.path) }
  }

  @Test func aLauncherStartsAProgramOfAnyName() {
    let launcher = Collection.launcher(of: "mist_keys", "/opt/o'clock $(x)/mist-ansible")
    #expect(launcher.hasPrefix("#!/bin/sh\n# WANT_JSON"))
    #expect(launcher.contains(#"program='/opt/o'\''clock $(x)/mist-ansible'"#))
    #expect(launcher.contains(#"exec "$program" mist_keys "$@""#))
  }
}
