using System.Net.Http.Headers;
using System.Text;
using FinCluster.Contracts.V1;
using FinCluster.Core.Tenants;
using FinCluster.Grpc;
using FinCluster.Grpc.Client;
using FinCluster.Testing;
using FinCluster.Wire;

namespace FinCluster.Gateway.Tests.Tenants;

/// <summary>Adds tenants to a gateway and calls it with their keys.</summary>
internal static class TenantCalls
{
    /// <summary>Adds a tenant and a key.</summary>
    public static async Task<string> AddAsync(this ITenantDirectory directory, string id, TenantLimits? limits = null)
    {
        (string key, ApiKeyRecord record) = ApiKey.Create(DateTimeOffset.UnixEpoch);
        await directory.CreateAsync(new Tenant(new TenantId(id), limits ?? TenantLimits.None, DateTimeOffset.UnixEpoch), TestTimeouts.Token);
        Assert.Equal(AddKeyStatus.Added, await directory.AddKeyAsync(new TenantId(id), record, TestTimeouts.Token));
        return key;
    }

    /// <summary>Starts a gateway with one tenant, "acme".</summary>
    public static async Task<(RunningGateway Gateway, string Key)> StartAsync(
        TenantLimits limits, Action<GatewaySetup>? change, params FinCluster.Testing.Engine.FakeInferenceEngine[] engines)
    {
        string key = "";
        RunningGateway gateway = await RunningGateway.StartAsync(
            setup =>
            {
                setup.Tenants = async tenants => key = await tenants.AddAsync("acme", limits);
                change?.Invoke(setup);
            },
            engines);
        return (gateway, key);
    }

    /// <summary>Posts a chat completion; the response is whole.</summary>
    public static Task<HttpResponseMessage> ChatAsAsync(
        this RunningGateway gateway, string? key, string moreFields = "", params (string Name, string Value)[] headers) =>
        gateway.SendAsync(key, "/v1/chat/completions", HttpCalls.Question(moreFields), headers);

    /// <summary>Posts JSON with a key.</summary>
    public static Task<HttpResponseMessage> SendAsync(
        this RunningGateway gateway, string? key, string path, string json, params (string Name, string Value)[] headers) =>
        gateway.Http.SendAsync(Request(key, path, json, headers), TestTimeouts.Token);

    /// <summary>Posts JSON with a key and returns when the first part of the response is there.</summary>
    public static Task<HttpResponseMessage> OpenAsync(this RunningGateway gateway, string? key, string path, string json) =>
        gateway.Http.SendAsync(Request(key, path, json, []), HttpCompletionOption.ResponseHeadersRead, TestTimeouts.Token);

    /// <summary>Asks over gRPC and gives the text of the answer.</summary>
    public static async Task<string> AskAsync(this RunningGateway gateway, string? key, params (string Name, string Value)[] metadata)
    {
        var headers = new GrpcMetadata();
        if (key is not null)
        {
            headers.Add("authorization", "Bearer " + key);
        }

        Array.ForEach(metadata, entry => headers.Add(entry.Name, entry.Value));
        var request = new ChatRequest { Messages = { new Message { Role = Role.User, Content = "?" } } };
        var text = new StringBuilder();
        await foreach (ChatEvent step in gateway.Grpc.ServerStreaming(
            PublicMethods.Chat, request, new GrpcCallOptions { Headers = headers }, TestTimeouts.Token))
        {
            text.Append(step.Delta?.Text);
        }

        return text.ToString();
    }

    /// <summary>Reads how many streams of "acme" are under way, and what its month has cost.</summary>
    public static async ValueTask<(int OpenStreams, long MonthTokens)> UsageAsync(this RunningGateway gateway)
    {
        TenantUsage usage = await gateway.Ledger.GetUsageAsync(new TenantId("acme"), TenantLimits.None, TestTimeouts.Token);
        return (usage.OpenStreams, usage.MonthTokens);
    }

    private static HttpRequestMessage Request(string? key, string path, string json, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        Array.ForEach(headers, header => request.Headers.Add(header.Name, header.Value));
        return request;
    }
}
