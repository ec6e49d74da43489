import Testing

@testable import MistProviders

/// The reader of XML answers, on good ones and on hostile ones.
struct XMLDocumentTests {
  private func root(_ text: String) throws -> XMLElement { try XMLDocument(Array(text.utf8)).root }

  @Test func elementsAreFoundByLocalNames() throws {
    let root = try root(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <!-- an answer -->
      <a:List xmlns:a='urn:x' note="a > b / c">
        <a:set><item><id>1</id></item><item><id>2</id><empty/></item></a:set>
        <total >2</total >
      </a:List>
      """)
    #expect(root.name == "List")
    #expect(root.items("set").map { $0.text("id") } == ["1", "2"])
    #expect(root.text("total") == "2")
    #expect(root["set"]?.text == "")
    #expect(root.first("empty")?.text == "")
    #expect(root.text("empty") == nil && root["nothing"] == nil && root.items("nothing").isEmpty)
  }

  @Test func attributesAreReadByTheirWholeNames() throws {
    let root = try root(#"<a:b xsi:type = 'x="1"' type="y &amp; &#10;" empty=""><c type='z'/></a:b>"#)
    #expect(root.attribute("type") == "y & \n" && root.attribute("xsi:type") == #"x="1""#)
    #expect(root.attribute("empty") == "" && root.attribute("b") == nil && root.attribute("") == nil)
    #expect(root["c"]?.attribute("type") == "z" && root["c"]?.attribute("empty") == nil)
  }

  @Test(arguments: [
    ("&lt;b&gt; &amp;amp; &quot;&apos;", "<b> &amp; \"'"), ("&#65;&#x42;&#x1F648;", "AB🙈"),
    ("<![CDATA[<b> & ]]]]>&gt;", "<b> & ]]>"), ("a<!-- <x> -->b<?y z?>c", "abc"), ("&unknown; &", "&unknown; &"),
    ("&#0;&#xD800;&#x110000;", "&#0;&#xD800;&#x110000;"), (" kept \n as is ", " kept \n as is "), ("ü", "ü"),
  ])
  func textIsWrittenOut(content: String, text: String) throws {
    #expect(try root("<a>\(content)</a>").text == text)
  }

  @Test(arguments: [
    "", "   ", "text", "<a>", "<a><b></a></b>", "<a></a><b/>", "<a/>text", "</a>", "<a", "<a b>", "<a b=c/>",
    "<a b='/>",
    "<a><![CDATA[x]</a>", "<a><!-- x</a>", "<>", "< a/>", "<a>x</a", "{\"a\": 1}", "<html>Welcome to the hotel",
    "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "<a><!DOCTYPE a></a>", "<p:a></q:a>",
  ])
  func whatIsNoDocumentIsRefused(text: String) {
    #expect(throws: XMLDocument.Malformed.self) { try root(text) }
  }

  @Test func depthHasAnEnd() throws {
    let fits = XMLDocument.mostDepth
    _ = try root(String(repeating: "<a>", count: fits) + String(repeating: "</a>", count: fits))
    #expect(throws: XMLDocument.Malformed.self) { try root(String(repeating: "<a>", count: 1_000_000)) }
  }

  /// Whatever is cut off, or swapped for another byte, is read or refused, and nothing else happens.
  @Test func anyDamageIsSurvived() throws {
    let whole = Array("<a x='1'><b>t&amp;<![CDATA[<]]></b><!--c--><d/><?e f?></a>".utf8)
    for end in whole.indices { #expect(throws: XMLDocument.Malformed.self) { try XMLDocument(Array(whole[..<end])) } }
    for position in whole.indices {
      for byte in UInt8.min...UInt8.max {
        var damaged = whole
        damaged[position] = byte
        guard let document = try? XMLDocument(damaged) else { continue }
        _ = document.root.first("b")?.text
        _ = document.root.children.map(\.name)
      }
    }
  }

  @Test func manyElementsAreQuicklyRead() throws {
    let text = "<a>" + String(repeating: "<item><id>1</id></item>", count: 20_000) + "</a>"
    #expect(try root(text).children.reduce(0) { sum, item in sum + (item.text("id") == "1" ? 1 : 0) } == 20_000)
  }
}
