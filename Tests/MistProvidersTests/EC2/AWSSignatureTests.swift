import Crypto
import Foundation
import Testing

@testable import MistProviders

/// The signature, held to the values that AWS published: its test suite of 2015 and the examples of its reference.
struct AWSSignatureTests {
  private let signature = AWSSignature(
    accessKey: "AKIDEXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", region: "us-east-1",
    service: "service")
  private let time = "20150830T123600Z"
  private let host = [("Host", "example.amazonaws.com"), ("X-Amz-Date", "20150830T123600Z")]

  @Test func aPlainRequest() {
    let signed = signature.authorization(
      for: AWSSignature.Request(method: "GET", path: "/", headers: host, body: []), at: time)
    #expect(
      signed
        == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
        + "SignedHeaders=host;x-amz-date, "
        + "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")
  }

  @Test func aQueryInOrder() {
    let request = AWSSignature.Request(
      method: "GET", path: "/", query: [("Param2", "value2"), ("Param1", "value1")], headers: host, body: [])
    #expect(ending(request) == "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")
  }

  @Test func valuesWithBlanks() {
    let request = AWSSignature.Request(
      method: "GET", path: "", headers: host + [("My-Header1", " value1"), ("My-Header2", " \"a   b   c\"")], body: [])
    #expect(ending(request) == "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736")
  }

  @Test(arguments: [
    ("application/x-www-form-urlencoded", "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
    (
      "application/x-www-form-urlencoded; charset=utf8",
      "1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe"
    ),
  ])
  func aForm(type: String, expected: String) {
    let request = AWSSignature.Request(
      method: "POST", path: "/", headers: [("Content-Type", type)] + host, body: Array("Param1=value1".utf8))
    #expect(ending(request) == expected)
  }

  @Test func theReferencesExample() {
    var signature = signature
    signature.service = "iam"
    let request = AWSSignature.Request(
      method: "GET", path: "/", query: [("Action", "ListUsers"), ("Version", "2010-05-08")],
      headers: [
        ("content-type", "application/x-www-form-urlencoded; charset=utf-8"), ("host", "iam.amazonaws.com"),
        ("x-amz-date", time),
      ], body: [])
    #expect(
      signature.authorization(for: request, at: time)
        .hasSuffix("Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"))
    let key = signature.signingKey(date: "20150830").withUnsafeBytes { Array($0) }
    #expect(key.prefix(4) == [0xC4, 0xAF, 0xB1, 0xCC])
  }

  @Test(arguments: [
    (0.0, "19700101T000000Z"), (1_440_938_160.9, "20150830T123600Z"), (951_782_400, "20000229T000000Z"),
    (4_107_542_399, "21000228T235959Z"),
  ])
  func timesAreWrittenInTheirForm(seconds: Double, expected: String) {
    #expect(AWSSignature.time(seconds) == expected)
  }

  private func ending(_ request: AWSSignature.Request) -> String {
    String(signature.authorization(for: request, at: time).suffix(64))
  }
}
