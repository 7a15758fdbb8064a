namespace FinCluster.Inference.Grammar;

/// <summary>Reads character classes: <c>[a-z_]</c>, <c>[^"\\]</c>, <c>[ぁ-ゟ]</c>.</summary>
internal static class GbnfClassParser
{
    /// <summary>Reads the class that starts at the reader's <c>[</c>.</summary>
    public static CodePointSet Parse(GbnfReader reader)
    {
        var start = reader.Offset;
        reader.Skip(1);
        var negated = reader.TryTake('^');
        var ranges = new List<CodePointRange>();
        while (!reader.TryTake(']'))
        {
            ranges.Add(reader.AtEnd ? throw reader.Fail(start, "this class has no closing ']'") : ParseRange(reader, start));
        }

        var listed = CodePointSet.Create(ranges);
        var set = negated ? listed.Negate() : listed;
        return ranges.Count == 0 || set.IsEmpty ? throw reader.Fail(start, "this class matches no character") : set;
    }

    private static CodePointRange ParseRange(GbnfReader reader, int classStart)
    {
        var start = reader.Offset;
        var low = reader.ReadCharacter();

        // A '-' before the closing bracket stands for itself.
        if (reader.Current != '-' || reader.IsNext("-]"))
        {
            return new CodePointRange(low, low);
        }

        reader.Skip(1);
        if (reader.AtEnd)
        {
            throw reader.Fail(classStart, "this class has no closing ']'");
        }

        var high = reader.ReadCharacter();
        return low <= high ? new CodePointRange(low, high) : throw reader.Fail(start, "this range runs backwards");
    }
}
