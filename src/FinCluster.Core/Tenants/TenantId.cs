namespace FinCluster.Core.Tenants;

/// <summary>Names a brokerage app that uses the cluster.</summary>
/// <param name="Value">1 to 64 characters of letters, digits, '-', '_' and '.'.</param>
public readonly record struct TenantId(string Value)
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>The tenant of loopback callers while no tenant is defined.</summary>
    public static readonly TenantId Local = new("local");

    /// <summary>Reads an id that a person wrote; false when it cannot be one.</summary>
    public static bool TryParse(string? text, out TenantId id)
    {
        id = new TenantId(text ?? "");
        return text is { Length: > 0 and <= MaxLength } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
