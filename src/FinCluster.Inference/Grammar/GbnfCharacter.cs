namespace FinCluster.Inference.Grammar;

/// <summary>Reads the characters of literals and classes.</summary>
internal static class GbnfCharacter
{
    /// <summary>Reads one character as a code point, escapes resolved.</summary>
    public static int Read(GbnfReader reader) => reader.Current == '\\' ? ReadEscape(reader) : reader.ReadPlainCharacter();

    private static int ReadEscape(GbnfReader reader)
    {
        var start = reader.Offset;
        reader.Skip(1);
        var kind = reader.Current;
        reader.Skip(reader.AtEnd ? 0 : 1);
        return kind switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '\\' or '"' or '[' or ']' or '-' => kind,
            'x' => ReadHex(reader, start, 2),
            'u' => ReadHex(reader, start, 4),
            'U' => ReadHex(reader, start, 8),
            _ => throw reader.Fail(start, "unknown escape; known are \\n \\r \\t \\\\ \\\" \\[ \\] \\- \\xNN \\uNNNN \\UNNNNNNNN"),
        };
    }

    private static int ReadHex(GbnfReader reader, int start, int digits)
    {
        long value = 0;
        for (var i = 0; i < digits; i++)
        {
            if (!char.IsAsciiHexDigit(reader.Current))
            {
                throw reader.Fail(start, $"this escape needs {digits} hexadecimal digits");
            }

            value = (value << 4) | (uint)Convert.ToInt32(reader.Current.ToString(), 16);
            reader.Skip(1);
        }

        return value <= CharacterSet.Highest
            ? (int)value
            : throw reader.Fail(start, "this escape is above U+10FFFF, the last code point");
    }
}
