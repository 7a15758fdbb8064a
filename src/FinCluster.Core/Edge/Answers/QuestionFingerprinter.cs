using System.Collections.Frozen;
using FinCluster.Core.Edge.Reading;
using FinCluster.Core.Text;

namespace FinCluster.Core.Edge.Answers;

/// <summary>Makes fingerprints of questions: the guard that keeps a near miss (买/卖, 涨/跌, 3%/5%, another product) from being taken for the same question.</summary>
/// <remarks>
/// Immutable, so thread-safe. It errs on the side of "not the same": two wordings with different words besides those of
/// <c>edge-cues.txt</c> that only frame a question have different fingerprints.
/// </remarks>
/// <param name="glossary">What the edge model was taught.</param>
public sealed class QuestionFingerprinter(EdgeGlossary glossary)
{
    private const char Separator = '\u0001';

    // What frames a question without changing its answer.
    private static readonly ulong Framing = CueEntry.Bit(Cue.Filler) | CueEntry.Bit(Cue.Definition) | CueEntry.Bit(Cue.Brief) | CueEntry.Bit(Cue.Ask);

    // The cues whose words mean the same, whichever of them is used.
    private static readonly Cue[] Kinds = [Cue.Amount, Cue.Formula, Cue.CompareSimple, Cue.Impact];

    private static readonly FrozenDictionary<string, int> AskKinds = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["多久"] = 16, ["什么时候"] = 16, ["何时"] = 16, ["几点"] = 16, ["几天"] = 16, ["when does"] = 16, ["when do"] = 16, ["what time"] = 16, ["when"] = 16,
        ["怎么"] = 32, ["如何"] = 32, ["怎样"] = 32, ["咋"] = 32, ["how do"] = 32, ["how does"] = 32, ["how can"] = 32, ["how to"] = 32, ["how is"] = 32, ["how"] = 32,
        ["哪些"] = 64, ["有哪些"] = 64, ["几个"] = 64, ["哪个"] = 64, ["which"] = 64, ["哪种"] = 64,
        ["需要什么"] = 128, ["要什么"] = 128, ["条件"] = 128, ["where"] = 256,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Negations = FrozenSet.ToFrozenSet(
        ["不", "没", "没有", "非", "无", "未", "别", "勿", "no", "not", "never", "without", "cannot", "can't", "don't", "doesn't", "isn't", "won't", "aren't", "n't"],
        StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> NegationSpans = Negations.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly CueMatcher _matcher = new(CueWords.Entries.Concat(glossary.Entries));

    /// <summary>Makes the fingerprint of a question.</summary>
    public QuestionFingerprint Of(string question)
    {
        ReadOnlySpan<char> text = TextFolder.Fold(question);
        var content = new List<string>();
        int kinds = 0;
        int negations = 0;
        int runStart = -1;
        for (int i = 0; i < text.Length;)
        {
            int end = Step(text, i, content, ref kinds, ref negations, ref runStart);
            i = end;
        }

        EndRun(text, text.Length, content, ref runStart);
        if ((kinds & (1 << Array.IndexOf(Kinds, Cue.CompareSimple))) != 0)
        {
            content.Sort(StringComparer.Ordinal);
        }

        return new QuestionFingerprint(string.Join(Separator, content), kinds, negations);
    }

    private int Step(ReadOnlySpan<char> text, int i, List<string> content, ref int kinds, ref int negations, ref int runStart)
    {
        char c = text[i];
        bool isIdeograph = TextFolder.IsIdeograph(c);
        if (isIdeograph && i + 2 < text.Length && text[i + 1] is '不' or '没' && text[i + 2] == c)
        {
            // 能不能, 是不是, 有没有 ask; they deny nothing.
            EndRun(text, i, content, ref runStart);
            return i + 3;
        }

        if (char.IsAsciiDigit(c))
        {
            EndRun(text, i, content, ref runStart);
            int end = NumberReader.Read(text, i, out _, out _);
            content.Add(text[i..end].ToString());
            return end;
        }

        if (!isIdeograph && !char.IsLetter(c))
        {
            EndRun(text, i, content, ref runStart);
            if (c is '+' or '-' or '/' or '%' or '×' or '÷' or '>' or '<')
            {
                content.Add(c.ToString());
            }

            return i + 1;
        }

        if (_matcher.TryMatch(text, i, out CueEntry? entry, out int length))
        {
            EndRun(text, i, content, ref runStart);
            Take(entry, content, ref kinds, ref negations);
            return i + length;
        }

        if (isIdeograph)
        {
            runStart = runStart < 0 ? i : runStart;
            return i + 1;
        }

        EndRun(text, i, content, ref runStart);
        int wordEnd = i + 1;
        while (wordEnd < text.Length && (char.IsLetter(text[wordEnd]) || text[wordEnd] == '\'') && !TextFolder.IsIdeograph(text[wordEnd]))
        {
            wordEnd++;
        }

        if (NegationSpans.Contains(text[i..wordEnd]))
        {
            negations++;
        }
        else
        {
            content.Add(text[i..wordEnd].ToString());
        }

        return wordEnd;
    }

    private static void Take(CueEntry entry, List<string> content, ref int kinds, ref int negations)
    {
        if (Negations.Contains(entry.Text))
        {
            negations++;
            return;
        }

        kinds |= AskKinds.GetValueOrDefault(entry.Text);
        if (entry.Has(Cue.Known))
        {
            content.Add(entry.Text);
            return;
        }

        for (int kind = 0; kind < Kinds.Length; kind++)
        {
            if (entry.Has(Kinds[kind]))
            {
                kinds |= 1 << kind;
                return;
            }
        }

        if (entry.Has(Cue.Topic))
        {
            content.Add(entry.Text.Contains('例') || entry.Text == "example" ? "example" : "risk");
        }
        else if ((entry.Cues & Framing) == 0)
        {
            content.Add(entry.Text);
        }
    }

    private static void EndRun(ReadOnlySpan<char> text, int end, List<string> content, ref int runStart)
    {
        if (runStart < 0)
        {
            return;
        }

        ReadOnlySpan<char> run = text[runStart..end];
        runStart = -1;
        content.Add(run.ToString());
    }
}
