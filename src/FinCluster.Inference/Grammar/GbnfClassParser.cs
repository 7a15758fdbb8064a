namespace FinCluster.Inference.Grammar;

/// <summary>Reads character classes: <c>[a-z_]</c>, <c>[^"\\]</c>, <c>[ぁ-ゟ]</c>.</summary>
internal static class GbnfClassParser
{
    /// <summary>Reads the class that starts at the reader's <c>[</c>.</summary>
    public static CharacterSet Parse(GbnfReader reader)
    {
        var start = reader.Offset;
        reader.Skip(1);
        var negated = reader.TryTake('^');
        var ranges = new List<CharacterRange>();
        while (!reader.TryTake(']'))
        {
            ranges.Add(reader.AtEnd ? throw reader.Fail(start, "this class has no closing ']'") : ParseRange(reader, start));
        }

        var listed = CharacterSet.Of(ranges);
        var set = negated ? listed.Complement() : listed;
        return ranges.Count == 0 || set.IsEmpty ? throw reader.Fail(start, "this class matches no character") : set;
    }

    private static CharacterRange ParseRange(GbnfReader reader, int classStart)
    {
        var start = reader.Offset;
        var low = GbnfCharacter.Read(reader);

        // A '-' before the closing bracket stands for itself.
        if (reader.Current != '-' || reader.IsNext("-]"))
        {
            return new CharacterRange(low, low);
        }

        reader.Skip(1);
        if (reader.AtEnd)
        {
            throw reader.Fail(classStart, "this class has no closing ']'");
        }

        var high = GbnfCharacter.Read(reader);
        return low <= high ? new CharacterRange(low, high) : throw reader.Fail(start, "this range runs backwards");
    }
}
