using System.Collections.Frozen;
using System.Text;
using FinCluster.Core.Engine;
using FinCluster.Inference.Models;

namespace FinCluster.Inference.Simulation;

/// <summary>One token for every character, and one for each mark of a conversation.</summary>
/// <remarks>
/// Characters of <see cref="Alphabet"/> and of ASCII have ids of their own, so that an answer is read as the tokens that it was
/// written with. All others share the ids that are left, by their code: two texts with equal tokens can be different, one place
/// in some 1,700.
/// </remarks>
internal sealed class SimulatedVocabulary : Vocabulary
{
    /// <summary>The number of tokens. Small, because a draw looks at every token.</summary>
    public const int Size = 2_048;

    /// <summary>The token that ends an answer, and every message of a conversation.</summary>
    public const int End = 0;

    /// <summary>What answers are written in.</summary>
    public const string Alphabet =
        "的是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如"
        + "水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或";

    private const int FirstMark = 1;
    private const int FirstPrintable = 32;
    private const int PrintableCount = 95;
    private const int FirstCharacter = FirstPrintable + PrintableCount;
    private const int FirstShared = 384;

    private static readonly string[] Marks = ["<|system|>", "<|user|>", "<|assistant|>"];
    private static readonly FrozenDictionary<int, int> Ids = NamedCharacters().ToFrozenDictionary(named => named.Rune.Value, named => named.Token);

    private SimulatedVocabulary()
        : base(Entries())
    {
    }

    /// <summary>Gets the one vocabulary of all simulated models.</summary>
    public static SimulatedVocabulary Instance { get; } = new();

    /// <summary>Gets how the end of a message is spelled.</summary>
    public static string EndText => "<|end|>";

    /// <summary>Gets how the begin of a message is spelled.</summary>
    public static string MarkOf(ChatRole role) => Marks[(int)role];

    /// <summary>Gets the token of a character of <see cref="Alphabet"/>.</summary>
    public static int OfAlphabet(int index) => FirstCharacter + index;

    /// <inheritdoc/>
    public override int[] Tokenize(string text, bool addStart, bool parseControl)
    {
        var tokens = new List<int>(text.Length);
        for (int i = 0; i < text.Length;)
        {
            if (parseControl && TryReadControl(text.AsSpan(i), out int control, out int length))
            {
                tokens.Add(control);
                i += length;
                continue;
            }

            Rune.DecodeFromUtf16(text.AsSpan(i), out Rune character, out int units);
            tokens.Add(Ids.TryGetValue(character.Value, out int id) ? id : FirstShared + (character.Value % (Size - FirstShared)));
            i += units;
        }

        return [.. tokens];
    }

    private static bool TryReadControl(ReadOnlySpan<char> text, out int token, out int length)
    {
        (token, length) = (0, 0);
        if (!text.StartsWith("<|"))
        {
            return false;
        }

        int mark = 0;
        while (mark < Marks.Length && !text.StartsWith(Marks[mark]))
        {
            mark++;
        }

        (token, length) = mark < Marks.Length ? (FirstMark + mark, Marks[mark].Length) : (End, EndText.Length);
        return mark < Marks.Length || text.StartsWith(EndText);
    }

    private static IEnumerable<(Rune Rune, int Token)> NamedCharacters() =>
    [
        .. Enumerable.Range(0, PrintableCount).Select(i => (new Rune(' ' + i), FirstPrintable + i)),
        .. Alphabet.EnumerateRunes().Select((rune, i) => (rune, OfAlphabet(i))),
    ];

    private static VocabularyEntry[] Entries()
    {
        var entries = new VocabularyEntry[Size];
        Array.Fill(entries, new VocabularyEntry("□"u8.ToArray(), false, null));
        foreach ((Rune rune, int token) in NamedCharacters())
        {
            entries[token] = new VocabularyEntry(Encoding.UTF8.GetBytes(rune.ToString()), false, null);
        }

        entries[End] = new VocabularyEntry([], true, EndText);
        for (int mark = 0; mark < Marks.Length; mark++)
        {
            entries[FirstMark + mark] = new VocabularyEntry([], false, Marks[mark]);
        }

        return entries;
    }
}
