using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace FinCluster.Core.Knowledge;

/// <summary>Reads a snapshot: JSON lines in UTF-8, a passage in each. Everything in it is checked; what it may hold is bounded by the constants here.</summary>
public static class KnowledgeReader
{
    /// <summary>The most bytes of a file.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    /// <summary>The most passages of a file.</summary>
    public const int MaxPassages = 100_000;

    /// <summary>The most characters of a passage's text.</summary>
    public const int MaxTextLength = 2_000;

    private const int MaxIdLength = 64;
    private const int MaxTitleLength = 200;
    private const int MaxSourceLength = 500;
    private const string DateFormat = "yyyy-MM-dd";

    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a snapshot.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <exception cref="FormatException">The bytes are no snapshot; the message names the line and says what is wrong.</exception>
    public static ImmutableArray<KnowledgePassage> Read(ReadOnlySpan<byte> file)
    {
        Check(file.Length <= MaxBytes, $"a knowledge snapshot has at most {MaxBytes} bytes, this has {file.Length}");
        file = file.StartsWith(Mark) ? file[Mark.Length..] : file;
        var passages = ImmutableArray.CreateBuilder<KnowledgePassage>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        int number = 0;
        foreach (Range range in file.Split((byte)'\n'))
        {
            number++;
            ReadOnlySpan<byte> line = file[range].TrimEnd((byte)'\r');
            if (line.IsEmpty)
            {
                continue;
            }

            KnowledgePassage passage = ReadLine(line, number);
            Check(lines.TryAdd(passage.Id, number), $"line {number}: the id '{passage.Id}' is that of line {lines[passage.Id]}");
            Check(passages.Count < MaxPassages, $"line {number}: a knowledge snapshot has at most {MaxPassages} passages");
            passages.Add(passage);
        }

        Check(passages.Count > 0, "a knowledge snapshot has at least one passage, this has none");
        return passages.ToImmutable();
    }

    private static KnowledgePassage ReadLine(ReadOnlySpan<byte> line, int number)
    {
        Check(Utf8.IsValid(line), $"line {number}: it is not UTF-8");
        try
        {
            PassageJson json = JsonSerializer.Deserialize(line, KnowledgeJson.Default.PassageJson) ?? throw new FormatException($"line {number}: it is no object");
            return Convert(json, number);
        }
        catch (JsonException e)
        {
            throw new FormatException($"line {number}: {e.Message}", e);
        }
    }

    private static KnowledgePassage Convert(PassageJson json, int number)
    {
        Check(
            json.Id.Length is > 0 and <= MaxIdLength && json.Id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':'),
            $"line {number}: the id must be 1 to {MaxIdLength} letters, digits, '.', '-', '_' and ':'");
        var passage = new KnowledgePassage(json.Id, Plain(json.Title, "title", MaxTitleLength, number), Plain(json.Text, "text", MaxTextLength, number))
        {
            Source = json.Source is { } source ? Plain(source, "source", MaxSourceLength, number) : null,
            AsOf = Date(json.AsOf, "as_of", number),
            Until = Date(json.Until, "until", number),
        };
        Check(passage.Until is not { } until || passage.AsOf is not { } from || until >= from, $"line {number}: until is before as_of");
        return passage;
    }

    private static string Plain(string text, string name, int most, int number)
    {
        Check(!string.IsNullOrWhiteSpace(text) && text.Length <= most, $"line {number}: {name} must have 1 to {most} characters, it has {text.Length}");
        Check(!text.Any(c => char.IsControl(c) && (c != '\n' || name != "text")), $"line {number}: {name} holds a control character");
        return text;
    }

    private static DateOnly? Date(string? text, string name, int number) => text is null ? null
        : DateOnly.TryParseExact(text, DateFormat, out DateOnly date) ? date
        : throw new FormatException($"line {number}: {name} '{text}' is no date like 2026-03-02");

    private static void Check(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new FormatException(otherwise);
        }
    }
}

/// <summary>A line as it is written.</summary>
internal sealed record PassageJson
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required string Text { get; init; }

    public string? Source { get; init; }

    public string? AsOf { get; init; }

    public string? Until { get; init; }
}

/// <summary>Reads lines strictly: no field twice, none that there is not.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    ReadCommentHandling = JsonCommentHandling.Disallow)]
[JsonSerializable(typeof(PassageJson))]
internal sealed partial class KnowledgeJson : JsonSerializerContext;
