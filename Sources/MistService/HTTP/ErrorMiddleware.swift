import Hummingbird
import MistModel
import MistWire

/// Turns whatever a route throws into an answer: JSON for our own client, a status with a short plain text for all
/// others, as the original gave it.
struct ErrorMiddleware: RouterMiddleware {
  let era: Era

  func handle(
    _ request: Request, context: ServiceContext, next: (Request, ServiceContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch {
      return try answer(to: request, context: context, error: mistError(behind: error, context: context))
    }
  }

  private func mistError(behind error: any Error, context: ServiceContext) -> MistError {
    switch error {
    case let error as MistError:
      return error
    case let error as HTTPError where error.status == .notFound:
      return MistError(.notFound, "no such route")
    case let error as HTTPError:
      return MistError(httpStatus: error.status.code, text: error.body ?? "", place: "the service")
    case is CancellationError:
      return MistError(.interrupted, "interrupted")
    default:
      // The text of a foreign error may hold anything, secrets included: it goes to the log of this machine alone.
      context.logger.error("\(type(of: error)): \(error)")
      return MistError(.failed, "the service failed in a way nobody foresaw")
    }
  }

  private func answer(to request: Request, context: ServiceContext, error: MistError) throws -> Response {
    let status = HTTPResponse.Status(code: error.httpStatus)
    guard !request.isOfOurClient else {
      return try .json(ErrorBody(error), status: status)
    }
    let concernsMachine = context.parameters.get("machine") != nil
    return .text(error.plainText(in: era, concernsMachine: concernsMachine), status: status)
  }
}
