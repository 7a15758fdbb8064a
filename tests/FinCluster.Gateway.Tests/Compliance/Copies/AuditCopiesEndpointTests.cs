using System.Net;
using System.Net.Http.Headers;
using FinCluster.Core.Audit;
using FinCluster.Core.Errors;
using FinCluster.Gateway.Compliance.Copies;
using FinCluster.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FinCluster.Gateway.Tests.Compliance.Copies;

/// <summary>/audit/v1/files, with copies that keep what they are given in memory.</summary>
public sealed class AuditCopiesEndpointTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private const string Other = "fedcba9876543210fedcba9876543210";
    private const string Files = "/audit/v1/files";
    private const string Segment = Files + "/gw-0123abcd/00000001.seg";

    [Fact]
    public async Task Put_ThenList_IsTheCallersOwn()
    {
        var copies = new MemoryCopies();
        await using RunningGateway gateway = await StartAsync(copies);

        using HttpResponseMessage added = await SendAsync(gateway, HttpMethod.Put, Segment, Key, [1, 2, 3], 7);
        using HttpResponseMessage listed = await SendAsync(gateway, HttpMethod.Get, Files, Key);
        using HttpResponseMessage others = await SendAsync(gateway, HttpMethod.Get, Files, Other);

        Assert.Equal(HttpStatusCode.OK, added.StatusCode);
        Assert.Equal(("branch-1", "gw-0123abcd/00000001.seg", 7L, "010203"), Assert.Single(copies.Parts));
        Assert.Equal("""{"object":"list","data":[{"path":"gw-0123abcd/00000001.seg","bytes":10}]}""", await listed.Content.ReadAsStringAsync(TestTimeouts.Token));
        Assert.Equal("""{"object":"list","data":[]}""", await others.Content.ReadAsStringAsync(TestTimeouts.Token));
        string metrics = await (await gateway.GetAsync("/metrics")).TextAsync();
        Assert.Contains("fincluster_gateway_audit_copy_received_bytes_total{site=\"branch-1\"} 3", metrics, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", Files)]
    [InlineData("PUT", Segment)]
    [InlineData("GET", "/AUDIT/v1/files")]
    [InlineData("GET", "/audit/nosuch")]
    public async Task Call_WithoutASitesKey_IsRefused(string method, string path)
    {
        var copies = new MemoryCopies();
        await using RunningGateway gateway = await StartAsync(copies);

        foreach (string? key in (string?[])[null, "", Key + "0", "fk_0123456789abcdef0123456789abcdef"])
        {
            using HttpResponseMessage refused = await SendAsync(gateway, new HttpMethod(method), path, key, [1]);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        Assert.Empty(copies.Parts);
    }

    [Fact]
    public async Task SitesKey_IsNoAdministratorsAndNoTenants()
    {
        await using RunningGateway gateway = await StartAsync(new MemoryCopies(), setup => setup.Gateway.AdminKey = Gateway.Admin.AdminKey.Parse(Other + Other));

        using HttpResponseMessage refused = await SendAsync(gateway, HttpMethod.Get, "/admin/v1/tenants", Key);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Put_WhatTheCopyRefuses_IsAnErrorAndCounted()
    {
        await using RunningGateway gateway = await StartAsync(new MemoryCopies { Refuses = true });

        using HttpResponseMessage refused = await SendAsync(gateway, HttpMethod.Put, Segment, Key, [1]);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("audit_copy_refused", await refused.Content.ReadAsStringAsync(TestTimeouts.Token), StringComparison.Ordinal);
        string metrics = await (await gateway.GetAsync("/metrics")).TextAsync();
        Assert.Contains("fincluster_gateway_audit_copy_refused_total{site=\"branch-1\"} 1", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_TooLarge_IsRefusedBeforeItIsKept()
    {
        var copies = new MemoryCopies();
        await using RunningGateway gateway = await StartAsync(copies, setup => setup.Gateway.MaxRequestBytes = 1024);

        using HttpResponseMessage refused = await SendAsync(gateway, HttpMethod.Put, Segment, Key, new byte[1025]);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.Empty(copies.Parts);
    }

    [Fact]
    public async Task Call_NoCopiesAreKept_SaysSo()
    {
        await using RunningGateway gateway = await StartAsync(null);

        using HttpResponseMessage refused = await SendAsync(gateway, HttpMethod.Get, Files, Key);

        Assert.Contains("--audit-copies", await refused.Content.ReadAsStringAsync(TestTimeouts.Token), StringComparison.Ordinal);
    }

    private static Task<RunningGateway> StartAsync(MemoryCopies? copies, Action<GatewaySetup>? change = null) => RunningGateway.StartAsync(setup =>
    {
        setup.Gateway.SiteKeys = SiteKeys.Parse($"branch-1 {Key}\nbranch-2 {Other}");
        setup.Services = services => _ = copies is null ? services : services.AddSingleton<IAuditCopies>(copies);
        change?.Invoke(setup);
    });

    private static async Task<HttpResponseMessage> SendAsync(
        RunningGateway gateway, HttpMethod method, string path, string? key, byte[]? content = null, long offset = 0)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        if (content is not null)
        {
            request.Content = new ByteArrayContent(content);
            request.Content.Headers.ContentRange = new ContentRangeHeaderValue(offset, offset + content.Length - 1);
        }

        return await gateway.Http.SendAsync(request, TestTimeouts.Token);
    }

    private sealed class MemoryCopies : IAuditCopies
    {
        public List<(string Site, string Path, long Offset, string Content)> Parts { get; } = [];

        public bool Refuses { get; init; }

        public Task<IReadOnlyList<AuditCopyFile>> ListAsync(string site, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<AuditCopyFile>>(
            [.. Parts.Where(part => part.Site == site).Select(part => new AuditCopyFile(part.Path, part.Offset + (part.Content.Length / 2)))]);

        public Task AddAsync(string site, string path, long offset, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            if (Refuses)
            {
                throw new RequestException(ErrorCode.AuditCopyRefused, "another history");
            }

            Parts.Add((site, path, offset, Convert.ToHexStringLower(content.Span)));
            return Task.CompletedTask;
        }

        public void Dispose()
        {
        }
    }
}
