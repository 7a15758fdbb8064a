using FinCluster.Core.Tenants;

namespace FinCluster.Cluster.Orleans.Tenants;

/// <summary>A tenant's account as its grain stores it; see <see cref="TenantAccountState"/>.</summary>
[GenerateSerializer]
[Alias("fincluster.tenant.document")]
internal sealed class TenantDocument
{
    [Id(0)]
    public int Month { get; set; }

    [Id(1)]
    public long MonthTokens { get; set; }

    [Id(2)]
    public BucketDocument? Requests { get; set; }

    [Id(3)]
    public BucketDocument? Tokens { get; set; }

    [Id(4)]
    public List<ReservationDocument> Reservations { get; set; } = [];

    public static TenantDocument Of(TenantAccountState state) => new()
    {
        Month = state.Month,
        MonthTokens = state.MonthTokens,
        Requests = BucketDocument.Of(state.Requests),
        Tokens = BucketDocument.Of(state.Tokens),
        Reservations = [.. state.Reservations.Select(entry => new ReservationDocument(
            entry.Id.Value, entry.IsOpen, entry.Charged, entry.Used, entry.Month, entry.IsStream, entry.DueMicros))],
    };

    public TenantAccountState ToState() => new(
        Month,
        MonthTokens,
        Requests?.ToBucket(),
        Tokens?.ToBucket(),
        [.. Reservations.Select(entry => new SavedReservation(
            new ReservationId(entry.Id), entry.IsOpen, entry.Charged, entry.Used, entry.Month, entry.IsStream, entry.DueMicros))]);
}

/// <summary>A token bucket.</summary>
[GenerateSerializer]
[Immutable]
[Alias("fincluster.tenant.bucket")]
internal readonly record struct BucketDocument([property: Id(0)] long Level, [property: Id(1)] long UpdatedMicros)
{
    public static BucketDocument? Of(TokenBucket? bucket) => bucket is { } some ? new BucketDocument(some.Level, some.UpdatedMicros) : null;

    public TokenBucket ToBucket() => new(Level, UpdatedMicros);
}

/// <summary>A reservation that is not settled.</summary>
[GenerateSerializer]
[Immutable]
[Alias("fincluster.tenant.entry")]
internal readonly record struct ReservationDocument(
    [property: Id(0)] string Id, [property: Id(1)] bool IsOpen, [property: Id(2)] long Charged, [property: Id(3)] long Used,
    [property: Id(4)] int Month, [property: Id(5)] bool IsStream, [property: Id(6)] long DueMicros);
