using System.Globalization;

namespace FinCluster.Testing.Gguf;

/// <summary>
/// A SentencePiece vocabulary of about 600 pieces: bytes, characters, a few Chinese and English finance words, ChatML tokens.
/// </summary>
/// <remarks>
/// The tokenizer joins the neighbours whose joined piece scores highest, and scores fall with the id. Every word is therefore listed after
/// all its beginnings, so that joining from the left reaches it.
/// </remarks>
public static class TinyVocabulary
{
    public const int UnknownId = 0;
    public const int BeginId = 1;
    public const int EndId = 2;
    public const int FirstByteId = 3;
    public const int MessageBeginId = FirstByteId + 256;
    public const int MessageEndId = MessageBeginId + 1;
    public const string MessageBegin = "<|im_start|>";
    public const string MessageEnd = "<|im_end|>";

    /// <summary>The ChatML template.</summary>
    public const string ChatTemplate =
        "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}"
        + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

    // SentencePiece writes a space as this character.
    private const string Space = "\u2581";

    private const int NormalType = 1;
    private const int UnknownType = 2;
    private const int ControlType = 3;
    private const int ByteType = 6;

    private static readonly string[] ChineseWords =
    [
        "什么", "股票", "债券", "基金", "久期", "利率", "收益", "收益率", "风险", "市场", "市盈", "市盈率", "国债", "可转", "可转债", "回购",
        "逆回购", "期权", "期货", "上海", "深圳", "交易", "交易所", "价格", "投资", "投资者", "公司", "发行", "到期", "本金", "利息", "流动",
        "流动性", "保证", "保证金", "融资", "融券", "指数", "净值", "分红", "北向", "资金", "买卖", "开盘", "收盘", "涨跌", "不构成", "投资建议",
    ];

    private static readonly string[] EnglishWords =
    [
        "what", "is", "the", "a", "of", "bond", "stock", "fund", "yield", "risk", "rate", "price", "market", "option", "share", "user",
        "system", "assistant", "duration", "index",
    ];

    /// <summary>Gets the pieces; the index is the id.</summary>
    public static IReadOnlyList<string> Pieces { get; } = Build();

    /// <summary>Gets the ids of the pieces that are joined from others.</summary>
    public static IEnumerable<int> JoinedIds =>
        Enumerable.Range(0, Pieces.Count).Where(id => id > MessageEndId && new StringInfo(Pieces[id]).LengthInTextElements > 1);

    /// <summary>Gets the scores; the index is the id.</summary>
    public static float[] Scores() => [.. Pieces.Select((_, id) => Type(id) == NormalType ? -id : 0f)];

    /// <summary>Gets the types; the index is the id.</summary>
    public static int[] Types() => [.. Pieces.Select((_, id) => Type(id))];

    private static int Type(int id) => id switch
    {
        UnknownId => UnknownType,
        BeginId or EndId or MessageBeginId or MessageEndId => ControlType,
        < MessageBeginId => ByteType,
        _ => NormalType,
    };

    private static List<string> Build()
    {
        var pieces = new List<string> { "<unk>", "<s>", "</s>" };
        pieces.AddRange(Enumerable.Range(0, 256).Select(value => string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>")));
        pieces.AddRange([MessageBegin, MessageEnd, Space]);
        pieces.AddRange(Enumerable.Range('!', '~' - '!' + 1).Select(value => $"{(char)value}"));
        string[] words = [.. ChineseWords, .. EnglishWords.Select(word => Space + word)];
        var known = new HashSet<string>(pieces, StringComparer.Ordinal);
        string characters = string.Concat("，。？！、；：“”（）《》％".Concat(string.Concat(ChineseWords)));
        pieces.AddRange(characters.Select(c => $"{c}").Where(known.Add));

        // The shortest beginnings first: a longer piece is then never joined before its own beginning.
        IEnumerable<string> beginnings = words.SelectMany(word => Enumerable.Range(2, word.Length - 1).Select(length => word[..length]));
        pieces.AddRange(beginnings.OrderBy(piece => piece.Length).Where(known.Add));
        return pieces;
    }
}
