using System.Text;
using FinCluster.Core.Text;

namespace FinCluster.Core.Compliance.Text;

/// <summary>What single code points become when a text is normalised; what depends on neighbours is <see cref="NormalizingStream"/>'s.</summary>
internal static class CharacterForms
{
    /// <summary>The answer for a character that leaves nothing.</summary>
    public const char Dropped = '\uFFFF';

    /// <summary>The answer for a character that becomes several; <see cref="SeveralOf"/> has them.</summary>
    public const char Longer = '\uFFFE';

    // Letters that look like Latin ones, each followed by that one.
    private const string LookAlikes =
        "аaеeоoрpсcуyхxѕsіiјjһhԁdԛqԝwкkмmтtнhвbгrпnиuьbз3ԍgӏlѵvɡgαaεeοoρpνvτtιiκkυuχxηnωwγyсcɑaɩiʟlɴnʀrʏyɪiɢgʜhʙbᴀaᴄcᴅdᴇeᴊjᴋkᴍmᴏoᴘpᴛtᴜuᴠvᴡwᴢz" +
        "ΝnΗhΥyΜmΖzΒb";

    private const string Accents =
        "àáâãäåāăąaçćĉċčcďđdèéêëēĕėęěeĝğġģgĥħhìíîïĩīĭįıiĵjķkĺļľŀłlñńņňnòóôõöøōŏőoŕŗřrśŝşšsţťŧtùúûüũūŭůűųuŵwýÿŷyźżžz";

    // Dashes, quotation marks and brackets that the compatibility forms leave as they are.
    private const string Signs = "‐-‑-‒-–-—-―-−-‘'’'‚'“\"”\"„\"«\"»\"「\"」\"『\"』\"《\"》\"〈\"〉\"【[】]〔[〕]・·•·‧·∙·⋅·●·○·◆·★·☆·■·□·";

    private static readonly char[] Single = new char[char.MaxValue + 1];
    private static readonly Dictionary<int, string> Several = [];

    static CharacterForms()
    {
        for (int c = 0; c < Single.Length; c++)
        {
            Single[c] = char.ToLowerInvariant((char)c);
        }

        AddCompatibilityForms();
        AddAccents();
        AddPairs(LookAlikes);
        AddPairs(Signs);
        AddSimplified();
        AddInvisible();
        foreach (char c in "\t\r\v\f\u00A0\u3000")
        {
            Single[c] = ' ';
        }

        foreach (char c in "\u2028\u2029\u0085")
        {
            Single[c] = '\n';
        }

        // What is upper case above and was replaced as lower case only.
        for (int c = 0; c < Single.Length; c++)
        {
            char lower = char.ToLowerInvariant((char)c);
            Single[c] = Single[c] == lower ? Single[lower] : Single[c];
        }
    }

    /// <summary>What a character of the basic plane becomes: a character, <see cref="Dropped"/> or <see cref="Longer"/>.</summary>
    public static char Of(char c) => Single[c];

    /// <summary>What a code point becomes that is no single character, or stands outside the basic plane; null for itself.</summary>
    public static string? SeveralOf(int codePoint) => codePoint switch
    {
        // Tags are letters that no font shows, and models read.
        >= 0xE0020 and <= 0xE007E => ((char)(codePoint - 0xE0000)).ToString().ToLowerInvariant(),
        >= 0xE0000 and <= 0xE01EF => "",
        >= 0x1F000 and <= 0x1FAFF when !Several.ContainsKey(codePoint) => "·",
        _ => Several.GetValueOrDefault(codePoint),
    };

    private static void AddCompatibilityForms()
    {
        foreach ((int codePoint, string plain) in CompatibilityForms.Read())
        {
            if (codePoint <= char.MaxValue && plain.Length == 1)
            {
                Single[codePoint] = plain[0];
                continue;
            }

            Several[codePoint] = plain;
            if (codePoint <= char.MaxValue)
            {
                Single[codePoint] = Longer;
            }
        }
    }

    private static void AddAccents()
    {
        // A group ends with the plain letter.
        int from = 0;
        for (int i = 0; i < Accents.Length; i++)
        {
            if (char.IsAsciiLetter(Accents[i]))
            {
                foreach (char accented in Accents[from..i])
                {
                    Single[accented] = Accents[i];
                }

                from = i + 1;
            }
        }
    }

    private static void AddPairs(string pairs)
    {
        for (int i = 0; i < pairs.Length; i += 2)
        {
            Single[pairs[i]] = pairs[i + 1];
        }
    }

    private static void AddSimplified()
    {
        SimplifiedForms.AddTo(Single);
        using Stream stream = typeof(CharacterForms).Assembly.GetManifestResourceStream("traditional.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                AddPairs(line);
            }
        }
    }

    private static void AddInvisible()
    {
        (char From, char To)[] ranges =
        [
            ('\u0000', '\u0008'), ('\u000E', '\u001F'), ('\u007F', '\u0084'), ('\u0086', '\u009F'), ('\u00AD', '\u00AD'), ('\u0300', '\u036F'),
            ('\u061C', '\u061C'), ('\u115F', '\u1160'), ('\u17B4', '\u17B5'), ('\u180B', '\u180E'), ('\u200B', '\u200F'), ('\u202A', '\u202E'),
            ('\u2060', '\u206F'), ('\u20D0', '\u20FF'), ('\u3164', '\u3164'), ('\uFE00', '\uFE0F'), ('\uFE20', '\uFE2F'), ('\uFEFF', '\uFEFF'),
            ('\uFFA0', '\uFFA0'), ('\uFFF0', '\uFFFB'),
        ];
        foreach ((char from, char to) in ranges)
        {
            for (int c = from; c <= to; c++)
            {
                Single[c] = Dropped;
            }
        }
    }
}
