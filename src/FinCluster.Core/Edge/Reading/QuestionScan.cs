using FinCluster.Core.Text;

namespace FinCluster.Core.Edge.Reading;

/// <summary>The pass over one folded question.</summary>
internal ref struct QuestionScan(CueMatcher matcher, ReadOnlySpan<char> text)
{
    // A word of another script says about as much as two Chinese characters.
    private const int WordWeight = 2;

    // Words that make a question understood, as far as it goes: what is left over is what the edge model was not taught.
    private static readonly ulong Explaining = new[]
    {
        Cue.Known, Cue.Definition, Cue.Ask, Cue.Filler, Cue.Topic, Cue.Smalltalk, Cue.Anaphora, Cue.Brief, Cue.CompareSimple, Cue.Formula, Cue.Impact,
        Cue.FreshDenied,
    }.Aggregate(0UL, (bits, cue) => bits | CueEntry.Bit(cue));

    private readonly ReadOnlySpan<char> _text = text;
    private LineTally _lines;
    private bool _clauseHasText;
    private int _unknownEnd = -1;

    /// <summary>Counts everything.</summary>
    public void Run(ref QuestionReading reading)
    {
        (int focusStart, int focusEnd) = FocusFinder.Find(_text);
        for (int i = 0; i < _text.Length;)
        {
            i = Step(i, i >= focusStart && i < focusEnd, ref reading);
        }

        reading.Clauses += _clauseHasText ? 1 : 0;
        reading.Line = _lines.Strongest;
    }

    private int Step(int i, bool inFocus, ref QuestionReading reading)
    {
        char c = _text[i];
        if (char.IsAsciiDigit(c))
        {
            int end = NumberReader.Read(_text, i, out NumberKind kind, out int value);
            CountNumber(kind, value, inFocus, ref reading);
            return end;
        }

        bool isIdeograph = TextFolder.IsIdeograph(c);
        if (isIdeograph || char.IsLetter(c))
        {
            _clauseHasText = true;
            return matcher.TryMatch(_text, i, out CueEntry? entry, out int length)
                ? CountWord(i, length, entry, inFocus, ref reading)
                : isIdeograph ? CountIdeograph(i, inFocus, ref reading) : CountUnknownWord(i, inFocus, ref reading);
        }

        CountMark(c, i, ref reading);
        return i + 1;
    }

    private int CountWord(int i, int length, CueEntry entry, bool inFocus, ref QuestionReading reading)
    {
        reading.All.Add(entry.Cues);
        _lines.Add(entry, inFocus);
        reading.Ideographs += entry.Ideographs;
        reading.Words += entry.Words;
        int weight = entry.Ideographs + (WordWeight * entry.Words);
        if (entry.Has(Cue.NumberWord))
        {
            reading.Quantities++;
            reading.FocusQuantities += inFocus ? 1 : 0;
        }

        if (inFocus)
        {
            reading.Focus.Add(entry.Cues);
            reading.FocusContent += weight;
            reading.Compounds += entry.Has(Cue.Known) && _unknownEnd >= 0 && (_unknownEnd == i || (_unknownEnd == i - 1 && _text[i - 1] == ' ')) ? 1 : 0;
            reading.FocusExplained += (entry.Cues & Explaining) != 0 ? weight : 0;
        }

        return i + length;
    }

    private int CountIdeograph(int i, bool inFocus, ref QuestionReading reading)
    {
        if (NumberReader.IsNumeral(_text[i]) && NumberReader.ReadWords(_text, i, out NumberKind kind) is int end && end > i)
        {
            CountNumber(kind, value: 1_000, inFocus, ref reading);
            reading.Ideographs += end - i;
            return end;
        }

        reading.Ideographs++;
        reading.FocusContent += inFocus ? 1 : 0;
        _unknownEnd = i + 1;
        return i + 1;
    }

    private int CountUnknownWord(int i, bool inFocus, ref QuestionReading reading)
    {
        int end = i + 1;
        while (end < _text.Length && (char.IsLetter(_text[end]) || _text[end] == '\'') && !TextFolder.IsIdeograph(_text[end]))
        {
            end++;
        }

        reading.Words++;
        reading.FocusContent += inFocus ? WordWeight : 0;
        _unknownEnd = end;
        return end;
    }

    private static void CountNumber(NumberKind kind, int value, bool inFocus, ref QuestionReading reading)
    {
        switch (kind)
        {
            case NumberKind.Quantity:
                reading.Quantities++;
                reading.FocusQuantities += inFocus ? 1 : 0;
                break;
            case NumberKind.SecurityCode:
                reading.SecurityCodes++;
                break;
            case NumberKind.Identifier:
                reading.Identifiers++;
                break;
            case NumberKind.ListMarker:
                reading.ListMarkers++;
                break;
            case NumberKind.AnswerLength:
                reading.RequestedWords = Math.Max(reading.RequestedWords, value);
                break;
        }
    }

    private void CountMark(char c, int i, ref QuestionReading reading)
    {
        switch (c)
        {
            case '?':
                reading.QuestionMarks++;
                EndClause(ref reading);
                break;
            case ',' or ';' or '。' or '!' or '\n':
                EndClause(ref reading);
                reading.ListMarkers += c == '\n' && i + 1 < _text.Length && _text[i + 1] is '-' or '•' or '*' ? 1 : 0;
                break;
            case '+' or '*' or '/' or '×' or '÷' or '^' or '=' or '-':
                reading.Operators += StandsBetweenNumbers(i) ? 1 : 0;
                break;
        }
    }

    private void EndClause(ref QuestionReading reading)
    {
        reading.Clauses += _clauseHasText ? 1 : 0;
        _clauseHasText = false;
    }

    private readonly bool StandsBetweenNumbers(int i)
    {
        int before = i - 1;
        while (before >= 0 && _text[before] == ' ')
        {
            before--;
        }

        int after = i + 1;
        while (after < _text.Length && _text[after] == ' ')
        {
            after++;
        }

        return before >= 0 && (char.IsAsciiDigit(_text[before]) || _text[before] is ')' or '%')
            && (after == _text.Length ? _text[i] == '=' : char.IsAsciiDigit(_text[after]) || _text[after] is '(' or '?' or '.');
    }
}
