import MistModel

/// The values of a time as one line of blocks: as high as they are, a dot where nothing was measured.
public func spark(
  of points: [Series.Point], unit: String, over span: GraphSpan, width: Int, glyphs: GraphGlyphs
) -> String {
  let buckets = buckets(of: points, over: span, count: width)
  let scale = GraphScale(of: buckets.compactMap { $0?.mean }, unit: unit)
  return String(
    buckets.map { bucket in
      guard let bucket else { return glyphs.gap }
      return glyphs.cell(scale.share(bucket.mean))
    })
}
