using System.Text.Json;
using FinCluster.Audit.Roots;

namespace FinCluster.Audit.Retention;

/// <summary>The holds of a log: <c>holds.json</c> in its folder. Whoever changes it records that as an event first.</summary>
internal static class HoldFile
{
    /// <summary>Reads the holds; no file is none.</summary>
    /// <exception cref="InvalidDataException">The file holds something else, so that nothing may be deleted.</exception>
    public static IReadOnlyList<LegalHold> Read(AuditFolder folder)
    {
        if (!File.Exists(folder.Holds))
        {
            return [];
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(folder.Holds), AuditJson.Default.LegalHoldArray) ?? throw new InvalidDataException($"{folder.Holds} is null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{folder.Holds} holds no holds: {e.Message}", e);
        }
    }

    public static void Write(AuditFolder folder, IEnumerable<LegalHold> holds)
    {
        string temporary = $"{folder.Holds}.{Guid.NewGuid():N}";
        using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, [.. holds], AuditJson.Default.LegalHoldArray);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, folder.Holds, overwrite: true);
    }
}
