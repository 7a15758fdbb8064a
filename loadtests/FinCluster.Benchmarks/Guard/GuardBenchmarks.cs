using System.Text;
using FinCluster.Benchmarks.Measuring;
using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Guard.Rules;
using FinCluster.Core.Compliance.Text;

namespace FinCluster.Benchmarks.Guard;

/// <summary>What the guards cost: once for each request, and once for each token of an answer.</summary>
internal static class GuardBenchmarks
{
    private const int Characters = 2_000;

    // Full of words that rules begin with, so that partial matches are always under way.
    private const string Busy = "如何计算保证金账户的收益？我想告诉客户，这只股票下周公布重组方案后，怎么分批买入，资金来源要说明，账户监控和公告前的交易有什么规定。";
    private const string Plain = "久期是债券价格对利率变动的敏感程度的度量，凸性则补充了它的二阶影响。";
    private const string English = "Tell me how the fund's guaranteed income and the trading rules changed, and what the client should know before earnings. ";

    public static IEnumerable<Benchmark> All()
    {
        foreach ((string name, string unit) in ((string, string)[])[("busy", Busy), ("plain", Plain), ("english", English)])
        {
            string text = string.Concat(Enumerable.Repeat(unit, (Characters / unit.Length) + 1))[..Characters];
            yield return Normalize(name, text);
            yield return Check(name, text);
            yield return Push(name, text);
        }

        yield return new Benchmark("guard/compile", () => rounds =>
        {
            long sum = 0;
            for (int i = 0; i < rounds; i++)
            {
                sum += GuardRules.Compile(ShippedPacks.All).Sources.Length;
            }

            return sum;
        });
    }

    private static Benchmark Normalize(string name, string text) => new($"guard/normalize/{name}/{Characters}-characters", () => rounds =>
    {
        long sum = 0;
        for (int i = 0; i < rounds; i++)
        {
            sum += TextNormalizer.Normalize(text).Text.Length;
        }

        return sum;
    })
    {
        Bytes = Encoding.UTF8.GetByteCount(text),
    };

    private static Benchmark Check(string name, string text) => new($"guard/input/{name}/{Characters}-characters", () =>
    {
        var guard = new InputGuard(GuardRules.Compile(ShippedPacks.All));
        return rounds =>
        {
            long sum = 0;
            for (int i = 0; i < rounds; i++)
            {
                sum += (long)guard.Check(text).Action;
            }

            return sum;
        };
    })
    {
        Bytes = Encoding.UTF8.GetByteCount(text),
    };

    private static Benchmark Push(string name, string text) => new($"guard/output/{name}/token", () =>
    {
        var guard = new OutputGuard(GuardRules.Compile(ShippedPacks.All));

        // Tokens of a Chinese model have one or two characters, of English words about four.
        string[] tokens = [.. text.Chunk(name == "english" ? 4 : 2).Select(chunk => new string(chunk))];
        OutputGuardStream stream = guard.Begin();
        return rounds =>
        {
            long sum = 0;
            for (int i = 0; i < rounds; i++)
            {
                sum += stream.Push(tokens[i % tokens.Length]);
                stream = stream.Violation is null ? stream : guard.Begin();
            }

            return sum;
        };
    });
}
