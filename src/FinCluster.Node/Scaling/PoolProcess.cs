using System.Text.Json;
using System.Text.Json.Serialization;
using FinCluster.Node.Hosting;

namespace FinCluster.Node.Scaling;

/// <summary>A node process that was started for a pool, also by a scaler before this one.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Name">What the node is called, without what its start adds.</param>
/// <param name="ProcessId">The process.</param>
/// <param name="Identity">Tells it from a later one with that id.</param>
/// <param name="Started">When it was started.</param>
internal sealed record PoolProcess(string Pool, string Name, int ProcessId, string Identity, DateTimeOffset Started)
{
    /// <summary>Gets until when it may drain before it is killed; null while it is to serve.</summary>
    public DateTimeOffset? DrainsUntil { get; init; }

    /// <summary>Gets whether it runs.</summary>
    [JsonIgnore]
    public bool IsAlive => ProcessIdentity.Of(ProcessId) == Identity;
}

/// <summary>The processes of all pools, as they are written to a file so that the next scaler finds them.</summary>
/// <param name="Next">The number of the next node.</param>
/// <param name="Processes">The processes.</param>
internal sealed partial record PoolProcessRecord(int Next, IReadOnlyList<PoolProcess> Processes)
{
    /// <summary>Reads a file; one that is not there is an empty record.</summary>
    /// <exception cref="FormatException">It is no record.</exception>
    public static PoolProcessRecord Read(string file)
    {
        try
        {
            return File.Exists(file)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(file), ProcessJson.Default.PoolProcessRecord) ?? throw new FormatException($"{file} is empty")
                : new PoolProcessRecord(1, []);
        }
        catch (JsonException e)
        {
            throw new FormatException($"{file} is no record of node processes: {e.Message}", e);
        }
    }

    /// <summary>Writes the file as a whole, so that a reader never sees a part of it.</summary>
    public void Write(string file)
    {
        File.WriteAllBytes(file + ".new", JsonSerializer.SerializeToUtf8Bytes(this, ProcessJson.Default.PoolProcessRecord));
        File.Move(file + ".new", file, overwrite: true);
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(PoolProcessRecord))]
    private sealed partial class ProcessJson : JsonSerializerContext;
}
