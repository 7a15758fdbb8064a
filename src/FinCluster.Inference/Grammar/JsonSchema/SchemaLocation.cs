using System.Text.Json;

namespace FinCluster.Inference.Grammar.JsonSchema;

/// <summary>A value inside a schema document.</summary>
/// <param name="Pointer">Its JSON pointer (RFC 6901), which also is its identity.</param>
/// <param name="Element">The value.</param>
internal readonly record struct SchemaLocation(string Pointer, JsonElement Element)
{
    /// <summary>Finds the member <paramref name="name"/> of this object.</summary>
    public bool TryGetMember(string name, out SchemaLocation member)
    {
        var exists = Element.TryGetProperty(name, out var value);
        member = new SchemaLocation(Append(name), value);
        return exists;
    }

    /// <summary>Lists the members of this object.</summary>
    public IEnumerable<(string Name, SchemaLocation Value)> Members()
    {
        foreach (var member in Element.EnumerateObject())
        {
            var name = SchemaText.ReadName(this, member);
            yield return (name, new SchemaLocation(Append(name), member.Value));
        }
    }

    /// <summary>Lists the items of this array.</summary>
    public IEnumerable<SchemaLocation> Items()
    {
        var index = 0;
        foreach (var item in Element.EnumerateArray())
        {
            yield return new SchemaLocation($"{Pointer}/{index++}", item);
        }
    }

    /// <summary>Whether both are the same place of the document.</summary>
    public bool Equals(SchemaLocation other) => Pointer == other.Pointer;

    /// <inheritdoc/>
    public override int GetHashCode() => Pointer.GetHashCode(StringComparison.Ordinal);

    private string Append(string name) =>
        $"{Pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
}
