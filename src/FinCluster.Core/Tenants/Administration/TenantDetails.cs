namespace FinCluster.Core.Tenants.Administration;

/// <summary>A tenant as administrators see it.</summary>
/// <param name="Tenant">Its id, its limits, and when it was added.</param>
/// <param name="Month">The month of <paramref name="MonthTokens"/>, in UTC, as year times 100 plus month.</param>
/// <param name="MonthTokens">Input and output tokens used in this month.</param>
/// <param name="Keys">Its keys, the oldest first, revoked ones included.</param>
public sealed record TenantDetails(Tenant Tenant, int Month, long MonthTokens, IReadOnlyList<ApiKeyInfo> Keys);

/// <summary>A part of the list of tenants.</summary>
/// <param name="Tenants">The tenants, in the ordinal order of their ids.</param>
/// <param name="Next">What the next page begins with; null when there is none.</param>
public sealed record TenantPage(IReadOnlyList<TenantDetails> Tenants, string? Next);

/// <summary>What is told of a key after it was shown once: neither itself nor its hash.</summary>
/// <param name="Id">Names it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="RevokedAt">When it was revoked; null while it is good.</param>
public sealed record ApiKeyInfo(string Id, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt)
{
    /// <summary>Tells what may be told of a key.</summary>
    public static ApiKeyInfo Of(ApiKeyRecord key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new ApiKeyInfo(key.Id, key.CreatedAt, key.RevokedAt);
    }
}

/// <summary>A key that was just made: the only time that it is shown.</summary>
/// <param name="Key">The key.</param>
/// <param name="Info">What is told of it later.</param>
public sealed record NewApiKey(string Key, ApiKeyInfo Info)
{
    /// <summary>Leaves the key out, which a log or a message must not show.</summary>
    public override string ToString() => $"{nameof(NewApiKey)} {Info.Id}";
}
