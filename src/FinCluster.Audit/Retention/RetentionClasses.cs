using System.Text.Json;
using FinCluster.Audit.Roots;

namespace FinCluster.Audit.Retention;

/// <summary>How long events are kept, by class. The defaults are configuration and no law: whoever runs the system says which periods bind him.</summary>
public sealed class RetentionClasses
{
    private const int Year = 366;

    private readonly Dictionary<string, RetentionClass> _classes;

    private RetentionClasses(Dictionary<string, RetentionClass> classes)
    {
        _classes = classes;
    }

    /// <summary>Gets the classes that are there unless a file says otherwise. A year counts 366 days, so that none ends early.</summary>
    public static RetentionClasses Default { get; } = new(new Dictionary<string, RetentionClass>(StringComparer.Ordinal)
    {
        ["system"] = new(184),
        ["unlabelled_grant"] = new(184),
        ["interaction"] = new(5 * Year),
        ["communication_us"] = new(3 * Year),
        ["core_us"] = new(6 * Year),
        ["mifid"] = new(5 * Year),
        ["suitability_cn"] = new(20 * Year),
        ["client_record_cn"] = new(20 * Year),
    });

    /// <summary>Gets the names.</summary>
    public IReadOnlyCollection<string> Names => _classes.Keys;

    /// <summary>Reads classes, as <c>{"interaction": {"days": 1830}}</c>. Those that the file does not name stay as they are.</summary>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static RetentionClasses Read(string path)
    {
        try
        {
            Dictionary<string, RetentionClass> read = JsonSerializer.Deserialize(File.ReadAllBytes(path), AuditJson.Default.DictionaryStringRetentionClass) ?? [];
            if (read.FirstOrDefault(named => named.Value is not { Days: >= 1 }) is { Key: { } wrong })
            {
                throw new InvalidDataException($"{path}: the class {wrong} has no days from 1");
            }

            var classes = new Dictionary<string, RetentionClass>(Default._classes, StringComparer.Ordinal);
            foreach ((string name, RetentionClass kept) in read)
            {
                classes[name] = kept;
            }

            return new RetentionClasses(classes);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} holds no retention classes: {e.Message}", e);
        }
    }

    /// <summary>Says whether an event's time is over. That of a class that is not known never is.</summary>
    public bool IsOver(string retention, DateTimeOffset time, DateTimeOffset now) =>
        _classes.TryGetValue(retention, out RetentionClass? kept) && time.AddDays(kept.Days) <= now;
}
