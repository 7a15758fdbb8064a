using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using FinCluster.Core.Tenants;

namespace FinCluster.Core.Compliance.Settings;

/// <summary>Reads a <see cref="ComplianceConfiguration"/> from JSON.</summary>
public static class ComplianceReader
{
    private const int MaxNameLength = 128;

    // Read by reflection: generated code would give fields that are left out the default of their type and not that of the record.
    private static readonly JsonSerializerOptions Json = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Reads a configuration.</summary>
    /// <param name="json">A file's text; comments and unknown fields are errors.</param>
    /// <param name="packs">The names of the rule packs that there are.</param>
    /// <exception cref="FormatException">It is none; the message says where and why.</exception>
    public static ComplianceConfiguration Parse(string json, IReadOnlyCollection<string> packs)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(packs);
        FileFields fields;
        try
        {
            fields = JsonSerializer.Deserialize<FileFields>(json, Json) ?? throw new FormatException("the compliance configuration is null");
        }
        catch (JsonException e)
        {
            throw new FormatException($"the compliance configuration cannot be read: {e.Message}", e);
        }

        ContentProducer producer = fields.Producer ?? ContentProducer.Unnamed;
        if (producer.Name is not { Length: > 0 and <= MaxNameLength } || producer.Code is not { Length: <= MaxNameLength })
        {
            throw new FormatException($"producer: name must have 1 to {MaxNameLength} characters, code at most {MaxNameLength}");
        }

        var tenants = new Dictionary<TenantId, ComplianceProfile>();
        foreach ((string name, ComplianceProfile profile) in fields.Tenants ?? [])
        {
            if (!TenantId.TryParse(name, out TenantId tenant))
            {
                throw new FormatException($"tenants: '{name}' is no tenant's id");
            }

            tenants.Add(tenant, Check(profile, $"tenants.{name}", packs));
        }

        return new ComplianceConfiguration(producer, Check(fields.Others ?? ComplianceProfile.Default, "others", packs), tenants) { CanariesUpTo = fields.CanariesUpTo };
    }

    private static ComplianceProfile Check(ComplianceProfile profile, string place, IReadOnlyCollection<string> packs)
    {
        string? problem = profile.Packs.FirstOrDefault(pack => !packs.Contains(pack)) is { } unknown ? $"there is no rule pack '{unknown}'; there is {string.Join(", ", packs)}"
            : profile.Packs.Distinct().Count() != profile.Packs.Length ? "a rule pack is named twice"
            : profile is { Guard: true, Packs.IsEmpty: true } ? "guard needs a rule pack"
            : profile is { Reveal: true, Mask: false } ? "reveal needs mask"
            : profile.Retention is not { Length: > 0 and <= MaxNameLength } ? $"retention must have 1 to {MaxNameLength} characters"
            : null;
        return problem is null ? profile : throw new FormatException($"{place}: {problem}");
    }

    private sealed record FileFields
    {
        public ContentProducer? Producer { get; init; }

        public RiskTier CanariesUpTo { get; init; } = RiskTier.High;

        public ComplianceProfile? Others { get; init; }

        public Dictionary<string, ComplianceProfile>? Tenants { get; init; }
    }
}
