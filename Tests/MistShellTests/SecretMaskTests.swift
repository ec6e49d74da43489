import MistModel
import MistWire
import Testing

@Suite struct SecretMaskTests {
  private let key = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz\naC1rZXk=\n-----END OPENSSH PRIVATE KEY-----\n"

  private func masked(_ json: String) throws -> String {
    var mask = SecretMask()
    let body = try #require(RecordedBody(Array(json.utf8), masking: &mask))
    return String(decoding: body.bytes, as: UTF8.self)
  }

  @Test(arguments: [
    "password", "auth_password", "api_key", "api_secret", "apikey", "token", "mist_api_token", "priv", "passphrase",
    "private_key", "certificate", "key_file", "cert_file", "Authorization", "Set-Cookie",
  ])
  func secretsAreKnownByTheirNames(name: String) throws {
    #expect(try masked(#"{"\#(name)":"hunter22"}"#) == #"{"\#(name)":"•••"}"#)
    #expect(try masked(#"{"a":[{"\#(name)":[5,"x"]}]}"#) == #"{"a":[{"\#(name)":["•••","•••"]}]}"#)
  }

  @Test(arguments: ["name", "id", "key", "machine_key", "private_ips", "username", "public_key", "state"])
  func otherNamesAreLeftAlone(name: String) throws {
    #expect(try masked(#"{"\#(name)":"hunter22"}"#) == #"{"\#(name)":"hunter22"}"#)
  }

  @Test func privateKeysAreMaskedAnywhere() {
    let mask = SecretMask()
    #expect(mask.masked("a\n\(key)b\n\(key)c") == "a\n•••\nb\n•••\nc")
    #expect(mask.masked("x -----BEGIN RSA PRIVATE KEY-----\\nAAAA") == "x •••")
    #expect(mask.masked("list:\nAAAA\nBBBB=\n-----END PRIVATE KEY-----\nend") == "list:•••\nend")
    #expect(mask.masked("-----BEGIN PUBLIC KEY-----\nAA\n-----END PUBLIC KEY-----").contains("AA"))
    #expect(mask.masked("PRIVATE KEY-----") == "•••")
  }

  @Test func whatIsSecretOnceIsSecretEverywhere() throws {
    var mask = SecretMask()
    _ = mask.masked(["password": "correct horse", "pin": "1234", "token": "123"])
    #expect(mask.masked("it is 'correct horse' 123 1234") == "it is '•••' 123 1234")
    let once = mask.masked(["password": "•••", "note": "correct horse"])
    #expect(once == ["password": "•••", "note": "•••"])
    #expect(mask.masked(once) == once)
    mask.learn("two\nlines \"quoted\"\n")
    #expect(mask.masked(#"{"note":"two\nlines \"quoted\""}"#) == #"{"note":"•••"}"#)
  }

  @Test func whatACommandPrintedIsLookedInto() throws {
    let text = try WireJSON.bytes(
      RunEventBody(.wrote(.init(backend: "b", machine: "m"), .output, Array("key:\n\(key)".utf8))))
    var mask = SecretMask()
    let body = try #require(RecordedBody(text, masking: &mask))
    guard case .wrote(_, _, let bytes) = try WireJSON.value(RunEventBody.self, from: body.bytes).runEvent else {
      Issue.record("no output")
      return
    }
    #expect(String(decoding: bytes, as: UTF8.self) == "key:\n•••\n")
  }

  @Test(arguments: ["{\"a\":[1,2.5,null,true]}", "null", "plain text", "5", "\u{0}", ""])
  func bodiesComeBack(text: String) throws {
    var mask = SecretMask()
    let body = RecordedBody(Array(text.utf8), masking: &mask)
    #expect(String(decoding: body?.bytes ?? [], as: UTF8.self) == text)
    let read = try WireJSON.value(RecordedBody?.self, from: try WireJSON.bytes(body))
    #expect(read == body)
  }

  @Test func bytesThatAreNoTextComeBack() throws {
    var mask = SecretMask()
    #expect(RecordedBody([0xFF, 0, 1], masking: &mask)?.bytes == [0xFF, 0, 1])
  }
}
