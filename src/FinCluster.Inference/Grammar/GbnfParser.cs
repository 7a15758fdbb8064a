using System.Text;

namespace FinCluster.Inference.Grammar;

/// <summary>Reads grammars in llama.cpp's GBNF notation. Token references are the one part of it that is refused.</summary>
/// <remarks>
/// The notation: <c>name ::= body</c>; <c>|</c>, sequences, groups, <c>"literals"</c>, <c>[classes]</c>, <c>.</c>,
/// <c>* + ? {n} {n,} {n,m}</c> and <c># comments</c>. A body goes on over a line end after <c>::=</c>, after <c>|</c> and inside a group.
/// Source: grammars/README.md and src/llama-grammar.cpp of llama.cpp. Stricter than there: a rule is defined once, a range does not
/// run backwards, a class matches something, and <c>{n,m}</c> means what it says for every size.
/// </remarks>
internal sealed class GbnfParser
{
    private readonly GrammarLimits _limits;
    private readonly GbnfReader _reader;
    private readonly GbnfSymbols _symbols;
    private readonly GbnfRepetitionParser _repetitions;

    private GbnfParser(string text, GrammarLimits limits)
    {
        _limits = limits;
        _reader = new GbnfReader(text);
        _symbols = new GbnfSymbols(_reader, limits);
        _repetitions = new GbnfRepetitionParser(_reader, limits);
    }

    /// <summary>Parses a grammar. Any number of threads may call it.</summary>
    /// <exception cref="Core.Errors.RequestException">The text is no grammar, or exceeds a limit.</exception>
    public static GrammarSyntax Parse(string text, GrammarLimits limits)
    {
        if (text.Length > limits.MaxTextLength)
        {
            throw GrammarErrors.Invalid($"a grammar has at most {limits.MaxTextLength} characters, this one has {text.Length}");
        }

        return new GbnfParser(text, limits).ParseRules(text);
    }

    private GrammarSyntax ParseRules(string text)
    {
        _reader.SkipSpace(lineEnds: true);
        while (!_reader.AtEnd)
        {
            ParseRule();
            _reader.SkipSpace(lineEnds: true);
        }

        return _symbols.ToSyntax(text);
    }

    private void ParseRule()
    {
        var start = _reader.Offset;
        var name = _reader.TryReadName()
            ?? throw _reader.FailUnexpected("a rule name (a rule goes on in the next line only after '|' or inside '(')");
        _reader.SkipSpace(lineEnds: false);
        if (!_reader.IsNext("::="))
        {
            throw _reader.FailUnexpected("'::='");
        }

        _reader.Skip(3);
        _reader.SkipSpace(lineEnds: true);
        var index = _symbols.BeginDefinition(name, start);
        var body = ParseChoice(nesting: 0);
        if (!_reader.AtEnd && _reader.Current is not ('\r' or '\n'))
        {
            throw _reader.FailUnexpected("an item, '|' or the end of the line");
        }

        _symbols.EndDefinition(index, start, body);
    }

    private GrammarNode ParseChoice(int nesting)
    {
        var options = new List<GrammarNode> { ParseSequence(nesting) };
        while (_reader.TryTake('|'))
        {
            _reader.SkipSpace(lineEnds: true);
            options.Add(ParseSequence(nesting));
        }

        return options.Count == 1 ? options[0] : new ChoiceNode(options);
    }

    private GrammarNode ParseSequence(int nesting)
    {
        var items = new List<GrammarNode>();
        while (true)
        {
            var start = _reader.Offset;
            var item = TryParseItem(nesting);
            if (item is null)
            {
                return GbnfRepetitionParser.IsNext(_reader) ? throw _reader.Fail("nothing stands before this repetition")
                    : items.Count == 1 ? items[0]
                    : new SequenceNode(items);
            }

            _reader.SkipSpace(nesting > 0);
            items.Add(_repetitions.Parse(item, start, lineEnds: nesting > 0));
        }
    }

    private GrammarNode? TryParseItem(int nesting)
    {
        switch (_reader.Current)
        {
            case '"':
                return ParseLiteral();
            case '[':
                return new CharacterNode(GbnfClassParser.Parse(_reader));
            case '.':
                _reader.Skip(1);
                return new CharacterNode(CharacterSet.All);
            case '(':
                return ParseGroup(nesting + 1);
            case '<' or '!':
                throw _reader.Fail("token references (<...> and !<...>) are not supported; write the text of the token instead");
            default:
                var start = _reader.Offset;
                return _reader.TryReadName() is { } name ? new ReferenceNode(_symbols.Reference(name, start)) : null;
        }
    }

    private LiteralNode ParseLiteral()
    {
        var start = _reader.Offset;
        var content = new StringBuilder();
        _reader.Skip(1);
        while (!_reader.TryTake('"'))
        {
            if (_reader.AtEnd)
            {
                throw _reader.Fail(start, "this literal has no closing '\"'");
            }

            var at = _reader.Offset;
            var codePoint = GbnfCharacter.Read(_reader);
            content.Append(Rune.IsValid(codePoint)
                ? new Rune(codePoint)
                : throw _reader.Fail(at, "surrogates are no characters; use \\UNNNNNNNN"));
        }

        return new LiteralNode(Encoding.UTF8.GetBytes(content.ToString()));
    }

    private GrammarNode ParseGroup(int nesting)
    {
        var start = _reader.Offset;
        if (nesting > _limits.MaxNesting)
        {
            throw _reader.Fail($"groups nest at most {_limits.MaxNesting} deep");
        }

        _reader.Skip(1);
        _reader.SkipSpace(lineEnds: true);
        var body = ParseChoice(nesting);
        return _reader.TryTake(')') ? body
            : _reader.AtEnd ? throw _reader.Fail(start, "this group has no closing ')'")
            : throw _reader.FailUnexpected("an item, '|' or ')'");
    }
}
