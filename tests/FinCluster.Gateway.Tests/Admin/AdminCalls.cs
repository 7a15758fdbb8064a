using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FinCluster.Gateway.Admin;
using FinCluster.Grpc;
using FinCluster.Grpc.Client;
using FinCluster.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Tests.Admin;

/// <summary>Calls a gateway as administrators do.</summary>
internal static class AdminCalls
{
    /// <summary>A good administrator key.</summary>
    public const string Key = "a-long-administrator-key-of-the-tests-0123456789";

    /// <summary>Gives the gateway an administrator key.</summary>
    public static void WithKey(GatewaySetup setup) => setup.Gateway.AdminKey = AdminKey.Parse(Key);

    /// <summary>Lets every call seem to come from another machine.</summary>
    public static void FromAnotherMachine(GatewaySetup setup) => setup.Services += services =>
        services.AddSingleton<IStartupFilter>(new OtherMachine(IPAddress.Parse("192.0.2.7")));

    /// <summary>Sends a request; the response is whole.</summary>
    public static Task<HttpResponseMessage> SendAsync(
        this RunningGateway gateway, HttpMethod method, string path, string? key, string? json = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path)
        {
            Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"),
        };
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        Array.ForEach(headers, header => request.Headers.TryAddWithoutValidation(header.Name, header.Value));
        return gateway.Http.SendAsync(request, TestTimeouts.Token);
    }

    /// <summary>Makes the settings of gRPC calls with a key, or without one.</summary>
    public static GrpcCallOptions Call(string? key, params (string Name, string Value)[] metadata)
    {
        var headers = new GrpcMetadata();
        if (key is not null)
        {
            headers.Add("authorization", "Bearer " + key);
        }

        Array.ForEach(metadata, entry => headers.Add(entry.Name, entry.Value));
        return new GrpcCallOptions { Headers = headers };
    }

    private sealed class OtherMachine(IPAddress address) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(following => http =>
            {
                http.Connection.RemoteIpAddress = address;
                return following(http);
            });
            next(app);
        };
    }
}
