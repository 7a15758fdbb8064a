using System.Globalization;
using FinCluster.Training.Data;

namespace FinCluster.Training.Corpora;

/// <summary>Draws calculations with their steps.</summary>
/// <remarks>One combination of numbers in eleven is never drawn for training, so that a model can be examined with numbers it has not seen.</remarks>
internal sealed class ArithmeticQuestions(Corpus corpus)
{
    private const int HeldOutShare = 11;
    private const int MaxDraws = 1000;

    // Sums with numbers of one digit are the last step of most others.
    private const double SmallShare = 0.35;

    private static readonly int[] Principals = [100, 200, 300, 500, 800, 1000, 2000, 3000, 5000, 10_000];
    private static readonly int[] Wholes = [20, 25, 50, 100, 200];
    private static readonly int[] Lots = [100, 200, 300, 500];

    // Divisions are hardest, so they come most often.
    private readonly Kind[] _kinds = [.. new Kind[]
    {
        new("pe", 3, Divisions(12), n => $"市盈率=股价÷每股收益={n.A}÷{n.B}。{WorkedSteps.Divide(n.A, n.B)}，市盈率是{n.A / n.B}倍。",
            n => $"P/E = price ÷ EPS = {n.A} ÷ {n.B}. {WorkedSteps.Divide(n.A, n.B, ", ")}, so the P/E is {n.A / n.B}."),
        new("divide", 3, Divisions(9), n => $"{WorkedSteps.Divide(n.A, n.B)}。", n => $"{WorkedSteps.Divide(n.A, n.B, ", ")}."),
        new("multiply", 2, random => (random.From(2, 99), random.From(2, 9), 0), n => $"{WorkedSteps.Multiply(n.A, n.B)}。"),
        new("add", 3, random => (random.From(1, 99), random.From(1, random.Chance(SmallShare) ? 9 : 99), 0), n => $"{WorkedSteps.Add(n.A, n.B)}。"),
        new("subtract", 3, Differences(99), n => $"{WorkedSteps.Subtract(n.A, n.B)}。"),
        new("interest", 2, random => (random.Of(Principals), random.From(1, 10), random.From(2, 5)), Interest, EnglishInterest),
        new("cap", 1, random => (random.From(2, 50), random.From(2, 9), 0),
            n => $"市值=股价×总股本，{WorkedSteps.Multiply(n.A, n.B)}，市值是{n.A * n.B}亿元。",
            n => $"Market cap = price × shares, {WorkedSteps.Multiply(n.A, n.B)}, so it is {n.A * n.B} million."),
        new("profit", 1, random => Turned(Differences(60)(random), random.Of(Lots)),
            n => $"每股赚{WorkedSteps.Subtract(n.B, n.A)}元，共赚{n.B - n.A}×{n.C}={(n.B - n.A) * n.C}元。",
            n => $"Each share gains {WorkedSteps.Subtract(n.B, n.A)}, so the profit is {n.B - n.A}×{n.C}={(n.B - n.A) * n.C}."),
        new("loss", 1, random => Differences(60)(random) with { C = random.Of(Lots) },
            n => $"每股亏{WorkedSteps.Subtract(n.A, n.B)}元，共亏{n.A - n.B}×{n.C}={(n.A - n.B) * n.C}元。"),
        new("yield", 1, Shares, n => $"当期收益率=年利息÷价格={Share(n)}。", n => $"Current yield = coupon ÷ price = {Share(n)}."),
        new("dividend", 1, Shares, n => $"股息率=每股分红÷股价={Share(n)}。", n => $"Dividend yield = dividend ÷ price = {Share(n)}."),
        new("margin", 1, Margins, n => $"净利率=净利润÷收入={Share(n)}。", n => $"Net margin = net profit ÷ revenue = {Share(n)}."),
        new("units", 1, random => random.From(1, 5) is var price ? (price, price * random.From(2, 30) * 100, 0) : default,
            n => $"份额=金额÷净值={n.B}÷{n.A}={n.B / n.A}份。"),
        new("change", 1, Changes(up: true), n => $"涨幅=({n.B}-{n.A})÷{n.A}={WorkedSteps.Share(n.B - n.A, n.A)}。"),
        new("fall", 1, Changes(up: false), n => $"跌幅=({n.A}-{n.B})÷{n.A}={WorkedSteps.Share(n.A - n.B, n.A)}。"),
    }.Where(kind => Forms(corpus, kind.Name, english: false).Length > 0 || Forms(corpus, kind.Name, english: true).Length > 0)];

    /// <summary>Gets a value indicating whether the corpus has wordings for calculations.</summary>
    public bool IsEmpty => _kinds.Length == 0;

    /// <summary>Draws a calculation.</summary>
    /// <param name="random">What draws.</param>
    /// <param name="heldOut">Whether to draw from the combinations of numbers that are never trained.</param>
    public Turn Draw(Random random, bool heldOut)
    {
        Kind kind = Pick(random);
        string[] english = Forms(corpus, kind.Name, english: true);
        string[] chinese = Forms(corpus, kind.Name, english: false);
        bool isEnglish = kind.English is not null && english.Length > 0 && (chinese.Length == 0 || random.Chance(0.3));
        for (int i = 0; i < MaxDraws; i++)
        {
            Numbers numbers = kind.Draw(random);
            if (IsHeldOut(kind.Name, numbers) == heldOut)
            {
                string form = random.Of(isEnglish ? english : chinese);
                return new Turn(Fill(kind, form, numbers), (isEnglish ? kind.English! : kind.Chinese)(numbers));
            }
        }

        throw new TrainingException($"no numbers were found for '{kind.Name}'");
    }

    private static string[] Forms(Corpus corpus, string kind, bool english) => kind is "add" or "subtract" or "multiply" or "divide" && !english
        ? corpus.Wordings($"arithmetic.{kind}")
        : corpus.Wordings($"arithmetic.{kind}.{(english ? "en" : "zh")}");

    private static bool IsHeldOut(string kind, Numbers n) => ((n.A * 7) + (n.B * 13) + (n.C * 29) + (kind.Length * 3)) % HeldOutShare == 0;

    private static string Fill(Kind kind, string form, Numbers n)
    {
        string second = IsShare(kind.Name) ? WorkedSteps.Text(n.A * n.B / 100m) : n.B.ToString(CultureInfo.InvariantCulture);
        return form.Replace("{a}", n.A.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{b}", second, StringComparison.Ordinal)
            .Replace("{c}", n.C.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    private static bool IsShare(string kind) => kind is "yield" or "dividend" or "margin";

    private static string Share(Numbers n) => WorkedSteps.Share(n.A * n.B / 100m, n.A);

    private static string Interest(Numbers n)
    {
        decimal year = n.A * n.B / 100m;
        return $"每年利息是{n.A}×{n.B}%={WorkedSteps.Text(year)}元，{n.C}年利息共{WorkedSteps.Text(year)}×{n.C}={WorkedSteps.Text(year * n.C)}元。";
    }

    private static string EnglishInterest(Numbers n)
    {
        decimal year = n.A * n.B / 100m;
        string sum = $"{WorkedSteps.Text(year)} × {n.C} = {WorkedSteps.Text(year * n.C)}";
        return $"Interest per year is {n.A} × {n.B}% = {WorkedSteps.Text(year)}, so {n.C} years give {sum}.";
    }

    private static Func<Random, Numbers> Divisions(int largest) => random =>
        random.From(2, largest) is var divisor ? new Numbers(divisor * random.From(2, 40), divisor, 0) : default;

    private static Func<Random, Numbers> Differences(int largest) => random =>
        random.From(2, largest) is var from
            ? new Numbers(from, random.From(1, Math.Min(from - 1, random.Chance(SmallShare) ? 9 : largest)), 0)
            : default;

    private static Numbers Turned(Numbers n, int lot) => new(n.B, n.A, lot);

    private static Numbers Shares(Random random) => new(random.Of(Wholes), random.From(1, 20), 0);

    private static Numbers Margins(Random random) => new(random.Of(Wholes[2..]), random.From(1, 40), 0);

    private static Func<Random, Numbers> Changes(bool up) => random =>
    {
        int from = random.Of(Wholes);
        int step = from / 5 * random.From(1, 4) / (from % 20 == 0 && random.Chance(0.5) ? 2 : 1);
        return new Numbers(from, up ? from + step : from - step, 0);
    };

    private Kind Pick(Random random)
    {
        int at = random.Next(_kinds.Sum(kind => kind.Weight));
        return _kinds.First(kind => (at -= kind.Weight) < 0);
    }

    private readonly record struct Numbers(int A, int B, int C)
    {
        public static implicit operator Numbers((int A, int B, int C) numbers) => new(numbers.A, numbers.B, numbers.C);
    }

    private sealed record Kind(
        string Name, int Weight, Func<Random, Numbers> Draw, Func<Numbers, string> Chinese, Func<Numbers, string>? English = null);
}
