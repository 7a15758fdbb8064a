using System.Security.Cryptography;
using System.Text.Json;
using FinCluster.Audit.Format;
using FinCluster.Audit.Keys;
using FinCluster.Audit.Roots;
using FinCluster.Core.Audit;

namespace FinCluster.Audit.Export;

/// <summary>Checks a line of an export against the signed root of its day, without the log.</summary>
public static class ExportCheck
{
    /// <summary>Checks a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="roots">Roots that are trusted to be the log's, by wherever they were kept.</param>
    /// <param name="keys">Keys that are trusted.</param>
    /// <returns>What is wrong; null when nothing is: the line says what the log recorded on that day.</returns>
    public static string? Find(string line, IReadOnlyCollection<DayRoot> roots, IReadOnlyCollection<VerificationKey> keys)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return Find(json.RootElement, roots, keys);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or InvalidDataException)
        {
            return $"it is no line of an export: {e.Message}";
        }
    }

    private static string? Find(JsonElement line, IReadOnlyCollection<DayRoot> roots, IReadOnlyCollection<VerificationKey> keys)
    {
        JsonElement record = line.GetProperty("record");
        byte[] hashed = record.GetProperty("bytes").GetBytesFromBase64();
        byte[] hash = SHA256.HashData(hashed);
        if (hashed.Length < RecordLayout.ContentOffset || Convert.ToHexStringLower(hash) != record.GetProperty("hash").GetString())
        {
            return "its bytes do not have its hash";
        }

        if (FindDifference(line, new RecordView([.. hashed, .. hash])) is { } difference)
        {
            return $"its {difference} is not that of its bytes";
        }

        JsonElement proof = line.GetProperty("proof");
        if (proof.ValueKind == JsonValueKind.Null)
        {
            return "its day has no root yet";
        }

        string? day = proof.GetProperty("day").GetString();
        if (roots.FirstOrDefault(root => DayRoot.Text(root.Day) == day && keys.Any(root.IsSignedWith)) is not { } signed)
        {
            return $"no root of {day} is there that is signed with a key that is trusted";
        }

        var path = new InclusionProof(
            proof.GetProperty("index").GetInt64(), proof.GetProperty("count").GetInt64(),
            [.. proof.GetProperty("path").EnumerateArray().Select(step => Convert.FromHexString(step.GetString()!))]);
        return path.Count == signed.Count && path.RootOf(hash) is { } root && Convert.ToHexStringLower(root) == signed.Root
            ? null
            : $"it is not under the root of {day}";
    }

    private static string? FindDifference(JsonElement line, RecordView record)
    {
        AuditEvent entry = EventCodec.Read(record.Content).Event;
        (string Name, string? Value)[] values =
        [
            ("type", entry.Type), ("tenant", entry.Tenant), ("request", entry.Request), ("session", entry.Session), ("subject", entry.Subject), ("retention", entry.Retention),
        ];
        foreach ((string name, string? value) in values)
        {
            if ((line.TryGetProperty(name, out JsonElement said) ? said.GetString() : null) != value)
            {
                return name;
            }
        }

        using var body = JsonDocument.Parse(entry.Body);
        return line.GetProperty("time").GetDateTimeOffset() != entry.Time ? "time"
            : record.Sequence != line.GetProperty("record").GetProperty("sequence").GetInt64() ? "sequence"
            : !JsonElement.DeepEquals(body.RootElement, line.GetProperty("body")) ? "body"
            : line.TryGetProperty("aigc", out JsonElement label) && !(body.RootElement.TryGetProperty("aigc", out JsonElement own) && JsonElement.DeepEquals(own, label)) ? "aigc"
            : null;
    }
}
