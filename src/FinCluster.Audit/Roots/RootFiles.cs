using System.Text.Json;

namespace FinCluster.Audit.Roots;

/// <summary>Roots as files and as lines.</summary>
public static class RootFiles
{
    /// <summary>Reads roots that were kept elsewhere: JSON objects one behind the other, such as what <c>audit root --print</c> gave.</summary>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<DayRoot> ReadAnchors(string path) => Parse(File.ReadAllBytes(path), path);

    /// <summary>Writes a root as one line.</summary>
    public static string ToLine(DayRoot root) => JsonSerializer.Serialize(root, AuditJson.Line.DayRoot);

    internal static IReadOnlyList<DayRoot> Parse(byte[] bytes, string name)
    {
        try
        {
            var roots = new List<DayRoot>();
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowMultipleValues = true });
            while (reader.Read())
            {
                DayRoot root = JsonSerializer.Deserialize(ref reader, AuditJson.Default.DayRoot) ?? throw new InvalidDataException($"{name} holds a root that is null");
                _ = root.Statement();
                roots.Add(root);
            }

            return roots;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{name} holds no roots: {e.Message}", e);
        }
    }

    /// <summary>Writes a root's file, whole or not at all.</summary>
    internal static void Write(string folder, DayRoot root)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, DayRoot.Text(root.Day) + ".json");
        string temporary = $"{path}.{Guid.NewGuid():N}";
        using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, root, AuditJson.Default.DayRoot);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
