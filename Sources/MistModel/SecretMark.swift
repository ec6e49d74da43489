/// Stands in the place of a secret wherever a line, a message or a recording is shown or kept.
public let secretMark = "•••"
