using System.Collections.Frozen;
using System.Text;
using FinCluster.Core.Engine;
using FinCluster.Inference.Models;

namespace FinCluster.Inference.Simulation;

/// <summary>One token for an ASCII or a common character, two for most others, and one for each mark of a conversation.</summary>
/// <remarks>
/// A character without a token of its own is written with the tokens of its bytes, the first two of three in one. So tokens spell
/// every text, and an answer is read again as the tokens that it was written with.
/// </remarks>
internal sealed class SimulatedVocabulary : Vocabulary
{
    /// <summary>The number of tokens. Small, because a draw looks at every token.</summary>
    public const int Size = FirstCharacter + NamedCharacters;

    /// <summary>The token that ends an answer, and every message of a conversation.</summary>
    public const int End = 0;

    /// <summary>What answers are written in.</summary>
    public const string Alphabet =
        "的是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如"
        + "水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或";

    // More of what questions about money are written in.
    private const string Common =
        "？什资。股一融回债购转期金久率市，风险券问票请话交易盈：向押式质解投北逆句释价意帮者算客思叫哪区别号户吗怎适、公收安报司型息贷款场银答每码益代约"
        + "模讲格跌告元入文涨类题谢语；助集换（）红短手基品复按固单流参示币派营简呢竞给述既节保带及提供第没例系买卖规则盘放考被强违程试计术持组几稳赚赔权否"
        + "证！月溢赎服务容运存需首次测此端见继续只置决演常很通少幕抱歉世界增早何今谁骗举长订标统尾深指值构言接口兼装器无依编件并启仓已词支取随策果借付除越"
        + "周较低消靠知识末绩预减游据角色货海圳净建议《》％研究商列独立退断项目条命令赖译载核半钟秒默认库名称己调际输处折显序终缓仍轮功非偏惩罚扩展群状态健"
        + "康检查射途执丢失束采位任副更档英架配错误设结想仅习沪香港均变敏感修升百至五假休润钱估气杠杆亏损担足共倍总伴承诺局谨慎协信做写春诗超范围火星录篮散";

    private const int FirstMark = 1;
    private const int FirstByte = 4;
    private const int FirstPair = FirstByte + 256;
    private const int FirstCharacter = FirstPair + (PairLeads * PairTrails);
    private const int NamedCharacters = 510;

    // UTF-8 of three bytes: 1110xxxx 10xxxxxx 10xxxxxx.
    private const int PairLead = 0xE0;
    private const int PairLeads = 16;
    private const int PairTrail = 0x80;
    private const int PairTrails = 64;

    private static readonly string[] Marks = ["<|system|>", "<|user|>", "<|assistant|>"];

    private static readonly FrozenDictionary<int, int> Ids =
        (Alphabet + Common).Select((character, index) => (character, index)).ToFrozenDictionary(named => (int)named.character, named => FirstCharacter + named.index);

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

    /// <summary>Gets the token of an ASCII character.</summary>
    public static int OfAscii(char character) => FirstByte + character;

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

            // A lone surrogate becomes U+FFFD.
            Rune.DecodeFromUtf16(text.AsSpan(i), out Rune character, out int units);
            Add(tokens, character);
            i += units;
        }

        return [.. tokens];
    }

    private static void Add(List<int> tokens, Rune character)
    {
        if (Ids.TryGetValue(character.Value, out int id))
        {
            tokens.Add(id);
            return;
        }

        Span<byte> utf8 = stackalloc byte[4];
        ReadOnlySpan<byte> bytes = utf8[..character.EncodeToUtf8(utf8)];
        if (bytes.Length == 3)
        {
            tokens.Add(FirstPair + ((bytes[0] - PairLead) * PairTrails) + (bytes[1] - PairTrail));
            bytes = bytes[2..];
        }

        foreach (byte value in bytes)
        {
            tokens.Add(FirstByte + value);
        }
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

    private static VocabularyEntry[] Entries() =>
    [
        new VocabularyEntry([], true, Encoding.UTF8.GetBytes(EndText)),
        .. Marks.Select(mark => new VocabularyEntry([], false, Encoding.UTF8.GetBytes(mark))),
        .. Enumerable.Range(0, 256).Select(value => new VocabularyEntry([(byte)value], false, null)),
        .. Enumerable.Range(0, PairLeads * PairTrails).Select(pair => new VocabularyEntry(
            [(byte)(PairLead + (pair / PairTrails)), (byte)(PairTrail + (pair % PairTrails))], false, null)),
        .. (Alphabet + Common).Select(character => new VocabularyEntry(Encoding.UTF8.GetBytes([character]), false, null)),
    ];
}
