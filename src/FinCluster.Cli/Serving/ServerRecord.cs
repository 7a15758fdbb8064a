using System.Text.Json;
using System.Text.Json.Serialization;
using FinCluster.Core.Hosting;

namespace FinCluster.Cli.Serving;

/// <summary>A file in the data folder that tells other commands where the server is.</summary>
internal static partial class ServerRecord
{
    private const string FileName = "server.json";

    /// <summary>Writes the file; it is gone when the result is disposed.</summary>
    public static IDisposable Write(string dataFolder, ReadyLine server)
    {
        string path = Path.Combine(Directory.CreateDirectory(dataFolder).FullName, FileName);
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(server, ServerRecordJson.Default.ReadyLine));
        return new Deletion(path);
    }

    /// <summary>Reads the file; null when no server has left one.</summary>
    public static ReadyLine? TryRead(string dataFolder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(dataFolder, FileName)), ServerRecordJson.Default.ReadyLine);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private sealed class Deletion(string path) : IDisposable
    {
        public void Dispose() => File.Delete(path);
    }

    [JsonSerializable(typeof(ReadyLine))]
    private sealed partial class ServerRecordJson : JsonSerializerContext;
}
