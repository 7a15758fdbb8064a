using FinCluster.Contracts.V1;
using FinCluster.Core.Errors;
using FinCluster.Gateway.Hosting;
using FinCluster.Grpc.Server;
using Microsoft.AspNetCore.Routing;

namespace FinCluster.Gateway.Compliance.Reviews;

/// <summary>Serves fincluster.v1.Feedback.</summary>
internal sealed class FeedbackRpc(FeedbackService feedback)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGrpc(
        FeedbackReflection.Descriptor.Services[0], service => service.Unary<GiveFeedbackRequest, GiveFeedbackResponse>("Give", GiveAsync));

    private async Task<GiveFeedbackResponse> GiveAsync(GiveFeedbackRequest request, GrpcCall call)
    {
        var given = new GivenFeedback(
            request.RequestId,
            request.Rating switch
            {
                Rating.Up => true,
                Rating.Down => false,
                _ => throw RequestException.Invalid("rating", "rating must be RATING_UP or RATING_DOWN"),
            })
        {
            Comment = TextOrNull(request.Comment),
            Correction = TextOrNull(request.Correction),
            Question = TextOrNull(request.Question),
            Answer = TextOrNull(request.Answer),
            User = TextOrNull(request.User),
        };
        return new GiveFeedbackResponse { Id = await feedback.GiveAsync(Caller.Tenant(call.HttpContext), given, call.CancellationToken) };
    }

    private static string? TextOrNull(string text) => text.Length == 0 ? null : text;
}
