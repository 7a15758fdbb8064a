using System.Collections.Immutable;

namespace FinCluster.Inference.Grammar.JsonSchema.Patterns;

/// <summary>One alternative at the top of a pattern.</summary>
/// <param name="Body">What must be found.</param>
/// <param name="IsAtStart">Whether it must be found at the start of the string.</param>
/// <param name="IsAtEnd">Whether it must reach the end of the string.</param>
internal sealed record PatternAlternative(PatternNode Body, bool IsAtStart, bool IsAtEnd);

/// <summary>
/// Reads the subset of ECMA-262's regular expressions that describes a regular language without looking around: literals, escapes, classes,
/// groups, alternatives, quantifiers and the dot; anchors at the ends of the alternatives at the top.
/// </summary>
internal sealed class PatternParser
{
    private const string Syntax = "^$*+?{}]|)";

    private readonly PatternReader _reader;
    private readonly PatternClassParser _classes;
    private int _depth;

    private PatternParser(PatternReader reader) => (_reader, _classes) = (reader, new PatternClassParser(reader));

    /// <summary>Reads the pattern <paramref name="text"/>, which stands at <paramref name="pointer"/>.</summary>
    /// <exception cref="FinCluster.Core.Errors.RequestException">It is no pattern, or none of this subset.</exception>
    public static ImmutableArray<PatternAlternative> Parse(string text, string pointer)
    {
        if (text.Length > SchemaLimits.PatternCharacters)
        {
            throw SchemaError.At(pointer, $"\"pattern\" is longer than {SchemaLimits.PatternCharacters} characters");
        }

        var parser = new PatternParser(new PatternReader(text, pointer));
        var alternatives = ImmutableArray.CreateBuilder<PatternAlternative>();
        do
        {
            alternatives.Add(parser.ReadAlternative());
        }
        while (parser._reader.TrySkip("|"));

        return parser._reader.IsAtEnd ? alternatives.ToImmutable() : throw parser._reader.Fail($"'{parser._reader.Next}' is out of place");
    }

    private PatternAlternative ReadAlternative()
    {
        var isAtStart = _reader.TrySkip("^");
        var body = ReadSequence();
        return new PatternAlternative(body, isAtStart, IsAtEnd: _reader.TrySkip("$"));
    }

    private PatternNode ReadChoice()
    {
        var items = ImmutableArray.CreateBuilder<PatternNode>();
        do
        {
            items.Add(ReadSequence());
        }
        while (_reader.TrySkip("|"));

        return items.Count == 1 ? items[0] : new PatternChoice(items.ToImmutable());
    }

    private PatternNode ReadSequence()
    {
        var items = ImmutableArray.CreateBuilder<PatternNode>();
        while (!_reader.IsAtEnd && _reader.Next is not ('|' or ')' or '$'))
        {
            items.Add(ReadQuantified(ReadAtom()));
        }

        return items.Count == 1 ? items[0] : new PatternSequence(items.ToImmutable());
    }

    private PatternNode ReadAtom()
    {
        if (_reader.TrySkip("("))
        {
            return ReadGroup();
        }

        if (_reader.TrySkip("["))
        {
            return new PatternSet(_classes.ReadClass());
        }

        if (_reader.TrySkip("\\"))
        {
            return new PatternSet(_classes.ReadEscape(isInClass: false));
        }

        if (Syntax.Contains(_reader.Next, StringComparison.Ordinal))
        {
            throw _reader.Fail($"'{_reader.Next}' is out of place");
        }

        var codePoint = _reader.ReadCodePoint();
        return new PatternSet(codePoint == '.' ? PatternSyntax.Dot : CharacterSet.OfRange(codePoint, codePoint));
    }

    private PatternNode ReadGroup()
    {
        if (_reader.TrySkip("?") && !_reader.TrySkip(":"))
        {
            ReadGroupName();
        }

        if (++_depth > SchemaLimits.PatternDepth)
        {
            throw _reader.Fail("groups are nested too deep");
        }

        var content = ReadChoice();
        if (_reader.Next == '$')
        {
            throw _reader.Fail("'$' is supported only at the end of the pattern or of one of its alternatives");
        }

        _reader.Skip(")");
        _depth--;
        return content;
    }

    private void ReadGroupName()
    {
        if (!_reader.TrySkip("<") || _reader.Next is '=' or '!')
        {
            throw _reader.Fail("only plain groups are supported: (...), (?:...) and (?<name>...)");
        }

        _reader.ReadUntil('>');
    }

    private PatternNode ReadQuantified(PatternNode atom) => PatternQuantifier.TryRead(_reader) is { } quantifier
        ? new PatternRepeat(atom, quantifier.Minimum, quantifier.Maximum)
        : atom;
}
