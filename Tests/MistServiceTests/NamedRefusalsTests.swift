import MistModel
import MistWire
import Testing

@testable import MistService

/// What a provider does not know is named, with the line that shows what there is.
struct NamedRefusalsTests {
  private let cloud = StandInCloud()
  private let test: TestService
  private let backend: BackendID

  init() async throws {
    test = try TestService(cloud: cloud)
    let new = try NewBackend(["title": "My cloud", "provider": "docker", "docker_host": "127.0.0.1"])
    backend = try await test.service.services.backends.add(new, by: .owner).0.backendID
    cloud.put(Machine(id: "v-7", backend: backend, name: "db1", state: .running))
  }

  private func refuse(_ code: MistError.Code, _ summary: String, hint: String? = nil) {
    cloud.makeSlow(.zero, trouble: MistError(code, summary, hint: hint))
  }

  private func destroy() async -> MistError? {
    let caller = Caller.owner
    let reference = MachineReference(backend: backend, machine: "v-7")
    return await #expect(throws: MistError.self) {
      try await test.service.services.machines.perform(.destroy, on: reference, size: nil, newName: nil, by: caller)
    }
  }

  private func create() async -> MistError? {
    let order: [String: JSONValue] = [
      "name": "web", "image": "debian-cloud/family/debian-99", "size": "219", "location": "86945",
    ]
    return await #expect(throws: MistError.self) {
      _ = try await test.service.services.creation.create(try NewMachine(order), in: backend, by: .owner)
    }
  }

  @Test func aMachineThatIsNotThereIsNamed() async {
    refuse(.notFound, "My cloud: https://api.example.org does not know it")
    let error = await destroy()
    #expect(error?.summary == "machine db1 (v-7): My cloud: https://api.example.org does not know it")
    #expect(error?.hint == "list-machines --backend 'My cloud' shows what is there")
    #expect(error?.code == .notFound)
    refuse(.notFound, "no machine 'v-7' in My cloud", hint: "as told")
    #expect(await destroy()?.description == "no machine 'v-7' in My cloud\n  as told")
    refuse(.failed, "My cloud: it is locked")
    #expect(await destroy()?.summary == "My cloud: it is locked")
  }

  @Test func whatAMachineWasToBeMadeOfIsNamed() async {
    refuse(.notFound, "My cloud: https://api.example.org does not know it")
    let error = await create()
    #expect(
      error?.summary == "My cloud: https://api.example.org does not know it "
        + "(asked for: image debian-cloud/family/debian-99, size 219, location 86945)")
    #expect(
      error?.hint == "what there is: list-images --backend 'My cloud' --search debian, "
        + "list-sizes --backend 'My cloud', list-locations --backend 'My cloud'")
    // Its own words tell which of them it is.
    refuse(.invalid, "My cloud: https://api.example.org refuses the request (status 422): no size 219 here")
    let told = await create()
    #expect(told?.summary.hasSuffix("no size 219 here") == true)
    #expect(told?.hint == "what there is: list-sizes --backend 'My cloud'")
    refuse(.invalid, "My cloud: a name is 1 to 64 letters", hint: "take a shorter one")
    #expect(await create()?.hint == "take a shorter one")
  }
}
