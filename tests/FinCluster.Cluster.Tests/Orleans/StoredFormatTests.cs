using FinCluster.Cluster.Orleans.Catalog;
using FinCluster.Cluster.Orleans.Fleet;
using FinCluster.Cluster.Orleans.Scaling;
using FinCluster.Cluster.Orleans.Sessions;
using FinCluster.Cluster.Orleans.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace FinCluster.Cluster.Tests.Orleans;

/// <summary>What this release stores, byte for byte. The next one must read it, so a test here is never changed, only added.</summary>
public sealed class StoredFormatTests
{
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly Serializer _serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    [Fact]
    public void Session_OfRelease01_IsRead()
    {
        SessionDocument document = Read<SessionDocument>("IAANQRFmaW4tY2hhdCEABSHoAAVBH+S7gOS5iOaYr0xQUu+8n+Ag6AAJQQHg4CGAgAC3lqtJ3giBAAAAAAAAAADgIYCARnq6q0neCIEAAAAAAAAAAOBBBW4xAR1BBWMx4A==");

        Assert.Equal((3L, "fin-chat", "n1", 7L, "c1"), (document.Version, document.Model, document.WarmNode, document.CommittedToken, document.CommittedRequest));
        Assert.Equal((Time, Time.AddMinutes(1)), (document.CreatedAt, document.UpdatedAt));
        Assert.Equal([new SessionMessage(1, "什么是LPR？"), new SessionMessage(2, "")], document.Messages);
    }

    [Fact]
    public void Writer_OfRelease01_IsRead()
    {
        SessionWriterDocument document = Read<SessionWriterDocument>("IAAhIYCAALeWq0neCIEAAAAAAAAAAOBBBXIx4A==");

        Assert.Equal((8L, Time, "r1"), (document.FencingToken, document.Until, document.Request));
    }

    [Fact]
    public void Tenant_OfRelease01_IsRead()
    {
        TenantDocument document = Read<TenantDocument>("IACUdjEBlAMDIegAFQEZ4MEBIQADIehAA3IBAwEpAREBlHYxAQMBGgPg4OA=");

        Assert.Equal((202_601, 12_345L), (document.Month, document.MonthTokens));
        Assert.Equal((new BucketDocument(5, 6), null), (document.Requests, document.Tokens));
        Assert.Equal([new ReservationDocument("r", true, 10, 4, 202_601, true, 99)], document.Reservations);
    }

    [Fact]
    public void Fleet_OfRelease01_IsRead()
    {
        FleetDocument document = Read<FleetDocument>("IAARIQEDQQVuMUAFe33g4A==");

        Assert.Equal((4L, "{}"), (document.Version, document.Nodes["n1"]));
    }

    [Fact]
    public void CatalogSegment_OfRelease01_IsRead()
    {
        CatalogSegment segment = Read<CatalogSegment>("ICAABUEheyJyZXF1ZXN0IjoiYzEifUAN6aaW5Y+R4OA=");

        Assert.Equal(["{\"request\":\"c1\"}", "首发"], segment.Changes);
    }

    [Fact]
    public void Autoscaler_OfRelease01_IsRead()
    {
        AutoscalerDocument document = Read<AutoscalerDocument>(
            "ICABBUENc2NhbGVyIOhABXMxAR0hgIAAt5arSd4IgQAAAAAAAAAA4EEH6K6w4EAJbm9uZSDoQAEBCSGAAAAAAAAAAACBAAAAAAAAAADgwQHg4OA=");

        Assert.Equal(new RoleDocument("s1", 7, Time, "记"), document.Roles["scaler"]);
        Assert.Equal(new RoleDocument("", 2, DateTimeOffset.MinValue, null), document.Roles["none"]);
    }

    private T Read<T>(string bytes) => _serializer.Deserialize<T>(Convert.FromBase64String(bytes))!;
}
