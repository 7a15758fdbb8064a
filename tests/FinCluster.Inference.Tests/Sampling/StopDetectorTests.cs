using System.Text;
using FinCluster.Inference.Sampling;

namespace FinCluster.Inference.Tests.Sampling;

public sealed class StopDetectorTests
{
    // Few and alike, so that texts and stop strings overlap in every way; the last two are no UTF-8.
    private static readonly byte[][] Letters =
    [
        .. ((string[])["a", "b", "c", "é", "日", "本", "😀"]).Select(Encoding.UTF8.GetBytes), [0x97], [0xF0, 0x9F],
    ];

    [Fact]
    public void Append_AnyTextInAnyTokens_ReleasesWhatTheBytesAloneSay()
    {
        var random = new Random(23);
        for (int round = 0; round < 20_000; round++)
        {
            string[] stops = [.. Enumerable.Range(0, random.Next(4)).Select(_ => RandomStop(random))];
            bool include = random.Next(2) == 0;
            byte[] text = RandomText(random, random.Next(1, 25));

            AssertFollowsReference(stops, include, text, RandomCuts(random, text.Length));
        }
    }

    [Fact]
    public void Append_ValidText_NeverReleasesPartOfACharacterOrOfAStopString()
    {
        var random = new Random(29);
        for (int round = 0; round < 5_000; round++)
        {
            string stop = RandomStop(random);
            byte[] text = [.. Enumerable.Range(0, 20).SelectMany(_ => Letters[random.Next(7)])];
            var detector = new StopDetector([stop], includeStop: false, longestPiece: 4);
            int released = 0;
            foreach ((int start, int length) in RandomCuts(random, text.Length))
            {
                released += detector.Append(text.AsSpan(start, length), mayStop: true);
                string shown = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(text, 0, released);
                Assert.DoesNotContain(stop, shown, StringComparison.Ordinal);
                if (detector.Stopped)
                {
                    break;
                }
            }
        }
    }

    [Theory]
    [InlineData("ab", "xa|b|c", false, "x")]
    [InlineData("ab", "xa|b|c", true, "xab")]
    [InlineData("ab", "xab|c", false, "x")]
    [InlineData("ab", "abc", false, "")]
    [InlineData("ab", "xa|cab", false, "xac")]
    [InlineData("aab", "aaab", false, "a")]
    [InlineData("aab", "a|a|a|b", false, "a")]
    [InlineData("日本", "今日|日|本语", false, "今日")]
    public void Append_StopString_EndsTheText(string stop, string tokens, bool include, string expected)
    {
        (string text, bool stopped) = Run([stop], include, tokens);

        Assert.Equal((expected, true), (text, stopped));
    }

    // The one that is complete first counts, of two that end together the longer one: whatever the tokens are.
    [Theory]
    [InlineData("ab,abc", true, "xab")]
    [InlineData("abc,ab", true, "xab")]
    [InlineData("bc,abc", false, "x")]
    [InlineData("abc,bc", true, "xabc")]
    [InlineData("bc,abcd", false, "xa")]
    [InlineData("abcd,bc", true, "xabc")]
    [InlineData("c,xabcd", false, "xab")]
    public void Append_OverlappingStops_AllCutsAgree(string stops, bool include, string expected)
    {
        foreach (string tokens in (string[])["xabcde", "x|a|b|c|d|e", "xa|bcde", "xab|cde", "xabcd|e", "xabc|de"])
        {
            Assert.Equal((expected, true), Run(stops.Split(','), include, tokens));
        }
    }

    [Fact]
    public void Append_BeforeItMayStop_StopStringIsText()
    {
        var detector = new StopDetector(["ab"], includeStop: false, longestPiece: 4);

        Assert.Equal(3, detector.Append("xab"u8, mayStop: false));
        Assert.Equal(1, detector.Append("y"u8, mayStop: true));
        Assert.False(detector.Stopped);
        Assert.Equal(1, detector.Append("zab"u8, mayStop: true));
        Assert.True(detector.Stopped);
    }

    [Fact]
    public void Append_StopStringThatEndsWhenItMay_Stops()
    {
        var detector = new StopDetector(["abc"], includeStop: false, longestPiece: 4);

        Assert.Equal(1, detector.Append("xab"u8, mayStop: false));
        Assert.Equal(0, detector.Append("c"u8, mayStop: true));
        Assert.True(detector.Stopped);
    }

    [Fact]
    public void Append_EarlyStopStringThatIsHeldBackForALongerOne_IsTextAllTheSame()
    {
        var detector = new StopDetector(["b", "abcd"], includeStop: false, longestPiece: 4);

        // "ab" may become "abcd", so it waits; the "b" in it came before it could end the text.
        Assert.Equal(0, detector.Append("ab"u8, mayStop: false));
        Assert.Equal(3, detector.Append("x"u8, mayStop: true));
        Assert.False(detector.Stopped);
    }

    [Theory]
    [InlineData("61E4B8", 1)]
    [InlineData("61E4B8AD", 4)]
    [InlineData("F09F93", 0)]
    [InlineData("6180", 2)]
    public void Finish_IncompleteCharacterAtTheEnd_IsLeftOut(string hex, int expected)
    {
        byte[] text = Convert.FromHexString(hex);
        var detector = new StopDetector([], includeStop: false, longestPiece: 4);

        int released = detector.Append(text, mayStop: true) + detector.Finish();

        Assert.Equal(expected, released);
    }

    [Fact]
    public void Finish_BeginningOfAStopString_IsText()
    {
        var detector = new StopDetector(["abc"], includeStop: false, longestPiece: 4);

        Assert.Equal(1, detector.Append("xab"u8, mayStop: true));
        Assert.Equal(2, detector.Finish());
        Assert.Equal(0, detector.Finish());
    }

    [Fact]
    public void Append_TokenLongerThanAnnounced_IsTaken()
    {
        var detector = new StopDetector(["never"], includeStop: false, longestPiece: 1);

        Assert.Equal(1_000, detector.Append(Enumerable.Repeat((byte)'x', 1_000).ToArray(), mayStop: true));
    }

    private static void AssertFollowsReference(string[] stops, bool include, byte[] text, IEnumerable<(int Start, int Length)> cuts)
    {
        var reference = new StopReference(stops, include);
        var detector = new StopDetector(stops, include, longestPiece: 2);
        int? end = reference.FindEnd(text);
        int released = 0;
        foreach ((int start, int length) in cuts)
        {
            released += detector.Append(text.AsSpan(start, length), mayStop: true);
            bool over = reference.FindEnd(text.AsSpan(0, start + length)) is not null;
            string what = $"stops {string.Join(' ', stops)}, bytes {Convert.ToHexString(text)} up to {start + length}";
            Assert.True(over == detector.Stopped, what);
            Assert.True((over ? end : reference.Final(text.AsSpan(0, start + length))) == released, what);
            if (over)
            {
                return;
            }
        }

        Assert.Equal(text.Length - Utf8Boundary.IncompleteTail(text), released + detector.Finish());
    }

    private static (string Text, bool Stopped) Run(string[] stops, bool include, string tokens)
    {
        var detector = new StopDetector(stops, include, longestPiece: 8);
        byte[] all = Encoding.UTF8.GetBytes(tokens.Replace("|", "", StringComparison.Ordinal));
        int released = 0;
        foreach (string token in tokens.Split('|'))
        {
            released += detector.Append(Encoding.UTF8.GetBytes(token), mayStop: true);
            if (detector.Stopped)
            {
                break;
            }
        }

        return (Encoding.UTF8.GetString(all, 0, released), detector.Stopped);
    }

    private static byte[] RandomText(Random random, int letters) =>
        [.. Enumerable.Range(0, letters).SelectMany(_ => Letters[random.Next(Letters.Length)])];

    private static string RandomStop(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => Encoding.UTF8.GetString(Letters[random.Next(7)])));

    private static List<(int Start, int Length)> RandomCuts(Random random, int length)
    {
        var cuts = new List<(int Start, int Length)>();
        for (int start = 0; start < length;)
        {
            int size = Math.Min(random.Next(0, 6), length - start);
            cuts.Add((start, size));
            start += size;
        }

        return cuts;
    }
}
