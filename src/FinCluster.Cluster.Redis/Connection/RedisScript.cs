using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace FinCluster.Cluster.Redis.Connection;

/// <summary>A Lua script, which Redis runs as one step.</summary>
/// <remarks>Scripts are resources: <c>Scripts/{name}.lua</c> behind <c>Scripts/prelude.lua</c>, which holds what they share.</remarks>
internal sealed class RedisScript
{
    private const string Prelude = "prelude";

    private RedisScript(string name, string source, bool isRepeatable)
    {
        Name = name;
        Source = source;
        IsRepeatable = isRepeatable;
        Sha = HashOf(source);
    }

    /// <summary>Gets the name, for messages.</summary>
    public string Name { get; }

    /// <summary>Gets the text.</summary>
    public string Source { get; }

    /// <summary>Gets the name by which Redis knows a script that it has run before.</summary>
    public byte[] Sha { get; }

    /// <summary>Gets a value indicating whether running it twice with the same arguments leaves what running it once leaves.</summary>
    /// <remarks>Only such a script is sent again when its reply does not come.</remarks>
    public bool IsRepeatable { get; }

    /// <summary>Reads a script that may run twice.</summary>
    public static RedisScript Repeatable(string name) => new(name, Read(Prelude) + Read(name), isRepeatable: true);

    /// <summary>Makes a script of a text.</summary>
    public static RedisScript FromText(string name, string source, bool isRepeatable = true) =>
        new(name, Read(Prelude) + source, isRepeatable);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static string Read(string name)
    {
        using Stream stream = typeof(RedisScript).Assembly.GetManifestResourceStream($"{name}.lua")
            ?? throw new InvalidOperationException($"There is no script {name}.lua among the resources.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "Redis names scripts by SHA-1.")]
    private static byte[] HashOf(string source) => SHA1.HashData(Encoding.UTF8.GetBytes(source));
}
