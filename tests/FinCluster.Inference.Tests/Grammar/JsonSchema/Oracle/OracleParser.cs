using System.Globalization;
using System.Text;

namespace FinCluster.Inference.Tests.Grammar.JsonSchema.Oracle;

/// <summary>Reads GBNF where every rule is one line, which is how the converter writes it. It shares no code with what it checks.</summary>
internal sealed class OracleParser
{
    private readonly int[] _text;
    private int _position;

    private OracleParser(string text) => _text = [.. text.EnumerateRunes().Select(rune => rune.Value)];

    public static Dictionary<string, OracleNode> Parse(string grammar)
    {
        var rules = new Dictionary<string, OracleNode>();
        foreach (var line in grammar.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(" ::= ", 2);
            rules.Add(parts[0], ParseBody(parts[1]));
        }

        return rules;
    }

    private static OracleChoice ParseBody(string body)
    {
        var parser = new OracleParser(body);
        var node = parser.ReadChoice();
        return parser.IsAtEnd ? node : throw new FormatException($"Left over at {parser._position}: {body}");
    }

    private bool IsAtEnd => _position == _text.Length;

    private int Next => IsAtEnd ? -1 : _text[_position];

    private bool TrySkip(char character)
    {
        var isNext = Next == character;
        _position += isNext ? 1 : 0;
        return isNext;
    }

    private OracleChoice ReadChoice()
    {
        var items = new List<OracleNode>();
        do
        {
            items.Add(ReadSequence());
        }
        while (TrySkip('|'));

        return new OracleChoice(items);
    }

    private OracleSequence ReadSequence()
    {
        var items = new List<OracleNode>();
        while (true)
        {
            while (TrySkip(' '))
            {
            }

            if (IsAtEnd || Next is '|' or ')')
            {
                return new OracleSequence(items);
            }

            items.Add(ReadRepeats(ReadAtom()));
        }
    }

    private OracleNode ReadAtom()
    {
        if (TrySkip('('))
        {
            var group = ReadChoice();
            return TrySkip(')') ? group : throw new FormatException("')' is missing.");
        }

        return TrySkip('"') ? ReadLiteral() : TrySkip('[') ? ReadClass() : ReadReference();
    }

    private OracleSequence ReadLiteral()
    {
        var items = new List<OracleNode>();
        while (!TrySkip('"'))
        {
            var codePoint = ReadCharacter();
            items.Add(new OracleClass([(codePoint, codePoint)], IsNegated: false));
        }

        return new OracleSequence(items);
    }

    private OracleClass ReadClass()
    {
        var isNegated = TrySkip('^');
        var ranges = new List<(int First, int Last)>();
        while (!TrySkip(']'))
        {
            var first = ReadCharacter();
            var isRange = Next == '-' && _text[_position + 1] != ']' && TrySkip('-');
            ranges.Add((first, isRange ? ReadCharacter() : first));
        }

        return ranges.Count > 0 ? new OracleClass(ranges, isNegated) : throw new FormatException("A class is empty.");
    }

    private OracleReference ReadReference()
    {
        var name = new StringBuilder();
        while (!IsAtEnd && Next < 128 && (char.IsAsciiLetterOrDigit((char)Next) || Next == '-'))
        {
            name.Append((char)_text[_position++]);
        }

        return name.Length > 0 ? new OracleReference(name.ToString()) : throw new FormatException($"Unexpected U+{Next:X4}.");
    }

    private OracleNode ReadRepeats(OracleNode atom)
    {
        while (true)
        {
            if (TrySkip('*'))
            {
                atom = new OracleRepeat(atom, 0, int.MaxValue);
            }
            else if (TrySkip('+'))
            {
                atom = new OracleRepeat(atom, 1, int.MaxValue);
            }
            else if (TrySkip('?'))
            {
                atom = new OracleRepeat(atom, 0, 1);
            }
            else if (TrySkip('{'))
            {
                atom = ReadCounts(atom);
            }
            else
            {
                return atom;
            }
        }
    }

    private OracleRepeat ReadCounts(OracleNode atom)
    {
        var text = new StringBuilder();
        while (!TrySkip('}'))
        {
            text.Append((char)_text[_position++]);
        }

        var counts = text.ToString().Split(',');
        var minimum = int.Parse(counts[0], CultureInfo.InvariantCulture);
        return counts.Length == 1 ? new OracleRepeat(atom, minimum, minimum)
            : new OracleRepeat(atom, minimum, counts[1].Length == 0 ? int.MaxValue : int.Parse(counts[1], CultureInfo.InvariantCulture));
    }

    private int ReadCharacter()
    {
        var codePoint = _text[_position++];
        return codePoint != '\\' ? codePoint : _text[_position++] switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'x' => ReadHex(2),
            'u' => ReadHex(4),
            'U' => ReadHex(8),
            var literal and ('\\' or '"' or '[' or ']' or '-') => literal,
            var other => throw new FormatException($"Unknown escape U+{other:X4}."),
        };
    }

    private int ReadHex(int digits)
    {
        var text = string.Concat(_text.Skip(_position).Take(digits).Select(digit => (char)digit));
        _position += digits;
        return int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
