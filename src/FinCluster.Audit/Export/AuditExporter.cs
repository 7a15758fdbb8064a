using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FinCluster.Audit.Format;
using FinCluster.Audit.Keys;
using FinCluster.Audit.Reading;
using FinCluster.Audit.Roots;

namespace FinCluster.Audit.Export;

/// <summary>Writes events as lines of JSON, each with what an outsider needs to check it: its bytes, its hash, and the way from there to the signed root of its day.</summary>
/// <remarks>What a day without a root holds has no proof yet. The <c>aigc</c> object of a body stands at the top of its line too, where readers of labels look for it.</remarks>
public sealed class AuditExporter
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly AuditFolder _folder;
    private readonly Dictionary<DateOnly, DayRoot> _roots;
    private readonly Dictionary<string, VerificationKey> _keys;
    private readonly Dictionary<DateOnly, DayLeaves> _leaves = [];

    /// <param name="folder">The log.</param>
    /// <param name="keys">The public keys that may have signed.</param>
    /// <exception cref="InvalidDataException">A root is damaged.</exception>
    public AuditExporter(string folder, IEnumerable<VerificationKey> keys)
    {
        _folder = new AuditFolder(folder);
        _roots = RootMaker.Read(folder).ToDictionary(root => root.Day);
        _keys = keys.ToDictionary(key => key.IdText, StringComparer.Ordinal);
    }

    /// <summary>Writes a record as one line.</summary>
    public string ToLine(AuditRecord record)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Relaxed))
        {
            json.WriteStartObject();
            WriteEvent(json, record);
            WriteRecord(json, record);
            WriteProof(json, record);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void WriteEvent(Utf8JsonWriter json, AuditRecord record)
    {
        json.WriteString("type", record.Event.Type);
        json.WriteString("time", record.Event.Time);
        Write(json, "tenant", record.Event.Tenant);
        Write(json, "request", record.Event.Request);
        Write(json, "session", record.Event.Session);
        Write(json, "subject", record.Event.Subject);
        json.WriteString("retention", record.Event.Retention);
        using var body = JsonDocument.Parse(record.Event.Body);
        if (body.RootElement.TryGetProperty("aigc", out JsonElement label))
        {
            json.WritePropertyName("aigc");
            label.WriteTo(json);
        }

        json.WritePropertyName("body");
        body.RootElement.WriteTo(json);
        json.WriteString("secret_state", record.Secret.ToString().ToLowerInvariant());
        if (record.Event.Secret is { } secret)
        {
            json.WritePropertyName("secret");
            WriteSecret(json, secret);
        }
    }

    // Nothing refuses a secret that is no JSON when it is recorded; it is given as the text that it is.
    private static void WriteSecret(Utf8JsonWriter json, string secret)
    {
        try
        {
            using var value = JsonDocument.Parse(secret);
            value.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            json.WriteStringValue(secret);
        }
    }

    private static void WriteRecord(Utf8JsonWriter json, AuditRecord record)
    {
        json.WriteStartObject("record");
        json.WriteString("writer", record.Writer);
        json.WriteNumber("sequence", record.Sequence);
        json.WriteString("written_at", record.WrittenAt);
        json.WriteString("hash", Convert.ToHexStringLower(record.Hash));
        json.WriteBase64String("bytes", record.Hashed);
        json.WriteEndObject();
    }

    private void WriteProof(Utf8JsonWriter json, AuditRecord record)
    {
        DateOnly day = RecordTime.DayOf(RecordTime.Of(record.WrittenAt));
        if (!_roots.TryGetValue(day, out DayRoot? root) || LeavesOf(day).Prove(record.Writer, record.Sequence) is not { } proof)
        {
            json.WriteNull("proof");
            return;
        }

        json.WriteStartObject("proof");
        json.WriteString("day", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteString("root", root.Root);
        json.WriteNumber("index", proof.Index);
        json.WriteNumber("count", proof.Count);
        json.WriteStartArray("path");
        foreach (byte[] hash in proof.Path)
        {
            json.WriteStringValue(Convert.ToHexStringLower(hash));
        }

        json.WriteEndArray();
        json.WriteEndObject();
        Write(json, "public_key", _keys.TryGetValue(root.Key, out VerificationKey? key) ? key.ToString() : null);
    }

    private DayLeaves LeavesOf(DateOnly day)
    {
        if (!_leaves.TryGetValue(day, out DayLeaves? leaves))
        {
            // One day in memory at a time is enough: records come in the order of their writing, but for other writers.
            _leaves.Clear();
            _leaves.Add(day, leaves = DayLeaves.Read(_folder, day));
        }

        return leaves;
    }

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
