using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace FinCluster.Grpc.Server;

/// <summary>Maps gRPC services to endpoints.</summary>
public static class GrpcEndpointRouteBuilderExtensions
{
    /// <summary>Maps every method of a service.</summary>
    /// <param name="routes">The host's endpoints; <c>AddGrpcServer</c> has been called on its services.</param>
    /// <param name="service">Generated descriptor of the service.</param>
    /// <param name="configure">Names a handler for each method of the descriptor, exactly once.</param>
    /// <returns>The service's endpoints, for conventions such as authorization.</returns>
    /// <exception cref="ArgumentException">A handler does not fit its method's name, kind or types, or names it twice.</exception>
    /// <exception cref="InvalidOperationException">A method is left without a handler.</exception>
    public static IEndpointConventionBuilder MapGrpc(
        this IEndpointRouteBuilder routes, ServiceDescriptor service, Action<GrpcServiceBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(configure);

        // An empty prefix: the group is there to hold the conventions, the paths are whole already.
        RouteGroupBuilder group = routes.MapGroup(string.Empty);
        var builder = new GrpcServiceBuilder(group, service, routes.RequireGrpc<GrpcCallHandler>());
        configure(builder);
        builder.ThrowIfIncomplete();
        routes.RequireGrpc<GrpcServiceRegistry>().Add(service);
        return group;
    }

    /// <summary>
    /// Answers calls to methods that no service has with UNIMPLEMENTED. It matches gRPC requests only, so a host can have a
    /// fallback of its own for everything else.
    /// </summary>
    public static IEndpointConventionBuilder MapGrpcUnknownMethods(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        GrpcCallHandler calls = routes.RequireGrpc<GrpcCallHandler>();
        RoutePattern any = RoutePatternFactory.Parse("{**path}", defaults: null, new { path = new GrpcRequestConstraint() });
        return routes.Map(any, calls.RejectUnknownAsync)
            .WithMetadata(new HttpMethodMetadata([HttpMethods.Post])) // or no path of the host could be 405 for another method
            .WithDisplayName("gRPC unknown method")
            .WithOrder(int.MaxValue - 1);
    }

    internal static T RequireGrpc<T>(this IEndpointRouteBuilder routes)
        where T : class =>
        routes.ServiceProvider.GetService<T>() ?? throw new InvalidOperationException("Call services.AddGrpcServer() before mapping gRPC.");

    private sealed class GrpcRequestConstraint : IRouteConstraint
    {
        public bool Match(
            HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            httpContext is not null && GrpcRequests.IsGrpc(httpContext.Request);
    }
}
