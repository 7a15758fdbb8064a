using FinCluster.Contracts.V1;
using FinCluster.Core.Sessions;
using FinCluster.Gateway.Hosting;
using FinCluster.Gateway.Sessions;
using FinCluster.Grpc.Server;
using FinCluster.Wire;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Routing;

namespace FinCluster.Gateway.Rpc;

/// <summary>Serves fincluster.v1.Sessions.</summary>
internal sealed class SessionsService(SessionService sessions)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGrpc(SessionsReflection.Descriptor.Services[0], service => service
        .Unary<CreateSessionRequest, Session>("CreateSession", CreateAsync)
        .Unary<GetSessionRequest, Session>("GetSession", GetAsync)
        .Unary<ListSessionsRequest, ListSessionsResponse>("ListSessions", ListAsync)
        .Unary<DeleteSessionRequest, DeleteSessionResponse>("DeleteSession", DeleteAsync));

    private async Task<Session> CreateAsync(CreateSessionRequest request, GrpcCall call) => ToProto(await sessions.CreateAsync(
        Caller.Tenant(call.HttpContext), request.Model, GenerationWire.ToCore(request.Messages), call.CancellationToken));

    private async Task<Session> GetAsync(GetSessionRequest request, GrpcCall call)
    {
        SessionRecord record = await sessions.GetAsync(
            Caller.Tenant(call.HttpContext), SessionService.ParseId(request.Id), call.CancellationToken);
        Session session = ToProto(record.Summary);
        session.Messages.AddRange(record.Messages.Select(GenerationWire.ToProto));
        return session;
    }

    private async Task<ListSessionsResponse> ListAsync(ListSessionsRequest request, GrpcCall call)
    {
        SessionPage page = await sessions.ListAsync(
            Caller.Tenant(call.HttpContext),
            request.PageSize == 0 ? SessionService.DefaultPageSize : request.PageSize,
            request.PageToken,
            call.CancellationToken);
        var response = new ListSessionsResponse { NextPageToken = page.Next ?? "" };
        response.Sessions.AddRange(page.Sessions.Select(ToProto));
        return response;
    }

    private async Task<DeleteSessionResponse> DeleteAsync(DeleteSessionRequest request, GrpcCall call)
    {
        await sessions.DeleteAsync(Caller.Tenant(call.HttpContext), SessionService.ParseId(request.Id), call.CancellationToken);
        return new DeleteSessionResponse();
    }

    private static Session ToProto(SessionSummary session) => new()
    {
        Id = session.Id.Value,
        Version = session.Version,
        Model = session.Model ?? "",
        MessageCount = session.MessageCount,
        CreatedAt = session.CreatedAt.ToTimestamp(),
        UpdatedAt = session.UpdatedAt.ToTimestamp(),
    };
}
